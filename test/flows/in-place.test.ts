import { strict as assert } from 'node:assert'
import { Person } from '../support/person.ts'
import { essentialAcr, relyingParty, type RelyingParty } from '../support/relying-party.ts'
import { PASSWORD, testServer } from '../support/test-server.ts'
import { signIn, stepOf, visit } from '../support/visit.ts'

const TWO_FACTORS = 'urn:step-up:2fa'

describe('a page in the place of a redirect to it', () => {
  const server = testServer()
  let shop: RelyingParty
  before(async () => {
    shop = await relyingParty(server())
  })

  const open = async (person: Person, url: string): Promise<Response> => person.browser.send(url)

  /** Where a page says that it stands. */
  const addressOn = (html: string): string =>
    /<body[^>]* data-address="([^"]*)"/.exec(html)?.[1] ?? ''

  it('answers an authorization request, and stands at the address of its interaction', async () => {
    const person = await Person.of(server())
    const { url } = await shop.start()
    const response = await open(person, url)
    const html = await response.text()
    assert.deepEqual([response.status, response.headers.get('Location')], [200, null])
    assert.equal(response.headers.get('Cache-Control'), 'no-store')
    assert.match(response.headers.get('Content-Security-Policy') ?? '', /frame-ancestors 'none'/)
    assert.match(addressOn(html), /^\/interaction\/[\w-]+$/)
    const there = await person.browser.open(new URL(addressOn(html), url).href)
    assert.equal(stepOf(there), 'password')
    // It stands where it was asked for: there is nothing to say.
    assert.equal(addressOn(there.html), '')
  })

  it('begins a new interaction when the request is made again, and the first is as it was', async () => {
    const person = await Person.of(server())
    const request = await shop.start()
    const { url } = request
    const [first, second] = [await open(person, url), await open(person, url)]
    const addresses = [addressOn(await first.text()), addressOn(await second.text())]
    assert.notEqual(addresses[0], addresses[1])
    for (const address of addresses) {
      await person.browser.open(new URL(address, url).href)
      assert.equal(stepOf(person.browser.page), 'password')
    }
    const { arrived } = await person.givePassword()
    assert.equal((await request.finish(arrived)).claims.sub, person.account.id)
  })

  it('answers a right password with the page for the code, which is there again after a reload', async () => {
    const person = await Person.of(server())
    const phone = await person.addDevice('Phone')
    const visitor = person.elsewhere()
    const { request } = await visit(visitor, shop)
    server().advance(30)
    const page = await visitor.givePassword()
    assert.deepEqual([page.status, stepOf(page)], [200, 'code'])
    await visitor.browser.open(page.url)
    assert.equal(stepOf(visitor.browser.page), 'code')
    const { arrived } = await visitor.giveCode(phone.code())
    assert.equal((await request.finish(arrived)).claims.acr, TWO_FACTORS)
  })

  it('is the same page when a password is sent again, as browsers without scripts do at a reload', async () => {
    const person = await Person.of(server())
    await person.addDevice('Phone')
    const visitor = person.elsewhere()
    await visit(visitor, shop)
    await visitor.giveName()
    const { action, fields } = visitor.browser.form('/password')
    const url = new URL(action, visitor.browser.page.url).href
    const sent = { ...fields, login: person.account.login, password: PASSWORD }
    for (let time = 0; time < 2; time += 1) {
      const page = await visitor.browser.post(url, sent)
      assert.deepEqual([page.status, stepOf(page)], [200, 'code'])
    }
  })

  it('speaks the language of the account that a password has just named', async () => {
    const person = await Person.of(server())
    await person.addDevice('Phone')
    await server().accounts.setLanguage(person.account.id, 'de')
    const visitor = person.elsewhere()
    const { page } = await visit(visitor, shop)
    assert.equal(page.headers.get('Content-Language'), 'en')
    const next = await visitor.givePassword()
    assert.equal(next.headers.get('Content-Language'), 'de')
  })

  it('asks for the code alone in a live session, and not once somebody has signed out', async () => {
    const person = await Person.of(server())
    await signIn(person, shop)
    const { url } = await shop.start(essentialAcr(TWO_FACTORS))
    const response = await open(person, url)
    assert.equal(response.status, 200)
    const address = addressOn(await response.text())
    await person.browser.open(`${server().configuration.issuer}/session/end`)
    await person.browser.submit('/session/end/confirm', { logout: 'yes' })
    const late = await person.browser.open(new URL(address, url).href)
    assert.equal(late.status, 410)
  })

  it('is no answer to prompt=none, nor where nothing has to be asked', async () => {
    const person = await Person.of(server())
    const none = await open(person, (await shop.start({ prompt: 'none' })).url)
    assert.equal(none.status, 303)
    assert.match(none.headers.get('Location') ?? '', /error=login_required/)
    await signIn(person, shop)
    const granted = await open(person, (await shop.start()).url)
    assert.equal(granted.status, 303)
    assert.match(granted.headers.get('Location') ?? '', /code=/)
  })

  describe('of a browser that runs no script', () => {
    const WITHOUT = { script: 'none' }

    /** Sends the form as that browser does, and does not follow. */
    async function send(person: Person, action: string, fields = {}): Promise<Response> {
      const { browser } = person
      const form = browser.form(action)
      const url = new URL(form.action, browser.page.url).href
      const body = new URLSearchParams({ ...form.fields, ...fields, ...WITHOUT })
      return browser.send(url, { method: 'POST', body, headers: { Origin: new URL(url).origin } })
    }

    it('says so in every form', async () => {
      const person = await Person.of(server())
      const { page } = await visit(person, shop)
      const forms = page.html.match(/<form[\s\S]*?<\/form>/g) ?? []
      assert.ok(forms.length > 1)
      for (const form of forms) {
        assert.match(form, /<noscript><input type="hidden" name="script" value="none"><\/noscript>/)
      }
    })

    it('is fetched once with what was wrong, and then as it stands, and charged once', async () => {
      const person = await Person.of(server())
      const { page } = await visit(person, shop)
      const { login } = person.account
      const named = await send(person, '/identify', { login })
      assert.deepEqual(
        [named.status, named.headers.get('Location')],
        [303, new URL(page.url).pathname],
      )
      assert.deepEqual((await person.browser.open(page.url)).errors, [])
      assert.equal((await send(person, '/password', { login, password: 'wrong' })).status, 303)
      const refused = await person.browser.open(page.url)
      assert.deepEqual([refused.status, refused.errors], [422, ['Incorrect name or password.']])
      const reloaded = await person.browser.open(page.url)
      assert.deepEqual([reloaded.status, reloaded.errors], [200, []])
      const attempts = server()
        .audit()
        .filter((event) => event.type === 'password')
        .filter((event) => 'accountId' in event && event.accountId === person.account.id)
      assert.equal(attempts.length, 1)
      assert.equal((await person.givePassword()).arrived?.has('code'), true)
    })

    it('tells how long to wait, too', async () => {
      const person = await Person.of(server())
      const { page } = await visit(person, shop)
      await person.giveName()
      const { login } = person.account
      let status = 0
      for (let round = 0; status !== 429 && round < 20; round += 1) {
        await send(person, '/password', { login, password: `wrong ${round}` })
        ;({ status } = await person.browser.open(page.url))
      }
      assert.equal(status, 429)
      assert.ok(person.browser.page.headers.has('Retry-After'))
    })

    it('is no other browser’s to fetch, and no cookie of it is read by a script', async () => {
      const person = await Person.of(server())
      const { page } = await visit(person, shop)
      await person.giveName()
      const answer = await send(person, '/password', { password: 'wrong' })
      const [cookie = ''] = answer.headers.getSetCookie().filter((one) => one.includes('_page='))
      assert.match(cookie, /httponly/i)
      assert.match(cookie, /samesite=lax/i)
      const other = person.elsewhere()
      assert.equal((await other.browser.open(page.url)).status, 410)
    })
  })
})
