import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { DestinationStream, Logger } from 'pino'
import type { Accounts } from '../actions/accounts.ts'
import type { PasswordHasher } from '../methods/password/password-hasher.ts'
import type { Authenticators } from '../methods/totp/index.ts'
import type { RecoveryCodes } from '../methods/recovery-codes/index.ts'
import type { Clients } from '../clients/index.ts'
import { closeAll } from '../kernel/close-all.ts'
import { ConfigurationError } from '../kernel/faults.ts'
import { systemClock, type Clock } from '../kernel/instant.ts'
import { LANGUAGES } from '../kernel/languages.ts'
import type { MailSender } from '../mail/index.ts'
import { createAfterwards } from '../sign-in/passwords/routes.ts'
import type { Store } from '../stores/store.ts'
import type { Configuration } from './config/configuration.ts'
import { createClientWatch } from './clients/client-watch.ts'
import { createDomain } from './domain.ts'
import { createHealth } from './health.ts'
import { createFollowingSealer } from './keys/following-sealer.ts'
import { keysInUse, type KeysInUse } from './keys/in-use.ts'
import { logKeys } from './keys/log-keys.ts'
import { openKeyWatch, type KeyReport, type KeyWatch } from './keys/key-watch.ts'
import { losesRs256, signingNote } from './keys/token-signing.ts'
import { startRewrapping, type Rewrapping } from './keys/rewrapping.ts'
import { createDrain } from './drain.ts'
import { listen } from './listen.ts'
import { createMailDelivery, openMailService } from './mail.ts'
import { createLogger, failureLog } from './logger.ts'
import { createMetrics } from './metrics/metrics.ts'
import { serveMetrics, type Served } from './metrics/serve-metrics.ts'
import { openStore } from './open-store.ts'
import { createOverflowLog } from './overflow.ts'
import { createService, type Service } from './service.ts'
import { createServing } from './serving.ts'
import { startLogoutRetries } from './logout-retries.ts'
import { startRemoving } from './removing.ts'
import { startSweeping } from './sweeping.ts'
import type { Rounds } from './rounds.ts'

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
  /** Milliseconds between two looks for accounts that are to be removed. @default 30000 */
  readonly removalInterval?: number
  /** Milliseconds between two looks for logout notices that are due again. @default 5000 */
  readonly logoutInterval?: number
  /**
   * Milliseconds between two looks for keys that have changed or whose time has come.
   * @default 10000
   */
  readonly keyInterval?: number
  /** Milliseconds between two looks for stored clients that have changed. @default 5000 */
  readonly clientInterval?: number
  /** Told after each look: `refused` for as long as keys cannot be read. @default nobody */
  readonly onKeys?: (report: KeyReport) => void
  /** Milliseconds between two looks at the store and its clock. @default 60000 */
  readonly healthInterval?: number
  /** What passwords are hashed with. @default argon2id with the parameters of `PasswordHasherOptions` */
  readonly hasher?: PasswordHasher
  /**
   * Listens already, and answers nothing yet: its address was there before the configuration, which names it as
   * the issuer. It is closed with the server. @default one that listens where the configuration says
   */
  readonly listener?: Server
}

/** `provider` and `sessions` are other ones after keys have changed: they are not to be kept. */
export interface StepUpServer extends Pick<Service, 'provider' | 'sessions'> {
  readonly accounts: Accounts
  readonly authenticators: Authenticators
  readonly recoveryCodes: RecoveryCodes
  /** Reads all keys anew, and puts them to use. What cannot be used changes nothing. */
  refreshKeys(): Promise<KeyReport>
  /** The clients in the store. */
  readonly clients: Clients
  /** Takes up now what was done to them elsewhere. */
  refreshClients(): Promise<void>
  /** Where it listens, as seen from this machine. */
  readonly url: string
  /** Where its metrics are served, as seen from this machine; undefined where they are not. */
  readonly metricsUrl?: string | undefined
  /** Requests that are being answered. */
  readonly underWay: number
  /** Is not ready from now on, and ends each connection with its answer; requests are still answered. */
  announce(): void
  /** Stops listening, waits for what is under way, logout tokens too, and closes the store. */
  close(): Promise<void>
}

/** Milliseconds between two looks for other keys. */
const KEY_INTERVAL = 10_000

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
  const store = await openStore(configuration, {
    onWarning: (problem) => log.warn(problem),
  })
  try {
    return await openOn(store, configuration, options, log)
  } catch (error) {
    await closeAll(() => store.close()).catch(() => undefined)
    throw error
  }
}

/** What goes on beside requests, as far as it has begun. */
interface Running {
  scraped?: Served
  sweeping?: Rounds
  removing?: Rounds
  logouts?: Rounds
  sender?: MailSender
  rewrapping?: Rewrapping
  watch?: KeyWatch
}

