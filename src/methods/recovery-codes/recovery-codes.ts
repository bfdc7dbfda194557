import { present } from '../../kernel/typing.ts'
import type { Guess } from '../../kernel/throttle/attempt-budget.ts'
import {
  createRecoveryCodeSetId,
  type AccountId,
  type RecoveryCodeSetId,
} from '../../kernel/ids.ts'
import type { Clock, Instant } from '../../kernel/instant.ts'
import { Secret } from '../../kernel/secret.ts'
import {
  DEFAULT_THROTTLE,
  evaluateCharged,
  forgetFailures,
  locking,
  type AttemptStore,
  type ThrottlePolicy,
  signInBudgetOf,
} from '../../kernel/throttle/attempt-store.ts'
import { RECOVERY_CODES, createRecoveryCode, parseRecoveryCode, placeOf } from './recovery-code.ts'
import type { Recovery, RecoveryCodeSet, RecoveryCodeStore } from '../../people/index.ts'
import type { SealContext, Sealer } from '../../kernel/sealing/sealer.ts'

export interface RecoveryCodesOptions {
  readonly store: RecoveryCodeStore
  /** The budget is the one of the account's other codes. */
  readonly attempts: AttemptStore
  readonly sealer: Sealer
  readonly clock: Clock
  /** @default DEFAULT_THROTTLE */
  readonly throttle?: ThrottlePolicy
}

/** The codes in clear, for their owner's eyes. */
export interface ShownRecoveryCodes {
  readonly id: RecoveryCodeSetId
  readonly createdAt: Instant
  readonly codes: readonly { readonly code: Secret<string>; readonly usedAt?: Instant }[]
}

/** What stands after codes were asked for, and whether this very call made it. */
export interface MadeRecoveryCodes extends ShownRecoveryCodes {
  readonly made: boolean
}

/**
 * An account's recovery codes. Each method throws `Fault`: `store_unavailable` when the store does not
 * answer, `secret_unreadable` when the codes cannot be opened.
 */
export interface RecoveryCodes {
  /** The stored set; undefined when the account has none. */
  find(accountId: AccountId): Promise<RecoveryCodeSet | undefined>
  /**
   * A set that stands nowhere yet, for `Authenticators.confirm`: an account's first device and its codes
   * come together.
   */
  draft(accountId: AccountId): RecoveryCodeSet
  /** A set in clear. */
  reveal(set: RecoveryCodeSet): ShownRecoveryCodes
  /** Makes codes where there are none; either way resolves those that stand. */
  issue(accountId: AccountId): Promise<MadeRecoveryCodes>
  /**
   * New codes; the old ones die at once. Of any number of calls that name one set exactly one makes
   * new ones, and all resolve those.
   *
   * @param replaces the set that its owner saw. @default the one that stands
   */
  regenerate(accountId: AccountId, replaces?: RecoveryCodeSetId): Promise<MadeRecoveryCodes>
  /** Undefined when there are none. Ask for a fresh proof first. */
  show(accountId: AccountId): Promise<ShownRecoveryCodes | undefined>
  /**
   * Checks a code; charged before it is looked at, on the budget of the account's other codes.
   *
   * @param guess where it is none of this set and has been counted before, it counts no second time
   */
  verify(accountId: AccountId, code: string, guess?: Guess): Promise<Recovery>
  /** From when it resolves no code is accepted. False when there were none. */
  remove(accountId: AccountId): Promise<boolean>
}

/** With fewer left it is time for new ones, and their owner is told so. */
export const ENOUGH_RECOVERY_CODES = 3

/** How many codes of a set still work. */
export const remainingOf = (set: RecoveryCodeSet): number => set.count - set.used.size

