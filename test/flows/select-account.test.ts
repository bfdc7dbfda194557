import { strict as assert } from 'node:assert'
import * as client from 'openid-client'
import { Secret } from '../../src/kernel/secret.ts'
import { LANGUAGES } from '../../src/kernel/languages.ts'
import { catalogues } from '../../src/views/texts.ts'
import { Browser, type Page } from '../support/browser.ts'
import { Person } from '../support/person.ts'
import { essentialAcr, relyingParty, type RelyingParty } from '../support/relying-party.ts'
import { openSharedRedis, type SharedRedis } from '../support/shared-redis.ts'
import { openTestServer, type TestServer } from '../support/test-server.ts'
import { answer, signIn, silently, stepOf, visit, type Parameters } from '../support/visit.ts'

const SELECT = { prompt: 'select_account' }
const TWO_FACTORS = 'urn:step-up:2fa'
const HEADING = catalogues.en.selectAccount.heading

const isChoice = (page: Page): boolean => page.heading === HEADING

for (const store of ['SQLite', 'Redis'] as const) {
  describe(`prompt=select_account, on ${store}`, () => {
    let redis: SharedRedis | undefined
    let server: TestServer
    let shop: RelyingParty
    let forum: RelyingParty
    before(async () => {
      redis = store === 'Redis' ? await openSharedRedis() : undefined
      const kept = redis && { store: { kind: 'redis', url: new Secret(redis.url) } as const }
      server = await openTestServer({ ...kept })
      shop = await relyingParty(server)
      forum = await relyingParty(server, 'forum')
    })
    after(async () => {
      await server.close()
      await redis?.close()
    })

    const choose = (person: Person, account: 'this' | 'other'): Promise<Page> =>
      person.browser.submit('/account', { account })

    /** Somebody with a session. */
    async function signedIn(): Promise<{ person: Person; sub: string }> {
      const person = await Person.of(server)
      const { claims } = await signIn(person, shop)
      return { person, sub: claims.sub }
    }

    /** The same browser, in somebody else's hands. */
    const inHandsOf = async (person: Person): Promise<Person> =>
      new Person(server, await server.addAccount(), person.browser)

    /** Another account's password, and on by the page that goes on by itself where a script runs. */
    async function signInAs(other: Person): Promise<Page> {
      const page = await other.givePassword()
      assert.equal(page.heading, catalogues.en.forward.switchAccount)
      return other.browser.submit('/session/end/confirm')
    }

    it('is the sign-in where nobody is signed in, and nothing after it', async () => {
      const person = await Person.of(server)
      const { request, page } = await visit(person, shop, SELECT)
      assert.equal(stepOf(page), 'password')
      const { arrived } = await person.givePassword()
      assert.ok((await request.finish(arrived)).claims.sub)
    })

    it('names the account that is signed in, and goes on by one click', async () => {
      const { person, sub } = await signedIn()
      const { request, page } = await visit(person, shop, SELECT)
      assert.ok(isChoice(page))
      assert.ok(page.html.includes(person.account.login))
      assert.equal(page.headers.get('Cache-Control')?.includes('no-store'), true)
      const { claims } = await request.finish((await choose(person, 'this')).arrived)
      assert.equal(claims.sub, sub)
      // Asked each time, as it is wanted each time.
      assert.ok(isChoice((await visit(person, shop, SELECT)).page))
      assert.equal(await silently(person, shop), undefined)
    })

    it('leads to another account, which replaces the one that was signed in', async () => {
      const { person, sub } = await signedIn()
      const { request } = await visit(person, shop, SELECT)
      const other = await inHandsOf(person)
      const page = await choose(person, 'other')
      assert.equal(stepOf(page), 'password')
      assert.ok(!page.html.includes(person.account.login), 'says no name')
      const { claims } = await request.finish((await signInAs(other)).arrived)
      assert.notEqual(claims.sub, sub)
      const again = await signIn(other, shop, { prompt: 'none' })
      assert.equal(again.claims.sub, claims.sub)
    })

    it('leads to the same account by its password as well', async () => {
      const { person, sub } = await signedIn()
      const { request } = await visit(person, shop, SELECT)
      await choose(person, 'other')
      const { claims } = await request.finish((await person.givePassword()).arrived)
      assert.equal(claims.sub, sub)
    })

    it('leaves the session alone until somebody else has signed in', async () => {
      const { person, sub } = await signedIn()
      for (const leave of ['cancel', 'wrong password', 'nothing'] as const) {
        await visit(person, shop, SELECT)
        await choose(person, 'other')
        if (leave === 'cancel') {
          const { arrived } = await person.browser.submit('/cancel')
          assert.equal(arrived?.get('error'), 'access_denied')
        }
        if (leave === 'wrong password') await person.givePassword('wrong')
        const { claims } = await signIn(person.inAnotherTab(), shop, { prompt: 'none' })
        assert.equal(claims.sub, sub)
      }
      // Who cancels the choice itself says no to the application.
      await visit(person, shop, SELECT)
      const { arrived } = await person.browser.submit('/cancel')
      assert.equal(arrived?.get('error'), 'access_denied')
      assert.equal(await silently(person, shop), undefined)
    })

    it('is answered by a sign-in that is asked for anyway', async () => {
      const { person } = await signedIn()
      server.advance(61)
      for (const parameters of [
        { prompt: 'select_account login' },
        { ...SELECT, max_age: '0' },
        { ...SELECT, max_age: '60' },
      ]) {
        const { request, page } = await visit(person, shop, parameters)
        assert.equal(stepOf(page), 'password', JSON.stringify(parameters))
        assert.ok((await request.finish((await person.givePassword()).arrived)).claims.sub)
        server.advance(61)
      }
    })

    it('comes before consent, which is asked for in the account that was chosen', async () => {
      const { person } = await signedIn()
      const both = { prompt: 'consent select_account' }
      const { request, page } = await visit(person, forum, both)
      assert.ok(isChoice(page))
      assert.equal(stepOf(await choose(person, 'this')), 'consent')
      assert.ok((await request.finish((await answer(person, person.browser.page)).arrived)).claims)

      const second = await visit(person, forum, SELECT)
      const other = await inHandsOf(person)
      await choose(person, 'other')
      const asked = await signInAs(other)
      assert.equal(stepOf(asked), 'consent')
      assert.ok(asked.html.includes(other.account.login))
      const { claims } = await second.request.finish((await answer(other, asked)).arrived)
      assert.ok(claims.sub)
    })

    it('cannot be combined with none', async () => {
      const { person } = await signedIn()
      const { page } = await visit(person, shop, { prompt: 'none select_account' })
      assert.equal(page.arrived?.get('error'), 'invalid_request')
    })

    it('lowers nothing: what a request takes is asked for in the account that was chosen', async () => {
      const { person } = await signedIn()
      const phone = await person.elsewhere().addDevice('Phone')
      server.advance(30)
      const demand = { ...SELECT, ...essentialAcr(TWO_FACTORS) }
      const { request, page } = await visit(person, shop, demand)
      assert.ok(isChoice(page))
      assert.equal(stepOf(await choose(person, 'this')), 'code')
      const { claims } = await request.finish((await person.giveCode(phone.code())).arrived)
      assert.equal(claims.acr, TWO_FACTORS)

      // And the proofs of the one are not the other's.
      await visit(person, shop, demand)
      const other = await inHandsOf(person)
      await choose(person, 'other')
      assert.equal(stepOf(await other.givePassword()), 'device')
    })

    it('asks nobody for anything that cannot be met', async () => {
      const { person } = await signedIn()
      const { page } = await visit(person, shop, { ...SELECT, ...essentialAcr('urn:unheard-of') })
      assert.equal(page.arrived?.get('error'), 'unmet_authentication_requirements')
    })

    it('beside a hint lets in nobody but whom it names', async () => {
      const person = await Person.of(server)
      const { idToken } = await signIn(person, shop)
      const hinted = { ...SELECT, id_token_hint: idToken }
      assert.ok(isChoice((await visit(person, shop, hinted)).page))
      const other = await inHandsOf(person)
      await choose(person, 'other')
      assert.equal((await signInAs(other)).arrived?.get('error'), 'login_required')
    })

    it('takes no form but its own, and its own nowhere else', async () => {
      const { person } = await signedIn()
      const phone = await person.elsewhere().addDevice('Phone')
      await visit(person, shop, { ...SELECT, ...essentialAcr(TWO_FACTORS) })
      const { url } = person.browser.page
      const { fields } = person.browser.form('/account')
      server.advance(30)
      for (const [name, given] of [
        ['code', { code: phone.code() }],
        ['consent', {}],
        ['continue', {}],
        ['skip', {}],
        ['device', { name: 'Another' }],
        ['account', { account: 'somebody' }],
        ['account', {}],
      ] as const) {
        assert.ok(
          isChoice(await person.browser.post(`${url}/${name}`, { ...fields, ...given })),
          name,
        )
      }
      for (const aside of ['recovery', 'device', 'new-device', 'code', 'account']) {
        assert.ok(isChoice(await person.browser.open(`${url}/${aside}`)), aside)
      }
      // The code has not been looked at: it still works.
      await choose(person, 'this')
      const code = person.browser.form('/code')
      await person.browser.post(new URL(code.action, url).href.replace(/code$/, 'account'), {
        ...code.fields,
        account: 'this',
      })
      assert.equal(stepOf(person.browser.page), 'code')
      assert.ok((await person.giveCode(phone.code())).arrived?.get('code'))
    })

    it('is shown again on reloading, and is over once it is answered', async () => {
      const { person } = await signedIn()
      await visit(person, shop, SELECT)
      const { url } = person.browser.page
      assert.ok(isChoice(await person.browser.open(url)))
      await choose(person, 'other')
      const back = await person.browser.open(url)
      assert.equal(back.status, 410)
      assert.match(back.html, /href="http:\/\/localhost:9\/"/)
    })

    it('is answered once, where the form is sent twice at once', async () => {
      const { person } = await signedIn()
      await visit(person, shop, SELECT)
      const { action, fields } = person.browser.form('/account')
      const send = () =>
        person.browser.send(new URL(action, person.browser.page.url).href, {
          method: 'POST',
          body: new URLSearchParams({ ...fields, account: 'this' }),
        })
      const [one, two] = await Promise.all([send(), send()])
      assert.deepEqual([one.status, two.status], [303, 303])
      assert.equal(one.headers.get('Location'), two.headers.get('Location'))
    })

    it('is over where the session has ended meanwhile', async () => {
      const { person } = await signedIn()
      await visit(person, shop, SELECT)
      const tab = person.inAnotherTab()
      await tab.openAccount('/session/end')
      await tab.browser.submit('/session/end/confirm', { logout: 'yes' })
      assert.equal((await choose(person, 'this')).status, 410)
    })

    it('is the sign-in where the account has been disabled since', async () => {
      const { person } = await signedIn()
      await server.accounts.disable(person.account.id)
      assert.equal(stepOf((await visit(person, shop, SELECT)).page), 'password')
    })

    it('is the same where the request was pushed', async () => {
      const { person, sub } = await signedIn()
      const request = await shop.push(SELECT)
      assert.ok(isChoice(await person.browser.open(request.url)))
      const { claims } = await request.finish((await choose(person, 'this')).arrived)
      assert.equal(claims.sub, sub)
    })

    it('of another site’s form chooses nothing', async () => {
      const { person } = await signedIn()
      await visit(person, shop, SELECT)
      const { action, fields } = person.browser.form('/account')
      const url = new URL(action, person.browser.page.url).href
      for (const [given, headers] of [
        [{ account: 'other' }, {}],
        [
          { ...fields, account: 'other' },
          { 'Sec-Fetch-Site': 'cross-site', Origin: 'https://evil.example' },
        ],
      ] as const) {
        assert.equal((await person.browser.post(url, given, headers)).status, 403)
      }
    })
  })
}