async function openOn(
  plain: Store,
  configuration: Configuration,
  options: ServerOptions,
  log: Logger,
): Promise<StepUpServer> {
  const { clock = systemClock, say = () => {}, keyInterval = KEY_INTERVAL } = options
  const metrics = configuration.metrics && createMetrics(configuration)
  const store = metrics?.store(plain) ?? plain
  const health = createHealth({ store, clock, log, interval: options.healthInterval })
  const { readiness } = health
  const delivery = createMailDelivery(configuration, say)
  const afterwards = createAfterwards(
    failureLog(log, 'a password reset that was asked for was not mailed'),
  )
  const running: Running = {}
  const wake = (): void => running.sender?.wake()
  const first = keysInUse(configuration.keys, clock())
  // What holds it, holds it for as long as the server runs.
  const sealer = createFollowingSealer(first.sealing)
  const own = createDomain(configuration, store, clock, {
    onPosted: wake,
    sealer,
    ...(options.hasher ? { hasher: options.hasher } : {}),
  })
  const domain = metrics?.verifiers(own) ?? own
  const server = (options.listener ?? createServer()).on('request', (request, response) => {
    serving.handle(request, response)
  })
  server.keepAliveTimeout = configuration.keepAlive * 1000
  const drain = createDrain(server)
  const shared = { configuration, store, domain, clock, log, delivery, afterwards }
  const tellDropped = createOverflowLog(log, clock)
  const watching = createClientWatch({
    ...shared,
    sealer,
    interval: options.clientInterval,
    provider: () => serving.service.provider,
    onReport: (report) => metrics?.onStoredClients(report),
  })
  const parts = { ...shared, drain, readiness, metrics, tellDropped, stored: watching.stored }
  metrics?.onKeys(first)
  let latest = first
  const serving = createServing(await createService({ ...parts, keys: first }))
  const note = signingNote(await watching.whole(), first)
  if (note !== undefined) log.warn(note)
  // Mails wait for what may still write some.
  const close = (): Promise<void> =>
    closeAll(
      () => drain.announce(),
      () => running.watch?.close(),
      () => running.rewrapping?.close(),
      () => running.removing?.stop(),
      () => running.logouts?.stop(),
      () => watching.stop(),
      () => drain.finish(),
      () => afterwards.settle(),
      () => serving.settled(),
      () => running.sender?.close(),
      () => running.sweeping?.stop(),
      () => health.stop(),
      () => running.scraped?.close(),
    )
  metrics?.state({
    outbox: store.outbox,
    clock,
    readiness,
    skew: () => health.skew(),
    queueLength: () => domain.queueLength(),
  })
  async function apply(keys: KeysInUse): Promise<void> {
    if (losesRs256(await watching.whole(), latest, keys)) {
      throw new ConfigurationError('keys.signing', 'expected an RSA key, as before')
    }
    const service = await createService({ ...parts, keys })
    sealer.follow(keys.sealing)
    metrics?.onKeys(keys)
    serving.replace(service)
    latest = keys
    running.rewrapping?.wake(keys.sealing.length)
  }
  async function begin(): Promise<KeyWatch> {
    running.scraped = await serveMetrics(configuration, metrics, log)
    if (!options.listener) await listen(server, configuration)
    await health.start()
    running.sweeping = startSweeping(store, log)
    watching.start()
    running.removing = startRemoving({
      store,
      journal: domain.journal,
      postbox: domain.postbox,
      language: configuration.languages[0] ?? LANGUAGES[0],
      clock,
      log,
      finishEnding: (sessions) => serving.service.sessions.finishEnding(sessions),
      interval: options.removalInterval,
    })
    running.logouts = startLogoutRetries({
      outbox: store.logouts,
      clock,
      log,
      retry: (claimed, until) => serving.service.notices.retry(claimed, until),
      interval: options.logoutInterval,
    })
    running.sender = openMailService(delivery, {
      store: store.outbox,
      sealer,
      clock,
      log,
      interval: options.mailInterval,
      onReport: metrics && ((report) => metrics.onMail(report)),
    })
    running.rewrapping = startRewrapping({
      store: store.sealed,
      sealer,
      log,
      interval: keyInterval,
    })
    running.rewrapping.wake(first.sealing.length)
    const report = logKeys(log, configuration.keys, clock)
    running.watch = openKeyWatch({
      keys: configuration.keys,
      clock,
      interval: keyInterval,
      apply,
      onReport(found) {
        report(found)
        metrics?.onKeyReport(found)
        options.onKeys?.(found)
      },
    })
    return running.watch
  }
  const watch = await begin().catch(async (error: unknown) => {
    await close().catch(() => undefined)
    throw error
  })
  const { port } = server.address() as AddressInfo
  const { accounts, authenticators, recoveryCodes } = domain

  return {
    url: `http://localhost:${port}`,
    metricsUrl: running.scraped?.url,
    get provider() {
      return serving.service.provider
    },
    get sessions() {
      return serving.service.sessions
    },
    accounts,
    authenticators,
    recoveryCodes,
    refreshKeys: () => watch.look(),
    clients: watching.clients,
    refreshClients: () => watching.look(),
    get underWay() {
      return drain.underWay
    },
    announce: () => drain.announce(),
    close: () => closeAll(close, () => store.close()),
  }
}
