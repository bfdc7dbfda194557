import { strict as assert } from 'node:assert'
import { openDatabase } from '../../../src/stores/sqlite/database.ts'
import { createUnits } from '../../../src/stores/sqlite/units.ts'
import { createTemporaryDatabase } from './temporary-database.ts'

describe('a SQLite file on a disk that is full', () => {
  it('keeps nothing of a request of which something cannot be kept, be it what may fail', async () => {
    const { path, remove } = createTemporaryDatabase()
    const database = openDatabase(path)
    database.exec('CREATE TABLE notes (text TEXT); PRAGMA max_page_count = 10')
    const units = createUnits(database)
    const note = (text: string) => () => {
      database.run('INSERT INTO notes VALUES (?)', text)
    }
    let lost = 0
    const request = units.within(
      async () => {
        units.later(note('first'))
        units.later(note('long'.repeat(20_000)), { mayFail: true })
        units.later(note('last'))
      },
      () => {
        lost += 1
      },
    )
    await assert.rejects(request, { code: 'store_unavailable' })
    assert.equal(lost, 1)
    assert.deepEqual(database.all('SELECT * FROM notes'), [])
    database.close()
    remove()
  })
})
