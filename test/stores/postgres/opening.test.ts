import { strict as assert } from 'node:assert'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { openPostgresStore } from '../../../src/stores/postgres/open-postgres-store.ts'
import { parsePostgresUrl } from '../../../src/stores/postgres/postgres-url.ts'
import { SCHEMA } from '../../../src/stores/postgres/schema.ts'
import { TABLES } from '../../../src/stores/sql/transfer/whole-sql-store.ts'
import { startPostgres } from '../../support/postgres-server.ts'
import { clientOf, openSharedPostgres, type SharedPostgres } from '../../support/shared-postgres.ts'

const refusal = (path: string, message: RegExp) => ({
  code: 'configuration_invalid',
  path,
  message,
})

describe('PostgreSQL: opening', () => {
  let database: SharedPostgres
  let url: string

  beforeEach(async () => {
    database = await openSharedPostgres()
    ;({ url } = database)
  })
  afterEach(() => database.close())

  /** Sets something for everybody who connects to this database from now on. */
  async function set(setting: string): Promise<void> {
    const client = await clientOf(url)
    await client.query(`DO $$ BEGIN
      EXECUTE format('ALTER DATABASE %I SET ${setting}', current_database());
    END $$`)
    await client.end()
  }

  it('is done by ten at once, and one of them makes the tables', async () => {
    const stores = await Promise.all(Array.from({ length: 10 }, () => openPostgresStore({ url })))
    for (const store of stores) {
      assert.deepEqual(await store.schema?.(), { found: SCHEMA.length, known: SCHEMA.length })
      await store.close()
    }
    const client = await clientOf(url)
    const { rows } = await client.query('SELECT version FROM migrations')
    await client.end()
    assert.equal(rows.length, SCHEMA.length)
  })

  it('is done by several processes at once', async () => {
    const program = new URL('../../support/store-program.ts', import.meta.url)
    const replies = Array.from({ length: 6 }, async () => {
      const child = fork(program, { execArgv: ['--disable-warning=ExperimentalWarning'] })
      await once(child, 'message')
      child.send({ id: 1, open: { kind: 'postgres', url } })
      const [reply] = (await once(child, 'message')) as unknown[]
      child.disconnect()
      return reply
    })
    for (const reply of await Promise.all(replies)) assert.deepEqual(reply, { id: 1 })
  })

  it('leaves a database alone that a newer version has written', async () => {
    await (await openPostgresStore({ url })).close()
    const client = await clientOf(url)
    await client.query('INSERT INTO migrations VALUES (1000, 0)')
    await client.end()
    await assert.rejects(openPostgresStore({ url }), refusal('store', /schema version 1000/))
  })

  it('knows every table for a copy of the store, but those of its own', async () => {
    await (await openPostgresStore({ url })).close()
    const client = await clientOf(url)
    const { rows } = await client.query<{ name: string }>(
      `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'`,
    )
    await client.end()
    const own = ['migrations', 'clocks', 'client_revision', 'unfinished_import']
    assert.deepEqual(
      rows.map(({ name }) => name).toSorted(),
      [...Object.keys(TABLES), ...own].toSorted(),
    )
  })

  it('refuses one that takes no writes', async () => {
    await set('default_transaction_read_only = on')
    await assert.rejects(openPostgresStore({ url }), refusal('store', /takes no writes/))
  })

  it('refuses one that may lose what it has acknowledged, or says so', async () => {
    await set('synchronous_commit = off')
    await assert.rejects(
      openPostgresStore({ url, refuseVolatile: true }),
      refusal('store', /set synchronous_commit on/),
    )
    const store = await openPostgresStore({ url })
    assert.match(store.warnings.join(), /^store: .*not on its disk yet/)
    await store.close()
    // Without a standby nothing more is lost by that.
    await set('synchronous_commit = local')
    const local = await openPostgresStore({ url, refuseVolatile: true })
    assert.deepEqual(local.warnings, [])
    await local.close()
  })

  it('refuses a server that does not wait for its disk, or does not outlive a power cut', async () => {
    const server = await startPostgres({ settings: { fsync: 'off', full_page_writes: 'off' } })
    await assert.rejects(
      openPostgresStore({ url: server.url, refuseVolatile: true }),
      refusal('store', /set fsync on/),
    )
    const store = await openPostgresStore({ url: server.url })
    assert.equal(store.warnings.length, 2)
    await store.close()
    await server.close()
  })

  it('refuses a database of another encoding', async () => {
    const client = await clientOf(url)
    await client.query(`CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0`)
    const latin = url.replace(/[^/]*$/, 'latin')
    await assert.rejects(openPostgresStore({ url: latin }), refusal('store', /LATIN1.*UTF8/))
    await client.query('DROP DATABASE latin')
    await client.end()
  })

  it('names the option that it cannot do with', async () => {
    await assert.rejects(
      openPostgresStore({ url, connections: 0 }),
      refusal('connections', /whole/),
    )
    await assert.rejects(openPostgresStore({ url, patience: 500 }), refusal('patience', /1300/))
    await assert.rejects(openPostgresStore(url as never), refusal('store', /as \{ url \}/))
  })

  it('says why nobody answers, without the password', async () => {
    const absent = url.replace(/\/\/.*/, '//somebody:secret@127.0.0.1:1/database')
    const error: unknown = await openPostgresStore({ url: absent }).catch(
      (thrown: unknown) => thrown,
    )
    assert.ok(error instanceof Error)
    assert.match(error.message, /ECONNREFUSED/)
    assert.doesNotMatch(String(error.stack), /secret/)
    const nowhere = url.replace(/[^/]*$/, 'nowhere')
    await assert.rejects(openPostgresStore({ url: nowhere }), {
      message: /no such database.*3D000/,
    })
  })

  it('tells that it is ready by writing, and no longer when it is closed', async () => {
    const store = await openPostgresStore({ url })
    await store.check()
    const client = await clientOf(url)
    await client.query('BEGIN; LOCK TABLE migrations')
    await assert.rejects(store.check(), { code: 'store_unavailable' })
    await client.end()
    await store.check()
    await store.close()
    await store.close()
    await assert.rejects(store.check(), { code: 'store_unavailable' })
  })

  it('tells how the clocks of nodes stand to its own', async () => {
    const store = await openPostgresStore({ url })
    const compare = async (node: string, ahead: number) => {
      const now = Date.now() + ahead
      const { storeTime, others } = (await store.compareClocks?.(node, now as never)) ?? {}
      assert.ok(Math.abs(Number(storeTime) - Date.now()) < 60_000)
      return (others ?? []).map((milliseconds) => Math.round(milliseconds / 100_000) || 0)
    }
    assert.deepEqual(await compare('one', 0), [])
    assert.deepEqual(await compare('two', 500_000), [0])
    assert.deepEqual(await compare('one', -300_000), [5])
    assert.deepEqual(await compare('two', 500_000), [-3])
    const client = await clientOf(url)
    await client.query('UPDATE clocks SET at = at - 200000')
    await client.end()
    assert.deepEqual(await compare('two', 500_000), [])
    await store.close()
  })
})

