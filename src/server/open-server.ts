import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { DestinationStream, Logger } from 'pino'
import { systemClock, type Clock } from '../instant.ts'
import type { MailSender } from '../mail/index.ts'
import type { Store } from '../stores/store.ts'
import type { Configuration } from './config/configuration.ts'
import { listen } from './listen.ts'
import { createMailDelivery, openMailService } from './mail.ts'
import { createLogger } from './logger.ts'
import { openStore } from './open-store.ts'
import { CONSOLE_PATH, createService, type Service } from './service.ts'
import { startSweeping } from './sweeping.ts'

export interface ServerOptions {
  /** @default systemClock */
  readonly clock?: Clock
  /** Where the log goes. @default standard output */
  readonly log?: DestinationStream
  /** Stand in every line of the log. @default nothing */
  readonly labels?: Readonly<Record<string, unknown>>
  /** Prints to the terminal: mails, where the development profile shows them. @default nothing */
  readonly say?: (text: string) => void
  /** Milliseconds between two looks for mails that are due again. @default 5000 */
  readonly mailInterval?: number
}

export interface StepUpServer extends Pick<
  Service,
  'provider' | 'accounts' | 'authenticators' | 'recoveryCodes' | 'sessions'
> {
  /** Where it listens, as seen from this machine. */
  readonly url: string
  /** Stops listening, waits for what is under way, logout tokens too, and closes the store. */
  close(): Promise<void>
}

/** Puts everything together and listens. @throws ConfigurationError, Fault */
export async function openServer(
  configuration: Configuration,
  options: ServerOptions = {},
): Promise<StepUpServer> {
  const log = createLogger({
    level: configuration.log.level,
    labels: options.labels,
    ...(options.log ? { destination: options.log } : {}),
  })
  const store = await openStore(configuration, (problem) => {
    log.warn(problem)
  })
  try {
    return await openOn(store, configuration, options, log)
  } catch (error) {
    await store.close()
    throw error
  }
}

async function openOn(
  store: Store,
  configuration: Configuration,
  options: ServerOptions,
  log: Logger,
): Promise<StepUpServer> {
  const { clock = systemClock, say = () => {} } = options
  const delivery = createMailDelivery(configuration, CONSOLE_PATH, say)
  let sender: MailSender | undefined
  const service = await createService({
    configuration,
    store,
    clock,
    log,
    delivery,
    onPosted() {
      sender?.wake()
    },
  })
  const server = createServer((request, response) => {
    void service.handle(request, response)
  })
  await listen(server, configuration)
  const { port } = server.address() as AddressInfo
  const sweeping = startSweeping(store, log)
  sender = openMailService(delivery, {
    store: store.outbox,
    sealer: service.sealer,
    clock,
    log,
    interval: options.mailInterval,
  })
  const { provider, accounts, authenticators, recoveryCodes, sessions } = service

  return {
    url: `http://localhost:${port}`,
    provider,
    accounts,
    authenticators,
    recoveryCodes,
    sessions,
    async close() {
      await new Promise<void>((resolve) => {
        server.close(() => {
          resolve()
        })
        server.closeIdleConnections()
      })
      await service.settled()
      await sender?.close()
      await sweeping.stop()
      await store.close()
    },
  }
}
