import {
  MOST_WAITING,
  delayAfter,
  nameKey,
  plusSeconds,
  refuseLookAlike,
  type Authenticator,
  type AttemptStore,
  type AuthenticatorStore,
  type EnrollerKey,
  type Instant,
  type PlugInStore,
  type TimeStep,
  type Waiting as Place,
} from 'oidc-step-up'

interface Kept {
  readonly authenticator: Authenticator
  /** The last time step that was used; none is accepted at or below it. */
  readonly lastStep: TimeStep
}

/** One that waits for its first code. */
interface Waiting {
  readonly authenticator: Authenticator
  readonly by: EnrollerKey
  readonly wrongCodes: number
}

/**
 * A store of one's own, for a single process: no method awaits between reading and writing, so that each
 * is one step. In a database each is one statement or one transaction. The suite in
 * `oidc-step-up/conformance` tells whether it keeps what the ports promise.
 */
export const createOwnStore = (): PlugInStore => ({
  authenticators: createAuthenticatorStore(),
  attempts: createAttemptStore(),
})

function createAuthenticatorStore(): AuthenticatorStore {
  const accounts = new Map<string, Kept[]>()
  const enrolments = new Map<string, Waiting[]>()
  const all = (accountId: string): Kept[] => accounts.get(accountId) ?? []
  const waiting = (accountId: string): Waiting[] => enrolments.get(accountId) ?? []
  const replace = (kept: Kept, by: Kept): void => {
    const { accountId } = kept.authenticator
    accounts.set(
      accountId,
      all(accountId).map((one) => (one === kept ? by : one)),
    )
  }
  const drop = (accountId: string, found: Waiting | undefined): void => {
    enrolments.set(
      accountId,
      waiting(accountId).filter((one) => one !== found),
    )
  }
  const holder = (among: readonly Kept[], name: string): Kept | undefined =>
    among.find(({ authenticator }) => nameKey(authenticator.name) === nameKey(name))
  const nameOf = ({ authenticator }: Kept): string => authenticator.name
  const byId = (among: readonly Kept[], id: string): Kept | undefined =>
    among.find(({ authenticator }) => authenticator.id === id)
  const refusal = ({ accountId, name }: Authenticator, limit: number) => {
    if (all(accountId).length >= limit) return 'limit_reached'
    return holder(all(accountId), name) ? 'name_taken' : undefined
  }
  const find = ({ accountId, by, id }: Place, since: Instant): Waiting | undefined =>
    waiting(accountId).find(
      (one) => one.by === by && one.authenticator.id === id && one.authenticator.createdAt >= since,
    )

  return {
    async begin(authenticator, by, limit, since) {
      const { confirmedAt: _, lastUsedAt: __, ...begun } = authenticator
      const refused = refusal(begun, limit)
      if (refused) return refused
      const others = waiting(begun.accountId).filter(
        (one) => one.by !== by && one.authenticator.createdAt >= since,
      )
      const latest = others
        .toSorted((one, other) => other.authenticator.createdAt - one.authenticator.createdAt)
        .slice(0, MOST_WAITING - 1)
      enrolments.set(begun.accountId, [{ authenticator: begun, by, wrongCodes: 0 }, ...latest])
      return 'begun'
    },

    async waiting(accountId, by, since) {
      const found = waiting(accountId).find((one) => one.by === by)?.authenticator
      return found && found.createdAt >= since ? found : undefined
    },

    async chargeFirstCode(place, most, since) {
      const found = find(place, since)
      if (!found || found.wrongCodes >= most) return undefined
      const wrongCodes = found.wrongCodes + 1
      drop(place.accountId, found)
      enrolments.set(place.accountId, [{ ...found, wrongCodes }, ...waiting(place.accountId)])
      return wrongCodes
    },

    async confirm({ step, at, since, limit, ...place }) {
      const { accountId } = place
      const found = find(place, since)
      if (!found) return { outcome: 'gone' }
      const refused = refusal(found.authenticator, limit)
      if (refused) return { outcome: refused }
      const kept = all(accountId)
      const alike = refuseLookAlike(found.authenticator.name, kept.map(nameOf))
      if (alike) return alike
      if (kept.length === 0) enrolments.delete(accountId)
      else drop(accountId, found)
      const authenticator = { ...found.authenticator, confirmedAt: at }
      accounts.set(accountId, [...kept, { authenticator, lastStep: step }])
      // Where the store keeps recovery codes too, those that came with the first device are put here.
      return { outcome: 'confirmed', recoveryCodes: false }
    },

    async abandon(place) {
      const found = find(place, 0 as Instant)
      drop(place.accountId, found)
      return found !== undefined
    },

    async abandonAll(accountId) {
      enrolments.delete(accountId)
    },

    async list(accountId) {
      return all(accountId)
        .map(({ authenticator }) => authenticator)
        .toSorted((one, other) => one.createdAt - other.createdAt)
    },

    async acceptStep(accountId, id, step, at) {
      const kept = byId(all(accountId), id)
      if (!kept || step <= kept.lastStep) return false
      const authenticator = { ...kept.authenticator, lastUsedAt: at }
      replace(kept, { authenticator, lastStep: step })
      return true
    },

    async rename(accountId, id, name) {
      const found = byId(all(accountId), id)
      if (!found) return 'not_found'
      const other = holder(all(accountId), name)
      if (other && other !== found) return 'name_taken'
      const others = all(accountId).filter((one) => one !== found)
      const alike = refuseLookAlike(name, others.map(nameOf))
      if (alike) return alike
      replace(found, { ...found, authenticator: { ...found.authenticator, name } })
      return 'renamed'
    },

    async remove(accountId, id) {
      const found = byId(all(accountId), id)
      const left = all(accountId).filter((one) => one !== found)
      accounts.set(accountId, left)
      return found !== undefined
    },

    async removeSpare(accountId, id) {
      const found = byId(all(accountId), id)
      if (!found) return 'not_found'
      const others = all(accountId).filter((one) => one !== found)
      if (others.length === 0) return 'last'
      accounts.set(accountId, others)
      return 'removed'
    },

    async removeAll(accountId) {
      const { length } = all(accountId)
      accounts.delete(accountId)
      enrolments.delete(accountId)
      return length
    },
  }
}

function createAttemptStore(): AttemptStore {
  const attempts = new Map<string, { readonly failures: number; readonly last: Instant }>()
  return {
    async charge(subject, policy, now) {
      const { failures, last } = attempts.get(subject) ?? { failures: 0, last: now }
      if (failures >= policy.lockAt) return { outcome: 'locked' }
      const delay = delayAfter(failures, policy)
      // A clock that was set back.
      const counted = last > now ? now : last
      const retryAt = plusSeconds(counted, delay)
      if (delay > 0 && now < retryAt) {
        attempts.set(subject, { failures, last: counted })
        return { outcome: 'throttled', retryAt }
      }
      attempts.set(subject, { failures: failures + 1, last: now })
      return { outcome: 'charged', failures: failures + 1 }
    },

    clear: async (subject) => attempts.delete(subject),
  }
}
