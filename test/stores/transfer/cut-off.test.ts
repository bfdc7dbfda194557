import { strict as assert } from 'node:assert'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { openSqliteStore } from '../../../src/stores/sqlite/open-sqlite-store.ts'
import { TABLES } from '../../../src/stores/sql/transfer/whole-sql-store.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { describeFilling } from './describe-filling.ts'

// A Cluster: cluster.system.ts. A command that is killed: cut-off.system.ts.
describeFilling('SQLite')
describeFilling('PostgreSQL')
describeFilling('Redis')

describe('what is emptied of an SQLite store', () => {
  const folder = temporaryFolder()

  it('is every table but those that tell its version and that it is being filled', async () => {
    const path = join(folder(), 'a.sqlite')
    openSqliteStore({ path }).close()
    const database = new DatabaseSync(path)
    const tables = database
      .prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'`)
      .all()
      .map(({ name }) => String(name))
    database.close()
    assert.deepEqual(
      tables.toSorted(),
      [
        ...Object.keys(TABLES),
        'anonymous',
        'client_revision',
        'migrations',
        'unfinished_import',
      ].toSorted(),
    )
  })
})
