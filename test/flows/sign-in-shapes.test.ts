import { strict as assert } from 'node:assert'
import { Person } from '../support/person.ts'
import { essentialAcr, relyingParty, type RelyingParty } from '../support/relying-party.ts'
import { fieldsOn, otherNameOn } from '../support/sign-in-page.ts'
import { PASSWORD, testServer } from '../support/test-server.ts'
import { signIn, stepOf, visit } from '../support/visit.ts'

const ONE_FACTOR = 'urn:step-up:1fa'
const TWO_FACTORS = 'urn:step-up:2fa'

describe('signing in with the name first', () => {
  const server = testServer()
  let shop: RelyingParty
  before(async () => {
    shop = await relyingParty(server())
  })

  const uidOf = (url: string): string => new URL(url).pathname.split('/')[2] ?? ''

  it('asks for the name, then for the password, then for the code', async () => {
    const person = await Person.of(server())
    const phone = await person.addDevice('Phone')
    server().advance(30)
    const visitor = person.elsewhere()
    const { request, page } = await visit(visitor, shop)
    assert.deepEqual(fieldsOn(page), { login: '' })
    const second = await visitor.giveName(` ${person.account.login} `)
    assert.equal(second.heading, 'Enter your password')
    assert.deepEqual(fieldsOn(second), { login: `${person.account.login} (fixed)`, password: '' })
    assert.match(second.html, /<input id="login"[^>]* autocomplete="username"/)
    assert.equal(stepOf(await visitor.givePassword()), 'code')
    const { claims } = await request.finish((await visitor.giveCode(phone.code())).arrived)
    assert.equal(claims.acr, TWO_FACTORS)
  })

  it('answers the name with the next page at once, keeps nothing, and bears a reload', async () => {
    const person = await Person.of(server())
    const { page } = await visit(person, shop)
    const uid = uidOf(page.url)
    const stored = async () => (await server().provider.Interaction.find(uid))?.jti
    const payload = async () => JSON.stringify(await server().provider.Interaction.find(uid))
    const before = await payload()
    const { action, fields } = person.browser.form('/identify')
    const events = server().audit().length
    for (let reload = 0; reload < 2; reload += 1) {
      const url = new URL(action, page.url).href
      const response = await person.browser.send(url, {
        method: 'POST',
        body: new URLSearchParams({ ...fields, login: person.account.login }),
        headers: { Origin: server().configuration.issuer },
      })
      assert.equal(response.status, 200)
      assert.match(await response.text(), /Enter your password/)
    }
    assert.ok(await stored())
    assert.equal(await payload(), before)
    assert.equal(server().audit().length, events)
  })

  it('refuses no name at the field', async () => {
    const person = await Person.of(server())
    await visit(person, shop)
    for (const login of ['', ' \t ']) {
      const page = await person.giveName(login)
      assert.deepEqual([page.status, page.errors], [422, ['Enter your name or email.']])
      assert.deepEqual(fieldsOn(page), { login: '' })
    }
    assert.equal((await person.givePassword()).arrived?.has('code'), true)
  })

  it('does not look at a password that comes along with the name', async () => {
    const person = await Person.of(server())
    await visit(person, shop)
    const events = server().audit().length
    for (const password of [PASSWORD, 'wrong', 'wrong', 'wrong', 'wrong', 'wrong', 'wrong']) {
      const { login } = person.account
      const page = await person.browser.submit('/identify', { login, password })
      assert.deepEqual([page.status, page.arrived], [200, undefined])
      assert.deepEqual(fieldsOn(page), { login: `${login} (fixed)`, password: '' })
      await person.browser.open(`${page.url}/identify`)
    }
    assert.equal(server().audit().length, events)
    assert.equal((await person.givePassword()).arrived?.has('code'), true)
  })

  it('shows the page of the password again after a wrong one', async () => {
    const person = await Person.of(server())
    await visit(person, shop)
    const page = await person.givePassword('wrong')
    assert.deepEqual([page.status, page.errors], [422, ['Incorrect name or password.']])
    assert.deepEqual(fieldsOn(page), { login: `${person.account.login} (fixed)`, password: '' })
    assert.equal((await person.givePassword()).arrived?.has('code'), true)
  })

  it('lets somebody else say who they are', async () => {
    const person = await Person.of(server())
    const other = await server().addAccount()
    const { request, page } = await visit(person, shop)
    const named = await person.giveName()
    const back = await person.browser.open(new URL(otherNameOn(named) ?? '', page.url).href)
    assert.deepEqual(fieldsOn(back), { login: '' })
    const { arrived } = await person.givePassword(PASSWORD, { login: other.login })
    assert.equal((await request.finish(arrived)).claims.sub, other.id)
  })

  it('begins with the password where the application says who it is, and takes somebody else', async () => {
    const person = await Person.of(server())
    const other = await server().addAccount()
    const hint = { login_hint: ` ${other.login}` }
    const { request, page } = await visit(person, shop, hint)
    assert.deepEqual(fieldsOn(page), { login: `${other.login} (fixed)`, password: '' })
    const back = await person.browser.open(new URL(otherNameOn(page) ?? '', page.url).href)
    assert.deepEqual(fieldsOn(back), { login: '' })
    const { arrived } = await person.givePassword()
    assert.equal((await request.finish(arrived)).claims.sub, person.account.id)
  })

  it('begins with the password in a live session, and takes somebody else', async () => {
    const person = await Person.of(server())
    const other = await server().addAccount()
    await signIn(person, shop)
    server().advance(61)
    const { request, page } = await visit(person, shop, { max_age: '60' })
    assert.equal(page.heading, 'Confirm that it is you')
    assert.deepEqual(fieldsOn(page), { login: `${person.account.login} (fixed)`, password: '' })
    const back = await person.browser.open(new URL(otherNameOn(page) ?? '', page.url).href)
    assert.deepEqual([back.heading, fieldsOn(back)], ['Sign in', { login: '' }])
    const named = await person.giveName(other.login)
    assert.equal(named.heading, 'Enter your password')
    await person.givePassword(PASSWORD, { login: other.login })
    // Without JavaScript the library asks before it changes the session's account.
    const { arrived } = await person.browser.submit('')
    assert.equal((await request.finish(arrived)).claims.sub, other.id)
  })

  it('begins with the password in a step-up, which stays its account’s', async () => {
    const person = await Person.of(server())
    const other = await server().addAccount()
    await signIn(person, shop)
    const { page: enrolment } = await visit(person, shop, essentialAcr(TWO_FACTORS))
    assert.equal(stepOf(enrolment), 'device')
    // A device is only added after a fresh password.
    server().advance(400)
    const page = await person.browser.open(enrolment.url)
    const { login } = person.account
    assert.equal(page.heading, 'Confirm that it is you')
    assert.deepEqual(fieldsOn(page), { login: `${login} (fixed)`, password: '' })
    assert.equal(otherNameOn(page), undefined)
    // Nor does a form, or an address, make it another's.
    const { fields } = person.browser.form('/password')
    const url = `${page.url}/identify`
    const forged = await person.browser.post(url, { ...fields, login: other.login })
    assert.deepEqual(fieldsOn(forged), fieldsOn(page))
    assert.deepEqual(fieldsOn(await person.browser.open(url)), fieldsOn(page))
    assert.equal(stepOf(await person.givePassword(PASSWORD, { login: other.login })), 'device')
  })

  it('shows where it stands at the addresses of its forms', async () => {
    const person = await Person.of(server())
    await person.addDevice('Phone')
    const visitor = person.elsewhere()
    const { page } = await visit(visitor, shop)
    for (const end of ['', '/identify', '/password', '/code']) {
      assert.deepEqual(fieldsOn(await visitor.browser.open(`${page.url}${end}`)), { login: '' })
    }
    await visitor.givePassword()
    for (const end of ['', '/identify', '/password', '/code']) {
      assert.equal(stepOf(await visitor.browser.open(`${page.url}${end}`)), 'code')
    }
    // A name that comes late, from another tab say, changes nothing any more.
    const { fields } = visitor.browser.form('/code')
    const late = await visitor.browser.post(`${page.url}/identify`, { ...fields, login: 'late' })
    assert.equal(stepOf(late), 'code')
  })
})

