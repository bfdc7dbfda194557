import { strict as assert } from 'node:assert'
import { createClient } from 'redis'
import { fetchUserInfo } from 'openid-client'
import type { Configuration } from '../../src/server/config/configuration.ts'
import { Secret } from '../../src/kernel/secret.ts'
import { watchAdapter } from '../support/adapter-gauge.ts'
import { Person } from '../support/person.ts'
import { openRedisGauge, type RedisGauge } from '../support/redis-gauge.ts'
import { startRedis, type RedisServer } from '../support/redis-server.ts'
import { relyingParty } from '../support/relying-party.ts'
import { commitsIn, emptyWal } from '../support/wal-commits.ts'
import { watchRequests } from '../support/watch-requests.ts'
import { PASSWORD, openTestServer, type TestServer } from '../support/test-server.ts'
import { stepOf, visit } from '../support/visit.ts'

/*
 * What one complete sign-in with password and code costs, from the authorization request to userinfo, in a
 * browser that nobody knows, at the complete server. These are counts and no times: they are the same on
 * every machine and at every run.
 */

/** The page that asks for the name alone is a request more than the other shapes have, and reads once. */
const ADAPTER_OPERATIONS = { 'email-first': 19, 'email-first-with-code': 17, 'password-first': 18 }
const COMMANDS = 27
const WAITS = 13
const COMMITS = 7

/** A name of a request or of something that it did, and what it did. */
interface Stage {
  readonly name: string
  readonly done: readonly string[]
}

const told = (what: string, count: number, limit: number, stages: readonly Stage[]): string =>
  [
    `${count} ${what}, and no more than ${limit} are allowed:`,
    ...stages.flatMap(({ name, done }) => [`  ${name}`, ...done.map((one) => `    ${one}`)]),
  ].join('\n')

/** Signs somebody in who has one device; `begin` is called before the sign-in that counts. */
async function completeSignIn(server: TestServer, begin: () => void): Promise<void> {
  const party = await relyingParty(server)
  const person = await Person.of(server)
  const phone = await person.addDevice('Phone')
  // Scripts are loaded where they are first used.
  for (const browser of [person.elsewhere(), person.elsewhere()]) {
    begin()
    const { request } = await visit(browser, party)
    server.advance(30)
    // The shape that asks for both on one page takes both there; the others look at the password alone.
    let page = await browser.givePassword(PASSWORD, { code: phone.code() })
    if (stepOf(page) === 'code') page = await browser.giveCode(phone.code())
    const { accessToken, claims } = await request.finish(page.arrived)
    assert.deepEqual(claims.amr, ['pwd', 'otp', 'mfa'])
    await fetchUserInfo(party.configuration, accessToken, claims.sub)
  }
}

/** What the library asked of its adapter, request by request. */
async function adapterStages(overrides: Partial<Configuration>): Promise<readonly Stage[]> {
  const server = await openTestServer(overrides)
  const stages: { name: string; done: string[] }[] = []
  const stop = watchRequests(server.configuration.port, (name) => {
    stages.push({ name, done: [] })
  })
  watchAdapter(server.provider, (operation) => stages.at(-1)?.done.push(operation))
  try {
    await completeSignIn(server, () => {
      stages.length = 0
    })
    return stages
  } finally {
    stop()
    await server.close()
  }
}

describe('what a complete sign-in costs', () => {
  for (const [signInPage, limit] of Object.entries(ADAPTER_OPERATIONS)) {
    it(`is at most ${limit} operations of the adapter (${signInPage}), and no look-up of a client`, async () => {
      const stages = await adapterStages({ signInPage: signInPage as Configuration['signInPage'] })
      const operations = stages.flatMap(({ done }) => done)
      assert.ok(operations.length > 15, 'they are not counted')
      assert.deepEqual(
        operations.filter((operation) => operation.startsWith('Client.')),
        [],
      )
      assert.ok(operations.length <= limit, told('operations', operations.length, limit, stages))
    })
  }

  it(`is at most ${COMMITS} transactions on SQLite, each of which waits for the disk`, async () => {
    const server = await openTestServer()
    const { store } = server.configuration
    assert.ok(store.kind === 'sqlite')
    const { path } = store
    await completeSignIn(server, () => {
      emptyWal(path)
    })
    const commits = commitsIn(path)
    await server.close()
    assert.ok(commits > 3, 'they are not counted')
    assert.ok(
      commits <= COMMITS,
      `${commits} transactions, and no more than ${COMMITS} are allowed`,
    )
  })

  describe('on Redis', () => {
    let redis: RedisServer
    let gauge: RedisGauge
    const counted = new Map<string, number>()

    before(async () => {
      redis = await startRedis()
      gauge = await openRedisGauge(redis.port)
      const url = new Secret(`redis://127.0.0.1:${gauge.port}`)
      const server = await openTestServer({ store: { kind: 'redis', url } })
      const stop = watchRequests(server.configuration.port, (name) => {
        gauge.begin(name)
      })
      const own = createClient({ url: redis.url, RESP: 2 })
      await own.connect()
      let reset: Promise<unknown> | undefined
      await completeSignIn(server, () => {
        gauge.reset()
        reset = own.sendCommand(['CONFIG', 'RESETSTAT'])
      })
      await reset
      const stats = await own.sendCommand<string>(['INFO', 'commandstats'])
      for (const [, name = '', calls] of stats.matchAll(/^cmdstat_(\w+):calls=(\d+)/gm)) {
        counted.set(name.toUpperCase(), Number(calls))
      }
      await own.close()
      stop()
      await server.close()
    })
    after(async () => {
      await gauge.close()
      await redis.close()
    })

    const commands = () => gauge.stages.flatMap(({ batches }) => batches.flat())
    const stages = (): Stage[] =>
      gauge.stages.map(({ name, batches }) => ({
        name,
        done: batches.map((batch) => batch.map(({ text }) => text).join(' | ')),
      }))

    it(`is at most ${COMMANDS} commands as a client sends them, one script being one`, () => {
      const { length } = commands()
      assert.ok(length <= COMMANDS, told('commands', length, COMMANDS, stages()))
    })

    it('is counted as Redis itself counts it', () => {
      // What a script calls is counted by Redis too, but no script can call a script.
      const scripts = commands().filter(({ name }) => name === 'EVALSHA')
      assert.ok(scripts.length > 10)
      assert.equal(counted.get('EVALSHA'), scripts.length)
      assert.equal(counted.get('EVAL'), undefined, 'a script was not loaded')
    })

    it(`is at most ${WAITS} waits, one after the other`, () => {
      const { length } = gauge.stages.flatMap(({ batches }) => batches)
      assert.ok(length <= WAITS, told('waits', length, WAITS, stages()))
    })
  })
})
