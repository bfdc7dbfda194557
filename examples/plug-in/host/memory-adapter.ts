import type { Adapter, AdapterPayload } from 'oidc-provider'

const models = new Map<string, Map<string, AdapterPayload>>()

/** An adapter of the application's own: everything is gone when it stops. */
export class MemoryAdapter implements Adapter {
  readonly #stored: Map<string, AdapterPayload>

  constructor(model: string) {
    this.#stored = models.get(model) ?? new Map<string, AdapterPayload>()
    models.set(model, this.#stored)
  }

  async upsert(id: string, payload: AdapterPayload, expiresIn?: number): Promise<void> {
    const exp = payload.exp ?? Math.floor(Date.now() / 1000) + (expiresIn ?? 86_400)
    this.#stored.set(id, { ...payload, exp })
  }

  async find(id: string): Promise<AdapterPayload | undefined> {
    const found = this.#stored.get(id)
    if (found?.exp !== undefined && found.exp * 1000 > Date.now()) return found
    this.#stored.delete(id)
    return undefined
  }

  findByUid = (uid: string) => this.#findBy('uid', uid)
  findByUserCode = (userCode: string) => this.#findBy('userCode', userCode)

  async destroy(id: string): Promise<void> {
    this.#stored.delete(id)
  }

  async consume(id: string): Promise<void> {
    const found = this.#stored.get(id)
    if (found) found.consumed = Math.floor(Date.now() / 1000)
  }

  async revokeByGrantId(grantId: string): Promise<void> {
    for (const [id, { grantId: own }] of this.#stored) {
      if (own === grantId) this.#stored.delete(id)
    }
  }

  async #findBy(key: 'uid' | 'userCode', value: string): Promise<AdapterPayload | undefined> {
    const entry = [...this.#stored].find(([, payload]) => payload[key] === value)
    return entry && this.find(entry[0])
  }
}
