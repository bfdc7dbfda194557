import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { DestinationStream, Logger } from 'pino'
import { Provider } from 'oidc-provider'
import type { Accounts } from '../accounts/accounts.ts'
import type { Authenticators, RecoveryCodes } from '../authenticators/index.ts'
import { consoleRoutes } from '../console/index.ts'
import type { EventSink } from '../events.ts'
import { journalSink } from '../journal/index.ts'
import type { MailSender } from '../mail/index.ts'
import { systemClock, type Clock } from '../instant.ts'
import { createMac } from '../mac.ts'
import { FORGOT_PATH, createAfterwards, passwordRoutes } from '../passwords/index.ts'
import {
  createAccountApplications,
  createAccountSessions,
  createKnownBrowsers,
  createLogoutNotices,
  offerLanguages,
  stepUp,
  type AccountSessions,
} from '../provider/index.ts'
import type { Store } from '../stores/store.ts'
import { openAssets } from '../views/assets.ts'
import { createBrand } from '../views/brand.ts'
import { createViews } from '../views/create-views.ts'
import { publicRoutes, requestScope, securityHeaders } from './app.ts'
import { checkClients } from './check-clients.ts'
import type { Configuration } from './config/configuration.ts'
import { DEV_MAIL_PATH, devMailRoutes } from './dev-mail.ts'
import { createDomain } from './domain.ts'
import { listen } from './listen.ts'
import { createMailDelivery, openMailService } from './mail.ts'
import { createLogger } from './logger.ts'
import { openStore } from './open-store.ts'
import { CONSOLE_CLIENT } from './config/reserved-clients.ts'
import { providerConfiguration } from './provider-configuration.ts'
import { trustProxies } from './trust-proxy.ts'

/** Where the account console is. */
const CONSOLE_PATH = '/account'

/** Expired rows that one sweep deletes, sweeps in a row, and seconds until the next. */
const SWEEP_ROWS = 500
const SWEEPS = 100
const SWEEP_INTERVAL = 30

export interface ServerOptions {
  /** @default systemClock */
  readonly clock?: Clock
  /** Where the log goes. @default standard output */
  readonly log?: DestinationStream
  /** Prints to the terminal: mails, where the development profile shows them. @default nothing */
  readonly say?: (text: string) => void
  /** Milliseconds between two looks for mails that are due again. @default 5000 */
  readonly mailInterval?: number
}

