import { present } from '../kernel/typing.ts'
import { type StepUpContext, findSubject } from '../oidc/abilities.ts'
import type { StepUp } from '../sign-in/step-up.ts'
import { interactionPolicy, type Configuration, type CookiesSetOptions } from 'oidc-provider'
import { brokenPromise, mergeEvidence, proofBy } from '../assurance/index.ts'
import { ConfigurationError } from '../kernel/faults.ts'
import { METHODS, METHOD_NAMES, createLadder, type Method } from '../methods/index.ts'
import { PASSWORD } from '../methods/password/method.ts'
import { RECOVERY_CODE } from '../methods/recovery-codes/index.ts'
import { plusSeconds, systemClock } from '../kernel/instant.ts'
import { createMac } from '../kernel/mac.ts'
import { findStanding } from '../oidc/account-standing.ts'
import { SELECT_ACCOUNT, promptValues, refuseCreate } from '../oidc/account-selection.ts'
import { createAttachment } from '../oidc/attachment.ts'
import { attachConsents } from '../oidc/grants/consents.ts'
import { NO_ANSWERS } from '../web/form-answers.ts'
import { repeatLeftAnswer, type FormerForms } from '../oidc/former-form.ts'
import { createFormGuard } from '../web/form-guard.ts'
import { createKnownBrowsers } from '../sign-in/known-browser.ts'
import type { PageContext, InteractionLife } from '../sign-in/page-context.ts'
import { answerInPlace, interactionRoutes } from '../sign-in/routes.ts'
import { createAssumption } from '../sign-in/sign-in-shape.ts'
import { tellInterval } from '../oidc/device-request.ts'
import { attachEarnings } from '../oidc/earned-by.ts'
import { recallIdTokenHint } from '../oidc/id-token-hint.ts'
import { extendPolicy } from '../oidc/policy.ts'
import { tidyClaims } from '../oidc/claims/claims-parameter.ts'
import { clientMetadata } from '../oidc/client-metadata.ts'
import { attachEvidence, recordProofs, sessionOf } from '../oidc/session-evidence.ts'
import { featuresWith, openidClaims } from '../oidc/library-features.ts'
import { keepMaxAge } from '../oidc/max-age-kept.ts'
import { hidePushedByAnother } from '../oidc/pushed-by-another.ts'
import { prolongSession, type SessionLifetime } from '../oidc/prolong-session.ts'
import type { StepUpOptions } from './compose-options.ts'
import { judgeInBrowser } from '../oidc/trusted-browser.ts'
import { tokenClaims, withUserinfoClaims } from '../oidc/claims/token-claims.ts'

type FindAccount = NonNullable<Configuration['findAccount']>

/** The library's own defaults for `cookies.long` and `cookies.short`. */
const SESSION_COOKIE: CookiesSetOptions = {
  httpOnly: true,
  overwrite: true,
  sameSite: 'lax',
  signed: true,
}

