import { strict as assert } from 'node:assert'
import { Secret } from '../../src/kernel/secret.ts'
import type { Page } from '../support/browser.ts'
import { Person, deviceOf, keyOn } from '../support/person.ts'
import { essentialAcr, relyingParty, type RelyingParty } from '../support/relying-party.ts'
import { keepSecret } from '../support/secrets-in-logs.ts'
import { openSharedRedis, type SharedRedis } from '../support/shared-redis.ts'
import { PASSWORD, openTestServer, type TestServer } from '../support/test-server.ts'
import { signIn, silently, stepOf, visit } from '../support/visit.ts'

const NEXT = keepSecret('an orchard of green apples')
const TWO_FACTORS = essentialAcr('urn:step-up:2fa')

/** Somebody in a session of the password alone, before a form that raises it; and all of that form. */
interface Standing {
  readonly person: Person
  readonly address: string
  readonly sent: Readonly<Record<string, string>>
  /** What is recorded once. */
  readonly done: string
}

const FORMS: Readonly<
  Record<string, (server: TestServer, shop: RelyingParty) => Promise<Standing>>
> = {
  async 'the first code of a first device'(server, shop) {
    const person = await Person.of(server)
    await signIn(person, shop)
    await person.openAccount('/account/devices/add')
    const page = await person.browser.submit('/devices/add', { name: 'Phone', password: PASSWORD })
    const code = deviceOf(server, 'Phone', keyOn(page)).code()
    const { action, fields } = person.browser.form('/setup')
    return { person, address: action, sent: { ...fields, code }, done: 'device_confirmed' }
  },

  async 'a new password with a code'(server, shop) {
    const owner = await Person.of(server)
    const phone = await owner.addDevice('Phone')
    const person = owner.elsewhere()
    await signIn(person, shop)
    await person.openAccount('/account/password')
    server.advance(30)
    const { action, fields } = person.browser.form('/account/password')
    const typed = { password: PASSWORD, new_password: NEXT, code: phone.code() }
    return { person, address: action, sent: { ...fields, ...typed }, done: 'password_changed' }
  },
}

const STORES = { SQLite: undefined, Redis: openSharedRedis } as const

