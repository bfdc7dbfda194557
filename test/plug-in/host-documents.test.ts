import { strict as assert } from 'node:assert'
import type { AccountId } from '../../src/kernel/ids.ts'
import type { Instant } from '../../src/kernel/instant.ts'
import {
  authenticatorStoreConformance,
  recoveryCodeStoreConformance,
  trustedBrowserStoreConformance,
} from '../../src/stores/conformance/index.ts'
import { createHostStores, type HostDocuments } from '../../src/stores/documents/host-stores.ts'
import type { Step } from '../../src/stores/documents/port.ts'

interface Row {
  readonly version: number
  readonly text: string | undefined
}

const NO_ROW: Row = { version: 0, text: undefined }

/** As a host may write it: a class, which locks nothing and compares versions. Of those who read at once one alone is in time. */
class VersionedDocuments implements HostDocuments {
  readonly #rows = new Map<AccountId, Row>()
  readonly #uses = new Map<AccountId, ReadonlyMap<string, Instant>>()
  conflicts = 0

  async read(id: AccountId): Promise<string | undefined> {
    return (await this.#select(id)).text
  }

  async change<T>(id: AccountId, step: (text: string | undefined) => Step<T>): Promise<T> {
    for (;;) {
      const { version, text } = await this.#select(id)
      const { result, write } = step(text)
      if (!write) return result
      if (await this.#update(id, version, write.text)) return result
      this.conflicts += 1
    }
  }

  async lastUses(id: AccountId): Promise<ReadonlyMap<string, Instant>> {
    return this.#uses.get(id) ?? new Map()
  }

  async use(id: AccountId, name: string, at: Instant): Promise<void> {
    const uses = await this.lastUses(id)
    const known = uses.get(name) ?? at
    this.#uses.set(id, new Map([...uses, [name, known > at ? known : at]]))
  }

  async #select(id: AccountId): Promise<Row> {
    await Promise.resolve()
    return this.#rows.get(id) ?? NO_ROW
  }

  async #update(id: AccountId, version: number, text: string | undefined): Promise<boolean> {
    await Promise.resolve()
    if ((this.#rows.get(id) ?? NO_ROW).version !== version) return false
    this.#rows.set(id, { version: version + 1, text })
    return true
  }
}

describe('a host’s documents that are a class and compare versions', () => {
  let documents: VersionedDocuments
  const stores = () => {
    documents = new VersionedDocuments()
    return createHostStores(documents)
  }
  const twice = <Part>(part: Part) => ({ first: part, second: part, close: async () => {} })
  let conflicts = 0
  afterEach(() => {
    conflicts += documents.conflicts
  })
  const properties = [
    ...authenticatorStoreConformance(async () => twice(stores().authenticators)),
    ...recoveryCodeStoreConformance(async () => twice(stores().recoveryCodes)),
    ...trustedBrowserStoreConformance(async () => twice(stores().trustedBrowsers)),
  ]
  for (const property of properties) {
    it(property.name, async () => property.run())
  }

  it('was in each other’s way', () => {
    assert.ok(conflicts > 0)
  })
})
