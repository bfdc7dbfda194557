import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { DestinationStream } from 'pino'
import { Provider } from 'oidc-provider'
import type { Accounts } from '../accounts/accounts.ts'
import type { Authenticators, RecoveryCodes } from '../authenticators/index.ts'
import { consoleRoutes } from '../console/index.ts'
import { ConfigurationError } from '../faults.ts'
import { systemClock, type Clock } from '../instant.ts'
import { createMac } from '../mac.ts'
import { createKnownBrowsers, stepUp } from '../provider/index.ts'
import { openSqliteStore } from '../stores/sqlite/open-sqlite-store.ts'
import { createViews } from '../views/create-views.ts'
import { publicRoutes, requestScope, securityHeaders } from './app.ts'
import type { Configuration } from './config/configuration.ts'
import { createDomain } from './domain.ts'
import { listenProblem } from './listen-problem.ts'
import { createLogger } from './logger.ts'
import { CONSOLE_CLIENT } from './config/reserved-clients.ts'
import { providerConfiguration } from './provider-configuration.ts'
import { trustProxies } from './trust-proxy.ts'

/** Where the account console is. */
const CONSOLE_PATH = '/account'

/** Expired rows that one sweep deletes, and seconds between sweeps. */
const SWEEP_ROWS = 500
const SWEEP_INTERVAL = 30

export interface ServerOptions {
  /** @default systemClock */
  readonly clock?: Clock
  /** Where the log goes. @default standard output */
  readonly log?: DestinationStream
}

export interface StepUpServer {
  /** Where it listens, as seen from this machine. */
  readonly url: string
  readonly provider: Provider
  readonly accounts: Accounts
  readonly authenticators: Authenticators
  readonly recoveryCodes: RecoveryCodes
  /** Stops listening, waits for what is under way, and closes the store. */
  close(): Promise<void>
}

/** Puts everything together and listens. @throws ConfigurationError, Fault */
export async function openServer(
  configuration: Configuration,
  options: ServerOptions = {},
): Promise<StepUpServer> {
  const { issuer, keys, issuerName, ladder, development } = configuration
  const clock = options.clock ?? systemClock
  const log = createLogger({
    level: configuration.log.level,
    ...(options.log ? { destination: options.log } : {}),
  })
  const store = openSqliteStore({ path: configuration.store.path })
  const { accounts, directory, authenticators, recoveryCodes } = createDomain(
    configuration,
    store,
    clock,
  )
  const render = createViews({
    chrome: { productName: configuration.productName, assets: '/assets' },
  })
  const cookieKeys = keys.cookies.reveal()
  const onEvent = (event: object): void => {
    log.info({ audit: event })
  }
  const mfa = stepUp({
    directory,
    authenticators,
    recoveryCodes,
    render,
    keys: cookieKeys,
    issuerName,
    ladder,
    amrValues: { recovery_code: configuration.recoveryCodes.amr },
    secondFactorWhenEnrolled: configuration.secondFactorWhenEnrolled,
    secondFactorRequired: configuration.secondFactorRequired,
    proofLifetime: configuration.sessions.lifetime,
    signInPage: configuration.signInPage,
    endSession: (uid) => store.endSession(uid),
    onEvent,
    clock,
  })
  const provider = new Provider(
    issuer,
    mfa.configure(
      providerConfiguration({
        configuration,
        store,
        accounts,
        render,
        clock,
        consolePath: CONSOLE_PATH,
      }),
    ),
  )
  // What it then reads is what `trustProxies` wrote.
  provider.proxy = true
  provider.on('server_error', (ctx, error) => {
    log.error({ requestId: ctx.state['requestId'], err: error }, 'request failed')
  })
  const mac = createMac(cookieKeys)
  const interactions = mfa.attach(provider)
  const account = consoleRoutes({
    provider,
    stepUp: mfa,
    directory,
    authenticators,
    recoveryCodes,
    browsers: createKnownBrowsers(mac),
    render,
    mac,
    clock,
    onEvent,
    issuerName,
    path: CONSOLE_PATH,
    clientId: CONSOLE_CLIENT,
  })
  const open = publicRoutes({
    render,
    issuer,
    consolePath: CONSOLE_PATH,
    signOutPath: provider.pathFor('end_session'),
    check: () => store.check(),
    ...(development ? { demo: `http://localhost:${development.demo.port}/` } : {}),
  })

  for (const middleware of [
    trustProxies(configuration.trustProxy, issuer),
    requestScope(log, render),
    securityHeaders,
    open.routes(),
    interactions.routes(),
    account.routes(),
  ]) {
    provider.use(middleware)
  }

  const handle = provider.callback()
  const server = createServer((request, response) => {
    void handle(request, response)
  })
  try {
    await checkClients(provider, configuration)
    await listen(server, configuration)
  } catch (error) {
    store.close()
    throw error
  }
  const { port } = server.address() as AddressInfo
  const sweeper = setInterval(() => {
    store.sweep(SWEEP_ROWS).catch((error: unknown) => {
      log.error({ err: error }, 'sweep failed')
    })
  }, SWEEP_INTERVAL * 1000)
  sweeper.unref()

  return {
    url: `http://localhost:${port}`,
    provider,
    accounts,
    authenticators,
    recoveryCodes,
    async close() {
      clearInterval(sweeper)
      await new Promise<void>((resolve) => {
        server.close(() => {
          resolve()
        })
        server.closeIdleConnections()
      })
      store.close()
    },
  }
}

/** A client whose metadata does not hold is told at start, and not to the first person who needs it. */
async function checkClients(provider: Provider, { clients }: Configuration): Promise<void> {
  for (const [index, metadata] of clients.entries()) {
    const { client_id: id } = metadata
    const path = `clients[${index}] (${id})`
    const client = await provider.Client.find(id).catch((cause: unknown) => {
      throw new ConfigurationError(path, describe(cause), { cause })
    })
    // What a disabled feature would have done is dropped without a word: a token that its operator
    // believes bound or encrypted would be neither.
    const kept = client?.metadata() ?? {}
    const dropped = Object.keys(metadata).find((name) => name !== 'first_party' && !(name in kept))
    if (dropped !== undefined) {
      throw new ConfigurationError(`${path}.${dropped}`, 'is not supported by this server')
    }
  }
}

/** The library says what is wrong in the description; its message is an OAuth error code. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const description: unknown = Reflect.get(error, 'error_description')
  return typeof description === 'string' ? description : error.message
}

function listen(server: Server, { host, port }: Configuration): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      reject(new ConfigurationError('port', listenProblem(cause, `${host}:${port}`), { cause }))
    })
    server.listen(port, host, resolve)
  })
}
