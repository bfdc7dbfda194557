import {
  delayAfter,
  nameKey,
  plusSeconds,
  type Authenticator,
  type AttemptStore,
  type AuthenticatorStore,
  type Instant,
  type PlugInStore,
  type TimeStep,
} from 'oidc-step-up'

interface Kept {
  readonly authenticator: Authenticator
  /** The last time step that was used; none is accepted at or below it. */
  readonly lastStep: TimeStep | undefined
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
  const all = (accountId: string): Kept[] => accounts.get(accountId) ?? []
  /** Deletes what has expired, and gives the rest. */
  const swept = (accountId: string, pendingSince: Instant): Kept[] => {
    const kept = all(accountId).filter((one) => isAlive(one, pendingSince))
    accounts.set(accountId, kept)
    return kept
  }
  const replace = (kept: Kept, by: Kept): void => {
    const { accountId } = kept.authenticator
    accounts.set(
      accountId,
      all(accountId).map((one) => (one === kept ? by : one)),
    )
  }
  const holder = (among: readonly Kept[], name: string): Kept | undefined =>
    among.find(({ authenticator }) => nameKey(authenticator.name) === nameKey(name))
  const byId = (among: readonly Kept[], id: string): Kept | undefined =>
    among.find(({ authenticator }) => authenticator.id === id)

  return {
    async add(authenticator, limit, pendingSince) {
      const kept = swept(authenticator.accountId, pendingSince)
      if (kept.length >= limit) return 'limit_reached'
      if (holder(kept, authenticator.name)) return 'name_taken'
      const { confirmedAt: _, lastUsedAt: __, ...pending } = authenticator
      kept.push({ authenticator: pending, lastStep: undefined })
      return 'added'
    },

    async list(accountId, pendingSince) {
      return all(accountId)
        .filter((one) => isAlive(one, pendingSince))
        .map(({ authenticator }) => authenticator)
        .toSorted((one, other) => one.createdAt - other.createdAt)
    },

    async confirm(accountId, id, step, at, pendingSince) {
      const kept = byId(all(accountId), id)
      if (!kept || kept.authenticator.confirmedAt !== undefined) return false
      if (!isAlive(kept, pendingSince)) return false
      const authenticator = { ...kept.authenticator, confirmedAt: at }
      replace(kept, { authenticator, lastStep: step })
      return true
    },

    async acceptStep(accountId, id, step, at) {
      const kept = byId(all(accountId), id)
      if (kept?.lastStep === undefined || step <= kept.lastStep) return false
      const authenticator = { ...kept.authenticator, lastUsedAt: at }
      replace(kept, { authenticator, lastStep: step })
      return true
    },

    async rename(accountId, id, name, pendingSince) {
      const kept = swept(accountId, pendingSince)
      const found = byId(kept, id)
      if (!found) return 'not_found'
      const other = holder(kept, name)
      if (other && other !== found) return 'name_taken'
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
      if (isConfirmed(found) && !others.some(isConfirmed)) return 'last'
      accounts.set(accountId, others)
      return 'removed'
    },

    async removeAll(accountId) {
      const { length } = all(accountId)
      accounts.delete(accountId)
      return length
    },
  }
}

const isConfirmed = ({ authenticator }: Kept): boolean => authenticator.confirmedAt !== undefined

/** Confirmed, or waiting for its first code for not too long. */
const isAlive = ({ authenticator }: Kept, pendingSince: Instant): boolean =>
  authenticator.confirmedAt !== undefined || authenticator.createdAt >= pendingSince

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
