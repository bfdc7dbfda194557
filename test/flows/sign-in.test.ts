import { strict as assert } from 'node:assert'
import { Person } from '../support/person.ts'
import { essentialAcr, relyingParty, type RelyingParty } from '../support/relying-party.ts'
import { testServer } from '../support/test-server.ts'

const ONE_FACTOR = 'urn:step-up:1fa'
const TWO_FACTORS = 'urn:step-up:2fa'

describe('signing in', () => {
  const server = testServer()
  let shop: RelyingParty
  before(async () => {
    shop = await relyingParty(server())
  })

  it('takes a password from an account without a device, and says so', async () => {
    const person = await Person.of(server())
    const request = await shop.start()
    await person.browser.open(request.url)
    const { arrived } = await person.givePassword()
    const { claims } = await request.finish(arrived)
    assert.equal(claims.sub, person.account.id)
    assert.equal(claims.acr, ONE_FACTOR)
    assert.deepEqual(claims.amr, ['pwd'])
    assert.equal(claims.auth_time, server().now() / 1000)
  })

  it('takes a code after the password from an account with a device', async () => {
    const person = await Person.of(server())
    const phone = await person.addDevice('My Phone')
    const again = person.elsewhere()
    const request = await shop.start()
    await again.browser.open(request.url)
    const page = await again.givePassword()
    assert.equal(page.arrived, undefined)
    server().advance(30)
    const { arrived } = await again.giveCode(phone.code())
    const { claims } = await request.finish(arrived)
    assert.equal(claims.acr, TWO_FACTORS)
    assert.deepEqual(claims.amr, ['pwd', 'otp', 'mfa'])
  })

  it('accepts a code of any of several devices', async () => {
    const person = await Person.of(server())
    const phone = await person.addDevice('Phone')
    const tablet = await person.addDevice('Tablet', phone)
    for (const device of [phone, tablet]) {
      server().advance(60)
      const visitor = person.elsewhere()
      const request = await shop.start()
      await visitor.browser.open(request.url)
      await visitor.givePassword()
      const { arrived } = await visitor.giveCode(device.code())
      assert.equal((await request.finish(arrived)).claims.acr, TWO_FACTORS)
    }
  })

  it('fills in the name that the application hints at', async () => {
    const person = await Person.of(server())
    const request = await shop.start({ login_hint: person.account.login })
    const page = await person.browser.open(request.url)
    assert.ok(page.html.includes(`value="${person.account.login}"`))
  })

  it('takes an unreadable cookie for none', async () => {
    const { issuer } = server().configuration
    const response = await fetch(`${issuer}/interaction/gone`, {
      headers: { Cookie: 'step_up_application=%' },
    })
    assert.equal(response.status, 410)
  })

  it('enrols a device inside a sign-in that demands one and has none', async () => {
    const person = await Person.of(server())
    const request = await shop.start(essentialAcr(TWO_FACTORS))
    await person.browser.open(request.url)
    await person.givePassword()
    await person.browser.submit('/device', { name: 'Phone' })
    assert.match(person.browser.page.html, /<svg[^>]*viewBox/)
  })
})
