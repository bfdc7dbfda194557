import type { Guess } from '../../kernel/throttle/attempt-budget.ts'
import { createAuthenticatorId, type AccountId, type AuthenticatorId } from '../../kernel/ids.ts'
import { plusSeconds, type Clock, type Instant } from '../../kernel/instant.ts'
import type { Secret } from '../../kernel/secret.ts'
import {
  DEFAULT_THROTTLE,
  type AttemptStore,
  type ThrottlePolicy,
  signInBudgetOf,
} from '../../kernel/throttle/attempt-store.ts'
import {
  DEFAULT_TOTP,
  type Authenticator,
  type TotpParameters,
  type AuthenticatorStore,
  type SpareRemoval,
  attemptInSteps,
  type AttemptCode,
  judgeName,
  readDeviceName,
  refuseLookAlike,
  enrollerKey,
  type Enroller,
  type RecoveryCodeSet,
  centreOf,
  nextCodeAt,
  type Confirmation,
  type Enrolment,
  type NameFlaw,
  type Renaming,
  type Verification,
  WINDOW,
} from '../../people/index.ts'
import { createTotpSecret } from './key-uri.ts'
import type { Sealer } from '../../kernel/sealing/sealer.ts'
import { locate } from './locate.ts'
import { isCodeOf, matchCode, normalizeCode } from './totp.ts'

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
  /** Time steps either side of the present one whose codes are accepted: the longest that a store is prepared for, or none.
   * @default WINDOW
   */
  readonly window?: 0 | typeof WINDOW
  /** How new devices compute their codes. @default SHA1, 6 digits, 30 seconds */
  readonly parameters?: TotpParameters
}

/** A pending authenticator with its secret, which is shown until the first code and never again. */
export interface PendingAuthenticator {
  readonly authenticator: Authenticator
  readonly secret: Secret
}

/** Seconds for which a device waits for its first code. */
export const PENDING_LIFETIME = 900

/** Wrong first codes that a device bears. Then it is begun again, with another key. */
export const WRONG_FIRST_CODES = 5

/**
 * Everything that is done with an account's devices. Each method throws `Fault`: `store_unavailable`
 * when the store does not answer, `secret_unreadable` when a secret cannot be opened.
 */
export interface Authenticators {
  /** Devices per account. */
  readonly limit: number
  /** The devices that sign in, oldest first; for an enroller, and the one that it sets up. */
  list(accountId: AccountId, by?: Enroller): Promise<readonly Authenticator[]>
  /** The devices that sign in. */
  confirmed(accountId: AccountId): Promise<readonly Authenticator[]>
  /** What is wrong with a name for another device; `begin` may find it taken or too many nevertheless. */
  judgeName(accountId: AccountId, name: string): Promise<NameFlaw | undefined>
  /**
   * Begins a device that waits for its first code: it signs nobody in before, and is in nobody's way. An
   * enroller has one at a time: the next takes its place, with a key of its own.
   */
  begin(accountId: AccountId, name: string, by: Enroller): Promise<Enrolment>
  /** What waits for the enroller, with its secret; undefined when nothing does (any longer). */
  pending(accountId: AccountId, by: Enroller): Promise<PendingAuthenticator | undefined>
  /**
   * Confirms the enroller's device by its first code, which then signs nobody in (RFC 6238 §5.2). Wrong
   * ones count against that device alone, which bears `WRONG_FIRST_CODES`.
   *
   * @param draftCodes as `RecoveryCodes.draft` gives them: stand from the same moment, where it is the
   *   account's first device and none stood
   */
  confirm(
    accountId: AccountId,
    id: AuthenticatorId,
    code: string,
    by: Enroller,
    draftCodes?: () => RecoveryCodeSet,
  ): Promise<Confirmation>
  /** The enroller's device waits no more. False when it did not. */
  abandon(accountId: AccountId, id: AuthenticatorId, by: Enroller): Promise<boolean>
  /** Whatever waits for anybody who knows the account's password waits no more. */
  abandonAll(accountId: AccountId): Promise<void>
  /**
   * Checks a code of any confirmed device; charged before it is looked at (RFC 4226 §7.3).
   *
   * @param guess where it is wrong and has been counted before, in the same time steps, it counts no second time
   */
  verify(accountId: AccountId, code: string, guess?: Guess): Promise<Verification>
  /** Gives a device another name, unique within the account and unlike the others. */
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
  const window = options.window ?? WINDOW
  const pendingLifetime = options.pendingLifetime ?? PENDING_LIFETIME
  /** What was begun before waits no more. */
  const sinceFor = ({ notBefore }: Enroller): Instant => {
    const since = plusSeconds(clock(), -pendingLifetime)
    return notBefore !== undefined && notBefore > since ? notBefore : since
  }

  const open = (authenticator: Authenticator): Secret =>
    sealer.open(authenticator.secret, {
      purpose: 'authenticator',
      accountId: authenticator.accountId,
      id: authenticator.id,
    })

  const confirmed = (accountId: AccountId) => store.list(accountId)

  const waiting = (accountId: AccountId, by: Enroller) =>
    store.waiting(accountId, enrollerKey(by), sinceFor(by))

  const pending = async (accountId: AccountId, by: Enroller) => {
    const authenticator = await waiting(accountId, by)
    return authenticator && { authenticator, secret: open(authenticator) }
  }

  /** Told before anything is set up; that no two have such names in the end is the store's own promise. */
  const lookAlikeOf = async (accountId: AccountId, name: string) => {
    const others = (await confirmed(accountId)).map((device) => device.name)
    // A full account is told so whatever the name is.
    return others.length >= limit ? undefined : refuseLookAlike(name, others)
  }

