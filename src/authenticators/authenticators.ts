import { createAuthenticatorId, type AccountId, type AuthenticatorId } from '../ids.ts'
import { plusSeconds, type Clock, type Instant } from '../instant.ts'
import type { Secret } from '../secret.ts'
import {
  DEFAULT_THROTTLE,
  forgetFailures,
  type AttemptStore,
  type ThrottlePolicy,
} from './attempt-store.ts'
import { DEFAULT_TOTP, type Authenticator, type TotpParameters } from './authenticator.ts'
import type { AuthenticatorStore, SpareRemoval } from './authenticator-store.ts'
import { attemptInSteps, type AttemptCode } from './code-attempts.ts'
import { enrolmentBudgetOf, forgetWrongCodes, signInBudgetOf } from './code-budgets.ts'
import { parseDeviceName } from './device-name.ts'
import { createTotpSecret } from './key-uri.ts'
import type { Sealer } from './sealer.ts'
import { isCodeOf, matchCode, normalizeCode, startOf, stepAt } from './totp.ts'
import type { Confirmation, Verification } from './verification.ts'

export interface AuthenticatorsOptions {
  readonly store: AuthenticatorStore
  readonly attempts: AttemptStore
  /** Of the store that keeps the two before. @default an attempt is made in several calls */
  readonly attemptCode?: AttemptCode
  readonly sealer: Sealer
  readonly clock: Clock
  /** Devices per account. @default 10 */
  readonly limit?: number
  /** Seconds for which a pending device waits for its first code. @default 900 */
  readonly pendingLifetime?: number
  /** @default DEFAULT_THROTTLE */
  readonly throttle?: ThrottlePolicy
  /** How new devices compute their codes. @default SHA1, 6 digits, 30 seconds */
  readonly parameters?: TotpParameters
}

/** What became of adding a device. */
export type Enrolment =
  | { readonly outcome: 'begun'; readonly id: AuthenticatorId }
  | { readonly outcome: 'name_invalid' | 'name_taken' | 'limit_reached' }

/** What became of giving a device another name. */
export type Renaming = 'renamed' | 'name_invalid' | 'name_taken' | 'not_found'

/** A pending authenticator with its secret, which is shown until the first code and never again. */
export interface PendingAuthenticator {
  readonly authenticator: Authenticator
  readonly secret: Secret
}

/** Seconds for which a device waits for its first code. */
export const PENDING_LIFETIME = 900

/**
 * Everything that is done with an account's devices. Each method throws `Fault`: `store_unavailable`
 * when the store does not answer, `secret_unreadable` when a secret cannot be opened.
 */
export interface Authenticators {
  /** Devices per account, pending ones included. */
  readonly limit: number
  /** All devices, pending ones included, oldest first. */
  list(accountId: AccountId): Promise<readonly Authenticator[]>
  /** The devices that sign in. */
  confirmed(accountId: AccountId): Promise<readonly Authenticator[]>
  /** Adds a device that waits for its first code; it signs nobody in before. */
  begin(accountId: AccountId, name: string): Promise<Enrolment>
  /** The waiting device with its secret; undefined when it is confirmed, expired or gone. */
  pending(accountId: AccountId, id: AuthenticatorId): Promise<PendingAuthenticator | undefined>
  /** Confirms a device by its first code, which then signs nobody in (RFC 6238 §5.2). */
  confirm(accountId: AccountId, id: AuthenticatorId, code: string): Promise<Confirmation>
  /** Checks a code of any confirmed device; charged before it is looked at (RFC 4226 §7.3). */
  verify(accountId: AccountId, code: string): Promise<Verification>
  /** Gives a device another name, unique within the account. */
  rename(accountId: AccountId, id: AuthenticatorId, name: string): Promise<Renaming>
  /** From when it resolves, the device signs nobody in; false when there was none. */
  remove(accountId: AccountId, id: AuthenticatorId): Promise<boolean>
  /** The same, but never the last confirmed one, however many are removed at once. */
  removeSpare(accountId: AccountId, id: AuthenticatorId): Promise<SpareRemoval>
  /** Every device is lost: removes all, and resolves how many there were. */
  removeAll(accountId: AccountId): Promise<number>
  /** Forgets the account's wrong codes; true if there were any. */
  unlock(accountId: AccountId): Promise<boolean>
}

