import { randomBytes } from 'node:crypto'
import { demoClientMetadata, openDemoRelyingParty, type DemoRelyingParty } from '../demo/index.ts'
import { closeAll } from '../kernel/close-all.ts'
import { ConfigurationError } from '../kernel/faults.ts'
import { processesOf, type Configuration, DEMO_CLIENT } from './config/configuration.ts'
import { ladderOf } from './config/consistency.ts'
import { addressesOf } from './addresses.ts'
import { shutDown } from './drain.ts'
import type { Hangups } from './hangups.ts'
import { listenProblem } from './listen.ts'
import { firstAccount } from './first-account.ts'
import { createLogger } from './logger.ts'
import { serveMetricsOfWorkers } from './metrics/serve-metrics.ts'
import { openServer, type StepUpServer } from './open-server.ts'
import { becomeWorker, isWorker, superviseWorkers, tellReady, workerLabels } from './workers.ts'
import { format } from 'node:util'
import type { Logger } from 'pino'

/** Runs the server until SIGTERM or SIGINT, and resolves the exit code when it has closed. */
export async function serve(configuration: Configuration, hangups: Hangups): Promise<number> {
  const count = processesOf(configuration)
  const log = createLogger({ level: configuration.log.level, labels: workerLabels() })
  if (!configuration.development) logConsole(log)
  const tell = configuration.development ? say : (text: string) => log.info(text)
  if (isWorker() || count === 1) return serveHere(configuration, hangups, tell)
  const scraped = await serveMetricsOfWorkers(configuration, log)
  try {
    return await superviseWorkers({
      count,
      drain: configuration.shutdown.delay + configuration.shutdown.timeout,
      log,
      onReady: () => tell(`${listening(configuration)}, with ${count} workers`),
      onStop: (signal) => tell(stopping(signal)),
    })
  } finally {
    await scraped.close()
  }
}

/** @param tell in production the log: standard output is JSON, line by line, for whoever collects it */
async function serveHere(
  configuration: Configuration,
  hangups: Hangups,
  tell: (text: string) => void,
): Promise<number> {
  becomeWorker()
  // Before it says that it listens: whoever reads that may end it.
  const signalled = nextSignal()
  const running = configuration.development
    ? await openDevelopment(configuration)
    : await openServer(configuration, { labels: workerLabels() })
  // Of several processes the primary says it.
  if (!configuration.development && !isWorker()) tell(listening(configuration))
  hangups.listen(() => void running.refreshKeys())
  tellReady()
  const signal = await signalled
  if (!isWorker()) tell(stopping(signal))
  const code = await shutDown(running, signal, configuration.shutdown, (underWay) => {
    process.stderr.write(`oidc-step-up: cut off ${underWay} requests (shutdown.timeout)\n`)
  })
  // What is left would keep the process alive.
  if (code !== 0) process.exit(code)
  return code
}

/** Resolves the first signal. A second one finds nobody who listens, and ends the process. */
function nextSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    const listener = (signal: NodeJS.Signals): void => {
      process.off('SIGTERM', listener).off('SIGINT', listener)
      resolve(signal)
    }
    process.on('SIGTERM', listener)
    if (!isWorker()) process.on('SIGINT', listener)
  })
}

type Running = Pick<StepUpServer, 'refreshKeys' | 'underWay' | 'announce' | 'close'>

const listening = ({ issuer, host, port }: Configuration): string =>
  `${issuer} listens on ${host}:${port}`

/** The development profile: the server, an account, and a relying party to try it with. */
async function openDevelopment(configuration: Configuration): Promise<Running> {
  const demoPort = configuration.development?.demo.port ?? 3001
  const clientSecret = randomBytes(24).toString('base64url')
  const client = demoClientMetadata({ port: demoPort, clientId: DEMO_CLIENT, clientSecret })
  const clients = [...configuration.clients, { ...client, first_party: true }]
  const server = await openServer({ ...configuration, clients }, { say })
  const demo = await openDemo(configuration, demoPort, clientSecret).catch(
    async (cause: NodeJS.ErrnoException) => {
      await closeAll(() => server.close()).catch(() => undefined)
      const problem = listenProblem(cause, `localhost:${demoPort}`)
      throw new ConfigurationError('development.demo.port', problem, { cause })
    },
  )
  const close = (): Promise<void> =>
    closeAll(
      () => demo.close(),
      () => server.close(),
    )
  const first = await firstAccount(server.accounts).catch(async (error: unknown) => {
    await close().catch(() => undefined)
    throw error
  })
  const { account, devMail } = addressesOf(configuration.issuer)
  const at = (path: string): string => new URL(path, configuration.issuer).href
  say(`
  ${configuration.productName} (development)

    Provider     ${configuration.issuer}
    Demo         ${demo.url}
    Your account ${at(account)}
    Mails        ${configuration.mail.url ? 'sent by mail.url' : at(devMail)}
${first}${configuration.workers > 1 ? '\n  Development runs one process: workers counts in production alone.' : ''}
  Nothing here is fit for production: keys and data are in ${configuration.development?.dataDir ?? ''}
`)
  return {
    refreshKeys: () => server.refreshKeys(),
    get underWay() {
      return server.underWay
    },
    announce: () => server.announce(),
    close,
  }
}

function openDemo(
  configuration: Configuration,
  port: number,
  clientSecret: string,
): Promise<DemoRelyingParty> {
  const { issuer, productName } = configuration
  const { secondFactor, names } = ladderOf(configuration)
  return openDemoRelyingParty({
    issuer,
    port,
    clientId: DEMO_CLIENT,
    clientSecret,
    secondFactorAcr: secondFactor?.name ?? names[0] ?? '',
    productName,
  })
}

const stopping = (signal: NodeJS.Signals): string => `${signal}: finishing what is under way`

/** To the person at the terminal, in development; the log goes its own way. */
function say(text: string): void {
  process.stdout.write(`${text}\n`)
}

const LEVELS = { debug: 'debug', log: 'info', info: 'info', warn: 'warn', error: 'error' } as const

/**
 * From now on what libraries print on the console stands in the log, a line like any other: whoever reads standard
 * output as JSON must not stumble over a notice.
 */
export function logConsole(log: Pick<Logger, (typeof LEVELS)[keyof typeof LEVELS]>): void {
  for (const [name, level] of Object.entries(LEVELS)) {
    Reflect.set(console, name, (...args: unknown[]) => {
      log[level]({ console: name }, format(...args))
    })
  }
}