describe('the URL of a PostgreSQL', () => {
  const at = 'postgres://ann:s%40crt@db.example:6000/step%2Dup'

  it('is read in all its parts', () => {
    const read = { host: 'db.example', user: 'ann', password: 's@crt', database: 'step-up' }
    assert.deepEqual(parsePostgresUrl(`${at}?sslmode=verify-full`), {
      ...read,
      port: 6000,
      tls: 'host',
    })
    assert.equal(parsePostgresUrl(`${at}?sslmode=require`).tls, 'host')
    assert.equal(parsePostgresUrl(`${at}?sslmode=verify-ca`).tls, 'authority')
    assert.equal(parsePostgresUrl(`${at}?sslmode=disable`).tls, 'none')
    const socket = parsePostgresUrl('postgresql://ann@%2Fvar%2Frun%2Fpostgresql/step-up')
    assert.deepEqual(socket, {
      host: '/var/run/postgresql',
      port: 5432,
      user: 'ann',
      database: 'step-up',
      tls: 'none',
    })
    assert.equal(parsePostgresUrl('postgres://ann@[::1]/step-up').host, '::1')
  })

  it('has to say whether TLS is spoken, but to this host', () => {
    assert.throws(() => parsePostgresUrl(at), refusal('store', /sslmode=verify-full/))
    for (const host of ['localhost', '127.0.0.1', '[::1]']) {
      assert.equal(parsePostgresUrl(`postgres://ann@${host}/step-up`).tls, 'none')
    }
    for (const mode of ['prefer', 'allow', '', 'toString']) {
      assert.throws(
        () => parsePostgresUrl(`${at}?sslmode=${mode}`),
        refusal('store', /switch TLS off/),
      )
    }
  })

  it('is refused otherwise, and never repeated', () => {
    const others = [
      'mysql://ann@db/step-up',
      'postgres://db.example/step-up',
      'postgres://ann@db.example',
      'postgres://ann@one,two/step-up?sslmode=disable',
      'postgres://ann@db.example/step-up/further?sslmode=disable',
      'postgres://ann@db.example/%ff?sslmode=disable',
      `${at}?sslmode=disable&options=-c`,
      'nonsense',
    ]
    for (const url of others) {
      assert.throws(
        () => parsePostgresUrl(url),
        (error: Error) =>
          'path' in error &&
          error.path === 'store' &&
          !/ann|s%40crt|db\.example/.test(error.message),
        url,
      )
    }
  })
})
