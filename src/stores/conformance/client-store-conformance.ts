import { deepEqual, equal, notEqual, ok } from 'node:assert/strict'
import type { SealedRecord, SealedSecrets } from '../../kernel/sealing/sealed-secrets.ts'
import {
  MOST_CLIENTS,
  secretContext,
  type ClientStore,
  type StoredClient,
} from '../../clients/client-store.ts'
import { plusSeconds } from '../../kernel/instant.ts'
import { NOW } from './authenticator-samples.ts'
import {
  concurrently,
  countOf,
  propertiesOf,
  type ConformanceProperty,
  type OpenTwoHandles,
} from './property.ts'

/** Clients, and what is sealed of them, on one database. */
export interface ClientsAndSecrets {
  readonly clients: ClientStore
  readonly sealed: SealedSecrets
}

const OLD = { keyId: 'key-1', bytes: Uint8Array.from([0, 1, 2, 127, 128, 255]) }
const NEW = { keyId: 'key-2', bytes: Uint8Array.from([255, 0, 10, 13]) }

const sample = (id: string): StoredClient => ({
  id,
  version: 1,
  metadata: {
    client_name: 'Ein Geschäft {mit} "Zeichen"',
    'client_name#ja': '店',
    redirect_uris: ['https://shop.example/callback?a=b&c'],
    first_party: true,
    default_max_age: 0,
    jwks: { keys: [] },
  },
  secrets: [
    { id: `current of ${id}`, sealed: OLD, createdAt: plusSeconds(NOW, 5) },
    {
      id: `former of ${id}`,
      sealed: { ...OLD, keyId: 'key-0' },
      createdAt: NOW,
      expiresAt: plusSeconds(NOW, 86_400),
    },
  ],
  createdAt: NOW,
  changes: [{ kind: 'added', at: NOW, by: 'operator', version: 1 }],
})

const next = (client: StoredClient, change: Partial<StoredClient> = {}): StoredClient => ({
  ...client,
  version: client.version + 1,
  ...change,
})

const add = async ({ clients }: ClientsAndSecrets, ...ids: string[]): Promise<void> => {
  for (const id of ids) equal(await clients.add(sample(id), MOST_CLIENTS), 'added')
}

async function secretsOf({ sealed }: ClientsAndSecrets, limit = 100) {
  const found: SealedRecord[] = []
  let after: string | undefined
  do {
    const page = await sealed.list(after, limit)
    found.push(...page.records)
    after = page.next
  } while (after !== undefined)
  return found
}

