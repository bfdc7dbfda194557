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
})
