import { locationOf } from '../../src/server/store-location.ts'
import { openPostgresProxy } from '../support/postgres-proxy.ts'
import { startPostgres } from '../support/postgres-server.ts'
import { describeStoreGone } from './describe-store-gone.ts'

/** Milliseconds: what docs/operations.md says. A statement is given two seconds, and its answer half a second more. */
const TOLD = 3000

describeStoreGone('PostgreSQL is killed', TOLD, async () => {
  const postgres = await startPostgres()
  return {
    store: locationOf(postgres.url),
    away: () => postgres.kill(),
    back: () => postgres.restart(),
    close: () => postgres.close(),
  }
})

describeStoreGone('the network to PostgreSQL swallows everything', TOLD, async () => {
  const postgres = await startPostgres()
  const proxy = await openPostgresProxy(postgres.url)
  return {
    store: locationOf(proxy.url),
    away: async () => proxy.swallow(),
    back: async () => proxy.resume(),
    async close() {
      await proxy.close()
      await postgres.close()
    },
  }
})