  return {
    limit,
    confirmed,
    pending,

    async list(accountId, by) {
      const [devices, own] = await Promise.all([confirmed(accountId), by && waiting(accountId, by)])
      return own ? [...devices, own] : devices
    },

    async judgeName(accountId, input) {
      const names = (await confirmed(accountId)).map(({ name }) => name)
      return judgeName(input, names, limit)
    },

    async begin(accountId, input, by) {
      const read = readDeviceName(input)
      if ('refused' in read) return { outcome: read.refused }
      const { name } = read
      const alike = await lookAlikeOf(accountId, name)
      if (alike) return alike
      const id = createAuthenticatorId()
      const secret = sealer.seal(createTotpSecret(parameters.algorithm), {
        purpose: 'authenticator',
        accountId,
        id,
      })
      const createdAt = clock()
      const outcome = await store.begin(
        { id, accountId, name, parameters, secret, createdAt },
        enrollerKey(by),
        limit,
        plusSeconds(createdAt, -pendingLifetime),
      )
      return outcome === 'begun' ? { outcome, id } : { outcome }
    },

    async confirm(accountId, id, input, by, draftCodes) {
      const found = await pending(accountId, by)
      if (found?.authenticator.id !== id) return { outcome: 'gone' }
      const { authenticator, secret } = found
      const { digits } = authenticator.parameters
      const code = normalizeCode(input)
      if (!isCodeOf(code, digits)) return { outcome: 'malformed', digits: [digits] }

      const [now, since] = [clock(), sinceFor(by)]
      const own = { accountId, by: enrollerKey(by), id }
      const failures = await store.chargeFirstCode(own, WRONG_FIRST_CODES, since)
      if (failures === undefined) return { outcome: 'gone' }
      const step = matchCode(secret, code, now, authenticator.parameters, window)
      if (step === undefined) {
        if (failures < WRONG_FIRST_CODES) return { outcome: 'rejected' }
        await store.abandon(own)
        return { outcome: 'given_up', name: authenticator.name }
      }
      // The step counts as used, so that the code which confirmed the device signs nobody in.
      const recoveryCodes = draftCodes?.()
      const confirming = await store.confirm({
        ...own,
        step,
        at: now,
        since,
        limit,
        ...(recoveryCodes ? { recoveryCodes } : {}),
      })
      const { outcome } = confirming
      if (outcome === 'gone') return { outcome }
      const { name } = authenticator
      if (outcome !== 'confirmed') return { ...confirming, name }
      return {
        outcome,
        authenticator: id,
        name,
        ...(recoveryCodes && confirming.recoveryCodes ? { recoveryCodes } : {}),
      }
    },

    abandon: (accountId, id, by) => store.abandon({ accountId, by: enrollerKey(by), id }),
    abandonAll: (accountId) => store.abandonAll(accountId),

    async verify(accountId, input, guess) {
      const devices = await confirmed(accountId)
      const lengths = [...new Set(devices.map((device) => device.parameters.digits))]
      const code = normalizeCode(input)
      if (!lengths.some((digits) => isCodeOf(code, digits))) {
        return { outcome: 'malformed', digits: lengths }
      }

      const now = clock()
      // Every device is tried to the end, whether or not one matched before: the time tells nothing.
      const found = devices.flatMap((device) => {
        const located = locate(open(device), code, now, device, window)
        return located ? [{ device, ...located }] : []
      })
      const matches = found.filter(({ is }) => is === 'taken')
      // Nobody learns what came of it before the attempt is charged: parallel guesses cannot outrun the
      // count (RFC 4226 §7.3).
      const attempt = await attemptCode({
        accountId,
        subject: signInBudgetOf(accountId),
        policy: throttle,
        at: now,
        matches: matches.map(({ device, step }) => ({ id: device.id, step })),
      })
      // The same code may be right in the next one: then it is another guess.
      const steps = devices.map((device) => centreOf(device, now)).join(' ')
      if (attempt.outcome !== 'charged') {
        const repeated = await guess?.wasWrong(steps)
        // What locked is answered so again.
        return repeated && attempt.outcome === 'throttled'
          ? { outcome: 'rejected', reason: 'mismatch' }
          : attempt
      }
      const accepted = devices.find(({ id }) => id === attempt.accepted)
      if (accepted) {
        return { outcome: 'accepted', authenticator: accepted.id, name: accepted.name }
      }
      for (const { is, device, step } of found) {
        if (is === 'near') await store.noteNearMiss?.(accountId, device.id, { step, at: now })
      }
      const [replayed] = matches
      const { locks } = attempt
      const locked = locks ? { locks } : {}
      if (!replayed) {
        const repeated = await guess?.isRepeated(steps)
        if (repeated) await attempts.refund?.(signInBudgetOf(accountId))
        return { outcome: 'rejected', reason: 'mismatch', ...(repeated ? {} : locked) }
      }
      const nextAt = nextCodeAt(replayed.device, now)
      return { outcome: 'rejected', reason: 'replayed', nextAt, ...locked }
    },

    async rename(accountId, id, input) {
      const read = readDeviceName(input)
      if ('refused' in read) return { outcome: read.refused }
      const renaming = await store.rename(accountId, id, read.name)
      return typeof renaming === 'string' ? { outcome: renaming } : renaming
    },

    remove: (accountId, id) => store.remove(accountId, id),
    removeSpare: (accountId, id) => store.removeSpare(accountId, id),
    removeAll: (accountId) => store.removeAll(accountId),
    unlock: (accountId) => attempts.clear(signInBudgetOf(accountId)),
  }
}
