import { strict as assert } from 'node:assert'
import { openDatabase } from '../../../src/stores/sqlite/database.ts'
import { createSqliteEngine } from '../../../src/stores/sqlite/engine.ts'
import { createUnits } from '../../../src/stores/sql/units.ts'
import { run, type Work } from '../../../src/stores/sql/work.ts'
import { createTemporaryDatabase, type TemporaryDatabase } from './temporary-database.ts'

const note = (text: string) =>
  function* (): Work<void> {
    yield* run('INSERT INTO notes VALUES (?1)', text)
  }
const long = note('long'.repeat(20_000))

describe('a SQLite file on a disk that is full', () => {
  let file: TemporaryDatabase
  let database: ReturnType<typeof openDatabase>
  let units: ReturnType<typeof createUnits>
  let lost: number

  beforeEach(() => {
    file = createTemporaryDatabase()
    database = openDatabase(file.path)
    database.exec('CREATE TABLE notes (text TEXT); PRAGMA max_page_count = 10')
    units = createUnits(createSqliteEngine(database))
    lost = 0
  })
  afterEach(() => {
    database.close()
    file.remove()
  })
  const loses = (): void => {
    lost += 1
  }

  it('keeps nothing of a request of which something cannot be kept', async () => {
    const request = units.within(async () => {
      await units.later(note('first'))
      await units.later(long)
      await units.later(note('last'))
    }, loses)
    await assert.rejects(request, { code: 'store_unavailable' })
    assert.equal(lost, 0)
    assert.deepEqual(database.all('SELECT text FROM notes'), [])
  })

  it('keeps the rest as a whole without what may fail, which SQLite had rolled back with it', async () => {
    await units.within(async () => {
      await units.later(note('first'))
      await units.later(long, { mayFail: true })
      await units.later(note('last'))
    }, loses)
    assert.equal(lost, 1)
    const texts = database.all('SELECT text FROM notes').map(({ text }) => text)
    assert.deepEqual(texts, ['first', 'last'])
  })
})
