import { strict as assert } from 'node:assert'
import { FORMER_IDS_UNTIL } from '../../src/people/payload-keys.ts'
import { Secret } from '../../src/kernel/secret.ts'
import { Person, deviceOf, keyOn } from '../support/person.ts'
import { essentialAcr, relyingParty, type RelyingParty } from '../support/relying-party.ts'
import { keepSecret } from '../support/secrets-in-logs.ts'
import { sendForm } from '../support/sent-at-once.ts'
import { openSharedRedis, type SharedRedis } from '../support/shared-redis.ts'
import { PASSWORD, openTestServer, type TestServer } from '../support/test-server.ts'
import { signIn, silently, visit } from '../support/visit.ts'

const NEXT = keepSecret('an orchard of green apples')
const COOKIE = 'step_up_session'
const TWO_FACTORS = 'urn:step-up:2fa'

/** Pages of the account that give the session a new id, and what is typed there. */
const FORMS = {
  '/account/devices/add': { name: 'Phone', password: PASSWORD },
  '/account/password': { password: PASSWORD, new_password: NEXT },
} as const

const STORES = { SQLite: undefined, Redis: openSharedRedis } as const

for (const [store, start] of Object.entries(STORES))
  describe(`an answer that is lost on its way (${store})`, () => {
    let redis: SharedRedis | undefined
    let server: TestServer
    let shop: RelyingParty
    before(async () => {
      redis = await start?.()
      const url = new Secret(redis?.url ?? '')
      server = await openTestServer(redis ? { store: { kind: 'redis', url } } : {})
      shop = await relyingParty(server)
    })
    after(async () => {
      await server.close()
      await redis?.close()
    })

    async function signedIn(): Promise<Person> {
      const person = await Person.of(server)
      await signIn(person, shop)
      return person
    }

    /** The same browser as it is when it never gets the answer to what it sends next. */
    async function deafTo(person: Person): Promise<Person> {
      const { issuer } = server.configuration
      const deaf = person.elsewhere()
      for (const cookie of person.browser.jar.getCookiesSync(issuer)) {
        await deaf.browser.jar.setCookie(cookie.toString(), issuer)
      }
      return deaf
    }

    const idOf = ({ browser }: Person) => browser.cookie(COOKIE, server.configuration.issuer) ?? ''

    const formerIdsUntil = async (person: Person): Promise<number> =>
      Number(
        Reflect.get((await server.provider.Session.find(idOf(person))) ?? {}, FORMER_IDS_UNTIL),
      )

    /** Sends a form of the account; resolves the browser that has not got the answer. */
    async function lose(person: Person, address: keyof typeof FORMS): Promise<Person> {
      await person.openAccount(address)
      const deaf = await deafTo(person)
      await sendForm(person, address, FORMS[address])
      assert.notEqual(idOf(person), idOf(deaf))
      return deaf
    }

    for (const address of ['/account/devices/add', '/account/password'] as const) {
      it(`signs nobody out: the id before POST ${address} leads on for some seconds`, async () => {
        const person = await signedIn()
        const deaf = await lose(person, address)
        const page = await deaf.openAccount()
        assert.equal(page.url, `${server.configuration.issuer}/account`)
        assert.equal(idOf(deaf), idOf(person))
        assert.equal(await silently(deaf, shop), undefined)
      })

      it(`and no longer, however often it is used (${address})`, async () => {
        const person = await signedIn()
        const before = Date.now()
        const deaf = await lose(person, address)
        const until = await formerIdsUntil(person)
        // That the stores keep to it is their conformance's affair: they count by the wall clock.
        assert.ok(until >= before + 29_000 && until <= Date.now() + 30_000)
        for (let use = 0; use < 3; use += 1) {
          assert.equal(await silently(await deafTo(deaf), shop), undefined)
          assert.equal(await formerIdsUntil(person), until)
        }
      })
    }

    it('leads nowhere once the session is signed out, or ended from elsewhere', async () => {
      for (const how of ['out', 'ended'] as const) {
        const person = await signedIn()
        const deaf = await lose(person, '/account/devices/add')
        if (how === 'out') {
          await person.browser.open(`${server.configuration.issuer}/session/end`)
          await person.browser.submit('/session/end/confirm', { logout: 'yes' })
        } else {
          await server.sessions.endAll(person.account.id)
        }
        assert.equal(await silently(deaf, shop), 'login_required')
      }
    })

    it('nor with a signature that is not its own', async () => {
      const person = await signedIn()
      const deaf = await lose(person, '/account/devices/add')
      const { issuer } = server.configuration
      const signature = person.browser.cookie(`${COOKIE}.sig`, issuer)
      await deaf.browser.jar.setCookie(`${COOKIE}.sig=${signature}`, issuer)
      assert.equal(await silently(deaf, shop), 'login_required')
    })

    it('nor past a sign-in or a step-up: who knew the old id gains nothing', async () => {
      const person = await signedIn()
      const deaf = await lose(person, '/account/devices/add')
      await visit(person, shop, essentialAcr('urn:step-up:2fa'))
      await person.enrolHere('Tablet')
      assert.equal(await silently(deaf, shop), 'login_required')
    })

    it('nor past the first code of a first device in the account', async () => {
      const person = await signedIn()
      await person.openAccount('/account/devices/add')
      const page = await person.browser.submit('/devices/add', {
        name: 'Phone',
        password: PASSWORD,
      })
      const phone = deviceOf(server, 'Phone', keyOn(page))
      // It has all that the browser has, and has proved the password alone.
      const copy = await deafTo(person)
      await person.browser.submit('/setup', { code: phone.code() })
      assert.equal(await silently(person, shop, essentialAcr(TWO_FACTORS)), undefined)
      assert.equal(await silently(copy, shop), 'login_required')
      assert.equal(await silently(copy, shop, essentialAcr(TWO_FACTORS)), 'login_required')
    })

    it('nor by the id that a copy was told on the way to a first device', async () => {
      const person = await signedIn()
      const copy = await deafTo(person)
      await person.openAccount('/account/devices/add')
      const page = await person.browser.submit('/devices/add', {
        name: 'Phone',
        password: PASSWORD,
      })
      await copy.openAccount()
      assert.equal(idOf(copy), idOf(person))
      await person.browser.submit('/setup', { code: deviceOf(server, 'Phone', keyOn(page)).code() })
      assert.equal(await silently(person, shop, essentialAcr(TWO_FACTORS)), undefined)
      assert.equal(await silently(copy, shop, essentialAcr(TWO_FACTORS)), 'login_required')
    })
  })
