import { strict as assert } from 'node:assert'
import { all, get, run, type Work } from '../../../src/stores/sql/work.ts'
import { openPostgresProxy, type PostgresProxy } from '../../support/postgres-proxy.ts'
import { END_STORES, note, notesIn, sharedDatabase } from './shared-database.ts'

const LOST = { code: 'store_unavailable', message: /lost/ }
const UNCERTAIN = { code: 'store_unavailable', message: /has not said whether it has kept/ }

describe('PostgreSQL: a connection that is lost', () => {
  const { url, other, engine, connections } = sharedDatabase()
  let proxy: PostgresProxy | undefined

  beforeEach(() => other().query('DELETE FROM notes'))
  afterEach(async () => {
    await proxy?.close()
    proxy = undefined
  })

  it('is replaced where nobody was using it', async () => {
    const store = engine()
    await store.once(() => note('before'))
    await other().query(END_STORES)
    // What only reads may meet the one that is dying, and is done anew.
    await store.read(() => all('SELECT text FROM notes'))
    await store.once(() => note('after'))
    await store.change(() => note('and again'))
    assert.deepEqual(await notesIn(other()), ['after', 'and again', 'before'])
  })

  it('ends no process where somebody has it and waits for something else', async () => {
    const pool = connections({ connections: 1 })
    const session = await pool.take()
    // `once` would listen for errors, which nobody may have to.
    const ended = new Promise<void>((resolve) => session.client.on('end', resolve))
    await other().query(END_STORES)
    await ended
    pool.release(session, false)
    // It is not given to the next one.
    const next = await pool.take()
    assert.equal((await next.client.query('SELECT 1 AS one')).rows[0]?.one, 1)
    pool.release(next, false)
  })

  it('has what was going on done anew on another, once, and nothing twice', async () => {
    let times = 0
    await engine().change(function* () {
      times += 1
      yield* note(`time ${times}`)
      if (times === 1) yield* get('SELECT pg_terminate_backend(pg_backend_pid())')
    })
    assert.equal(times, 2)
    assert.deepEqual(await notesIn(other()), ['time 2'])
  })

  it('is a fault where the next one is lost as well', async () => {
    let times = 0
    const changed = engine().change(function* () {
      times += 1
      yield* note('never')
      yield* get('SELECT pg_terminate_backend(pg_backend_pid())')
    })
    await assert.rejects(changed, LOST)
    assert.equal(times, 2)
    assert.deepEqual(await notesIn(other()), [])
  })

  it('leaves open what became of a single statement, which is not sent twice', async () => {
    let times = 0
    const changed = engine().once(function* () {
      times += 1
      yield* run(
        'WITH noted AS (INSERT INTO notes VALUES (?1)) SELECT pg_terminate_backend(pg_backend_pid())',
        'x',
      )
    })
    await assert.rejects(changed, UNCERTAIN)
    assert.equal(times, 1)
  })

  it('leaves open what became of a commit that was carried out: it is a fault, and not repeated', async () => {
    proxy = await openPostgresProxy(url())
    const store = engine({ url: proxy.url })
    await store.change(() => note('a'))
    proxy.loseCommits('cut')
    let times = 0
    const changed = store.change(function* () {
      times += 1
      yield* note('b')
    })
    await assert.rejects(changed, UNCERTAIN)
    assert.equal(times, 1)
    assert.deepEqual(await notesIn(other()), ['a', 'b'])
  })

  it('leaves open as well what became of one whose answer never comes', async () => {
    proxy = await openPostgresProxy(url())
    proxy.loseCommits('silent')
    await assert.rejects(
      engine({ url: proxy.url }).change(() => note('b')),
      UNCERTAIN,
    )
    assert.deepEqual(await notesIn(other()), ['b'])
  })

  it('is not waited for without end where the network swallows what is sent', async () => {
    proxy = await openPostgresProxy(url())
    const store = engine({ url: proxy.url })
    await store.once(() => note('a'))
    proxy.swallow()
    await assert.rejects(
      store.read(() => all('SELECT text FROM notes')),
      LOST,
    )
    // Nor is one that is being made.
    await assert.rejects(
      store.read(() => all('SELECT text FROM notes')),
      LOST,
    )
  })

  it('leaves no transaction to whoever comes next, whatever the work throws', async () => {
    const store = engine({ connections: 1 })
    const failing = store.change(function* (): Work<void> {
      yield* note('thrown away')
      throw new TypeError('of its own')
    })
    await assert.rejects(failing, { name: 'TypeError', message: 'of its own' })
    const wrong = store.change(function* (): Work<void> {
      yield* note('thrown away')
      yield* run('SELECT nothing FROM nowhere')
    })
    await assert.rejects(wrong, { code: 'store_unavailable', message: /42P01/ })
    await store.once(() => note('kept'))
    assert.deepEqual(await notesIn(other()), ['kept'])
  })

  it('keeps nothing of a transaction that goes on after a statement has failed', async () => {
    const going = engine().change(function* (): Work<void> {
      yield* note('first')
      try {
        yield* run('SELECT nothing FROM nowhere')
      } catch {
        // A work that takes no notice of it.
      }
    })
    await assert.rejects(going, { code: 'store_unavailable', message: /rolled back/ })
    assert.deepEqual(await notesIn(other()), [])
  })
})
