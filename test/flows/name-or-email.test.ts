import { strict as assert } from 'node:assert'
import { DEFAULT_THROTTLE } from '../../src/kernel/throttle/attempt-store.ts'
import { Secret } from '../../src/kernel/secret.ts'
import { answerOf } from '../support/answer-of.ts'
import type { Page } from '../support/browser.ts'
import { Person } from '../support/person.ts'
import { relyingParty, type RelyingParty } from '../support/relying-party.ts'
import { openSharedRedis, type SharedRedis } from '../support/shared-redis.ts'
import { PASSWORD, openTestServer, type TestServer } from '../support/test-server.ts'
import { signIn, visit } from '../support/visit.ts'

let number = 0
const newAddress = (): string => `Person-${(number += 1)}@example.org`

for (const kind of ['SQLite', 'Redis'] as const) {
  describe(`name or email, on ${kind}`, () => {
    let redis: SharedRedis | undefined
    let server: TestServer
    let shop: RelyingParty
    before(async () => {
      if (kind === 'Redis') redis = await openSharedRedis()
      server = await openTestServer(
        redis ? { store: { kind: 'redis', url: new Secret(redis.url) } } : {},
      )
      shop = await relyingParty(server)
    })
    after(async () => {
      await server.close()
      await redis?.close()
    })

    /** Somebody with that address, whether or not it was proved. */
    async function withEmail(email: string, verified = true): Promise<Person> {
      const person = await Person.of(server, `name-${(number += 1)}`)
      await server.accounts.setEmail(person.account.id, email, verified)
      return person
    }

    async function enter(person: Person, login: string, password = PASSWORD): Promise<Page> {
      await visit(person, shop)
      return person.givePassword(password, { login })
    }

    it('a verified address signs in to the one account that has it, in either case', async () => {
      const email = newAddress()
      const person = await withEmail(email)
      for (const login of [email, email.toUpperCase(), ` ${email} `, person.account.login]) {
        const page = await enter(person.elsewhere(), login)
        assert.ok(page.arrived?.get('code'), `${login}: ${page.errors.join()}`)
      }
      const [last] = server
        .audit()
        .filter(({ type }) => type === 'signed_in')
        .slice(-1)
      assert.equal(last && 'accountId' in last && last.accountId, person.account.id)
    })

    it('asks for the second factor as by the name', async () => {
      const person = await withEmail(newAddress())
      await person.addDevice('Phone')
      const { email = '' } = (await server.accounts.find(person.account.id)) ?? {}
      const page = await enter(person.elsewhere(), email)
      assert.ok(page.forms.some(({ action }) => action.endsWith('/code')))
    })

    it('a login wins over anybody’s address', async () => {
      const email = newAddress()
      const owner = await Person.of(server, email)
      const other = await withEmail(email)
      await server.accounts.setPassword(other.account.id, 'an orchard of green apples')
      const wrong = await enter(other.elsewhere(), email, 'an orchard of green apples')
      assert.equal(wrong.arrived, undefined)
      const right = await enter(owner.elsewhere(), email)
      assert.ok(right.arrived?.get('code'))
    })

    it('an address that nobody proved, or that two have, is answered as one that nobody has', async () => {
      const [unproved, shared, unknown] = [newAddress(), newAddress(), newAddress()]
      await withEmail(unproved, false)
      await withEmail(shared)
      await withEmail(shared, false)
      const answers = async (login: string) => {
        const stranger = await Person.of(server)
        const { page } = await visit(stranger, shop)
        const pages = [page, await stranger.giveName(login)]
        for (let count = 0; count <= DEFAULT_THROTTLE.free; count += 1) {
          pages.push(await stranger.givePassword(PASSWORD, { login }))
        }
        return pages.map((each) => answerOf(each, login))
      }
      const expected = await answers(unknown)
      assert.deepEqual(await answers(unproved), expected)
      assert.deepEqual(await answers(shared), expected)
    })

    it('guesses are counted for the account, by whichever name, and a success forgets them', async () => {
      const email = newAddress()
      const person = await withEmail(email)
      const stranger = person.elsewhere()
      const { login } = person.account
      const statuses: number[] = []
      for (let count = 0; count < DEFAULT_THROTTLE.free; count += 1) {
        const page = await enter(stranger, count % 2 ? email : login, `wrong ${count}`)
        statuses.push(page.status)
      }
      assert.deepEqual(new Set(statuses), new Set([422]))
      for (const name of [email, login]) {
        assert.equal((await enter(person.elsewhere(), name)).status, 429)
      }
      server.advance(DEFAULT_THROTTLE.firstDelay)
      assert.ok((await enter(person.elsewhere(), email)).arrived)
      assert.equal((await enter(stranger, login, 'wrong again')).status, 422)
    })

    it('a browser that has signed in by one of them is known by the other', async () => {
      const email = newAddress()
      const person = await withEmail(email)
      await signIn(person, shop)
      const cookie = person.browser.cookie('known_browser', server.configuration.issuer)
      const stranger = person.elsewhere()
      for (let count = 0; count < DEFAULT_THROTTLE.free; count += 1) {
        await enter(stranger, email, `wrong ${count}`)
      }
      assert.equal((await enter(stranger, email)).status, 429)
      const known = person.elsewhere()
      known.browser.jar.setCookieSync(
        `known_browser=${cookie}; Path=/`,
        server.configuration.issuer,
      )
      assert.ok((await enter(known, email)).arrived)
    })
  })
}
