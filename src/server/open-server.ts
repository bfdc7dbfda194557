import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { DestinationStream, Logger } from 'pino'
import { systemClock, type Clock } from '../instant.ts'
import type { MailSender } from '../mail/index.ts'
import type { Store } from '../stores/store.ts'
import type { Configuration } from './config/configuration.ts'
import { createHealth } from './health.ts'
import { listen } from './listen.ts'
import { createMailDelivery, openMailService } from './mail.ts'
import { createLogger } from './logger.ts'
import { createMetrics } from './metrics/metrics.ts'
import { serveMetrics } from './metrics/serve-metrics.ts'
import { openStore } from './open-store.ts'
import { CONSOLE_PATH, createService, type Service } from './service.ts'
import { startSweeping } from './sweeping.ts'

export interface ServerOptions {
  /** @default systemClock */
  readonly clock?: Clock
  /** Where the log goes. @default standard output */
  readonly log?: DestinationStream
  /** Prints to the terminal: mails, where the development profile shows them. @default nothing */
  readonly say?: (text: string) => void
  /** Milliseconds between two looks for mails that are due again. @default 5000 */
  readonly mailInterval?: number
  /** Milliseconds between two looks at the store and its clock. @default 60000 */
  readonly healthInterval?: number
}

export interface StepUpServer extends Pick<
  Service,
  'provider' | 'accounts' | 'authenticators' | 'recoveryCodes' | 'sessions'
> {
  /** Where it listens, as seen from this machine. */
  readonly url: string
  /** Where its metrics are served, as seen from this machine; undefined where they are not. */
  readonly metricsUrl?: string | undefined
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
  plain: Store,
  configuration: Configuration,
  options: ServerOptions,
  log: Logger,
): Promise<StepUpServer> {
  const { clock = systemClock, say = () => {} } = options
  const metrics = configuration.metrics && createMetrics(configuration)
  const store = metrics?.store(plain) ?? plain
  const health = createHealth({ store, clock, log, interval: options.healthInterval })
  const delivery = createMailDelivery(configuration, CONSOLE_PATH, say)
  let sender: MailSender | undefined
  const service = await createService({
    configuration,
    store,
    clock,
    log,
    delivery,
    readiness: health.readiness,
    metrics,
    onPosted() {
      sender?.wake()
    },
  })
  const server = createServer((request, response) => {
    void service.handle(request, response)
  })
  metrics?.state({
    outbox: store.outbox,
    clock,
    readiness: health.readiness,
    skew: () => health.skew(),
    queueLength: () => service.queueLength(),
  })
  const scraped = await serveMetrics(configuration, metrics, log)
  await listen(server, configuration).catch(async (error: unknown) => {
    await scraped.close()
    throw error
  })
  const { port } = server.address() as AddressInfo
  await health.start()
  const sweeping = startSweeping(store, log)
  sender = openMailService(delivery, {
    store: store.outbox,
    sealer: service.sealer,
    clock,
    log,
    interval: options.mailInterval,
    onReport: metrics && ((report) => metrics.onMail(report)),
  })
  const { provider, accounts, authenticators, recoveryCodes, sessions } = service

  return {
    url: `http://localhost:${port}`,
    metricsUrl: scraped.url,
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
      health.stop()
      await scraped.close()
      await store.close()
    },
  }
}
