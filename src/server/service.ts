import { present } from '../kernel/typing.ts'
import type { ServiceParts } from './service-parts.ts'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Context } from 'koa'
import type { Provider } from 'oidc-provider'
import { accountActionOf, consoleRoutes, createChosenPasswords } from '../console/index.ts'
import type { AccountId } from '../kernel/ids.ts'
import { createMac } from '../kernel/mac.ts'
import { passwordRoutes } from '../sign-in/passwords/routes.ts'
import {
  createAccountApplications,
  createAccountSessions,
  createConsents,
  type AccountSessions,
  type LogoutNotices,
} from '../oidc/index.ts'
import { createFormAnswers, fetchedPages, offerLanguages, originOf } from '../web/index.ts'
import { createKnownBrowsers } from '../sign-in/index.ts'
import { stepUp } from '../plug-in/compose.ts'
import type { Overflow } from '../stores/limits.ts'
import { openAssets } from '../views/assets.ts'
import { createBrand } from '../views/brand.ts'
import { createViews } from '../views/create-views.ts'
import { addressesOf } from './addresses.ts'
import { createAftermath } from './aftermath.ts'
import { answerLibraryFormsOnce } from './library-forms.ts'
import { openLogoutNotices } from './logout-notices.ts'
import { publicRoutes, requestScope, securityHeaders } from './app.ts'
import { enterBasePath, mountLibrary, at, below } from './base-path.ts'
import { checkClients, clientJudge } from './check-clients.ts'
import { grantsWith } from './clients/bound-to-client.ts'
import { acceptFormerSecrets } from './clients/former-secrets.ts'
import { CONSOLE_CLIENT } from './config/configuration.ts'
import { devMailRoutes } from './dev-mail.ts'
import { createEventSink } from './event-sink.ts'
import { firstPartyOf } from './first-party-grant.ts'
import { forwardPages } from './forward-page.ts'
import { createGreeter, createUnitOfWork } from './unit-of-work.ts'
import { tellErrors } from './provider-errors.ts'
import { reportSignOut } from './sign-out-report.ts'
import { createOfflineAccess } from './offline-access.ts'
import { repeatRefreshAnswers } from './refresh-answers.ts'
import { ignoreUnknownScopes } from './refresh-scopes.ts'
import { signOutToRedirectUris } from './sign-out-client.ts'
import { openProvider } from './open-provider.ts'
import { answerPrograms, tellCaches } from './protocol/answers-to-programs.ts'
import { watchClients } from './protocol/watch-clients.ts'
import { SCOPES, providerConfiguration } from './provider-configuration.ts'
import { incomingRequests } from './posted-requests.ts'
import { answerLoopbackNames } from './loopback-names.ts'
import { DOUBTS, trustProxies } from './trust-proxy.ts'
import { failureLog } from './logger.ts'

/**
 * Everything that answers requests, under one set of keys. It keeps nothing that another one would
 * miss: all state is in the store or in the parts, so that one service can take the place of another
 * while requests are under way.
 */
export interface Service {
  readonly provider: Provider
  readonly sessions: AccountSessions
  readonly notices: Pick<LogoutNotices, 'retry'>
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>
  /** Resolves when nothing is left of what answered requests began: sessions that end, and logout tokens. */
  settled(): Promise<void>
}

