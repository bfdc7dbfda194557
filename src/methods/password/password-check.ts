import {
  knownBrowsersSubjectOf,
  subjectOf,
  type AttemptBudget,
  type BudgetCharge,
  type BudgetSubject,
} from '../../kernel/throttle/attempt-budget.ts'
import { Fault } from '../../kernel/faults.ts'
import type { AccountId } from '../../kernel/ids.ts'
import type { Clock, Instant } from '../../kernel/instant.ts'
import {
  isShut,
  type Account,
  type AccountStore,
  findByName,
  isAddress,
} from '../../people/index.ts'
import type { AfterSuccess, KnownBrowser, Passwords, PasswordVerdict } from './passwords.ts'
import type { PasswordHasher } from './password-hasher.ts'

export interface PasswordCheckParts {
  readonly store: AccountStore
  readonly attempts: AttemptBudget
  readonly hasher: PasswordHasher
  readonly clock: Clock
}

/** Of the built-in accounts. */
export type PasswordCheck = Passwords<Account>
type Authentication = PasswordVerdict<Account>

export function createPasswordCheck(parts: PasswordCheckParts): PasswordCheck {
  const { store, attempts, hasher, clock } = parts

  /** Charges the first budget that is not locked, and tells which budgets a success would clear. */
  async function chargeAttempt(
    login: string,
    known: boolean,
    now: Instant,
  ): Promise<{ charge: BudgetCharge; subjects: readonly BudgetSubject[] }> {
    const subject = subjectOf(login)
    if (!known) return { charge: await attempts.charge(subject, now), subjects: [subject] }
    const knownSubject = knownBrowsersSubjectOf(login)
    const charge = await attempts.charge(knownSubject, now)
    if (charge.outcome === 'charged' && charge.locks && !(await attempts.isLocked(subject))) {
      return { charge: { outcome: 'charged' }, subjects: [knownSubject] }
    }
    if (charge.outcome !== 'locked') return { charge, subjects: [knownSubject] }
    // Where those are locked they are strangers' again.
    return { charge: await attempts.charge(subject, now), subjects: [subject, knownSubject] }
  }

  /**
   * An account has one budget, by whichever name it is found. While it is looked for, the name is charged that was
   * typed; where that is the account's address, it is the account in its place.
   */
  async function ofAccount(
    name: string,
    known: boolean,
    at: Instant,
    looking: ReturnType<typeof findByName>,
  ): Promise<Awaited<ReturnType<typeof chargeAttempt>>> {
    const typed = await chargeAttempt(name, known, at)
    // Also where it is refused: whether an address is anybody's is not to be learned from that.
    const login = isAddress(name) ? (await looking)?.account.login : undefined
    if (login === undefined || subjectOf(login) === subjectOf(name)) return typed
    const [own] = await Promise.all([
      chargeAttempt(login, known, at),
      typed.charge.outcome === 'charged' ? attempts.refund(subjectOf(name)) : undefined,
    ])
    return own
  }

  const authenticate: PasswordCheck['authenticate'] = async (
    login,
    password,
    browser,
    failures = 'forgotten',
    guess,
  ) => {
    const at = clock()
    // Charged before the hash: parallel guesses cannot overtake the count. The look-up is on its way
    // meanwhile; whoever is throttled is not kept waiting for it, and so does not learn how long it takes.
    const looking = findByName(store, login)
    looking.catch(() => undefined)
    // A browser that has signed in knows that there is such an account: it may wait for the look-up.
    const holder = browser && (await looking)?.account
    const known = browser !== undefined && isKnown(browser, holder)
    const name = known && holder ? holder.login : login
    const { charge, subjects } = await ofAccount(name, known, at, looking)
    if (charge.outcome !== 'charged') {
      const repeated = await guess?.wasWrong(ALWAYS)
      // What locked is answered so again.
      return repeated && charge.outcome === 'throttled' ? { outcome: 'rejected' } : charge
    }
    const takeBack = async (): Promise<void> => {
      await Promise.all(subjects.slice(0, 1).map((subject) => attempts.refund(subject)))
    }
    try {
      const verdict = await evaluate(password, looking, { charge, subjects }, at, failures)
      if (verdict.outcome === 'rejected' && (await guess?.isRepeated(ALWAYS))) {
        await takeBack()
        // What is taken back locks nothing.
        const { locks: _, ...repeated } = verdict
        return repeated
      }
      return verdict.outcome === 'accepted' && failures === 'kept'
        ? { ...verdict, takeBack }
        : verdict
    } catch (error) {
      // A fault is no verdict, and no guess: too many hashes wait, or the account could not be read.
      await takeBack().catch(() => undefined)
      throw error
    }
  }

  async function evaluate(
    password: string,
    looking: ReturnType<typeof findByName>,
    { charge, subjects }: Charged,
    at: Instant,
    failures: AfterSuccess,
  ): Promise<Authentication> {
    const found = await looking
    const locks = charge.locks ? { locks: charge.locks } : {}
    if (found?.passwordHash === undefined || isShut(found.account, at)) {
      await hasher.verifyNothing(password)
      return { outcome: 'rejected', ...locks }
    }
    const { account, passwordHash } = found
    const { matches, outdated, foreign } = await hasher.verify(passwordHash, password)
    if (!matches) return { outcome: 'rejected', accountId: account.id, ...locks }

    const forgetFailures = async (): Promise<void> => {
      await Promise.all(subjects.map((subject) => attempts.forget(subject)))
    }
    if (failures === 'forgotten') await forgetFailures()
    // It can wait for a quieter sign-in: nobody else's should be put off by it. Another program's hash can not.
    if (outdated && (foreign || hasher.queueLength() === 0)) {
      await rehash(account.id, passwordHash, password)
    }
    const kept = failures === 'kept' ? { forgetFailures, ...locks } : {}
    return { outcome: 'accepted', account, at, ...kept }
  }

  async function rehash(id: AccountId, previous: string, password: string): Promise<void> {
    try {
      await store.rehash(id, previous, await hasher.hash(password))
    } catch (error) {
      // The password is right all the same, and the next sign-in tries again.
      if (!(error instanceof Fault && error.code === 'overloaded')) throw error
    }
  }

  return {
    authenticate,

    async reauthenticate(accountId, password, browser, failures, guess) {
      const account = await store.find(accountId)
      if (account) return authenticate(account.login, password, browser, failures, guess)
      await hasher.verifyNothing(password)
      return { outcome: 'rejected' }
    },
  }
}

/** A wrong password is wrong at any time. */
const ALWAYS = ''

/** An attempt that is looked at. */
interface Charged {
  readonly charge: Extract<BudgetCharge, { outcome: 'charged' }>
  readonly subjects: readonly BudgetSubject[]
}

/** A new password ends what was remembered with the one before. */
const isKnown = ({ since }: KnownBrowser, account: Account | undefined): boolean =>
  account !== undefined && since === (account.proofsNotBefore ?? 0)