describe('signing in with name and password on one page', () => {
  const server = testServer({ signInPage: 'password-first' })
  let shop: RelyingParty
  before(async () => {
    shop = await relyingParty(server())
  })

  it('asks for both, and then for the code', async () => {
    const person = await Person.of(server())
    const phone = await person.addDevice('Phone')
    server().advance(30)
    const visitor = person.elsewhere()
    const { request, page } = await visit(visitor, shop)
    assert.deepEqual(fieldsOn(page), { login: '', password: '' })
    const wrong = await visitor.givePassword('wrong')
    assert.deepEqual([wrong.status, wrong.errors], [422, ['Incorrect name or password.']])
    assert.deepEqual(fieldsOn(wrong), { login: person.account.login, password: '' })
    assert.equal(stepOf(await visitor.givePassword()), 'code')
    const { claims } = await request.finish((await visitor.giveCode(phone.code())).arrived)
    assert.equal(claims.acr, TWO_FACTORS)
  })

  it('fills in the name that the application hints at, which can be changed', async () => {
    const person = await Person.of(server())
    const { page } = await visit(person, shop, { login_hint: 'anna@example.com' })
    assert.deepEqual(fieldsOn(page), { login: 'anna@example.com', password: '' })
    assert.equal(otherNameOn(page), undefined)
  })

  it('fills in the name of a live session', async () => {
    const person = await Person.of(server())
    await signIn(person, shop)
    server().advance(61)
    const { page } = await visit(person, shop, { ...essentialAcr(ONE_FACTOR), max_age: '60' })
    assert.equal(page.heading, 'Confirm that it is you')
    assert.deepEqual(fieldsOn(page), { login: person.account.login, password: '' })
    assert.equal((await person.givePassword()).arrived?.has('code'), true)
  })

  it('has no page that asks for the name alone', async () => {
    const person = await Person.of(server())
    const { page } = await visit(person, shop)
    const { fields } = person.browser.form('/password')
    assert.equal((await person.browser.open(`${page.url}/identify`)).status, 404)
    const posted = await person.browser.post(`${page.url}/identify`, { ...fields, login: 'anna' })
    assert.equal(posted.status, 404)
  })
})