for (const [store, start] of Object.entries(STORES))
  describe(`a form of the account that raises the session's class (${store})`, () => {
    let redis: SharedRedis | undefined
    let server: TestServer
    let shop: RelyingParty
    before(async () => {
      redis = await start?.()
      const url = new Secret(redis?.url ?? '')
      server = await openTestServer({
        secondFactorWhenEnrolled: false,
        ...(redis ? { store: { kind: 'redis', url } } : {}),
      })
      shop = await relyingParty(server)
    })
    after(async () => {
      await server.close()
      await redis?.close()
    })

    /** A browser with the same cookies: one that hears no answer, or somebody who has copied them. */
    async function copyOf(person: Person): Promise<Person> {
      const { issuer } = server.configuration
      const copy = person.elsewhere()
      for (const cookie of person.browser.jar.getCookiesSync(issuer)) {
        await copy.browser.jar.setCookie(cookie.toString(), issuer)
      }
      return copy
    }

    const at = (address: string) => new URL(address, server.configuration.issuer).href

    const post = ({ browser }: Person, address: string, sent: Standing['sent']): Promise<Page> =>
      browser.post(at(address), sent)

    const times = ({ person: { account }, done }: Standing): number =>
      server
        .audit()
        .filter(
          ({ type, ...event }) =>
            type === done && 'accountId' in event && event.accountId === account.id,
        ).length

    for (const [form, prepare] of Object.entries(FORMS))
      describe(form, () => {
        it('is answered once more to whoever sends all of it by the former id', async () => {
          const standing = await prepare(server, shop)
          const { person, address, sent } = standing
          const deaf = await copyOf(person)
          const answer = await post(person, address, sent)
          assert.equal(answer.status, 200, answer.html)
          const again = await post(deaf, address, sent)
          assert.equal(again.url, answer.url)
          assert.equal(again.heading, answer.heading)
          assert.equal(await silently(person, shop, TWO_FACTORS), undefined)
          assert.equal(await silently(deaf, shop, TWO_FACTORS), undefined)
          assert.equal(times(standing), 1)
        })

        it('leaves nothing to a copy of the session that sends anything else', async () => {
          const standing = await prepare(server, shop)
          const { person, address, sent } = standing
          // It sees the page as well, with a token of its own.
          const reader = await copyOf(person)
          await reader.openAccount(address)
          const { fields: own } = reader.browser.form(address)
          assert.notEqual(own['csrf'], sent['csrf'])
          const kept = await copyOf(person)
          await post(person, address, sent)

          const tries: Readonly<Record<string, (copy: Person) => Promise<Page>>> = {
            'the account': (copy) => copy.openAccount(),
            'its page': (copy) => copy.openAccount(address),
            'the form of its own page': (copy) => post(copy, address, { ...sent, ...own }),
            'another code': (copy) => post(copy, address, { ...sent, code: '000000' }),
            'no code': (copy) => post(copy, address, { ...sent, code: '' }),
            'a field more': (copy) => post(copy, address, { ...sent, more: '' }),
            'another address': (copy) => post(copy, `${address}?`, sent),
            'another form': (copy) => post(copy, '/account/sessions/end-others', sent),
            'a lasting form': (copy) => post(copy, '/account/extend', sent),
          }
          for (const [what, attempt] of Object.entries(tries)) {
            const page = await attempt(await copyOf(kept))
            assert.equal(stepOf(page), 'password', `${what}: ${page.heading}`)
          }
          assert.equal(await silently(await copyOf(kept), shop), 'login_required')
          assert.equal(await silently(await copyOf(kept), shop, TWO_FACTORS), 'login_required')
          const alien = await copyOf(kept)
          const headers = { Origin: 'https://evil.example' }
          assert.equal(stepOf(await alien.browser.post(at(address), sent, headers)), 'password')
          // Nor has any of them taken the answer from whoever has lost it.
          await post(kept, address, sent)
          assert.equal(await silently(kept, shop, TWO_FACTORS), undefined)
          assert.equal(times(standing), 1)
        })

        it('leaves nothing without the cookie, by a forged one, or when the session is over', async () => {
          const { person, address, sent } = await prepare(server, shop)
          const [former, forged] = [await copyOf(person), await copyOf(person)]
          await post(person, address, sent)
          assert.equal(stepOf(await post(person.elsewhere(), address, sent)), 'password')
          const { issuer } = server.configuration
          const signature = person.browser.cookie('step_up_session.sig', issuer)
          await forged.browser.jar.setCookie(`step_up_session.sig=${signature}`, issuer)
          assert.equal(stepOf(await post(forged, address, sent)), 'password')
          await person.browser.open(`${issuer}/session/end`)
          await person.browser.submit('/session/end/confirm', { logout: 'yes' })
          assert.equal(stepOf(await post(former, address, sent)), 'password')
        })

        it('gives the answer with the id that it named, and none that came later', async () => {
          const { person, address, sent } = await prepare(server, shop)
          const former = await copyOf(person)
          await post(person, address, sent)
          // A sign-in gives the session another id, and ends those before.
          const { page } = await visit(person, shop, { prompt: 'login' })
          assert.equal(stepOf(page), 'password')
          await person.givePassword(address === '/account/password' ? NEXT : PASSWORD)
          assert.equal(await silently(person, shop), undefined)
          await post(former, address, sent)
          assert.equal(await silently(former, shop), 'login_required')
        })
      })

    it('leaves nothing either where the session has the class for the console alone, by new recovery codes', async () => {
      const owner = await Person.of(server)
      const phone = await owner.addDevice('Phone')
      const { codes } = await server.recoveryCodes.issue(owner.account.id)
      const person = owner.elsewhere()
      await visit(person, shop, TWO_FACTORS)
      await person.givePassword()
      await person.browser.open(`${person.browser.page.url}/recovery`)
      await person.giveRecoveryCode(keepSecret(codes[0]?.code.reveal() ?? ''))
      await person.browser.submit('/continue')
      const page = await person.openAccount('/account/recovery-codes/new')
      const form = page.forms.find(({ action }) => action.includes('/new?instead='))
      assert.ok(form, page.heading)
      assert.match((await post(person, form.action, form.fields)).heading, /recovery codes/i)
      // The code that was used is of no set that stands: no application is told of a second factor.
      const copy = await copyOf(person)
      assert.equal(await silently(copy, shop, TWO_FACTORS), 'interaction_required')
      const kept = await copyOf(copy)
      assert.match((await person.openAccount('/account/password')).heading, /password/i)
      server.advance(30)
      const typed = { password: PASSWORD, new_password: NEXT, code: phone.code() }
      await person.browser.submit('/account/password', typed)
      assert.equal(await silently(person, shop, TWO_FACTORS), undefined)
      assert.equal(await silently(await copyOf(kept), shop), 'login_required')
      assert.equal(await silently(await copyOf(kept), shop, TWO_FACTORS), 'login_required')
    })
  })