export function createRecoveryCodes(options: RecoveryCodesOptions): RecoveryCodes {
  const { store, attempts, sealer, clock } = options
  const throttle = options.throttle ?? DEFAULT_THROTTLE

  const open = (set: RecoveryCodeSet): readonly string[] =>
    Buffer.from(sealer.open(set.secret, contextOf(set)).reveal())
      .toString()
      .split('\n')

  const shown = (set: RecoveryCodeSet): ShownRecoveryCodes => ({
    id: set.id,
    createdAt: set.createdAt,
    codes: open(set).map((code, place) => {
      const usedAt = set.used.get(place)
      return { code: new Secret(code), ...present({ usedAt }) }
    }),
  })

  function create(accountId: AccountId): RecoveryCodeSet {
    const id = createRecoveryCodeSetId()
    const codes = Array.from({ length: RECOVERY_CODES }, createRecoveryCode)
    const secret = sealer.seal(
      new Secret(Buffer.from(codes.join('\n'))),
      contextOf({ accountId, id }),
    )
    return { id, accountId, secret, count: codes.length, createdAt: clock(), used: new Map() }
  }

  /** What stands in the end is what is shown: a request that came second shows the first one's. */
  async function replace(
    accountId: AccountId,
    replaces: RecoveryCodeSetId | undefined,
  ): Promise<MadeRecoveryCodes | undefined> {
    const set = create(accountId)
    if (await store.put(set, replaces)) return { ...shown(set), made: true }
    const standing = await store.find(accountId)
    return standing ? { ...shown(standing), made: false } : undefined
  }

  /** Undefined only where a removal came in between: then there are none, and some are made. */
  async function makeSure(accountId: AccountId, replaces: RecoveryCodeSetId | undefined) {
    let made = await replace(accountId, replaces)
    while (!made) made = await replace(accountId, undefined)
    return made
  }

  return {
    find: (accountId) => store.find(accountId),
    draft: create,
    reveal: shown,

    async issue(accountId) {
      const standing = await store.find(accountId)
      return standing ? { ...shown(standing), made: false } : makeSure(accountId, undefined)
    },

    async regenerate(accountId, replaces) {
      return makeSure(accountId, replaces ?? (await store.find(accountId))?.id)
    },

    async show(accountId) {
      const set = await store.find(accountId)
      return set && shown(set)
    },

    async verify(accountId, input, guess) {
      const code = parseRecoveryCode(input)
      if (code === undefined) return { outcome: 'malformed' }
      // Charged before it is evaluated, so that parallel guesses cannot outrun the count.
      const subject = signInBudgetOf(accountId)
      const now = clock()
      const charge = await attempts.charge(subject, throttle, now)
      if (charge.outcome !== 'charged') {
        const known = guess && (await store.find(accountId))
        const repeated = await guess?.wasWrong(known?.id ?? '')
        // What locked is answered so again.
        return repeated && charge.outcome === 'throttled'
          ? { outcome: 'rejected', reason: 'mismatch' }
          : charge
      }
      const locks = locking(charge, throttle)

      return evaluateCharged(attempts, subject, async (): Promise<Recovery> => {
        const set = await store.find(accountId)
        const place = set ? placeOf(code, open(set)) : -1
        if (!set || place < 0) {
          const repeated = await guess?.isRepeated(set?.id ?? '')
          if (repeated) await attempts.refund?.(subject)
          return { outcome: 'rejected', reason: 'mismatch', ...(repeated ? {} : locks) }
        }
        if (!(await store.use(accountId, set.id, place, now))) {
          return { outcome: 'rejected', reason: 'used', ...locks }
        }
        await forgetFailures(attempts, subject)
        const after = await store.find(accountId)
        const remaining = after?.id === set.id ? remainingOf(after) : 0
        return { outcome: 'accepted', set: set.id, remaining }
      })
    },

    remove: (accountId) => store.remove(accountId),
  }
}

const contextOf = ({ accountId, id }: Pick<RecoveryCodeSet, 'accountId' | 'id'>): SealContext => ({
  purpose: 'recovery_codes',
  accountId,
  id,
})
