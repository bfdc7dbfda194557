import { createAuthenticatorId, type AccountId, type AuthenticatorId } from '../../kernel/ids.ts'
import type { Clock } from '../../kernel/instant.ts'
import type { Sealer } from '../../kernel/sealing/sealer.ts'
import type { Secret } from '../../kernel/secret.ts'
import {
  forgetFailures,
  locking,
  signInBudgetOf,
  type AttemptStore,
  type Charge,
  type ThrottlePolicy,
} from '../../kernel/throttle/attempt-store.ts'
import {
  readDeviceName,
  type AssignedStore,
  type Authenticator,
  type AuthenticatorStore,
  type Confirmation,
  type NameFlaw,
  type RecoveryCodeSet,
  type TotpParameters,
} from '../../people/index.ts'
import { locate } from './locate.ts'
import { isCodeOf, normalizeCode } from './totp.ts'

export interface AssignedTokensOptions {
  readonly store: AssignedStore
  readonly authenticators: Pick<AuthenticatorStore, 'noteNearMiss'>
  readonly attempts: AttemptStore
  readonly sealer: Sealer
  readonly clock: Clock
  /** Devices per account. */
  readonly limit: number
  readonly throttle: ThrottlePolicy
  /** Time steps either side of the present one whose codes are accepted. */
  readonly window: number
}

/** A token as its vendor delivers it. */
export interface Token {
  /** What it is called in the account: by its serial number, so that its holder knows it. */
  readonly name: string
  readonly secret: Secret
  readonly parameters: TotpParameters
}

/** What became of giving it to an account. */
export type Assignment =
  { readonly outcome: 'assigned'; readonly id: AuthenticatorId; readonly name: string } | NameFlaw

/** What became of its holder's first code. */
export type TokenConfirmation =
  | Confirmation
  | Exclude<Charge, { outcome: 'charged' }>
  | { readonly outcome: 'rejected'; readonly locks: true }

/** Tokens that an operator has assigned, until their holders have confirmed them. */
export interface AssignedTokens {
  assign(accountId: AccountId, token: Token): Promise<Assignment>
  list(accountId: AccountId): Promise<readonly Authenticator[]>
  /**
   * Confirms one by its holder's first code, which then signs nobody in. A wrong one is charged like that of a sign-in: the
   * secret was shown to nobody, so that nothing is told of why. A clock that went wrong in the vendor's stock is followed by
   * up to two steps, at the second of two codes in a row.
   *
   * @param draftCodes as of `Authenticators.confirm`
   */
  confirm(
    accountId: AccountId,
    id: AuthenticatorId,
    code: string,
    draftCodes?: () => RecoveryCodeSet,
  ): Promise<TokenConfirmation>
}

export function createAssignedTokens(options: AssignedTokensOptions): AssignedTokens {
  const { store, authenticators, attempts, sealer, clock, limit, throttle, window } = options
  const open = ({ accountId, id, secret }: Authenticator): Secret =>
    sealer.open(secret, { purpose: 'authenticator', accountId, id })

  return {
    list: (accountId) => store.assigned(accountId),

    async assign(accountId, { name: input, secret: key, parameters }) {
      const read = readDeviceName(input)
      if ('refused' in read) return { outcome: read.refused }
      const { name } = read
      const id = createAuthenticatorId()
      const secret = sealer.seal(key, { purpose: 'authenticator', accountId, id })
      const authenticator = { id, accountId, name, parameters, secret, createdAt: clock() }
      const outcome = await store.assign(authenticator, limit)
      return outcome === 'assigned' ? { outcome, id, name } : { outcome }
    },

    async confirm(accountId, id, input, draftCodes) {
      const token = (await store.assigned(accountId)).find((one) => one.id === id)
      if (!token) return { outcome: 'gone' }
      const { name, parameters } = token
      const code = normalizeCode(input)
      if (!isCodeOf(code, parameters.digits)) {
        return { outcome: 'malformed', digits: [parameters.digits] }
      }
      const now = clock()
      // Nobody learns what came of it before it is charged (RFC 4226 §7.3).
      const subject = signInBudgetOf(accountId)
      const charge = await attempts.charge(subject, throttle, now)
      if (charge.outcome !== 'charged') return charge
      const located = locate(open(token), code, now, token, window)
      if (located?.is !== 'taken') {
        if (located) {
          await authenticators.noteNearMiss?.(accountId, id, { step: located.step, at: now })
        }
        return { outcome: 'rejected', ...locking(charge, throttle) }
      }
      const recoveryCodes = draftCodes?.()
      const confirming = await store.confirmAssigned({
        accountId,
        id,
        step: located.step,
        at: now,
        limit,
        ...(recoveryCodes ? { recoveryCodes } : {}),
      })
      const { outcome } = confirming
      if (outcome === 'gone') return { outcome }
      if (outcome !== 'confirmed') return { ...confirming, name }
      await forgetFailures(attempts, subject)
      const kept = recoveryCodes && confirming.recoveryCodes ? { recoveryCodes } : {}
      return { outcome, authenticator: id, name, ...kept }
    },
  }
}