export function createAuthenticators(options: AuthenticatorsOptions): Authenticators {
  const { store, attempts, sealer, clock } = options
  const attemptCode = options.attemptCode ?? attemptInSteps(attempts, store)
  const limit = options.limit ?? 10
  const throttle = options.throttle ?? DEFAULT_THROTTLE
  const parameters = options.parameters ?? DEFAULT_TOTP
  const pendingLifetime = options.pendingLifetime ?? PENDING_LIFETIME
  const pendingSince = (): Instant => plusSeconds(clock(), -pendingLifetime)

  const open = (authenticator: Authenticator): Secret =>
    sealer.open(authenticator.secret, {
      purpose: 'authenticator',
      accountId: authenticator.accountId,
      id: authenticator.id,
    })

  const list = (accountId: AccountId) => store.list(accountId, pendingSince())

  const confirmed = async (accountId: AccountId): Promise<readonly Authenticator[]> =>
    (await list(accountId)).filter(({ confirmedAt }) => confirmedAt !== undefined)

  const pending = async (accountId: AccountId, id: AuthenticatorId) => {
    const authenticator = (await list(accountId)).find((candidate) => candidate.id === id)
    if (!authenticator || authenticator.confirmedAt !== undefined) return undefined
    return { authenticator, secret: open(authenticator) }
  }

  return {
    limit,
    list,
    confirmed,
    pending,

    async begin(accountId, input) {
      const name = parseDeviceName(input)
      if (name === undefined) return { outcome: 'name_invalid' }
      const id = createAuthenticatorId()
      const secret = sealer.seal(createTotpSecret(parameters.algorithm), {
        purpose: 'authenticator',
        accountId,
        id,
      })
      const createdAt = clock()
      const outcome = await store.add(
        { id, accountId, name, parameters, secret, createdAt },
        limit,
        pendingSince(),
      )
      return outcome === 'added' ? { outcome: 'begun', id } : { outcome }
    },

    async confirm(accountId, id, input) {
      const found = await pending(accountId, id)
      if (!found) return { outcome: 'gone' }
      const { authenticator, secret } = found
      const { digits } = authenticator.parameters
      const code = normalizeCode(input)
      if (!isCodeOf(code, digits)) return { outcome: 'malformed', digits: [digits] }

      const subject = enrolmentBudgetOf(accountId)
      const now = clock()
      const charge = await attempts.charge(subject, throttle, now)
      if (charge.outcome !== 'charged') return charge

      const step = matchCode(secret, code, now, authenticator.parameters)
      if (step === undefined) return { outcome: 'rejected' }
      // The step counts as used, so that the code which confirmed the device signs nobody in.
      if (!(await store.confirm(accountId, id, step, now, pendingSince())))
        return { outcome: 'gone' }
      await forgetFailures(attempts, subject)
      return { outcome: 'confirmed', authenticator: id, name: authenticator.name }
    },

    async verify(accountId, input) {
      const devices = await confirmed(accountId)
      const lengths = [...new Set(devices.map((device) => device.parameters.digits))]
      const code = normalizeCode(input)
      if (!lengths.some((digits) => isCodeOf(code, digits))) {
        return { outcome: 'malformed', digits: lengths }
      }

      const now = clock()
      // Every device is tried to the end, whether or not one matched before: the time tells nothing.
      const matches = devices.flatMap((device) => {
        const step = matchCode(open(device), code, now, device.parameters)
        return step === undefined ? [] : [{ device, step }]
      })
      // Nobody learns what came of it before the attempt is charged: parallel guesses cannot outrun the
      // count (RFC 4226 §7.3).
      const attempt = await attemptCode({
        accountId,
        subject: signInBudgetOf(accountId),
        policy: throttle,
        at: now,
        matches: matches.map(({ device, step }) => ({ id: device.id, step })),
      })
      if (attempt.outcome !== 'charged') return attempt
      const accepted = devices.find(({ id }) => id === attempt.accepted)
      if (accepted) {
        return { outcome: 'accepted', authenticator: accepted.id, name: accepted.name }
      }
      const [replayed] = matches
      if (!replayed) return { outcome: 'rejected', reason: 'mismatch' }
      const { period } = replayed.device.parameters
      const present = stepAt(now, period)
      return {
        outcome: 'rejected',
        reason: 'replayed',
        nextAt: startOf((present + 1) as typeof present, period),
      }
    },

    async rename(accountId, id, input) {
      const name = parseDeviceName(input)
      return name === undefined ? 'name_invalid' : store.rename(accountId, id, name, pendingSince())
    },

    remove: (accountId, id) => store.remove(accountId, id),
    removeSpare: (accountId, id) => store.removeSpare(accountId, id),
    removeAll: (accountId) => store.removeAll(accountId),
    unlock: (accountId) => forgetWrongCodes(attempts, accountId),
  }
}