export interface StepUpServer {
  /** Where it listens, as seen from this machine. */
  readonly url: string
  readonly provider: Provider
  readonly accounts: Accounts
  readonly authenticators: Authenticators
  readonly recoveryCodes: RecoveryCodes
  readonly sessions: AccountSessions
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
  store: Store,
  configuration: Configuration,
  options: ServerOptions,
  log: Logger,
): Promise<StepUpServer> {
  const { issuer, keys, issuerName, ladder, development } = configuration
  const clock = options.clock ?? systemClock
  let sender: MailSender | undefined
  const domain = createDomain(configuration, store, clock, () => {
    sender?.wake()
  })
  const { accounts, directory, authenticators, recoveryCodes, trustedBrowsers } = domain
  const { passwordResets, postbox } = domain
  const delivery = createMailDelivery(configuration, CONSOLE_PATH, options.say ?? (() => {}))
  const brand = createBrand(configuration.branding)
  const { views: overrides } = configuration
  const assets = openAssets({ overrides, brand: brand.files })
  const render = createViews({
    chrome: { productName: configuration.productName, assets: '/assets' },
    assets,
    brand,
    ...(overrides === undefined ? {} : { overrides }),
  })
  const cookieKeys = keys.cookies.reveal()
  const toJournal = journalSink(domain.journal, (error) => {
    log.error({ err: error }, 'the journal does not answer')
  })
  const onEvent: EventSink = async (event) => {
    // First, and whatever becomes of the rest.
    log.info({ audit: event })
    await toJournal(event)
  }
  const mfa = stepUp({
    directory,
    authenticators,
    recoveryCodes,
    ...(trustedBrowsers ? { trustedBrowsers } : {}),
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
    forgotPath: postbox && FORGOT_PATH,
    onEvent,
    clock,
    consoleUrl: new URL(CONSOLE_PATH, issuer).href,
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
  const notices = createLogoutNotices(provider, {
    onFailure(clientId, error) {
      log.warn({ clientId, reason: reasonOf(error) }, 'back-channel logout failed')
    },
  })
  const mac = createMac(cookieKeys)
  const browsers = createKnownBrowsers(mac)
  const afterwards = createAfterwards((error) => {
    log.error({ err: error }, 'a password reset that was asked for was not mailed')
  })
  const interactions = mfa.attach(provider)
  const sessions = createAccountSessions({ provider, index: store.artefacts, notices })
  const account = consoleRoutes({
    provider,
    stepUp: mfa,
    directory,
    accounts,
    authenticators,
    recoveryCodes,
    setLanguage: (id, language) => accounts.setLanguage(id, language),
    sessions,
    applications: createAccountApplications(provider, store.artefacts),
    firstParty: new Set(
      configuration.clients.filter(({ first_party: ours }) => ours).map(({ client_id: id }) => id),
    ),
    trustedBrowsers,
    browsers,
    activity: store.activity,
    render,
    mac,
    clock,
    onEvent,
    issuerName,
    secondFactorRequired: configuration.secondFactorRequired,
    secondFactorWhenEnrolled: configuration.secondFactorWhenEnrolled,
    turnOffWith: configuration.turnOffWith,
    path: CONSOLE_PATH,
    clientId: CONSOLE_CLIENT,
  })
  const passwords =
    postbox &&
    passwordRoutes({
      provider,
      resets: passwordResets,
      postbox,
      guard: mfa.guard,
      browsers,
      render,
      mac,
      clock,
      onEvent,
      afterwards,
      sessions,
      accountHref: CONSOLE_PATH,
    })
  const open = publicRoutes({
    render,
    assets,
    issuer,
    consolePath: CONSOLE_PATH,
    signOutPath: provider.pathFor('end_session'),
    check: () => store.check(),
    ...(development ? { demo: `http://localhost:${development.demo.port}/` } : {}),
    ...(delivery?.shown ? { mails: DEV_MAIL_PATH } : {}),
  })

  for (const middleware of [
    trustProxies(configuration.trustProxy, issuer),
    offerLanguages(configuration.languages),
    requestScope(log, render),
    securityHeaders,
    open.routes(),
    interactions.routes(),
    account.routes(),
    ...(passwords ? [passwords.routes()] : []),
    ...(delivery?.shown ? [devMailRoutes(render, delivery.shown).routes()] : []),
  ]) {
    provider.use(middleware)
  }

  const handle = provider.callback()
  const server = createServer((request, response) => {
    void handle(request, response)
  })
  await checkClients(provider, configuration)
  await listen(server, configuration)
  const { port } = server.address() as AddressInfo
  const sweeper = setInterval(() => {
    sweepAll(store).catch((error: unknown) => {
      log.error({ err: error }, 'sweep failed')
    })
  }, SWEEP_INTERVAL * 1000)
  sweeper.unref()
  sender = openMailService(delivery, {
    store: store.outbox,
    sealer: domain.sealer,
    clock,
    log,
    interval: options.mailInterval,
  })

  return {
    url: `http://localhost:${port}`,
    provider,
    accounts,
    authenticators,
    recoveryCodes,
    sessions,
    async close() {
      clearInterval(sweeper)
      await new Promise<void>((resolve) => {
        server.close(() => {
          resolve()
        })
        server.closeIdleConnections()
      })
      await afterwards.settle()
      await notices.settled()
      await sender?.close()
      await store.close()
    },
  }
}

/** `fetch` says why it failed in the cause; a response that came with the error is not for the log. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message
}

/** As much as has expired, as long as it is not more than what a busy server leaves. */
async function sweepAll(store: Pick<Store, 'sweep'>): Promise<void> {
  for (let sweeps = 0; sweeps < SWEEPS; sweeps += 1) {
    if ((await store.sweep(SWEEP_ROWS)) < SWEEP_ROWS) return
  }
}
