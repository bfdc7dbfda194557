import { strict as assert } from 'node:assert'
import { mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { plusSeconds, type Instant } from '../../../src/kernel/instant.ts'
import { NOW } from '../../../src/stores/conformance/authenticator-samples.ts'
import { openDatabase } from '../../../src/stores/sqlite/database.ts'
import { openSqliteStore } from '../../../src/stores/sqlite/open-sqlite-store.ts'
import { SCHEMA } from '../../../src/stores/sqlite/schema.ts'
import { createTemporaryDatabase, type TemporaryDatabase } from './temporary-database.ts'

const MIB = 1_048_576
const PAYLOAD = { uid: 'x'.repeat(2000) }

describe('a SQLite file after a flood', () => {
  let file: TemporaryDatabase
  beforeEach(() => {
    file = createTemporaryDatabase()
  })
  afterEach(() => file.remove())

  /** In MiB, with all in it that was committed. */
  function sizeOf(): number {
    const database = new DatabaseSync(file.path)
    database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
    database.close()
    return statSync(file.path).size / MIB
  }

  async function flood(times: number): Promise<void> {
    let now: Instant = NOW
    const store = openSqliteStore({ path: file.path, clock: () => now })
    const lost = () => assert.fail('nothing may be lost')
    await store.within(async () => {
      const tokens = store.adapter('AccessToken')
      for (let at = 0; at < times; at += 1) await tokens.upsert(`token ${at}`, PAYLOAD, 60)
    }, lost)
    now = plusSeconds(now, 61)
    while ((await store.sweep(2000)) > 0);
    await store.sweep(2000)
    store.close()
  }

  it('gives the disk back what it does not need any more, but for a little', async () => {
    await flood(8000)
    assert.ok(sizeOf() < 6, `${sizeOf()} MiB`)
  })

  it('does so where a former version has made it, from when it was carried over', async () => {
    mkdirSync(dirname(file.path))
    const former = new DatabaseSync(file.path)
    former.exec(
      'CREATE TABLE migrations (version INTEGER PRIMARY KEY, applied_at INTEGER NOT NULL) STRICT',
    )
    for (const [index, step] of SCHEMA.slice(0, 9).entries()) {
      former.exec(String(step))
      former.exec(`INSERT INTO migrations VALUES (${index + 1}, 0)`)
    }
    former.close()
    openSqliteStore({ path: file.path }).close()
    const database = openDatabase(file.path)
    assert.deepEqual({ ...database.get('PRAGMA auto_vacuum') }, { auto_vacuum: 2 })
    assert.deepEqual({ ...database.get('PRAGMA synchronous') }, { synchronous: 2 })
    database.close()
    await flood(8000)
    assert.ok(sizeOf() < 6, `${sizeOf()} MiB`)
  })
})