/** Every sentence of `ClientStore`, through two handles on one database. */
export const clientStoreConformance = (
  open: OpenTwoHandles<ClientsAndSecrets>,
): readonly ConformanceProperty[] =>
  propertiesOf(open, {
    'a client is found as it was added, whatever its id, and no other one is': async ({
      first,
      second,
    }) => {
      for (const id of ['shop', 'https://app.example/{id}?a=b', '=', 'revision', 'count']) {
        equal(await second.clients.find(id), undefined, id)
        await add(first, id)
        deepEqual(await second.clients.find(id), sample(id))
      }
      const plain = { ...sample('plain'), secrets: [], metadata: {} }
      await first.clients.add(plain, MOST_CLIENTS)
      deepEqual(await second.clients.find('plain'), plain)
      equal(await second.clients.find('Shop'), undefined)
    },

    'of 20 concurrent additions of one id exactly one is told that it was added': async (both) => {
      const outcomes = await concurrently(both, 20, ({ clients }, index) =>
        clients.add({ ...sample('shop'), metadata: { index } }, MOST_CLIENTS),
      )
      equal(countOf(outcomes, 'added'), 1)
      equal(countOf(outcomes, 'exists'), 19)
      deepEqual((await both.first.clients.find('shop'))?.metadata, {
        index: outcomes.indexOf('added'),
      })
    },

    'no more are added than there may be, however many ask at once': async (both) => {
      const outcomes = await concurrently(both, 12, ({ clients }, index) =>
        clients.add(sample(`client ${index}`), 5),
      )
      equal(countOf(outcomes, 'added'), 5)
      equal(countOf(outcomes, 'full'), 7)
      equal((await both.first.clients.list(undefined, 100)).length, 5)
      const [one] = await both.first.clients.list(undefined, 1)
      ok(one)
      equal(await both.first.clients.forget(one.id, 1), true)
      equal(await both.second.clients.add(sample('another'), 5), 'added')
    },

    'they are listed in order of their ids, page by page, each once': async ({ first, second }) => {
      const ids = ['b', 'a', 'B', 'a-1', 'a1', 'https://a.example', '~']
      await add(first, ...ids)
      const sorted = ids.toSorted()
      for (const limit of [1, 3, 100]) {
        const listed: StoredClient[] = []
        for (;;) {
          const page = await second.clients.list(listed.at(-1)?.id, limit)
          listed.push(...page)
          if (page.length < limit) break
        }
        deepEqual(
          listed.map(({ id }) => id),
          sorted,
        )
        deepEqual(listed, sorted.map(sample))
      }
      deepEqual(await second.clients.list('~', 10), [])
    },

    'a change takes the place of the version before it, and of no other': async ({
      first,
      second,
    }) => {
      await add(first, 'shop', 'bank')
      const changed = next(sample('shop'), {
        metadata: { client_name: 'Another' },
        secrets: sample('shop').secrets.slice(0, 1),
        changes: [{ kind: 'updated', at: NOW, by: 'account:a', version: 2 }],
        removedAt: plusSeconds(NOW, 9),
      })
      equal(await second.clients.change(changed), true)
      deepEqual(await first.clients.find('shop'), changed)
      equal(await first.clients.change(next(sample('shop'))), false)
      equal(await first.clients.change({ ...changed, version: 4 }), false)
      equal(await first.clients.change(next(sample('nobody'))), false)
      deepEqual(await first.clients.find('shop'), changed)
      deepEqual(await first.clients.find('bank'), sample('bank'))
    },

    'of 20 concurrent changes of one version exactly one is made': async (both) => {
      await add(both.first, 'shop')
      const outcomes = await concurrently(both, 20, ({ clients }, index) =>
        clients.change(next(sample('shop'), { metadata: { index } })),
      )
      equal(countOf(outcomes, true), 1)
      const found = await both.second.clients.find('shop')
      equal(found?.version, 2)
      deepEqual(found?.metadata, { index: outcomes.indexOf(true) })
    },

    'what is forgotten at its version is gone, with its secrets, and may be added again': async ({
      first,
      second,
    }) => {
      await add(first, 'shop')
      equal(await second.clients.forget('shop', 2), false)
      equal(await second.clients.forget('nobody', 1), false)
      equal(await second.clients.forget('shop', 1), true)
      equal(await first.clients.find('shop'), undefined)
      equal(await first.clients.change(next(sample('shop'))), false)
      deepEqual(await secretsOf(first), [])
      await add(first, 'shop')
      deepEqual(await second.clients.find('shop'), sample('shop'))
    },

    'the revision is another one after each change, and the same as long as there is none': async ({
      first,
      second,
    }) => {
      let known = await first.clients.revision()
      const moves = async (what: string, work: () => Promise<unknown>): Promise<void> => {
        await work()
        const revision = await second.clients.revision()
        notEqual(revision, known, what)
        equal(await first.clients.revision(), revision)
        known = revision
      }
      await moves('added', () => first.clients.add(sample('shop'), MOST_CLIENTS))
      await first.clients.add(sample('shop'), MOST_CLIENTS)
      await first.clients.list(undefined, 10)
      await first.clients.forget('shop', 7)
      equal(await second.clients.revision(), known)
      await moves('changed', () => first.clients.change(next(sample('shop'))))
      const [record] = await secretsOf(first)
      ok(record)
      await moves('sealed again', () => first.sealed.reseal(record, NEW))
      await moves('forgotten', () => first.clients.forget('shop', 3))
    },

    'a walk over what is sealed comes by every secret, however short its pages': async ({
      first,
      second,
    }) => {
      const ids = ['a', 'b', 'c']
      await add(first, ...ids)
      const expected = ids
        .flatMap((id) =>
          sample(id).secrets.map((secret) => ({
            ...secretContext(id, secret),
            sealed: secret.sealed,
          })),
        )
        .toSorted((a, b) => (a.id < b.id ? -1 : 1))
      for (const limit of [1, 2, 100]) {
        const found = await secretsOf(second, limit)
        deepEqual(
          found.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
          expected,
        )
      }
    },

    'a secret that is sealed again has the new bytes, once, and whoever had read the client looks again':
      async (both) => {
        const { first, second } = both
        await add(first, 'shop')
        const record = (await secretsOf(first)).find(({ sealed }) => sealed.keyId === 'key-1')
        ok(record)
        const outcomes = await concurrently(both, 10, ({ sealed }) => sealed.reseal(record, NEW))
        equal(countOf(outcomes, true), 1)
        const found = await second.clients.find('shop')
        const [current, former] = sample('shop').secrets
        deepEqual(found?.secrets, [{ ...current, sealed: NEW }, former])
        equal(await first.clients.change(next(sample('shop'))), false)
        equal(await first.clients.change({ ...sample('shop'), version: 3 }), true)
        equal(await second.sealed.reseal({ ...record, sealed: NEW }, OLD), false)
        equal(await second.sealed.reseal({ ...record, id: 'another' }, NEW), false)
      },
  })
