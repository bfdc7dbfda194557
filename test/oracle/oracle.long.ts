import { strict as assert } from 'node:assert'
import { Secret } from '../../src/kernel/secret.ts'
import { openSharedRedis, type SharedRedis } from '../support/shared-redis.ts'
import { openTestServer, type TestServer } from '../support/test-server.ts'
import { consult } from './oracle.ts'

const seed = Number(process.env['ORACLE_SEED'] ?? Math.floor(Math.random() * 2 ** 32))

/** Requests to each store. */
const REQUESTS = 50_000

/** What `oracle.test.ts` does in small. */
describe('of what people and strangers do at random, for long', () => {
  let redis: SharedRedis
  before(async () => {
    redis = await openSharedRedis()
  })
  after(() => redis.close())

  const stores = {
    SQLite: () => ({}),
    Redis: () => ({ store: { kind: 'redis', url: new Secret(redis.url) } as const }),
  }
  for (const [name, settings] of Object.entries(stores)) {
    it(`every id_token is backed by what was proved, and nothing is a fault, on ${name} (ORACLE_SEED=${seed})`, async () => {
      const server: TestServer = await openTestServer(settings())
      try {
        const { faults, tokens, forms, requests } = await consult(server, {
          seed,
          requests: REQUESTS,
        })
        console.log(`  ${name}: ${requests} requests, ORACLE_SEED=${seed}`)
        for (const [kind, count] of [...tokens, ...forms]) console.log(`    ${count} ${kind}`)
        assert.deepEqual(faults, [], `ORACLE_SEED=${seed}`)
      } finally {
        await server.close()
      }
    })
  }
})
