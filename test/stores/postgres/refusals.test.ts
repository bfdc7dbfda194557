import { strict as assert } from 'node:assert'
import type { Client } from 'pg'
import { run, all, get, lock, type Work } from '../../../src/stores/sql/work.ts'
import { describeError } from '../../../src/server/describe-error.ts'
import { clientOf } from '../../support/shared-postgres.ts'
import { note, notesIn, sharedDatabase } from './shared-database.ts'

const reason = (words: RegExp) => ({ code: 'store_unavailable', status: 503, message: words })

describe('PostgreSQL: what it refuses is a fault with its reason, and nothing is done by halves', () => {
  const { url, other, engine } = sharedDatabase(
    `CREATE TABLE notes (text TEXT UNIQUE CHECK (text <> 'refused'));
    DO $$ BEGIN CREATE ROLE narrow LOGIN CONNECTION LIMIT 1; EXCEPTION WHEN OTHERS THEN END $$;
    GRANT SELECT ON notes TO narrow`,
  )
  const narrow = (): string => url().replace('postgres@', 'narrow@')

  beforeEach(() => other().query('DELETE FROM notes'))

  it('no connection left, until there is one again', async () => {
    const only = await clientOf(narrow())
    const store = engine({ url: narrow() })
    const reading = (): Promise<unknown> => store.read(() => all('SELECT text FROM notes'))
    await assert.rejects(reading(), reason(/no connection left.*53300/))
    await only.end()
    let answered: unknown
    while (!answered) answered = await reading().catch(() => undefined)
    assert.deepEqual(answered, [])
  })

  it('all of its own connections are in use', async () => {
    const store = engine({ connections: 1 })
    const begun = Promise.withResolvers<void>()
    const first = store.change(function* (): Work<void> {
      yield* note('first')
      begun.resolve()
      // Longer together than anybody waits.
      for (const seconds of [1, 1]) yield* get('SELECT pg_sleep(?1)', seconds)
    })
    await begun.promise
    await assert.rejects(
      store.once(() => note('second')),
      reason(/was not to be had/),
    )
    await first
    assert.deepEqual(await notesIn(other()), ['first'])
  })

  it('a right that is missing', async () => {
    const store = engine({ url: narrow(), connections: 1 })
    await assert.rejects(
      store.once(() => note('x')),
      reason(/lacks a right.*42501/),
    )
  })

  it('a lock that nobody lets go of, and whoever wants it as well is not held up by this one', async () => {
    const store = engine()
    const blocker = await holding('LOCK TABLE notes IN EXCLUSIVE MODE')
    const work = function* (): Work<void> {
      yield* lock('test', 'name')
      yield* note('x')
    }
    await assert.rejects(store.change(work), reason(/did not let go in time.*55P03/))
    await blocker.end()
    await store.change(work)
    assert.deepEqual(await notesIn(other()), ['x'])
  })

  it('a statement that is cancelled, or takes too long', async () => {
    const store = engine()
    const work = function* (): Work<void> {
      yield* note('x')
      yield* get('SELECT pg_sleep(30)')
    }
    await assert.rejects(store.change(work), reason(/cancelled, or took too long.*57014/))
    const cancelled = assert.rejects(store.change(work), reason(/57014/))
    const cancelling = `SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE query LIKE '%pg_sleep%'
      AND state = 'active' AND pid <> pg_backend_pid() AND datname = current_database()`
    while ((await other().query(cancelling)).rowCount === 0);
    await cancelled
    assert.deepEqual(await notesIn(other()), [])
  })

  it('what is read only', async () => {
    await other().query(`DO $$ BEGIN
      EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only = on', current_database());
    END $$`)
    const store = engine()
    await assert.rejects(
      store.change(() => note('x')),
      reason(/takes no writes.*25006/),
    )
    await other().query(`SET default_transaction_read_only = off; DO $$ BEGIN
      EXECUTE format('ALTER DATABASE %I RESET default_transaction_read_only', current_database());
    END $$`)
    // The connection that was told so is not used again.
    await store.change(() => note('x'))
  })

  it('what stands in the way, without a word of what it was', async () => {
    const store = engine()
    await store.once(() => note('a secret'))
    for (const text of ['a secret', 'refused']) {
      const error: unknown = await store.once(() => note(text)).catch((thrown: unknown) => thrown)
      assert.ok(error instanceof Error)
      assert.match(error.message, /SQLSTATE 23/)
      const told = JSON.stringify([
        describeError(error),
        Object.entries(error),
        String(error.cause),
        error.cause,
      ])
      assert.doesNotMatch(told, /secret|refused|notes/)
    }
  })

  it('what two do to each other: both are done, one after the other', async () => {
    await other().query(`INSERT INTO notes VALUES ('1'), ('2')`)
    const store = engine()
    let times = 0
    const change = (turned: boolean): Promise<void> =>
      store.change(function* () {
        times += 1
        const [one, two] = turned ? ['2', '1'] : ['1', '2']
        yield* run('UPDATE notes SET text = text WHERE text = ?1', one ?? '')
        // Long enough for the other to have its first as well.
        yield* get('SELECT pg_sleep(0.3)')
        yield* run('UPDATE notes SET text = text WHERE text = ?1', two ?? '')
      })
    await Promise.all([change(false), change(true)])
    assert.equal(times, 3)
  })

  async function holding(statement: string): Promise<Client> {
    const client = await clientOf(url())
    await client.query('BEGIN')
    await client.query(statement)
    return client
  }
})

describe('PostgreSQL: what it has prepared', () => {
  const { other, engine } = sharedDatabase()

  it('goes on where a newer version has changed the table, and where it was all forgotten', async () => {
    const store = engine({ connections: 1 })
    const everything = () => store.read(() => all('SELECT * FROM notes'))
    await everything()
    await other().query('ALTER TABLE notes ADD COLUMN at BIGINT')
    assert.deepEqual(await everything(), [])
    await store.read(() => get('SELECT 1'))
    await store.change(function* () {
      yield* run('DEALLOCATE ALL')
    })
    assert.deepEqual(await everything(), [])
  })

  it('is known by names of its own to each connection', async () => {
    const store = engine({ connections: 4 })
    const texts = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']
    await Promise.all(texts.map((text) => store.once(() => note(text))))
    const { rows } = await other().query<{ text: string }>('SELECT text FROM notes ORDER BY text')
    assert.deepEqual(
      rows.map(({ text }) => text),
      texts,
    )
  })
})