/** @throws ConfigurationError naming the option that is wrong */
export function stepUp(options: StepUpOptions): StepUp {
  const ladder = createLadder(options.ladder, offered(options), options.amrValues)
  const clock = options.clock ?? systemClock
  const { directory, authenticators } = options
  const { secondFactorWhenEnrolled = true, secondFactorRequired = false, proofLifetime } = options
  const own = (options.firstFactorPage ?? 'own') === 'own'
  const firstFactor = METHODS.find(({ id }) => id === options.firstFactor) ?? PASSWORD
  const broken = brokenPromise(ladder, {
    secondFactorWhenEnrolled,
    secondFactorRequired,
    enrolsElsewhere: !own,
  })
  if (broken) throw new ConfigurationError(broken.path, broken.problem)
  const context: StepUpContext & Pick<StepUpOptions, 'recoveryCodes'> = {
    directory,
    authenticators,
    ladder,
    clock,
    secondFactorWhenEnrolled,
    secondFactorRequired,
    ...(options.recoveryCodes ? { recoveryCodes: options.recoveryCodes } : {}),
    ...(options.trustedBrowsers ? { trustedBrowsers: options.trustedBrowsers } : {}),
    ...(proofLifetime === undefined
      ? {}
      : { proofsSince: () => plusSeconds(clock(), -proofLifetime) }),
  } satisfies StepUpContext
  const path = options.path ?? '/interaction'
  if (!/^(\/[\w.~-]+)+$/.test(path)) {
    throw new ConfigurationError('path', 'must begin with a slash and not end with one')
  }
  const mac = createMac(options.keys)
  const guard = createFormGuard(mac)
  const formerForms: FormerForms = { answers: options.answers ?? NO_ANSWERS, guard }
  const attachment = createAttachment()

  let sessionCookie: CookiesSetOptions = SESSION_COOKIE
  let sessionLifetime: SessionLifetime = 14 * 86_400
  let life: InteractionLife = { lifetime: 3600, cookie: SESSION_COOKIE }

  return {
    ladder,
    guard,

    configure(configuration) {
      const { cookies, ttl } = configuration
      sessionCookie = { ...SESSION_COOKIE, ...cookies?.long }
      sessionLifetime = ttl?.Session ?? sessionLifetime
      life = {
        lifetime: typeof ttl?.Interaction === 'number' ? ttl.Interaction : life.lifetime,
        cookie: { ...SESSION_COOKIE, ...cookies?.short },
      }
      const host = configuration.interactions ?? {}
      const hostPage = host.url
      if (!own && !hostPage) {
        throw new ConfigurationError(
          'interactions.url',
          'is needed where the host asks for passwords',
        )
      }
      const givenOut = attachment.giveOut()
      const policy = host.policy ?? interactionPolicy.base()
      const discovery = promptValues(configuration.discovery, policy)
      // The host may have a prompt of its own for that.
      const selects = !policy.some(({ name }) => name === SELECT_ACCOUNT)
      return {
        ...configuration,
        acrValues: [...ladder.names],
        discovery,
        claims: { ...configuration.claims, openid: openidClaims(configuration.claims) },
        features: featuresWith(configuration.features, context, givenOut),
        interactions: {
          policy: [...extendPolicy(policy, context, attachment, givenOut)],
          url(ctx, interaction) {
            const { name } = interaction.prompt
            const ours = own || name === 'step_up' || (selects && name === SELECT_ACCOUNT)
            if (!ours && hostPage) return hostPage(ctx, interaction)
            attachment.leadsToUs(interaction)
            return `${path}/${interaction.uid}`
          },
        },
        findAccount: givenOut.findsAccounts(
          withUserinfoClaims(findStanding(configuration.findAccount ?? findById, context)),
        ),
        extraParams: keepMaxAge(configuration.extraParams, refuseCreate(policy)),
        extraTokenClaims: tokenClaims(configuration.extraTokenClaims),
        extraClientMetadata: givenOut.holds(
          'extraClientMetadata',
          clientMetadata(configuration.extraClientMetadata, ladder),
          'properties',
        ),
      }
    },

    attach(provider) {
      attachment.attach(provider)
      attachEvidence(provider, {
        clock,
        ...(own ? {} : { hostFactor: (at) => proofBy(ladder, firstFactor, at) }),
        ...(options.endSession ? { endSession: options.endSession } : {}),
      })
      attachEarnings(provider)
      tidyClaims(provider)
      hidePushedByAnother(provider)
      tellInterval(provider)
      if (options.consents) attachConsents(provider)
      provider.on('interaction.ended', recallIdTokenHint)
      const page: PageContext = {
        ...context,
        ...present({ consoleUrl: options.consoleUrl }),
        ...(options.passwords ? { passwords: options.passwords } : {}),
        authenticators,
        provider,
        render: options.render,
        guard,
        browsers: createKnownBrowsers(mac),
        onEvent: options.onEvent ?? (() => {}),
        readAnew: options.readAnew ?? ((read) => read()),
        answers: formerForms.answers,
        ...(options.consents ? { consents: options.consents } : {}),
        issuerName: options.issuerName,
        path,
        life,
        forgotPath: options.forgotPath,
        stay: options.stay,
        asksFirstFactor: own,
        accountAction: options.accountAction ?? (() => undefined),
        signInPage: options.signInPage ?? 'email-first',
        assumesSecondFactor: createAssumption(options.decoyKey ? [options.decoyKey] : options.keys),
      }
      return { routes: interactionRoutes(page), inPlace: answerInPlace(page) }
    },

    session: (provider, ctx) => sessionOf(provider, ctx, sessionCookie),
    prove: (provider, ctx, session, proofs, { raises }) =>
      recordProofs(provider, ctx, session, proofs, {
        cookie: sessionCookie,
        clock,
        raises: raises ? formerForms : undefined,
      }),
    repeatLeftAnswer: (provider, ctx) =>
      repeatLeftAnswer(formerForms, provider, ctx, sessionCookie),
    prolong: (provider, ctx, session) =>
      prolongSession(provider, ctx, session, sessionLifetime, sessionCookie),

    async judge(session, { acr, maxAge } = {}, further = []) {
      const subject = await findSubject(context, session.accountId)
      const earlier = mergeEvidence(clock(), session.evidence, further)
      const params = {
        ...(acr === undefined
          ? {}
          : { claims: JSON.stringify({ id_token: { acr: { essential: true, value: acr } } }) }),
        ...present({ max_age: maxAge }),
      }
      const asked = { params, subject, earlier }
      return judgeInBrowser(context, asked, session.trust)
    },
  }
}

/** For a host without claims of its own: whether there is such an account its directory says. */
const findById: FindAccount = async (_ctx, id) => ({ accountId: id, claims: () => ({ sub: id }) })

/** A class that takes what nobody is given could not be reached. */
const offered = ({ recoveryCodes }: StepUpOptions): readonly Method[] =>
  recoveryCodes ? METHOD_NAMES : METHOD_NAMES.filter((name) => name !== RECOVERY_CODE.id)