describe('prompt', () => {
  let server: TestServer
  let shop: RelyingParty
  before(async () => {
    server = await openTestServer()
    shop = await relyingParty(server)
  })
  after(() => server.close())

  it('is understood with the values that the metadata lists', async () => {
    const { prompt_values_supported: values } = shop.configuration.serverMetadata()
    assert.deepEqual(values, ['none', 'login', 'consent', 'select_account'])
    for (const prompt of values ?? []) {
      const person = await Person.of(server)
      const { page } = await visit(person, shop, { prompt })
      assert.equal(page.arrived?.get('error') ?? stepOf(page), prompt === 'none' ? 'login_required' : 'password') // prettier-ignore
    }
  })

  it('that wants an account created is answered in words, pushed or not', async () => {
    const words = /^prompt=create is not supported: .*prompt_values_supported/
    const person = await Person.of(server)
    await signIn(person, shop)
    for (const parameters of [
      { prompt: 'create' },
      { prompt: 'login create' },
      { prompt: 'create', claims: JSON.stringify({ id_token: { acr: null } }) },
    ] as Parameters[]) {
      const { page } = await visit(person, shop, parameters)
      assert.equal(page.arrived?.get('error'), 'invalid_request')
      assert.match(page.arrived.get('error_description') ?? '', words)
    }
    await assert.rejects(shop.push({ prompt: 'create' }), (error) => {
      assert.ok(error instanceof client.ResponseBodyError)
      assert.equal(error.error, 'invalid_request')
      assert.match(error.error_description ?? '', words)
      return true
    })
  })

  for (const language of LANGUAGES) {
    it(`shows the choice in its reader's language: ${language}`, async () => {
      const browser = new Browser(undefined, { languages: language })
      const person = new Person(server, await server.addAccount(), browser)
      await signIn(person, shop)
      const { page } = await visit(person, shop, SELECT)
      assert.equal(page.heading, catalogues[language].selectAccount.heading)
    })
  }
})
