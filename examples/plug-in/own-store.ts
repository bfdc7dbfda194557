import {
  createHostStores,
  delayAfter,
  plusSeconds,
  type AccountId,
  type AttemptStore,
  type HostDocuments,
  type Instant,
  type PlugInStore,
} from 'oidc-step-up'

/**
 * A store of one's own, for a single process: no method awaits between reading and writing, so that each
 * is one step. In a database each is one transaction. The suite in `oidc-step-up/conformance` tells
 * whether it keeps what the ports promise.
 */
export const createOwnStore = (): PlugInStore => ({
  // Devices, recovery codes and trusted browsers: one text for each account.
  ...createHostStores(createDocuments()),
  attempts: createAttemptStore(),
})

function createDocuments(): HostDocuments {
  const texts = new Map<AccountId, string>()
  const uses = new Map<AccountId, Map<string, Instant>>()
  const usesOf = (id: AccountId): Map<string, Instant> => uses.get(id) ?? new Map()
  return {
    read: async (id) => texts.get(id),

    // In SQL: begin, select … for update, update, commit. Where versions are compared instead, `step` is called again.
    async change(id, step) {
      const { result, write } = step(texts.get(id))
      if (write?.text === undefined) {
        if (write) texts.delete(id)
      } else texts.set(id, write.text)
      for (const name of write?.forgotten ?? []) usesOf(id).delete(name)
      return result
    },

    lastUses: async (id) => usesOf(id),

    async use(id, name, at) {
      const known = usesOf(id).get(name) ?? at
      uses.set(id, usesOf(id).set(name, known > at ? known : at))
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
