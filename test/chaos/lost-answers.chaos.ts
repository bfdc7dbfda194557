import { strict as assert } from 'node:assert'
import { setTimeout as sleep } from 'node:timers/promises'
import { Secret } from '../../src/kernel/secret.ts'
import type { Page } from '../support/browser.ts'
import { ownTime } from '../support/own-time.ts'
import { Person, deviceOf, keyOn, type Device } from '../support/person.ts'
import { openRedisProxy, type RedisProxy } from '../support/redis-proxy.ts'
import { relyingParty } from '../support/relying-party.ts'
import { openSharedRedis } from '../support/shared-redis.ts'
import { PASSWORD, openTestServer, type TestServer } from '../support/test-server.ts'
import { signIn, visit } from '../support/visit.ts'

/** Milliseconds within which somebody is told. */
const TOLD = 2000

/** A form that is about to be sent, with what it takes to sign in afterwards. */
interface Moment {
  readonly person: Person
  readonly action: string
  readonly fields: Readonly<Record<string, string>>
  readonly device?: Device
}

/** Servers on which the answers of a step are lost at the same time: what takes time is waiting for them. */
const LINES = 3

async function enrolled(
  server: TestServer,
): Promise<{ person: Person; account: Person; device: Device }> {
  const account = await Person.of(server)
  const device = await account.addDevice('Phone')
  server.advance(30)
  return { person: account.elsewhere(), account, device }
}

const MOMENTS: Readonly<Record<string, (server: TestServer) => Promise<Moment>>> = {
  async 'the name'(server) {
    const person = await Person.of(server)
    await visit(person, await relyingParty(server))
    return { person, action: '/identify', fields: { login: person.account.login } }
  },
  async 'the password'(server) {
    const { person, device } = await enrolled(server)
    await visit(person, await relyingParty(server))
    await person.giveName()
    const { login } = person.account
    return { person, device, action: '/password', fields: { login, password: PASSWORD } }
  },
  async 'the code'(server) {
    const { person, device } = await enrolled(server)
    await visit(person, await relyingParty(server))
    await person.givePassword()
    return { person, device, action: '/code', fields: { code: device.code() } }
  },
  async 'a recovery code'(server) {
    const { person, account, device } = await enrolled(server)
    await visit(person, await relyingParty(server))
    await person.givePassword()
    await person.browser.open(
      person.browser.page.url.replace(/(\/interaction\/[^/]+).*/, '$1/recovery'),
    )
    const [code = ''] = account.recoveryCodes
    return { person, device, action: '/recovery', fields: { recovery_code: code } }
  },
  async 'the name of a first device'(server) {
    const person = await Person.of(server)
    await visit(person, await relyingParty(server, 'bank'))
    await person.givePassword()
    return { person, action: '/device', fields: { name: 'Phone' } }
  },
  async 'the first code of a device'(server) {
    const person = await Person.of(server)
    await visit(person, await relyingParty(server, 'bank'))
    await person.givePassword()
    const page = await person.browser.submit('/device', { name: 'Phone' })
    const device = deviceOf(server, 'Phone', keyOn(page))
    return { person, device, action: '/device/code', fields: { code: device.code() } }
  },
  async consent(server) {
    const person = await Person.of(server)
    await visit(person, await relyingParty(server, 'forum'))
    await person.givePassword()
    return { person, action: '/consent', fields: {} }
  },
  async 'removing a device'(server) {
    const { account, device } = await enrolled(server)
    const tablet = await account.addDevice('Tablet', device)
    const page = await account.openAccount()
    const hrefs = [...page.html.matchAll(/href="(\/account\/devices\/[^"/]+)\/?[^"]*"/g)]
    const href = hrefs.map(([, found = '']) => found).find((found) => !found.endsWith('/add'))
    await account.openAccount(`${href}/remove`)
    return { person: account, device: tablet, action: '/remove', fields: {} }
  },
}

/** A server with a database of its own, and what stands between the two. */
interface Line {
  readonly proxy: RedisProxy
  readonly server: TestServer
  close(): Promise<void>
}

async function openLine(): Promise<Line> {
  const redis = await openSharedRedis()
  const proxy = await openRedisProxy(redis)
  const store = { kind: 'redis', url: new Secret(proxy.url) } as const
  const server = await openTestServer({ store })
  return {
    proxy,
    server,
    async close() {
      await server.close()
      await proxy.close()
      await redis.close()
    },
  }
}

/**
 * Redis carries out what it was told, and the answer never arrives: nobody knows what was done. Of each
 * step every answer is lost once. Whoever repeats the step is told something true, and can sign in.
 */
describe('a step of which an answer of Redis is lost', () => {
  let lines: readonly Line[]
  before(async () => {
    lines = await Promise.all(Array.from({ length: LINES }, openLine))
  })
  after(() => Promise.all(lines.map((line) => line.close())))

  for (const [name, prepare] of Object.entries(MOMENTS)) {
    it(`${name}: is repeated, and leads on`, async () => {
      const outcomes = await Promise.all(lines.map((line, index) => loseEach(line, prepare, index)))
      assert.ok(outcomes.flat().length > 0, 'no answer was lost')
    })
  }
})

/** Loses one answer of the step after the other, but those that fall to other lines; tells what came of it. */
async function loseEach(
  { proxy, server }: Line,
  prepare: (server: TestServer) => Promise<Moment>,
  first: number,
): Promise<readonly string[]> {
  const outcomes: string[] = []
  for (let answers = first; ; answers += LINES) {
    assert.ok(answers < 60, 'it never got all its answers')
    const { person, action, fields, device } = await prepare(server)
    const { browser } = person
    const at = browser.page.url
    const form = browser.form(action)
    const send = (): Promise<Page> =>
      browser.post(new URL(form.action, at).href, { ...form.fields, ...fields })

    proxy.loseAfter(answers)
    const passed = ownTime()
    const told = await send()
    const took = passed()
    const { lost } = proxy
    proxy.heal()
    await isBack(server)
    // All that it asked was answered.
    if (!lost) return outcomes
    assert.ok(took < TOLD, `${took} ms without the answer ${answers}`)
    // Lost was what somebody else had asked, or nobody waited for.
    if (told.status !== 503) continue

    server.advance(1)
    const again = await send()
    const how = `${again.arrived ? 'arrived' : again.heading} ${again.errors.join()}`
    outcomes.push(how)
    assert.ok(again.status < 500, `without the answer ${answers}: ${again.status} ${how}`)

    // Signed in anew, with a device that it has, or that it has not yet.
    server.advance(60)
    const next = person.elsewhere()
    const party = await relyingParty(server)
    const { claims } = await signIn(next, party, {}, device)
    assert.equal(claims.sub, person.account.id)
  }
}

async function isBack({ configuration }: TestServer): Promise<void> {
  const begun = performance.now()
  while ((await fetch(`${configuration.issuer}/readyz`)).status !== 200) {
    assert.ok(performance.now() - begun < 15_000, 'it did not come back by itself')
    await sleep(20)
  }
}
