import { strict as assert } from 'node:assert'
import { join } from 'node:path'
import { commandLine, type CommandResult } from '../support/command-line.ts'
import { REFUSING_PORT } from '../support/refusing-port.ts'
import { clientOf, openSharedPostgres, type SharedPostgres } from '../support/shared-postgres.ts'
import { openSharedRedis } from '../support/shared-redis.ts'

const PASSWORD = 'correct horse battery staple\n'

describe('oidc-step-up on PostgreSQL', () => {
  const { folder, run, runProcess } = commandLine()
  let postgres: SharedPostgres
  beforeEach(async () => {
    postgres = await openSharedPostgres()
  })
  afterEach(() => postgres.close())

  const on = (store: string) => ({ env: { OIDC_STEP_UP_STORE: store } })

  async function done(ended: CommandResult): Promise<CommandResult> {
    assert.equal(ended.code, 0, ended.stderr)
    return ended
  }

  async function holdsAnn(store: string): Promise<void> {
    const listed = await done(await run(['--json', 'accounts', 'list'], on(store)))
    assert.match(listed.stdout, /ann@example\.com/)
  }

  it('works on what the servers share, ends, and says what is wrong where that is away', async () => {
    const args = ['accounts', 'add', 'ann@example.com']
    await done(await runProcess(args, { ...on(postgres.url), input: PASSWORD }))
    const listed = await done(await runProcess(['accounts', 'list', '--json'], on(postgres.url)))
    assert.match(listed.stdout, /ann@example\.com/)
    const away = `postgres://me:hush-hush@127.0.0.1:${REFUSING_PORT}/people`
    const failed = await runProcess(['accounts', 'list'], on(away))
    assert.equal(failed.code, 1)
    assert.match(failed.stderr, /PostgreSQL is not reached/)
    assert.ok(!failed.stderr.includes('hush'))
  })

  it('is looked at by config check, which makes no tables and changes none', async () => {
    const client = await clientOf(postgres.url)
    try {
      const tables = `SELECT count(*) AS tables FROM pg_tables WHERE schemaname = 'public'`
      const checked = async () =>
        (await done(await run(['config', 'check'], on(postgres.url)))).stdout
      assert.match(await checked(), /storedClients +not checked: there is no store yet/)
      assert.deepEqual((await client.query(tables)).rows, [{ tables: '0' }])
      await done(await run(['accounts', 'list'], on(postgres.url)))
      assert.match(await checked(), /storedClients +0/)
      await client.query('UPDATE migrations SET version = version + 100')
      assert.match(await checked(), /not checked: the store has the layout of a newer version/)
      await client.query('UPDATE migrations SET version = version - 101')
      assert.match(await checked(), /not checked: .* an older version; the next start/)
    } finally {
      await client.end()
    }
  })

  it('moves a store to PostgreSQL, on to Redis, and back to a file', async () => {
    const file = `sqlite:${join(folder(), 'first')}`
    const last = `sqlite:${join(folder(), 'last')}`
    const redis = await openSharedRedis()
    try {
      await done(
        await run(['accounts', 'add', 'ann@example.com'], { ...on(file), input: PASSWORD }),
      )
      const ways = [
        [file, postgres.url],
        [postgres.url, redis.url],
        [redis.url, last],
      ] as const
      for (const [from, to] of ways) {
        const moved = await run(['store', 'migrate', '--from', from, '--to', 'env:TARGET'], {
          env: { TARGET: to },
        })
        assert.match((await done(moved)).stdout, /both hold the same/)
        await holdsAnn(to)
      }
    } finally {
      await redis.close()
    }
  })

  it('makes a backup of it, and fills an empty one from it', async () => {
    const other = await openSharedPostgres()
    const file = join(folder(), 'backup')
    try {
      const args = ['accounts', 'add', 'ann@example.com']
      await done(await run(args, { ...on(postgres.url), input: PASSWORD }))
      await done(await run(['backup', '--to', file], on(postgres.url)))
      await done(await run(['restore', '--from', file], on(other.url)))
      await holdsAnn(other.url)
      const again = await run(['restore', '--from', file], on(other.url))
      assert.equal(again.code, 4)
      assert.match(again.stderr, /not empty/)
    } finally {
      await other.close()
    }
  })

  it('names the option with a mistyped store, and repeats no password', async () => {
    const wrong = {
      'postgres://me:hush@db.example.com/people': /--to: its URL has to tell whether .*sslmode/,
      'postgres://me:hush@db.example.com': /--to: expected postgres:\/\/user:password@host/,
      'postgres:/me:hush@db.example.com/a': /--to: expected postgres:\/\/user:password@host/,
      'pg://me:hush@db.example.com/a': /--to: expected sqlite:<path>, .* or env:NAME/,
    }
    for (const [store, message] of Object.entries(wrong)) {
      const args = ['store', 'migrate', '--from', 'sqlite:a', '--to', store]
      const refused = await run(args)
      assert.equal(refused.code, 2)
      assert.match(refused.stderr, message)
      assert.ok(!refused.stderr.includes('hush'))
    }
  })

  it('names the file that cannot be read', async () => {
    const refused = await run(['accounts', 'list'], {
      env: {
        OIDC_STEP_UP_STORE: 'postgres://me@127.0.0.1/people?sslmode=verify-full',
        OIDC_STEP_UP_POSTGRES_CA: '/nowhere/ca.pem',
      },
    })
    assert.equal(refused.code, 2)
    assert.match(refused.stderr, /postgres\.ca: cannot read \/nowhere\/ca\.pem/)
  })
})
