import { present } from '../kernel/typing.ts'
import {
  AuthorizationResponseError,
  authorizationCodeGrant,
  type Configuration,
} from 'openid-client'
import type { Instant } from '../kernel/instant.ts'
import { stepUpRequest, type StepUpRequirement } from '../kits/relying-party/index.ts'
import { identityOf, type Identity } from './identity.ts'
import type { Transaction } from './session.ts'
import type { Wish } from './wish.ts'

export interface Departure {
  readonly url: URL
  readonly state: string
  readonly transaction: Transaction
}

/** The way to the provider: code flow with PKCE, state and nonce (RFC 9700 §2.1.1). */
export async function depart(
  config: Configuration,
  redirectUri: string,
  wish: Wish,
  requirement: StepUpRequirement,
  now: Instant,
): Promise<Departure> {
  const request = await stepUpRequest(config, requirement, { redirectUri })
  const { url, state, nonce, codeVerifier } = request
  return { url, state, transaction: { wish, nonce, codeVerifier, startedAt: now } }
}

export type Arrival =
  | { readonly outcome: 'identified'; readonly identity: Identity; readonly accessToken: string }
  /** The provider's error response (RFC 6749 §4.1.2.1). */
  | { readonly outcome: 'refused'; readonly error: string; readonly description?: string }
  /** The answer or the id_token is not what it has to be, or the token endpoint does not answer. */
  | { readonly outcome: 'invalid'; readonly cause: unknown }

/**
 * The way back. `max_age` is not given to the library to check: `checkStepUp` does it, so that the
 * page can say what was too old and by how much.
 */
export async function arrive(
  config: Configuration,
  answer: URL,
  state: string,
  { nonce, codeVerifier }: Transaction,
): Promise<Arrival> {
  try {
    const tokens = await authorizationCodeGrant(config, answer, {
      expectedState: state,
      expectedNonce: nonce,
      pkceCodeVerifier: codeVerifier,
    })
    const identity = identityOf(tokens.claims(), tokens.id_token ?? '')
    return { outcome: 'identified', identity, accessToken: tokens.access_token }
  } catch (cause) {
    if (!(cause instanceof AuthorizationResponseError)) return { outcome: 'invalid', cause }
    const { error, error_description: description } = cause
    return { outcome: 'refused', error, ...present({ description }) }
  }
}
