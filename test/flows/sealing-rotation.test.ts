import { strict as assert } from 'node:assert'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { dateOf, plusSeconds } from '../../src/kernel/instant.ts'
import { Secret } from '../../src/kernel/secret.ts'
import type { Configuration } from '../../src/server/config/configuration.ts'
import { parseKeys } from '../../src/server/keys/read-keys.ts'
import { openRedisStore } from '../../src/stores/redis/open-redis-store.ts'
import { openSqliteStore } from '../../src/stores/sqlite/open-sqlite-store.ts'
import type { Store } from '../../src/stores/store.ts'
import { databaseOf } from '../support/database-of.ts'
import { eventually, keysIn } from '../support/key-rotation.ts'
import { Person, type Device } from '../support/person.ts'
import { randomKey } from '../support/production-settings.ts'
import { startRedis, type RedisServer } from '../support/redis-server.ts'
import { essentialAcr, relyingParty, type RelyingParty } from '../support/relying-party.ts'
import { openRoundRobin } from '../support/round-robin.ts'
import { countsIn } from '../support/sealed-samples.ts'
import { keepSecret } from '../support/secrets-in-logs.ts'
import { createTestClock } from '../support/test-clock.ts'
import { openTestServer, testConfiguration, type TestServer } from '../support/test-server.ts'
import { deviceFor, forgetSession, trustHere } from '../support/trust.ts'
import { answer, signIn, stepOf, visit } from '../support/visit.ts'

const TWO_FACTORS = 'urn:step-up:2fa'

/** With password and code, at a browser of their own. */
async function signInTwice(person: Person, party: RelyingParty, device: Device): Promise<void> {
  const { claims } = await signIn(person.elsewhere(), party, essentialAcr(TWO_FACTORS), device)
  assert.equal(claims.acr, TWO_FACTORS)
}

describe('rotating the sealing key', () => {
  let redis: RedisServer
  before(async () => {
    redis = await startRedis()
  })
  after(() => redis.close())

  type Location = Configuration['store']
  const STORES: Record<
    string,
    () => { settings: { store?: Location }; open: (server: TestServer) => Promise<Store> }
  > = {
    SQLite: () => ({
      settings: {},
      open: async ({ configuration }) => openSqliteStore({ path: databaseOf(configuration) }),
    }),
    Redis: () => ({
      settings: { store: { kind: 'redis', url: new Secret(redis.url) } },
      open: () => openRedisStore({ url: redis.url }),
    }),
  }

  for (const [name, prepare] of Object.entries(STORES)) {
    it(`of a running server on ${name} keeps devices, recovery codes and trusted browsers, before, during and after`, async () => {
      const folder = mkdtempSync(join(tmpdir(), 'oidc-step-up-'))
      const { settings, open } = prepare()
      const server = await openTestServer(settings, { folder, keyInterval: 20, mailInterval: 20 })
      const store = await open(server)
      try {
        const party = await relyingParty(server)
        const person = await Person.of(server)
        const device = await deviceFor(person)
        const shown = await server.recoveryCodes.issue(person.account.id)
        const codes = shown.codes.map(({ code }) => keepSecret(code.reveal()))
        const trusted = person.elsewhere()
        await trustHere(trusted, party, device)
        const [old] = Object.keys(await countsIn(store))
        assert.ok(old)

        const next = keysIn(folder, server).rotate('sealing', 600)
        await server.refreshKeys()
        await signInTwice(person, party, device)
        assert.deepEqual(Object.keys(await countsIn(store)), [old])

        server.advance(600)
        await server.refreshKeys()
        // Until everything is sealed anew, somebody signs in all the while.
        let signIns = 0
        const begun = await Person.of(server)
        const phone = await deviceFor(begun)
        await eventually(async () => {
          await signInTwice(person, party, device)
          await signInTwice(begun, party, phone)
          signIns += 1
          return (await countsIn(store))[old] === undefined
        })
        assert.ok(signIns > 0)
        await eventually(() => server.log().some((entry) => entry['rewrapped'] !== undefined))

        keysIn(folder, server).prune('sealing')
        await server.refreshKeys()
        await signInTwice(person, party, device)
        assert.deepEqual(Object.keys(await countsIn(store)), [next])

        const recovering = person.elsewhere()
        const { request, page } = await visit(recovering, party)
        assert.equal(stepOf(page), 'password')
        await recovering.givePassword()
        await recovering.browser.open(`${recovering.browser.page.url}/recovery`)
        const recovered = await recovering.giveRecoveryCode(codes[3] ?? '')
        await request.finish((await answer(recovering, recovered)).arrived)

        // Mails about it were sealed with whichever key was in use, and all were sent.
        await Person.of(server).then((other) => other.addDevice('Phone'))
        await eventually(async () => (await countsIn(store, 'mail'))[next] === undefined)
        const errors = server.log().filter(({ level }) => Number(level) >= 50)
        assert.deepEqual(errors, [])

        // The factors are the same: rewrapping is no change of them.
        forgetSession(trusted)
        await visit(trusted, party)
        assert.equal((await trusted.givePassword()).arrived?.has('code'), true)
      } finally {
        await store.close()
        await server.close()
        rmSync(folder, { recursive: true, force: true })
      }
    })
  }

  it('on two servers, of which one gets the new key later but before its time, fails nobody', async () => {
    await redis.empty()
    const folder = mkdtempSync(join(tmpdir(), 'oidc-step-up-'))
    const balancer = await openRoundRobin()
    const time = createTestClock()
    const old = randomKey()
    const files = ['one', 'another'].map((name) => join(folder, `sealing-${name}`))
    const servers: TestServer[] = []
    for (const path of files) {
      writeFileSync(path, `old:${old}\n`)
      const { keys } = testConfiguration(folder, 0)
      const written = { kind: 'written' } as const
      const sources = {
        signing: written,
        cookies: written,
        sealing: { kind: 'file', path },
      } as const
      const settings = {
        issuer: balancer.url,
        store: { kind: 'redis', url: new Secret(redis.url) },
        keys: parseKeys({ ...keys, sources }, { sealing: `old:${old}` }),
      } as const
      const server = await openTestServer(settings, { folder, time, keyInterval: 20 })
      servers.push(server)
      balancer.add(server)
    }
    const store = await openRedisStore({ url: redis.url })
    try {
      const [first, second] = servers
      assert.ok(first && second)
      const party = await relyingParty(first)
      const person = await Person.of(first)
      const device = await person.addDevice('Phone')

      const from = dateOf(plusSeconds(time.now(), 900)).toISOString()
      const content = `new:${randomKey()}@${from}\nold:${old}\n`
      writeFileSync(files[0] ?? '', content)
      await first.refreshKeys()
      await signInTwice(person, party, device)
      const another = await Person.of(first)
      const phone = await another.addDevice('Phone')
      assert.deepEqual(Object.keys(await countsIn(store)), ['old'])

      writeFileSync(files[1] ?? '', content)
      await second.refreshKeys()
      time.advance(900)
      await eventually(async () => {
        await signInTwice(person, party, device)
        await signInTwice(another, party, phone)
        return (await countsIn(store))['old'] === undefined
      })
      const third = await Person.of(second)
      await signInTwice(third, party, await third.addDevice('Phone'))
      assert.deepEqual(Object.keys(await countsIn(store)), ['new'])
      assert.ok(balancer.served.every((count) => count > 20))
    } finally {
      await store.close()
      await balancer.close()
      await Promise.all(servers.map((server) => server.close()))
      rmSync(folder, { recursive: true, force: true })
    }
  })
})
