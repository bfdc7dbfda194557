import {
  AuthorizationResponseError,
  WWWAuthenticateChallengeError,
  authorizationCodeGrant,
  type Configuration,
  type DPoPHandle,
  type IDToken,
  type TokenEndpointResponse,
  ResponseBodyError,
} from 'openid-client'
import { plusSeconds, systemClock, type Clock } from '../../kernel/instant.ts'
import { checkStepUp, type Shortfall } from './check-step-up.ts'
import {
  parseChallenge,
  type ChallengingResponse,
  type StepUpChallenge,
} from './parse-challenge.ts'
import { createMemoryPendingStore, type PendingAction, type PendingStore } from './pending-store.ts'
import { stepUpRequest, type StepUpRequestOptions } from './step-up-request.ts'

/** How a relying party steps up. Times are in seconds. */
export interface StepUpOptions<Action> extends StepUpRequestOptions {
  /** As openid-client discovers it. A function is asked each time: the provider may be down at start. */
  readonly configuration: Configuration | (() => Promise<Configuration>)
  /**
   * For tokens bound to a key (RFC 9449): what `perform` calls the API with, too.
   * @default Bearer tokens
   */
  readonly dpop?: DPoPHandle | undefined
  /** @default createMemoryPendingStore() */
  readonly store?: PendingStore<Action> | undefined
  /**
   * Seconds that a user may stay at the provider.
   * @default 600
   */
  readonly lifetime?: number | undefined
  /** @default systemClock */
  readonly clock?: Clock | undefined
}

/** Whose action it is, and from which browser. */
export interface Actor {
  /**
   * What this browser's session is known by here, unguessable and the same before and after: an answer
   * is taken only in the session that asked for it (RFC 6749 §10.12).
   */
  readonly session: string
  /** `sub` of the account that is signed in here: nobody else can finish its action. */
  readonly subject: string
}

export interface Run<Action, Response> extends Actor {
  readonly action: Action
  /** Calls the API with the access token that the user has. */
  readonly perform: (action: Action) => Promise<Response>
}

/** Who came back, and how the waiting action is done. */
export interface Resume<Action, Response> extends Actor {
  /** Calls the API with the new access token. */
  readonly perform: (action: Action, steppedUp: SteppedUp) => Promise<Response>
}

/** What a step-up that succeeded brings. */
export interface SteppedUp {
  readonly tokens: TokenEndpointResponse
  /** Of the id_token: validated, and checked against the challenge. */
  readonly claims: IDToken
}

/** What came of an action: an answer, or a step-up that it waits for. */
export type RunOutcome<Response> =
  /** The API answered, and wants no step-up; whether it did as it was asked is in the response. */
  | { readonly outcome: 'answered'; readonly response: Response }
  /** Send the user there. The action waits. */
  | { readonly outcome: 'step_up'; readonly url: URL; readonly challenge: StepUpChallenge }

/** Why the step-up did not help. Asking once more would be a loop. */
export type StepUpRefusal =
  | Shortfall
  | { readonly code: 'account_other' }
  /** The API challenges the token that the step-up gave. */
  | { readonly code: 'challenged_again'; readonly challenge: StepUpChallenge }

/** What came of coming back; none of them sends the user away again. */
export type ResumeOutcome<Action, Response> =
  | { readonly outcome: 'answered'; readonly response: Response; readonly action: Action }
  | {
      readonly outcome: 'step_up_refused'
      readonly reason: StepUpRefusal
      readonly action: Action
    }
  /** The provider's error response (RFC 6749 §4.1.2.1). */
  | {
      readonly outcome: 'declined'
      readonly error: string
      readonly description?: string
      readonly action: Action
    }
  /** The provider does not answer. The action goes on waiting: the same answer may be taken again, as a reload does. */
  | { readonly outcome: 'unavailable'; readonly cause: unknown; readonly action: Action }
  /** The answer or the id_token is not what it has to be. */
  | { readonly outcome: 'invalid'; readonly cause: unknown; readonly action: Action }
  | { readonly outcome: 'expired'; readonly action: Action }
  /** No action of this session waits for this answer: it was used, it is another session's, or somebody made it up. */
  | { readonly outcome: 'unknown' }

export interface StepUp<Action> {
  /**
   * Performs an action. When the API challenges it, the action is put aside and the user has to go to
   * the provider. What `perform` throws is thrown.
   */
  run<Response extends ChallengingResponse>(
    run: Run<Action, Response>,
  ): Promise<RunOutcome<Response>>
  /**
   * Takes the answer that came to the redirect URI, checks it, and performs the action that waited for
   * it, once. It never leads to the provider again.
   */
  resume<Response extends ChallengingResponse>(
    answer: URL,
    resume: Resume<Action, Response>,
  ): Promise<ResumeOutcome<Action, Response>>
}

const LIFETIME = 600