/** Puts pages and provider together. @throws ConfigurationError of a client that cannot be served */
export async function createService(parts: ServiceParts): Promise<Service> {
  const { configuration, keys, store, domain, clock, log, delivery, afterwards, metrics } = parts
  const { issuer, issuerName, ladder, development, views: overrides } = configuration
  const { accounts, directory, passwords, authenticators, recoveryCodes, trustedBrowsers } = domain
  const { passwordResets, emailChanges, postbox } = domain
  const addresses = addressesOf(issuer)
  const brand = createBrand(configuration.branding)
  const assets = openAssets({ overrides, brand: brand.files })
  const render = createViews({
    chrome: { productName: configuration.productName, assets: addresses.assets },
    assets,
    brand,
    ...present({ overrides }),
  })
  const onJournalFailure = failureLog(log, 'the journal does not answer')
  const unit = createUnitOfWork(store, onJournalFailure, onOverflow)
  const onEvent = createEventSink(log, metrics, domain.journal, unit, store)
  const answers = createFormAnswers(store.adapter, (read) => store.anew(read))
  const mac = createMac(keys.cookies)
  const ownPages = { path: addresses.account, clientId: CONSOLE_CLIENT, mac }
  const firstParty = firstPartyOf(configuration.clients, parts.stored)
  const consents = createConsents(grantsWith(store.artefacts, parts.stored), firstParty, directory)
  const mfa = stepUp({
    answers,
    consents,
    directory,
    passwords,
    authenticators,
    recoveryCodes,
    ...(trustedBrowsers ? { trustedBrowsers } : {}),
    render,
    keys: keys.cookies,
    decoyKey: keys.oldestCookieKey,
    issuerName,
    ladder,
    amrValues: { recovery_code: configuration.recoveryCodes.amr },
    secondFactorWhenEnrolled: configuration.secondFactorWhenEnrolled,
    secondFactorRequired: configuration.secondFactorRequired,
    proofLifetime: configuration.sessions.lifetime,
    path: addresses.interaction,
    signInPage: configuration.signInPage,
    endSession: (uid) => store.endSession(uid),
    readAnew: (read) => store.anew(read),
    forgotPath: postbox && addresses.forgot,
    stay: (id) => accounts.stay(id),
    onEvent,
    clock,
    consoleUrl: new URL(addresses.account, issuer).href,
    accountAction: (params) => accountActionOf(ownPages, params),
  })
  const offlineAccess = createOfflineAccess(firstParty, consents, log)
  const provider = openProvider(
    issuer,
    mfa.configure(
      providerConfiguration({ ...parts, accounts, consents, render, addresses, offlineAccess }),
    ),
    log,
  )
  // What it then reads is what `trustProxies` wrote.
  provider.proxy = true
  acceptFormerSecrets(provider)
  signOutToRedirectUris(provider)
  metrics?.provider(provider)
  const tellRefusal = tellErrors(provider, parts)
  const notices = openLogoutNotices(provider, parts)
  const browsers = createKnownBrowsers(mac)
  const interactions = mfa.attach(provider)
  repeatRefreshAnswers(provider, parts)
  ignoreUnknownScopes(provider, SCOPES, configuration)
  const aftermath = createAftermath((error) => {
    log.error({ err: error }, 'sessions that were to end could not all be ended')
  })
  const sessions = createAccountSessions({
    provider,
    index: store.artefacts,
    notices,
    later: (work) => aftermath.run(work),
  })
  const common = { provider, sessions, browsers, answers, render, mac, clock, onEvent }
  const account = consoleRoutes({
    ...common,
    ...ownPages,
    stepUp: mfa,
    ladder: mfa.ladder,
    directory,
    passwords,
    accounts,
    chosen: createChosenPasswords(store.adapter, (read) => store.anew(read), clock),
    authenticators,
    recoveryCodes,
    setLanguage: (id, language) => accounts.setLanguage(id, language),
    applications: createAccountApplications(provider, store.artefacts),
    firstParty,
    trustedBrowsers,
    activity: store.activity,
    ...(postbox
      ? { email: { changes: emailChanges, postbox, undoPath: addresses.undoEmail } }
      : {}),
    readAnew: (read) => store.anew(read),
    issuerName,
    secondFactorRequired: configuration.secondFactorRequired,
    turnOffWith: configuration.turnOffWith,
    accountDeletion: configuration.accountDeletion,
  })
  const passwordPages =
    postbox &&
    passwordRoutes({
      ...common,
      resets: passwordResets,
      emailChanges,
      postbox,
      guard: mfa.guard,
      afterwards,
      onUnfinished: failureLog(log, 'a new password was set, and not all that follows it was done'),
      check: () => store.check(),
      addresses,
    })
  const open = publicRoutes({
    render,
    assets,
    issuer,
    addresses,
    signOutPath: provider.pathFor('end_session'),
    readiness: parts.readiness,
    isDraining: () => parts.drain.draining,
    ...(development ? { demo: `http://localhost:${development.demo.port}/` } : {}),
    showsMails: delivery?.shown !== undefined,
  })

  function onOverflow(overflows: readonly Overflow[], ctx: Context): void {
    const dropped = overflows.reduce(
      (sum, overflow) => sum + (overflow.kind === 'interactions' ? overflow.count : 0),
      0,
    )
    if (dropped > 0) {
      metrics?.onDropped(dropped)
      parts.tellDropped(dropped)
    }
    const ended = overflows.flatMap((overflow) =>
      overflow.kind === 'session' ? [overflow.session] : [],
    )
    const accountId = ended[0]?.accountId as AccountId | undefined
    if (accountId === undefined) return
    sessions.finishEnding(ended)
    const count = ended.length
    const origin = originOf(ctx)
    aftermath.run(async () => {
      await onEvent({ type: 'sessions_ended', accountId, count, because: 'too_many', origin })
    })
  }

  for (const middleware of [
    ...(development ? [answerLoopbackNames] : []),
    trustProxies(configuration.trustProxy, issuer, (doubt) => log.warn(DOUBTS[doubt])),
    offerLanguages(configuration.languages),
    requestScope(log, render, metrics),
    enterBasePath(addresses.base, configuration.basePath),
    aftermath.middleware,
    reportSignOut(provider, notices, mac),
    unit.middleware,
    securityHeaders,
    tellCaches(provider, addresses.metadata),
    answerPrograms(provider),
    ...incomingRequests(provider, store.adapter, render, tellRefusal),
    watchClients(provider, parts, aftermath),
    at(provider.pathFor('code_verification'), fetchedPages(answers)),
    answerLibraryFormsOnce(provider, answers, mac),
    open.routes(),
    interactions.inPlace,
    below(addresses.interaction, interactions.routes),
    below(addresses.account, account),
    ...(passwordPages
      ? [below(addresses.password, passwordPages), below(addresses.email, passwordPages)]
      : []),
    ...(delivery?.shown
      ? [below(addresses.devMail, devMailRoutes(render, delivery.shown, addresses.devMail))]
      : []),
    forwardPages(render, createGreeter(accounts)),
    mountLibrary(addresses.base),
  ]) {
    provider.use(middleware)
  }

  async function settled(): Promise<void> {
    await aftermath.settled()
    await notices.settled()
  }

  await checkClients(provider, configuration, keys)
  await parts.stored.serve(clientJudge(provider, configuration, keys))
  return { provider, sessions, notices, handle: provider.callback(), settled }
}
