import { strict as assert } from 'node:assert'
import { openPostgresStore } from '../../../src/stores/postgres/open-postgres-store.ts'
import { SMALL_LIMITS } from '../../../src/stores/conformance/limits-conformance.ts'
import type { TwoHandles } from '../../../src/stores/conformance/property.ts'
import type { Store } from '../../../src/stores/store.ts'
import { all } from '../../../src/stores/sql/work.ts'
import { startPgBouncer, type PgBouncer } from '../../support/pgbouncer.ts'
import { handlesOn, postgresPlace, type Place } from '../places.ts'
import { testEveryProperty } from '../test-every-property.ts'
import { testUnitsOfWork } from '../test-units-of-work.ts'
import { END_STORES, note, notesIn, sharedDatabase } from './shared-database.ts'

/** Fewer connections to the server than each store has to the pooler, so that they change hands all the time. */
const TRANSACTIONS = { pool_mode: 'transaction', default_pool_size: '3' }

let pooler: PgBouncer | undefined

async function openTwo({ at }: Place): Promise<TwoHandles<Store>> {
  assert.ok(at.kind === 'postgres')
  pooler = await startPgBouncer(at.url, TRANSACTIONS)
  const url = pooler.urlOf(at.url)
  const open = () => openPostgresStore({ url, limits: SMALL_LIMITS, patience: 20_000 })
  const [first, second] = [await open(), await open()]
  return {
    first,
    second,
    async close() {
      await Promise.all([first.close(), second.close()])
      await pooler?.close()
    },
  }
}

describe('PostgreSQL behind PgBouncer in transaction mode: conformance', () => {
  testEveryProperty(handlesOn(postgresPlace, openTwo))
})

describe('PostgreSQL behind PgBouncer in transaction mode: a request as one unit of work', () => {
  testUnitsOfWork(handlesOn(postgresPlace, openTwo))
})

describe('PostgreSQL behind PgBouncer', () => {
  const { url, other, engine } = sharedDatabase()
  let bouncer: PgBouncer

  before(async () => {
    bouncer = await startPgBouncer(url(), TRANSACTIONS)
  })
  beforeEach(() => other().query('DELETE FROM notes'))
  after(() => bouncer.close())

  it('gives a transaction its time, which is nobody else’s afterwards', async () => {
    const store = engine({ url: bouncer.urlOf(url()), pooled: true, connections: 1 })
    const settings = `SELECT current_setting('statement_timeout') AS statement,
      current_setting('lock_timeout') AS lock`
    assert.deepEqual(await store.change(() => all(settings)), [
      { statement: '1500ms', lock: '1300ms' },
    ])
    assert.deepEqual(await store.read(() => all(settings)), [{ statement: '0', lock: '0' }])
    const waiting = store.change(() => all('SELECT pg_sleep(30)'))
    await assert.rejects(waiting, { code: 'store_unavailable', message: /57014/ })
  })

  it('ends no process when the server’s connection is lost under a transaction', async () => {
    const store = engine({ url: bouncer.urlOf(url()), pooled: true })
    let times = 0
    await store.change(function* () {
      times += 1
      yield* note(`time ${times}`)
      if (times === 1) yield* all('SELECT pg_terminate_backend(pg_backend_pid())')
    })
    await other().query(END_STORES)
    await store.read(() => all('SELECT 1'))
    assert.deepEqual(await notesIn(other()), ['time 2'])
  })

  it('goes on where a pooler has come between, and what was prepared is another’s', async () => {
    // As one that was opened without it, and is led to it by its name.
    const narrow = await startPgBouncer(url(), {
      pool_mode: 'transaction',
      default_pool_size: '1',
      ignore_startup_parameters:
        'statement_timeout,lock_timeout,idle_in_transaction_session_timeout',
    })
    const store = engine({ url: narrow.urlOf(url()), connections: 3 })
    const texts = ['a', 'b', 'c', 'd', 'e', 'f']
    await Promise.all(texts.map((text) => store.change(() => note(text))))
    assert.deepEqual(await notesIn(other()), texts)
    await narrow.close()
  })

  it('is not waited for without end when its pool is full', async () => {
    const narrow = await startPgBouncer(url(), { pool_mode: 'transaction', default_pool_size: '1' })
    const store = engine({ url: narrow.urlOf(url()), pooled: true })
    const begun = Promise.withResolvers<void>()
    const blocking = store.change(function* () {
      yield* all('SELECT 1')
      begun.resolve()
      for (const seconds of [1, 1, 1]) yield* all('SELECT pg_sleep(?1)', seconds)
    })
    await begun.promise
    await assert.rejects(
      store.read(() => all('SELECT 1')),
      { code: 'store_unavailable' },
    )
    await blocking
    await narrow.close()
  })
})
