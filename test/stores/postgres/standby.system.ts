import { strict as assert } from 'node:assert'
import type { Client } from 'pg'
import { openPostgresStore } from '../../../src/stores/postgres/open-postgres-store.ts'
import { openConnections } from '../../../src/stores/postgres/connection.ts'
import { createPostgresEngine } from '../../../src/stores/postgres/engine.ts'
import type { SqlEngine } from '../../../src/stores/sql/work.ts'
import { openPostgresProxy } from '../../support/postgres-proxy.ts'
import { startPostgres, type PostgresServer } from '../../support/postgres-server.ts'
import { promote, startStandby, waitForStandby } from '../../support/postgres-standby.ts'
import { clientOf } from '../../support/shared-postgres.ts'
import { PATIENCE, note, notesIn } from './shared-database.ts'

const HOUR = 3600
const UNCERTAIN = { code: 'store_unavailable', message: /has not said whether it has kept/ }

describe('PostgreSQL with a standby that it waits for', () => {
  let primary: PostgresServer
  let standby: PostgresServer
  let other: Client
  let engine: SqlEngine
  let close: () => Promise<void>

  beforeEach(async () => {
    primary = await startPostgres()
    other = await clientOf(primary.url)
    await other.query('CREATE TABLE notes (text TEXT)')
    standby = await startStandby(primary)
    await waitForStandby(primary)
    const connections = openConnections({ url: primary.url, patience: PATIENCE }, false)
    engine = createPostgresEngine(connections)
    close = () => connections.close()
  })
  afterEach(async () => {
    await close()
    await other.end()
    await primary.close()
    await standby.close()
  })

  /** Asks until there is a row. */
  async function until(query: string): Promise<void> {
    while ((await other.query(query)).rowCount === 0);
  }

  const WAITING = `FROM pg_stat_activity WHERE wait_event = 'SyncRep'`

  it('is refused where it is the standby, and its warnings are none where it is waited for', async () => {
    await assert.rejects(openPostgresStore({ url: standby.url }), {
      code: 'configuration_invalid',
      message: /takes no writes/,
    })
    const strict = { refuseVolatile: true, refuseForgetful: true }
    const store = await openPostgresStore({ url: primary.url, ...strict })
    assert.deepEqual(store.warnings, [])
    await store.close()
    await other.query(`ALTER DATABASE postgres SET synchronous_commit = local`)
    await assert.rejects(openPostgresStore({ url: primary.url, ...strict }), {
      code: 'configuration_invalid',
      message: /does not wait for its standby/,
    })
  })

  it('leaves a change open that the standby does not confirm, and nobody waits without end', async () => {
    await standby.kill()
    await assert.rejects(
      engine.change(() => note('a')),
      UNCERTAIN,
    )
    await assert.rejects(
      engine.once(() => note('b')),
      UNCERTAIN,
    )
    // Nobody sees it yet. It is there as soon as the standby is.
    assert.deepEqual(await notesIn(other), [])
    await standby.restart()
    await until(`SELECT 1 FROM notes HAVING count(*) = 2`)
    await engine.change(() => note('c'))
    assert.deepEqual(await notesIn(other), ['a', 'b', 'c'])
  })

  it('leaves a change open whose wait an administrator has ended, which is reported as a success', async () => {
    await standby.kill()
    const changes = [
      () => engine.change(() => note('cancelled')),
      () => engine.once(() => note('cancelled')),
    ]
    for (const change of changes) {
      const changed = assert.rejects(change(), UNCERTAIN)
      await until(`SELECT pg_cancel_backend(pid) ${WAITING}`)
      await changed
    }
    assert.deepEqual(await notesIn(other), ['cancelled', 'cancelled'])
  })

  it('loses nothing that was acknowledged when the standby takes over in the middle of it, and does nothing twice', async () => {
    const proxy = await openPostgresProxy(primary.url)
    const store = await openPostgresStore({ url: proxy.url, patience: PATIENCE })
    const codes = Array.from({ length: 300 }, (_, index) => `code ${index}`)
    const adapter = store.adapter('AuthorizationCode')
    for (const code of codes) await adapter.upsert(code, { grantId: code }, HOUR)
    const spent = new Map<string, number>()
    const spend = async (code: string): Promise<void> => {
      const isSpent = await store
        .within(
          async () => {
            await adapter.consume(code)
            await store.adapter('AccessToken').upsert(`of ${code}`, { grantId: code }, HOUR)
          },
          () => undefined,
        )
        .then(
          () => true,
          () => false,
        )
      if (isSpent) spent.set(code, (spent.get(code) ?? 0) + 1)
    }
    const failover = async (): Promise<void> => {
      while (spent.size < 60) await new Promise((resolve) => setTimeout(resolve, 1))
      await primary.kill()
      await promote(standby)
      proxy.leadTo(standby.port)
    }
    // Ten at a time, again and again: whoever was told nothing tries again.
    const spender = async (from: number): Promise<void> => {
      for (let round = 0; round < 3; round += 1) {
        for (let at = from; at < codes.length; at += 10) await spend(codes[at] ?? '')
      }
    }
    await Promise.all([failover(), ...Array.from({ length: 10 }, (_, from) => spender(from))])
    assert.ok(spent.size > 60 && spent.size <= codes.length)
    assert.deepEqual(
      [...spent.values()].filter((times) => times !== 1),
      [],
    )
    for (const code of spent.keys()) {
      assert.ok((await adapter.find(code))?.consumed, `${code} may be used again`)
      assert.ok(await store.adapter('AccessToken').find(`of ${code}`))
    }
    // By halves nothing is there either.
    for (const code of codes) {
      const token = await store.adapter('AccessToken').find(`of ${code}`)
      assert.equal(token !== undefined, (await adapter.find(code))?.consumed !== undefined, code)
    }
    await store.close()
    await proxy.close()
  })
})
