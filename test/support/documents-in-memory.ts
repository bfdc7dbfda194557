import { strict as assert } from 'node:assert'
import type { AccountId } from '../../src/kernel/ids.ts'
import { documentFrom } from '../../src/people/document/json.ts'
import { parse } from '../../src/stores/documents/parsed.ts'
import type { Instant } from '../../src/kernel/instant.ts'
import type { DocumentKey, KeyKind } from '../../src/people/document/document.ts'
import {
  TAKEN,
  type Along,
  type DocumentEngine,
  type Range,
} from '../../src/stores/documents/port.ts'

interface Kept {
  readonly text: string
  readonly keys: readonly DocumentKey[]
}

interface InMemory extends DocumentEngine {
  /** As another program writes it, found by what it was found by before. */
  replace(id: AccountId, text: string): void
}

/** Documents in this process alone: what is decided about them is tried without a store. */
export function documentsInMemory(
  attach: (id: AccountId, along: Along) => void = () => undefined,
): InMemory {
  const documents = new Map<AccountId, Kept>()
  const uses = new Map<AccountId, Map<string, Instant>>()

  const found = (kind: KeyKind, name: string, { after, upTo }: Range, limit: number) =>
    [...documents]
      .flatMap(([id, { text, keys }]) =>
        keys
          .filter((key) => key.kind === kind && key.name === name)
          .filter(
            ({ order }) =>
              (after === undefined || order > after) && (upTo === undefined || order <= upTo),
          )
          .map(({ order }) => ({ id, text, order })),
      )
      .toSorted((one, other) => (one.order < other.order ? -1 : 1))
      .slice(0, limit)
      .map(({ id, text }) => ({ id, text }))

  return {
    replace(id, text) {
      documents.set(id, { keys: documents.get(id)?.keys ?? [], text })
    },

    read: async (id) => documents.get(id)?.text,
    readNamed: async (kind, name) => found(kind, name, {}, 1)[0],
    list: async (kind, name, range, limit) => found(kind, name, range, limit),

    async readLogin(login, address, limit) {
      const [named] = found('login', login, {}, 1)
      return { addressed: found('email', address, {}, limit), ...(named ? { named } : {}) }
    },

    async change(id, step) {
      const { result, write, along } = step(documents.get(id)?.text)
      if (!write) {
        if (along) attach(id, along)
        return result
      }
      const isTaken = write.keys.some(
        ({ kind, name }) =>
          kind === 'login' && found(kind, name, {}, 2).some((one) => one.id !== id),
      )
      if (isTaken) return TAKEN
      if (write.text === undefined) documents.delete(id)
      else {
        // What was written is what is read.
        assert.deepEqual(documentFrom(id, write.text), parse(id, write.text))
        documents.set(id, { text: write.text, keys: write.keys })
      }
      for (const name of write.forgotten) uses.get(id)?.delete(name)
      if (along) attach(id, along)
      return result
    },

    page: async () => ({ found: [...documents].map(([id, { text }]) => ({ id, text })) }),

    lastUses: async (id) => new Map(uses.get(id)),

    async use(id, name, at) {
      const known = uses.get(id) ?? new Map<string, Instant>()
      uses.set(id, known.set(name, Math.max(known.get(name) ?? 0, at) as Instant))
    },
  }
}
