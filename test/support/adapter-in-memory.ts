import type { Adapter, AdapterFactory, AdapterPayload } from 'oidc-provider'

/** Keeps the library's artefacts for as long as a test runs: none expires, and none is revoked by its grant. */
export function adapterInMemory(): AdapterFactory {
  const kept = new Map<string, AdapterPayload>()
  return (model): Adapter => {
    const key = (id: string): string => `${model}:${id}`
    const findBy = (name: 'uid' | 'userCode', value: string) =>
      [...kept].find(([at, payload]) => at.startsWith(key('')) && payload[name] === value)?.[1]
    return {
      async upsert(id, payload) {
        kept.set(key(id), structuredClone(payload))
      },
      find: async (id) => structuredClone(kept.get(key(id))),
      findByUid: async (uid) => structuredClone(findBy('uid', uid)),
      findByUserCode: async (userCode) => structuredClone(findBy('userCode', userCode)),
      async consume(id) {
        const payload = kept.get(key(id))
        if (payload) payload.consumed = Math.floor(Date.now() / 1000)
      },
      async destroy(id) {
        kept.delete(key(id))
      },
      async revokeByGrantId() {},
    }
  }
}
