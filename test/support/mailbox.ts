import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { simpleParser, type ParsedMail } from 'mailparser'
import { SMTPServer } from 'smtp-server'
import { Secret } from '../../src/secret.ts'
import type { Configuration } from '../../src/server/config/configuration.ts'
import { keepSecret } from './secrets-in-logs.ts'

/** A mail server of the test's own, and what it was given. */
export interface Mailbox {
  /** For a server's configuration. */
  readonly mail: Configuration['mail']
  /** The mails with a link to reset a password that have arrived for this address, in order. */
  resetsFor(address: string): readonly ParsedMail[]
  /** Resolves with the one of that number (from 1), when it has arrived. */
  resetFor(address: string, number?: number): Promise<ParsedMail>
  close(): Promise<void>
}

const LINK = /https?:\/\/\S+\/password\/reset\/\S+/

/** The link in a mail, as somebody reads it. */
export function linkIn({ text = '' }: ParsedMail): string {
  const [link] = LINK.exec(text) ?? []
  if (link === undefined) throw new Error('there is no link in the mail')
  keepSecret(link.slice(link.lastIndexOf('/') + 1))
  return link
}

export async function openMailbox(): Promise<Mailbox> {
  const arrived: ParsedMail[] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, _session, done) {
      simpleParser(stream).then(
        (mail) => {
          arrived.push(mail)
          server.emit('arrived')
          done()
        },
        (error: unknown) => {
          done(error as Error)
        },
      )
    },
  })
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  const { port } = server.server.address() as AddressInfo
  const resetsFor = (address: string) =>
    arrived.filter(
      ({ to: receivers, text: words = '' }) =>
        LINK.test(words) &&
        [receivers ?? []]
          .flat()
          .some(({ text }) => text.toLowerCase().includes(address.toLowerCase())),
    )
  return {
    mail: { url: new Secret(`smtp://127.0.0.1:${port}`), from: 'sign-in@service.example' },
    resetsFor,
    async resetFor(address, number = 1) {
      const signal = AbortSignal.timeout(10_000)
      for (;;) {
        const mail = resetsFor(address)[number - 1]
        if (mail) return mail
        await once(server, 'arrived', { signal })
      }
    },
    close: () =>
      new Promise((resolve) => {
        server.close(resolve)
      }),
  }
}
