import type { Router } from '@koa/router'
import type { Context, Middleware } from 'koa'
import {
  interactionPolicy,
  type Configuration,
  type CookiesSetOptions,
  type Provider,
} from 'oidc-provider'
import {
  OFFERED,
  brokenPromise,
  createLadder,
  mergeEvidence,
  type Decision,
  type Ladder,
  type Method,
  type Proof,
} from '../assurance/index.ts'
import type { TrustedBrowsers } from '../authenticators/index.ts'
import { ConfigurationError } from '../faults.ts'
import { plusSeconds, systemClock, type Clock } from '../instant.ts'
import { createMac } from '../mac.ts'
import { findStanding } from './account-standing.ts'
import { findSubject, type SubjectSources } from './abilities.ts'
import { SELECT_ACCOUNT, promptValues, refuseCreate } from './account-selection.ts'
import { createAttachment } from './attachment.ts'
import { attachConsents } from './consents.ts'
import { NO_ANSWERS } from './form-answers.ts'
import { repeatLeftAnswer, type FormerForms } from './former-form.ts'
import { createFormGuard, type FormGuard } from './pages/form-guard.ts'
import { createKnownBrowsers } from './pages/known-browser.ts'
import type { PageContext } from './pages/page.ts'
import type { InteractionLife } from './pages/prolong.ts'
import { answerInPlace, interactionRoutes } from './pages/routes.ts'
import { createAssumption } from './pages/sign-in-shape.ts'
import { tellInterval } from './device-request.ts'
import { attachEarnings } from './earned-by.ts'
import { recallIdTokenHint } from './id-token-hint.ts'
import { extendPolicy } from './policy.ts'
import { tidyClaims } from './claims-parameter.ts'
import { clientMetadata } from './client-metadata.ts'
import type { RequirementSources } from './request-requirement.ts'
import { attachEvidence, recordProofs, sessionOf, type SessionView } from './session-evidence.ts'
import { featuresWith, openidClaims } from './library-features.ts'
import { keepPushedMaxAge } from './pushed-max-age.ts'
import { prolongSession, type SessionLifetime } from './prolong-session.ts'
import type { StepUpOptions } from './step-up-options.ts'
import { judgeInBrowser } from './trusted-browser.ts'
import { tokenClaims } from './token-claims.ts'
import { withUserinfoClaims } from './userinfo-claims.ts'

/** What the decision is computed from, apart from the request itself. */
export interface StepUpContext extends SubjectSources, RequirementSources {
  readonly clock: Clock
  /** Absent where no browser is ever spared the code. */
  readonly trustedBrowsers?: TrustedBrowsers
}

/** What a page of ours takes, in the parameters of an authorization request. */
export interface PageRequest {
  readonly acr_values?: string
  /** Seconds. */
  readonly max_age?: string
}

/** What answers for interactions, in an app in which the provider comes after it. */
export interface InteractionPages {
  readonly routes: Router
  /**
   * Answers authorization requests with the page that they lead to, in the place of a redirect. Not needed:
   * without it a browser makes one request more.
   */
  readonly inPlace: Middleware
}

/** The plug-in: configure a provider with it, attach it, and serve its routes. */
export interface StepUp {
  readonly ladder: Ladder
  readonly guard: FormGuard
  /** Adds what step-up needs to a provider's configuration; everything else stays as it was. */
  configure(configuration: Configuration): Configuration
  /**
   * Call once, before the provider serves its first request.
   *
   * @throws ConfigurationError where the provider is not made from what `configure` returned
   */
  attach(provider: Provider): InteractionPages
  /** What a page of the host's (or the console) knows of the browser's session. */
  session(provider: Provider, ctx: Context): Promise<SessionView | undefined>
  /**
   * Adds what a page of ours proved, outside any interaction, to the browser's session. Once a request.
   *
   * @param raises whether the session is of a higher class from then on: then its former id leads nowhere at once,
   *   but to the answer to this very form, for whoever sends all of it again
   */
  prove(
    provider: Provider,
    ctx: Context,
    session: SessionView,
    proofs: readonly Proof[],
    { raises }: { readonly raises: boolean },
  ): Promise<void>
  /** Gives that answer; false, and nothing done, where the request is not that form by that id. */
  repeatLeftAnswer(provider: Provider, ctx: Context): Promise<boolean>
  /** Gives a live session its idle time once more; resolves the seconds that it then has. */
  prolong(provider: Provider, ctx: Context, session: SessionView): Promise<number>
  /**
   * Asks the decision function what a page of ours takes, for the account of a session. What it
   * takes is written as in an authorization request, with which a page asks for it.
   *
   * @param further proofs that this page knows of, besides the session's
   */
  judge(session: SessionView, request?: PageRequest, further?: readonly Proof[]): Promise<Decision>
}

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
        ...(configuration.findAccount
          ? {
              findAccount: withUserinfoClaims(findStanding(configuration.findAccount, context)),
            }
          : {}),
        extraParams: keepPushedMaxAge(configuration.extraParams, refuseCreate(policy)),
        extraTokenClaims: tokenClaims(configuration.extraTokenClaims),
        extraClientMetadata: clientMetadata(configuration.extraClientMetadata, ladder),
      }
    },

    attach(provider) {
      attachment.attach(provider)
      attachEvidence(provider, {
        clock,
        ...(own ? {} : { hostFactor: options.firstFactor ?? 'password' }),
        ...(options.endSession ? { endSession: options.endSession } : {}),
      })
      attachEarnings(provider)
      tidyClaims(provider)
      tellInterval(provider)
      if (options.consents) attachConsents(provider)
      provider.on('interaction.ended', recallIdTokenHint)
      const page: PageContext = {
        ...context,
        ...(options.consoleUrl === undefined ? {} : { consoleUrl: options.consoleUrl }),
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

    async judge(session, request = {}, further = []) {
      const subject = await findSubject(context, session.accountId)
      const earlier = mergeEvidence(clock(), session.evidence, further)
      const asked = { params: request, subject, earlier }
      return (await judgeInBrowser(context, asked, session.trust)).decision
    },
  }
}

/** A class that takes what nobody is given could not be reached. */
const offered = ({ recoveryCodes }: StepUpOptions): readonly Method[] =>
  recoveryCodes ? OFFERED : OFFERED.filter((method) => method !== 'recovery_code')
