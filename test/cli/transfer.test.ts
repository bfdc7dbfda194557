import { strict as assert } from 'node:assert'
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { loadConfiguration } from '../../src/server/config/load-configuration.ts'
import { commandLine, type CommandResult } from '../support/command-line.ts'
import { peopleIn } from '../support/real-people.ts'
import { startTlsRedis } from '../support/redis-tls.ts'
import { openSharedRedis, type SharedRedis } from '../support/shared-redis.ts'
import { cheapHasher } from '../support/test-server.ts'

const summary = z.object({
  counts: z.record(z.string(), z.number()),
  checksum: z.string().min(32),
  sealingKeys: z.array(z.string()),
})

describe('oidc-step-up backup, restore and store migrate', () => {
  const { folder, run, runProcess } = commandLine()
  let redis: SharedRedis
  before(async () => {
    redis = await openSharedRedis()
  })
  beforeEach(() => redis.empty())
  after(() => redis.close())

  const at = (name: string): string => join(folder(), name)
  const sqlite = (name: string): string => `sqlite:${at(name)}`
  const on = (store: string) => ({ env: { OIDC_STEP_UP_STORE: store } })

  const people = (store: string) =>
    peopleIn(
      loadConfiguration({
        env: { OIDC_STEP_UP_DATA_DIR: folder(), OIDC_STEP_UP_STORE: store },
        profile: 'development',
      }),
      undefined,
      { hasher: cheapHasher },
    )

  async function done(result: Promise<CommandResult>): Promise<z.output<typeof summary>> {
    const ended = await result
    assert.equal(ended.code, 0, ended.stderr)
    return summary.parse(ended.json())
  }

  /** Two accounts, one of them with a device. */
  async function fill(store: string): Promise<void> {
    const there = await people(store)
    const ann = await there.addAccount('ann@example.com')
    await there.addDevice(ann.id, 'Phone')
    await there.addAccount('ben@example.com')
    await there.close()
  }

  async function holdsBoth(store: string): Promise<void> {
    const listed = await run(['--json', 'accounts', 'list'], on(store))
    assert.match(listed.stdout, /ann@example\.com/)
    assert.match(listed.stdout, /ben@example\.com/)
    const devices = await run(['--json', 'devices', 'list', 'ann@example.com'], on(store))
    assert.match(devices.stdout, /Phone/)
    const verified = await run(['--json', 'keys', 'verify'], on(store))
    assert.equal(verified.code, 0, verified.stdout)
  }

  it('copies a store to a file of its owner’s, checks it, and fills another kind of store', async () => {
    await fill(sqlite('a'))
    const made = await done(run(['--json', 'backup', '--to', at('backup')], on(sqlite('a'))))
    assert.equal(made.counts['accounts'], 2)
    assert.equal(made.counts['devices'], 1)
    assert.equal(made.sealingKeys.length, 1)
    assert.equal(statSync(at('backup')).mode & 0o777, 0o600)
    const verified = await done(run(['--json', 'backup', 'verify', at('backup')]))
    assert.equal(verified.checksum, made.checksum)

    const restored = await run(['--json', 'restore', '--from', at('backup')], on(redis.url))
    assert.equal(restored.code, 0, restored.stderr)
    await holdsBoth(redis.url)
    const again = await run(['restore', '--from', at('backup')], on(redis.url))
    assert.equal(again.code, 4)
    assert.match(again.stderr, /not empty|holds/)
  })

  it('takes the place of no file, and leaves none that is not whole', async () => {
    await fill(sqlite('a'))
    writeFileSync(at('backup'), 'mine')
    const refused = await run(['backup', '--to', at('backup')], on(sqlite('a')))
    assert.equal(refused.code, 4)
    assert.equal(readFileSync(at('backup'), 'utf8'), 'mine')
    const nowhere = await run(['backup', '--to', at('no/such/folder')], on(sqlite('a')))
    assert.notEqual(nowhere.code, 0)
    const absent = await run(['backup', '--to', at('other')], on(sqlite('typing-error')))
    assert.notEqual(absent.code, 0)
    assert.ok(!existsSync(at('typing-error')), 'nothing is made where nothing was')
    assert.deepEqual(
      readdirSync(folder()).filter((name) => /^other|^backup./.test(name)),
      [],
    )
  })

  it('keeps and moves nothing out of a store that holds nothing', async () => {
    const empty = await people(sqlite('a'))
    await empty.close()
    for (const store of [sqlite('a'), redis.url]) {
      for (const args of [
        ['backup', '--to', at('backup')],
        ['backup', '--to', '-'],
        ['store', 'migrate', '--from', store, '--to', sqlite('b')],
      ]) {
        const { code, stdout, stderr } = await run(args, on(store))
        assert.deepEqual([code, stdout], [4, ''], args.join(' '))
        assert.match(stderr, /the store holds nothing: is it the right one\?/)
      }
      assert.ok(!existsSync(at('backup')))
    }
  })

  it('writes to standard output, for who encrypts it', async () => {
    await fill(sqlite('a'))
    const piped = await run(['--json', 'backup', '--to', '-'], on(sqlite('a')))
    assert.equal(piped.code, 0, piped.stderr)
    assert.match(piped.stderr, /"checksum"/)
    assert.equal(piped.stdout.charCodeAt(0), 0x1f, 'gzip, and nothing else')
    const shown = await run(['backup', '--to', '-'], { ...on(sqlite('a')), columns: 80 })
    assert.equal(shown.code, 2)
    assert.equal(shown.stdout, '')
  })

  it('refuses a damaged file before it touches the store', async () => {
    await fill(sqlite('a'))
    await done(run(['--json', 'backup', '--to', at('backup')], on(sqlite('a'))))
    const bytes = readFileSync(at('backup'))
    writeFileSync(at('short'), bytes.subarray(0, bytes.length - 9))
    for (const args of [
      ['backup', 'verify', at('short')],
      ['restore', '--from', at('short')],
    ]) {
      const { code, stderr } = await run(args, on(redis.url))
      assert.equal(code, 2, stderr)
      assert.match(stderr, /cut off|damaged|not whole/)
    }
    const listed = await run(['accounts', 'list'], on(redis.url))
    assert.doesNotMatch(listed.stdout, /example\.com/)
  })

  it('moves from SQLite to Redis and back, and both hold the same', async () => {
    await fill(sqlite('a'))
    const there = await done(
      // As a process: it ends, whatever it was connected to.
      runProcess(['--json', 'store', 'migrate', '--from', sqlite('a'), '--to', redis.url]),
    )
    await holdsBoth(redis.url)
    const back = await done(
      run(['--json', 'store', 'migrate', '--from', 'env:SOURCE', '--to', sqlite('b')], {
        env: { SOURCE: redis.url },
      }),
    )
    await holdsBoth(sqlite('b'))
    assert.deepEqual(back.counts, there.counts)
    assert.equal(back.checksum, there.checksum)
  })

  it('goes by the certificates that the servers go by, where Redis is spoken to over TLS', async () => {
    await fill(sqlite('a'))
    const tls = await startTlsRedis('yes')
    try {
      writeFileSync(at('client.pem'), tls.own.cert)
      writeFileSync(at('client.key'), tls.own.key)
      const files = {
        OIDC_STEP_UP_REDIS_CA: tls.caFile,
        OIDC_STEP_UP_REDIS_CERT: at('client.pem'),
        OIDC_STEP_UP_REDIS_KEY: at('client.key'),
      }
      const migrating = ['--json', 'store', 'migrate', '--from', sqlite('a'), '--to', tls.url]
      const unknown = await run(migrating)
      assert.equal(unknown.code, 1, 'it is not believed without its authority')
      const there = await done(run(migrating, { env: files }))
      const env = { ...files, OIDC_STEP_UP_STORE: tls.url }
      const made = await done(run(['--json', 'backup', '--to', at('backup')], { env }))
      assert.equal(made.checksum, there.checksum)
      await tls.empty()
      await done(run(['--json', 'restore', '--from', at('backup')], { env }))
      const devices = await run(['devices', 'list', 'ann@example.com'], { env })
      assert.match(devices.stdout, /Phone/)
    } finally {
      await tls.close()
    }
  })

  it('backs up while people enrol: who was there before is there, and nobody by half', async () => {
    for (const store of [sqlite('a'), redis.url]) {
      const there = await people(store)
      const before = await there.addAccount()
      await there.addDevice(before.id, 'Phone')
      let enrolled = 1
      const over = new AbortController()
      const writing = (async () => {
        while (!over.signal.aborted) {
          const { id } = await there.addAccount()
          await there.addDevice(id, 'Phone')
          enrolled += 1
        }
      })()
      const name = `backup-${store === redis.url ? 'redis' : 'sqlite'}`
      // Beside another process, as it does beside a server.
      const saving = runProcess(['--json', 'backup', '--to', at(name)], on(store))
      const { counts } = await done(saving)
      over.abort()
      await writing
      await there.close()
      const { accounts = 0, devices = 0 } = counts
      assert.ok(accounts >= 1 && accounts <= enrolled)
      // At most the one that was on its way has no device yet.
      assert.ok(accounts - devices <= 1 && devices <= accounts, `${accounts}, ${devices}`)
      const copy = sqlite(`copy-of-${name}`)
      const restored = await run(['restore', '--from', at(name)], on(copy))
      assert.equal(restored.code, 0, restored.stderr)
      const listed = await run(['devices', 'list', before.login], on(copy))
      assert.match(listed.stdout, /Phone/)
    }
  })
})
