import { strict as assert } from 'node:assert'
import { setTimeout as sleep } from 'node:timers/promises'
import { Secret } from '../../src/secret.ts'
import type { Page } from '../support/browser.ts'
import { Person, deviceOf, keyOn, type Device } from '../support/person.ts'
import { openRedisProxy, type RedisProxy } from '../support/redis-proxy.ts'
import { startRedis, type RedisServer } from '../support/redis-server.ts'
import { relyingParty } from '../support/relying-party.ts'
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

/**
 * Redis carries out what it was told, and the answer never arrives: nobody knows what was done. Of each
 * step every answer is lost once. Whoever repeats the step is told something true, and can sign in.
 */
describe('a step of which an answer of Redis is lost', () => {
  let redis: RedisServer
  let proxy: RedisProxy
  let server: TestServer
  before(async () => {
    redis = await startRedis()
    proxy = await openRedisProxy(redis)
    const store = { kind: 'redis', url: new Secret(proxy.url) } as const
    server = await openTestServer({ store })
  })
  after(async () => {
    await server.close()
    await proxy.close()
    await redis.close()
  })

  async function enrolled(): Promise<{ person: Person; account: Person; device: Device }> {
    const account = await Person.of(server)
    const device = await account.addDevice('Phone')
    server.advance(30)
    return { person: account.elsewhere(), account, device }
  }

  const MOMENTS: Readonly<Record<string, () => Promise<Moment>>> = {
    async 'the name'() {
      const person = await Person.of(server)
      await visit(person, await relyingParty(server))
      return { person, action: '/identify', fields: { login: person.account.login } }
    },
    async 'the password'() {
      const { person, device } = await enrolled()
      await visit(person, await relyingParty(server))
      await person.giveName()
      const { login } = person.account
      return { person, device, action: '/password', fields: { login, password: PASSWORD } }
    },
    async 'the code'() {
      const { person, device } = await enrolled()
      await visit(person, await relyingParty(server))
      await person.givePassword()
      return { person, device, action: '/code', fields: { code: device.code() } }
    },
    async 'a recovery code'() {
      const { person, account, device } = await enrolled()
      await visit(person, await relyingParty(server))
      await person.givePassword()
      await person.browser.open(
        person.browser.page.url.replace(/(\/interaction\/[^/]+).*/, '$1/recovery'),
      )
      const [code = ''] = account.recoveryCodes
      return { person, device, action: '/recovery', fields: { recovery_code: code } }
    },
    async 'the name of a first device'() {
      const person = await Person.of(server)
      await visit(person, await relyingParty(server, 'bank'))
      await person.givePassword()
      return { person, action: '/device', fields: { name: 'Phone' } }
    },
    async 'the first code of a device'() {
      const person = await Person.of(server)
      await visit(person, await relyingParty(server, 'bank'))
      await person.givePassword()
      const page = await person.browser.submit('/device', { name: 'Phone' })
      const device = deviceOf(server, 'Phone', keyOn(page))
      return { person, device, action: '/device/code', fields: { code: device.code() } }
    },
    async consent() {
      const person = await Person.of(server)
      await visit(person, await relyingParty(server, 'forum'))
      await person.givePassword()
      return { person, action: '/consent', fields: {} }
    },
    async 'removing a device'() {
      const { account, device } = await enrolled()
      const tablet = await account.addDevice('Tablet', device)
      const page = await account.openAccount()
      const hrefs = [...page.html.matchAll(/href="(\/account\/devices\/[^"/]+)\/?[^"]*"/g)]
      const href = hrefs.map(([, found = '']) => found).find((found) => !found.endsWith('/add'))
      await account.openAccount(`${href}/remove`)
      return { person: account, device: tablet, action: '/remove', fields: {} }
    },
  }

  for (const [name, prepare] of Object.entries(MOMENTS)) {
    it(`${name}: is repeated, and leads on`, async () => {
      const outcomes: string[] = []
      for (let answers = 0; ; answers += 1) {
        assert.ok(answers < 60, 'it never got all its answers')
        const { person, action, fields, device } = await prepare()
        const { browser } = person
        const form = browser.form(action)
        const send = (): Promise<Page> =>
          browser.post(new URL(form.action, at).href, { ...form.fields, ...fields })
        const at = browser.page.url

        proxy.loseAfter(answers)
        const begun = performance.now()
        const told = await send()
        const took = Math.round(performance.now() - begun)
        const { lost } = proxy
        proxy.heal()
        await isBack()
        // All that it asked was answered.
        if (!lost) break
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
      assert.ok(outcomes.length > 0, 'no answer was lost')
    })
  }

  async function isBack(): Promise<void> {
    const begun = performance.now()
    while ((await fetch(`${server.configuration.issuer}/readyz`)).status !== 200) {
      assert.ok(performance.now() - begun < 5000, 'it did not come back by itself')
      await sleep(20)
    }
  }
})
