import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { simpleParser, type ParsedMail } from 'mailparser'
import { SMTPServer } from 'smtp-server'
import { Secret } from '../../src/kernel/secret.ts'

/** A real mail server that delivers nothing: it takes mails and reads them back. */
export interface MailSink {
  readonly url: Secret<string>
  /** What was taken so far, in the order of arrival. */
  readonly mails: readonly ParsedMail[]
  /** Resolves when so many mails to this address (or to anybody) were taken. */
  taken(count: number, to?: string): Promise<readonly ParsedMail[]>
  /** Forgets what was taken. */
  clear(): void
  /** Mails to these addresses are refused from now on (550). */
  refuse(...addresses: readonly string[]): void
  /** Called with each mail before it is acknowledged. */
  onMail(hook: ((mail: ParsedMail) => Promise<void>) | undefined): void
  /** How often somebody has logged in. */
  logins(): number
  /** How many connections were attempted while it was up. */
  connections(): number
  /** An outage: whoever is connected is cut off, and whoever connects. Its address stays its own meanwhile. */
  goDown(): void
  comeUp(): void
  stop(): Promise<void>
}

/** @param login where it takes mails from nobody else */
export async function openMailSink(login?: {
  readonly user: string
  readonly password: string
}): Promise<MailSink> {
  const mails: ParsedMail[] = []
  const waiting = new Set<() => void>()
  let refused: readonly string[] = []
  let hook: ((mail: ParsedMail) => Promise<void>) | undefined
  let connections = 0
  let logins = 0
  const connected = new Set<Socket>()
  let isDown = false

  const smtp = new SMTPServer({
    authOptional: login === undefined,
    // There is no TLS on this loopback.
    allowInsecureAuth: true,
    disabledCommands: ['STARTTLS', ...(login ? [] : ['AUTH'])],
    // Otherwise each connection asks the machine's name server for the name of the loopback.
    disableReverseLookup: true,
    onAuth({ username, password }, _session, done) {
      logins += 1
      const known = username === login?.user && password === login?.password
      done(known ? null : new Error('not known here'), { user: username })
    },
    onConnect(_session, done) {
      connections += 1
      done()
    },
    onRcptTo({ address }, _session, done) {
      const error = Object.assign(new Error('no such mailbox'), { responseCode: 550 })
      done(refused.includes(address) ? error : null)
    },
    onData(stream, _session, done) {
      const take = async (): Promise<void> => {
        try {
          const mail = await simpleParser(stream)
          await hook?.(mail)
          mails.push(mail)
          for (const look of waiting) look()
          done()
        } catch (error) {
          done(error instanceof Error ? error : new Error(String(error)))
        }
      }
      void take()
    },
  })
  smtp.on('error', () => {})
  greetSoon(smtp)
  const server = createServer((socket) => {
    connected.add(socket)
    socket.once('close', () => connected.delete(socket))
    if (isDown) socket.resetAndDestroy()
    else smtp.server.emit('connection', socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const cutOff = (): void => {
    for (const socket of connected) socket.resetAndDestroy()
  }

  return {
    url: new Secret(`smtp://${login ? `${login.user}:${login.password}@` : ''}127.0.0.1:${port}`),
    mails,
    async taken(count, to) {
      const found = () => mails.filter((mail) => to === undefined || addressOf(mail) === to)
      while (found().length < count) {
        await new Promise<void>((resolve) => {
          const look = (): void => {
            waiting.delete(look)
            resolve()
          }
          waiting.add(look)
        })
      }
      return found()
    },
    clear: () => void mails.splice(0),
    refuse(...addresses) {
      refused = addresses
    },
    onMail(next) {
      hook = next
    },
    logins: () => logins,
    connections: () => connections,
    goDown() {
      isDown = true
      cutOff()
    },
    comeUp() {
      isDown = false
    },
    async stop() {
      server.close()
      cutOff()
      await once(server, 'close')
    },
  }
}

/** At each connection the library waits 100 ms for whoever talks before the greeting; what we test never does. */
function greetSoon({ connections }: SMTPServer): void {
  const add = connections.add.bind(connections)
  connections.add = (connection) => {
    const greet = connection.connectionReady.bind(connection)
    let isGreeted = false
    connection.connectionReady = () => {
      if (!isGreeted) greet()
      isGreeted = true
    }
    setImmediate(() => connection.connectionReady())
    return add(connection)
  }
}

/** To whom a mail goes: exactly one. */
export function addressOf({ to }: ParsedMail): string | undefined {
  const [only, ...others] = Array.isArray(to) ? to : [to]
  if (others.length > 0 || only?.value.length !== 1) throw new Error('to several')
  return only.value[0]?.address
}

/** A header as it stands, folded lines joined. */
export const headerOf = ({ headerLines }: ParsedMail, name: string): string | undefined =>
  headerLines.find(({ key }) => key === name)?.line.slice(name.length + 2)

/** A sink for the `describe` that it is called in. */
export function mailSink(): () => MailSink {
  let sink: MailSink | undefined
  before(async () => {
    sink = await openMailSink()
  })
  after(async () => {
    await sink?.stop()
  })
  return () => {
    if (!sink) throw new Error('there is no mail sink outside a test')
    return sink
  }
}
