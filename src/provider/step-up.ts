import type { Router } from '@koa/router'
import type { Context, Middleware } from 'koa'
import {
  interactionPolicy,
  type Configuration,
  type CookiesSetOptions,
  type Provider,
} from 'oidc-provider'
import type { AccountDirectory } from '../accounts/index.ts'
import {
  OFFERED,
  brokenPromise,
  createLadder,
  mergeEvidence,
  type AcrClassOptions,
  type AmrValues,
  type Decision,
  type Ladder,
  type Method,
  type Proof,
} from '../assurance/index.ts'
import type { Authenticators, RecoveryCodes, TrustedBrowsers } from '../authenticators/index.ts'
import type { EventSink } from '../events.ts'
import { ConfigurationError } from '../faults.ts'
import { plusSeconds, systemClock, type Clock } from '../instant.ts'
import { createMac } from '../mac.ts'
import type { RenderPage } from '../pages.ts'
import { findStanding } from './account-standing.ts'
import { findSubject, type SubjectSources } from './abilities.ts'
import { createAttachment } from './attachment.ts'
import { NO_ANSWERS, type FormAnswers } from './form-answers.ts'
import { createFormGuard, type FormGuard } from './pages/form-guard.ts'
import { createKnownBrowsers } from './pages/known-browser.ts'
import type { PageContext, ReadAnew } from './pages/page.ts'
import type { InteractionLife } from './pages/prolong.ts'
import { answerInPlace, interactionRoutes } from './pages/routes.ts'
import { createAssumption, type SignInPage } from './pages/sign-in-shape.ts'
import { attachEarnings } from './earned-by.ts'
import { recallIdTokenHint } from './id-token-hint.ts'
import { extendPolicy } from './policy.ts'
import { clientMetadata } from './client-metadata.ts'
import type { RequirementSources } from './request-requirement.ts'
import { attachEvidence, recordProofs, sessionOf, type SessionView } from './session-evidence.ts'
import { featuresWith, openidClaims } from './library-features.ts'
import { keepPushedMaxAge } from './pushed-max-age.ts'
import { prolongSession, type SessionLifetime } from './prolong-session.ts'
import { judgeInBrowser } from './trusted-browser.ts'
import { tokenClaims } from './token-claims.ts'
import { withUserinfoClaims } from './userinfo-claims.ts'

/** What the decision is computed from, apart from the request itself. */
export interface StepUpContext extends SubjectSources, RequirementSources {
  readonly clock: Clock
  /** Absent where no browser is ever spared the code. */
  readonly trustedBrowsers?: TrustedBrowsers
}

export interface StepUpOptions {
  /** Where accounts come from. */
  readonly directory: AccountDirectory
  readonly authenticators: Authenticators
  /** @default no recovery codes are given out or taken */
  readonly recoveryCodes?: RecoveryCodes
  /** Spared the everyday code. @default no browser is */
  readonly trustedBrowsers?: TrustedBrowsers
  /** Draws the pages. */
  readonly render: RenderPage
  /** Secrets that sign forms: the provider's `cookies.keys` serve. The first signs, all verify. */
  readonly keys: readonly string[]
  /** Chooses what is assumed of names that nobody has. @default the last of `keys` */
  readonly decoyKey?: string
  /** Shown in authenticator apps and pages. */
  readonly issuerName: string
  /** The acr classes. @default `urn:step-up:1fa`, `urn:step-up:2fa` */
  readonly ladder?: readonly AcrClassOptions[]
  /** Whether an account with a second factor is asked for it at every sign-in. @default true */
  readonly secondFactorWhenEnrolled?: boolean
  /** Whether every account is, and one without a second factor has to enrol one. @default false */
  readonly secondFactorRequired?: boolean
  /** What `amr` calls a method, where it is not the usual. @default {} */
  readonly amrValues?: AmrValues
  /**
   * Seconds after which no proof counts any more: the longest that a session may live. The library
   * writes a session back at the end of every request, so its own lifetime ends only when no request
   * is under way. @default no limit but the session's
   */
  readonly proofLifetime?: number
  /** Where our pages are. @default '/interaction' */
  readonly path?: string
  /**
   * `own`: our pages ask for the password too. `host`: the host's login page does, and ends with
   * `{ login: { accountId } }` as ever; ours follow for the second factor. @default 'own'
   */
  readonly firstFactorPage?: 'own' | 'host'
  /**
   * Where people go who forgot their password, from our own page for it: it is given the application
   * as `client`. @default no link
   */
  readonly forgotPath?: string | undefined
  /** How our page for the first factor asks. @default 'email-first' */
  readonly signInPage?: SignInPage
  /** What a host's login page proves. @default 'password' */
  readonly firstFactor?: Method
  /** Where the account's own pages are, for whoever needs new recovery codes. @default there are none */
  readonly consoleUrl?: string
  /** Buries a session at sign-out; see `attachEvidence`. */
  readonly endSession?: (uid: string) => Promise<unknown>
  /**
   * Reads anew what others may have written meanwhile, where the store keeps what a request has read.
   * @default it keeps nothing
   */
  readonly readAnew?: ReadAnew
  /** What forms came to. @default it is kept with the interaction alone, where it has one */
  readonly answers?: FormAnswers
  /** The audit trail. @default nothing is recorded */
  readonly onEvent?: EventSink
  readonly clock?: Clock
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
  /** Adds what a page of ours proved, outside any interaction, to the browser's session. Once a request. */
  prove(
    provider: Provider,
    ctx: Context,
    session: SessionView,
    ...proofs: readonly Proof[]
  ): Promise<void>
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
      return {
        ...configuration,
        acrValues: [...ladder.names],
        claims: { ...configuration.claims, openid: openidClaims(configuration.claims) },
        features: featuresWith(configuration.features, context, givenOut),
        interactions: {
          policy: [...extendPolicy(policy, context, attachment, givenOut)],
          url(ctx, interaction) {
            const ours = own || interaction.prompt.name === 'step_up'
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
        extraParams: keepPushedMaxAge(configuration.extraParams),
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
        answers: options.answers ?? NO_ANSWERS,
        issuerName: options.issuerName,
        path,
        life,
        forgotPath: options.forgotPath,
        asksFirstFactor: own,
        signInPage: options.signInPage ?? 'email-first',
        assumesSecondFactor: createAssumption(options.decoyKey ? [options.decoyKey] : options.keys),
      }
      return { routes: interactionRoutes(page), inPlace: answerInPlace(page) }
    },

    session: (provider, ctx) => sessionOf(provider, ctx, sessionCookie),
    prove: (provider, ctx, session, ...proofs) =>
      recordProofs(provider, ctx, session, proofs, { cookie: sessionCookie, clock }),
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