/** Step up, come back, and go on with what the user wanted. */
export function createStepUp<Action>(options: StepUpOptions<Action>): StepUp<Action> {
  const { redirectUri, lifetime = LIFETIME, clock = systemClock } = options
  const store = options.store ?? createMemoryPendingStore<Action>()
  const configuration = async (): Promise<Configuration> =>
    typeof options.configuration === 'function' ? options.configuration() : options.configuration

  return {
    async run({ action, perform, session, subject }) {
      const performed = await attempt(() => perform(action))
      if (performed.outcome === 'answered') return performed
      const { challenge } = performed
      const request = await stepUpRequest(await configuration(), challenge, options)
      const { url, state, nonce, codeVerifier } = request
      await store.put(state, {
        action,
        challenge,
        session,
        subject,
        redirectUri,
        nonce,
        codeVerifier,
        expiresAt: plusSeconds(clock(), lifetime),
      })
      return { outcome: 'step_up', url, challenge }
    },

    async resume(answer, { session, subject, perform }) {
      const state = answer.searchParams.get('state') ?? ''
      const pending = await store.take(state)
      if (!pending) return { outcome: 'unknown' }
      if (pending.session !== session) {
        // Whoever opens it elsewhere takes it from nobody.
        await store.put(state, pending)
        return { outcome: 'unknown' }
      }
      const { action } = pending
      if (clock() > pending.expiresAt) return { outcome: 'expired', action }

      const exchanged = await exchange(configuration, answer, state, pending, options)
      if (exchanged.outcome === 'unavailable') await store.put(state, pending)
      if (exchanged.outcome !== 'exchanged') return { ...exchanged, action }

      const { steppedUp } = exchanged
      const refuse = (reason: StepUpRefusal) =>
        ({ outcome: 'step_up_refused', reason, action }) as const
      // At the provider somebody else may have been signed in, and here meanwhile too.
      if (steppedUp.claims.sub !== pending.subject || pending.subject !== subject) {
        return refuse({ code: 'account_other' })
      }
      const shortfall = checkStepUp(steppedUp.claims, pending.challenge, clock())
      if (shortfall) return refuse(shortfall)

      const performed = await attempt(() => perform(action, steppedUp))
      if (performed.outcome === 'answered') return { ...performed, action }
      return refuse({ code: 'challenged_again', challenge: performed.challenge })
    },
  }
}

type Attempt<Response> =
  | { readonly outcome: 'answered'; readonly response: Response }
  | { readonly outcome: 'challenged'; readonly challenge: StepUpChallenge }

async function attempt<Response extends ChallengingResponse>(
  perform: () => Promise<Response>,
): Promise<Attempt<Response>> {
  try {
    const response = await perform()
    const challenge = parseChallenge(response)
    return challenge ? { outcome: 'challenged', challenge } : { outcome: 'answered', response }
  } catch (error) {
    // openid-client's `fetchProtectedResource` throws a challenge.
    const thrown = error instanceof WWWAuthenticateChallengeError ? error.response : undefined
    const challenge = parseChallenge(thrown)
    if (challenge) return { outcome: 'challenged', challenge }
    throw error
  }
}

type Exchanged =
  | { readonly outcome: 'exchanged'; readonly steppedUp: SteppedUp }
  | { readonly outcome: 'declined'; readonly error: string; readonly description?: string }
  | { readonly outcome: 'invalid' | 'unavailable'; readonly cause: unknown }

/** `max_age` is not given to the library to check: `checkStepUp` does it, and says by how much it fails. */
async function exchange(
  configuration: () => Promise<Configuration>,
  answer: URL,
  state: string,
  {
    redirectUri,
    nonce,
    codeVerifier,
  }: Pick<PendingAction<unknown>, 'redirectUri' | 'nonce' | 'codeVerifier'>,
  { resource, dpop }: Pick<StepUpOptions<unknown>, 'resource' | 'dpop'>,
): Promise<Exchanged> {
  try {
    // Behind a proxy the answer's own address may be another than the one that was registered.
    const arrived = new URL(redirectUri)
    arrived.search = answer.search
    const tokens = await authorizationCodeGrant(
      await configuration(),
      arrived,
      {
        expectedState: state,
        expectedNonce: nonce,
        pkceCodeVerifier: codeVerifier,
        idTokenExpected: true,
      },
      resource === undefined ? {} : { resource },
      dpop === undefined ? {} : { DPoP: dpop },
    )
    const claims = tokens.claims()
    if (!claims) return { outcome: 'invalid', cause: new TypeError('there is no id_token') }
    return { outcome: 'exchanged', steppedUp: { tokens, claims } }
  } catch (cause) {
    if (!(cause instanceof AuthorizationResponseError)) {
      return { outcome: isUnavailable(cause) ? 'unavailable' : 'invalid', cause }
    }
    const { error, error_description: description } = cause
    return { outcome: 'declined', error, ...(description !== undefined && { description }) }
  }
}

/** As openid-client tells it: `fetch` failed, it took too long, or a status says that the server is at fault or busy. */
export function isUnavailable(error: unknown): boolean {
  if (error instanceof ResponseBodyError) return isFault(error.status)
  if (error instanceof Response) return isFault(error.status)
  if (!(error instanceof Error)) return false
  if (TIMES_OUT.has(error.name) || hasCode(error, 'OAUTH_TIMEOUT')) return true
  // `fetch` says so of a connection that was refused, or broken off while it was read.
  if (error instanceof TypeError && ['fetch failed', 'terminated'].includes(error.message))
    return true
  return isUnavailable(error.cause)
}

const TIMES_OUT: ReadonlySet<string> = new Set(['TimeoutError', 'AbortError'])

const isFault = (status: number): boolean => status >= 500 || status === 429

const hasCode = (error: Error, code: string): boolean => 'code' in error && error.code === code
