import { strict as assert } from 'node:assert'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse, stringify } from 'yaml'
import { systemClock } from '../../src/kernel/instant.ts'
import { loadConfiguration } from '../../src/server/config/load-configuration.ts'
import { KEY_KINDS, type KeyKind } from '../../src/server/config/configuration.ts'
import { keyLifetimes, scheduleOf, type ScheduledKey } from '../../src/server/keys/schedule.ts'
import { openRedisStore } from '../../src/stores/redis/open-redis-store.ts'
import { openSqliteStore } from '../../src/stores/sqlite/open-sqlite-store.ts'
import type { Store } from '../../src/stores/store.ts'
import { commandLine, type CommandResult } from '../support/command-line.ts'
import { randomKey, signingKeys } from '../support/production-settings.ts'
import { openSharedRedis, type SharedRedis } from '../support/shared-redis.ts'
import { fill, openAllIn, readSealing } from '../support/sealed-samples.ts'

const HOUR = 3_600_000

describe('oidc-step-up keys', () => {
  const { folder, run } = commandLine()
  const [cookie, sealing] = [randomKey(), randomKey()]
  let signing: ReturnType<typeof signingKeys>

  const path = (name: string): string => join(folder(), name)
  const text = (name: string): string => readFileSync(path(name), 'utf8')

  beforeEach(() => {
    signing = signingKeys()
    writeFileSync(path('signing.json'), JSON.stringify(signing), { mode: 0o600 })
    writeFileSync(path('cookies'), `${cookie}\n`, { mode: 0o600 })
    writeFileSync(path('sealing'), `k1:${sealing}\n`, { mode: 0o600 })
    writeFileSync(
      path('config.yaml'),
      stringify({
        profile: 'production',
        issuer: 'https://id.example.com',
        store: 'sqlite:data.sqlite',
        keys: { signing: 'file:signing.json', cookies: 'file:cookies', sealing: 'file:sealing' },
      }),
    )
  })

  const keys = (args: string, env = {}): Promise<CommandResult> =>
    run(['--config', path('config.yaml'), '--json', 'keys', ...args.split(' ')], { env })

  /** What `keys list` tells, without a process of its own. */
  const listed = (kind: KeyKind): readonly ScheduledKey[] => {
    const options = { file: path('config.yaml'), env: {}, profile: 'production' } as const
    const configuration = loadConfiguration(options)
    const lifetimes = keyLifetimes(configuration)
    return scheduleOf(configuration.keys, kind, lifetimes, systemClock())
  }
  const states = (kind: KeyKind) => listed(kind).map(({ state }) => state)

  /** As though the key in front had been there for longer. */
  const age = (name: string, at: number): void => {
    const from = new Date(at).toISOString()
    writeFileSync(path(name), text(name).replace(/\d{4}-\d\d-\d\dT[\d:]+Z/, from))
  }

  it('are listed by their ids, and no key is shown', async () => {
    const result = await run(['--config', path('config.yaml'), 'keys', 'list'])
    assert.equal(result.code, 0, result.stderr)
    assert.match(result.stdout, /^KIND +ID +STATE[^]*signing[^]*cookies[^]*sealing +k1 +in use/)
    for (const secret of [cookie, sealing, signing.keys[0]?.d ?? '']) {
      assert.ok(!result.stdout.includes(secret.slice(0, 12)))
    }
  })

  it('are rotated: the next one is written in front, with its time, and the file keeps its mode', async () => {
    const delays = { signing: 24 * HOUR, cookies: HOUR / 4, sealing: HOUR / 4 }
    for (const kind of KEY_KINDS) {
      const delay = delays[kind]
      const begun = Date.now()
      const { code, stdout } = await keys(`rotate ${kind}`)
      assert.equal(code, 0, stdout)
      const [next] = listed(kind)
      // A key that signs RS256 was missing.
      const expected = kind === 'signing' ? ['next', 'in use', 'in use'] : ['next', 'in use']
      assert.deepEqual(states(kind).toSorted(), expected.toSorted())
      const from = next?.from ?? 0
      assert.ok(from >= begun - 1000 + delay && from <= Date.now() + delay, String(from))
    }
    assert.equal(statSync(path('signing.json')).mode & 0o777, 0o600)
    assert.match(text('cookies'), new RegExp(`^[\\w-]{43}@[\\d:TZ-]+\n${cookie}\n$`))
    const [next] = (JSON.parse(text('signing.json')) as { keys: Record<string, string>[] }).keys
    assert.equal(next?.['crv'], 'P-256')
    const checked = await run(['--config', path('config.yaml'), 'config', 'check'])
    assert.equal(checked.code, 0, checked.stderr)
  })

  it('are not rotated again while the next one waits', async () => {
    assert.equal((await keys('rotate cookies --in 1h')).code, 0)
    const before = text('cookies')
    const again = await keys('rotate cookies --in 1h')
    assert.equal(again.code, 4)
    assert.match(again.stdout, /rotation_under_way/)
    assert.equal(text('cookies'), before)
  })

  it('say what is wrong with a command line', async () => {
    assert.equal((await keys('rotate passwords')).code, 2)
    assert.equal((await keys('rotate cookies --in soon')).code, 2)
    assert.equal((await keys('rotate cookies --in 1h --now')).code, 2)
    // Nobody is there to confirm it.
    assert.equal((await keys('rotate cookies --drop-old')).code, 2)
    assert.equal(text('cookies'), `${cookie}\n`)
  })

  it('that are known to somebody are dropped at once; those that seal never before their secrets', async () => {
    for (const kind of ['signing', 'cookies'] as const) {
      assert.equal((await keys(`rotate ${kind} --in 1h`)).code, 0)
      assert.equal((await keys(`rotate ${kind} --drop-old --yes`)).code, 0)
      const kinds = kind === 'signing' ? 2 : 1
      assert.deepEqual(states(kind), Array(kinds).fill('in use'))
    }
    assert.ok(!text('cookies').includes(cookie))
    const refused = await run([
      '--config',
      path('config.yaml'),
      'keys',
      'rotate',
      'sealing',
      '--drop-old',
      '--yes',
    ])
    assert.equal(refused.code, 4)
    assert.match(refused.stderr, /keys rotate sealing --now[^]*keys rewrap[^]*keys prune sealing/)
    assert.equal(text('sealing'), `k1:${sealing}\n`)
  })

  it('that stand in no file are told instead of written', async () => {
    const env = { OIDC_STEP_UP_COOKIE_KEYS: randomKey() }
    const refused = await keys('rotate cookies', env)
    assert.equal(refused.code, 4)
    const { error, keys: made } = refused.json() as { error: string; keys: { key: string }[] }
    assert.equal(error, 'not_in_file')
    assert.match(made[0]?.key ?? '', /^[\w-]{43}$/)
    assert.equal(text('cookies'), `${cookie}\n`)
  })

  it('are taken out when nobody needs them any more, and not before', async () => {
    await keys('rotate cookies --now')
    assert.deepEqual(states('cookies'), ['in use', 'old'])
    const early = await keys('prune --yes')
    assert.equal(early.code, 0)
    assert.deepEqual(early.json(), {
      pruned: [],
      staying: (early.json() as { staying: unknown[] }).staying,
    })
    age('cookies', Date.now() - 31 * 24 * HOUR)
    const done = await keys('prune --yes')
    assert.equal(done.code, 0, done.stdout)
    assert.deepEqual(states('cookies'), ['in use'])
    assert.ok(!text('cookies').includes(cookie))
  })

  it('without a time in front of them stay until somebody insists', async () => {
    writeFileSync(path('cookies'), `${randomKey()}\n${cookie}\n`)
    assert.deepEqual(((await keys('prune --yes')).json() as { pruned: [] }).pruned, [])
    assert.ok(text('cookies').includes(cookie))
    assert.equal((await keys('prune cookies --now --yes')).code, 0)
    assert.ok(!text('cookies').includes(cookie))
  })

  describe('that sign, of a version that made ES256 alone,', () => {
    const configure = (changes: object): void => {
      const settings = parse(text('config.yaml')) as object
      writeFileSync(path('config.yaml'), stringify({ ...settings, ...changes }))
    }
    const shop = { client_id: 'shop', client_secret: 'a', redirect_uris: ['https://a.example/'] }
    const algorithms = () =>
      (JSON.parse(text('signing.json')) as { keys: { kty: string }[] }).keys.map(({ kty }) => kty)
    const check = () => run(['--config', path('config.yaml'), '--json', 'config', 'check'])

    it('go on as they did, and the check says what for and how to move', async () => {
      configure({ clients: [shop] })
      const checked = await check()
      assert.equal(checked.code, 0, checked.stdout)
      const { idTokenSigning, notes } = checked.json() as Record<string, string[] | string>
      assert.equal(idTokenSigning, 'ES256')
      assert.match(String(notes), /shop get ES256.*idTokenSigning: ES256.*keys rotate signing/)
    })

    it('are refused where a client asks for RS256, until they are rotated', async () => {
      const clients = [{ ...shop, id_token_signed_response_alg: 'RS256' }]
      configure({ clients })
      const refused = await check()
      assert.notEqual(refused.code, 0)
      assert.match(
        refused.stdout + refused.stderr,
        /clients\[0\] \(shop\)\.id_token_signed_response_alg: RS256 takes an RSA key.*keys rotate signing/,
      )
      assert.equal((await keys('rotate signing')).code, 0)
      assert.equal((await check()).code, 0)
    })

    it('change for nobody who was not asked for: an RSA key takes a yes, or the option', async () => {
      configure({ clients: [shop] })
      const asked = await keys('rotate signing')
      assert.equal(asked.code, 2)
      assert.match(asked.stdout, /confirmation_needed.*shop get RS256 instead of ES256.*--yes/)
      assert.deepEqual(algorithms(), ['EC'])
      assert.equal((await keys('rotate signing --now --yes')).code, 0)
      assert.deepEqual(algorithms(), ['EC', 'RSA', 'EC'])
      assert.equal(((await check()).json() as { idTokenSigning: string }).idTokenSigning, 'RS256')
      // From then on it is as it was: nothing changes for anybody.
      assert.equal((await keys('rotate signing --in 1h')).code, 0)
    })

    it('change for no application of the store either that was not asked for', async () => {
      const config = ['--config', path('config.yaml')]
      const uri = ['--redirect-uri', 'https://forum.example/']
      const added = await run([...config, 'clients', 'add', 'forum', ...uri])
      assert.equal(added.code, 0, added.stderr)
      const asked = await keys('rotate signing')
      assert.equal(asked.code, 2)
      assert.match(asked.stdout, /confirmation_needed.*forum get RS256 instead of ES256.*--yes/)
      assert.deepEqual(algorithms(), ['EC'])
    })

    it('are rotated without a question where the option has said what clients get', async () => {
      configure({ clients: [shop], idTokenSigning: 'ES256' })
      assert.equal((await keys('rotate signing')).code, 0)
      assert.deepEqual(algorithms(), ['EC', 'RSA', 'EC'])
    })

    it('get the missing kind alone while a rotation is under way', async () => {
      const [now] = signing.keys
      const next = { ...signingKeys().keys[0], from: new Date(Date.now() + HOUR).toISOString() }
      writeFileSync(path('signing.json'), JSON.stringify({ keys: [next, now] }))
      assert.equal((await keys('rotate signing')).code, 0)
      assert.deepEqual(algorithms(), ['RSA', 'EC', 'EC'])
      assert.equal((await keys('rotate signing')).code, 4)
    })
  })

  describe('that seal', () => {
    let redis: SharedRedis
    before(async () => {
      redis = await openSharedRedis()
    })
    after(() => redis.close())

    const STORES: Record<string, () => { env: object; open: () => Promise<Store> }> = {
      SQLite: () => ({
        env: {},
        open: async () => openSqliteStore({ path: path('data.sqlite') }),
      }),
      Redis: () => ({
        env: { OIDC_STEP_UP_STORE: redis.url },
        open: () => openRedisStore({ url: redis.url }),
      }),
    }

    for (const [name, prepare] of Object.entries(STORES)) {
      it(`are proved, changed and taken out on ${name}, and everything opens all the while`, async () => {
        const { env, open } = prepare()
        const store = await open()
        const clear = await fill(store, sealing, 7)
        await store.close()
        const counts = async () =>
          ((await keys('verify', env)).json() as { keys: Record<string, number> }).keys
        assert.deepEqual(await counts(), { k1: 21 })

        assert.equal((await keys('rotate sealing --now', env)).code, 0)
        const [next] = listed('sealing')
        assert.ok(next)
        assert.deepEqual(await counts(), { [next.id]: 0, k1: 21 })

        // The time would allow it; the secrets do not.
        age('sealing', Date.now() - 2 * HOUR)
        const refused = await keys('prune sealing --yes', env)
        assert.match(refused.stdout, /21 secrets are sealed with it/)
        assert.deepEqual(states('sealing'), ['in use', 'old'])

        const rewrapped = await keys('rewrap', env)
        assert.equal(rewrapped.code, 0, rewrapped.stdout)
        assert.deepEqual(rewrapped.json(), {
          keyId: next.id,
          seen: 21,
          rewrapped: 21,
          passed: 0,
          unreadable: [],
        })
        assert.deepEqual(await counts(), { [next.id]: 21, k1: 0 })
        assert.equal((await keys('prune sealing --yes', env)).code, 0)
        assert.deepEqual(states('sealing'), ['in use'])
        assert.deepEqual(await counts(), { [next.id]: 21 })

        const opened = await open()
        const found = await openAllIn(opened, readSealing(text('sealing')))
        await opened.close()
        assert.deepEqual(found, clear)
      })

      it(`are missed on ${name}: what does not open is told by account and id, and nothing is lost`, async () => {
        const { env, open } = prepare()
        if (name === 'Redis') await redis.empty()
        const store = await open()
        await fill(store, sealing, 1)
        await fill(store, randomKey(), 1)
        const [account] = await store.accounts.list(undefined, 1)
        await store.close()
        const verified = await keys('verify', env)
        assert.equal(verified.code, 1)
        const { unreadable } = verified.json() as { unreadable: Record<string, string>[] }
        assert.equal(unreadable.length, 3)
        assert.ok(unreadable.every(({ accountId, id, keyId }) => accountId && id && keyId === 'k1'))
        assert.ok(account)
        await keys('rotate sealing --now', env)
        age('sealing', Date.now() - 2 * HOUR)
        const rewrapped = await keys('rewrap', env)
        assert.equal(rewrapped.code, 1)
        const { rewrapped: count } = rewrapped.json() as { rewrapped: number }
        assert.equal(count, 3)
        assert.equal((await keys('prune sealing --yes', env)).code, 4)
        assert.ok(text('sealing').includes(sealing))
      })
    }
  })
})
