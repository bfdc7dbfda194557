import { DatabaseSync } from 'node:sqlite'
import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { expect } from 'chai'
import type { AccountId } from '../../../src/kernel/ids.ts'
import { BY_ACCOUNT } from '../../../src/stores/sql/artefacts.ts'
import { GRANTS_OF } from '../../../src/stores/sql/grants.ts'
import { openSqliteStore } from '../../../src/stores/sqlite/open-sqlite-store.ts'
import { SCHEMA } from '../../../src/stores/sqlite/schema.ts'
import { createTemporaryDatabase, type TemporaryDatabase } from './temporary-database.ts'

describe('SQLite: what belongs to an account', () => {
  let database: TemporaryDatabase

  beforeEach(() => {
    database = createTemporaryDatabase()
  })

  afterEach(() => database.remove())

  /** How SQLite would go about a query, step by step. */
  function planOf(sql: string, ...values: readonly (string | number)[]): string[] {
    openSqliteStore({ path: database.path }).close()
    const raw = new DatabaseSync(database.path)
    const steps = raw.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...values)
    raw.close()
    return steps.map(({ detail }) => String(detail))
  }

  it('is found by one index, already in order, however many sessions there are', () => {
    expect(planOf(BY_ACCOUNT, 'ann', 'Session', 0, 50)).to.deep.equal([
      'SEARCH artefacts USING INDEX artefacts_account_id (account_id=? AND model=?)',
    ])
  })

  it('is revoked without looking at anybody else’s', () => {
    expect(planOf(GRANTS_OF, 'ann')).to.deep.equal([
      'SEARCH artefacts USING INDEX artefacts_account_id (account_id=? AND model=?)',
    ])
  })

  it('is found also in a database from before it was indexed', async () => {
    mkdirSync(dirname(database.path))
    const old = new DatabaseSync(database.path)
    const [first = ''] = SCHEMA
    old.exec(`
      CREATE TABLE migrations (version INTEGER PRIMARY KEY, applied_at INTEGER NOT NULL) STRICT;
      INSERT INTO migrations VALUES (1, 0);
      ${String(first)}
    `)
    const insert = old.prepare(
      `INSERT INTO artefacts (model, id, payload, uid) VALUES ('Session', ?, ?, ?)`,
    )
    const before = { uid: 'a', accountId: 'ann' }
    insert.run('1', JSON.stringify(before), 'a')
    insert.run('2', JSON.stringify({ uid: 'b' }), 'b')
    old.close()
    const store = openSqliteStore({ path: database.path })
    expect(await store.artefacts.sessionsOf('ann' as AccountId, 10)).to.deep.equal([before])
    expect(await store.adapter('Session').find('2')).to.deep.equal({ uid: 'b' })
    store.close()
  })
})
