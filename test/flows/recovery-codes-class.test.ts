import { strict as assert } from 'node:assert'
import { Person, deviceOf, keyOn } from '../support/person.ts'
import { essentialAcr, relyingParty, type RelyingParty } from '../support/relying-party.ts'
import { openTestServer, type TestServer } from '../support/test-server.ts'
import { signIn, stepOf, visit } from '../support/visit.ts'
import { ONE_FACTOR, TWO_FACTORS, recoveryLinkOn } from './recovery-scene.ts'

describe('what a recovery code earns', () => {
  const opened: TestServer[] = []
  afterEach(async () => {
    for (const server of opened.splice(0)) await server.close()
  })

  async function open(options: Parameters<typeof openTestServer>[0]) {
    const server = await openTestServer(options)
    opened.push(server)
    const shop = await relyingParty(server)
    const person = await Person.of(server)
    const phone = await person.addDevice('Phone')
    const { codes } = await server.recoveryCodes.issue(person.account.id)
    server.advance(60)
    return { shop, server, phone, person: person.elsewhere(), code: codes[0]!.code.reveal() }
  }

  /** Signs in by recovery code, as far as it goes. */
  async function recover(person: Person, shop: RelyingParty, code: string, parameters = {}) {
    const { request, page: first } = await visit(person, shop, parameters)
    const page = stepOf(first) === 'password' ? await person.givePassword() : first
    const link = recoveryLinkOn(page)
    assert.ok(link)
    await person.browser.open(new URL(link, page.url).href)
    return { request, page: await person.giveRecoveryCode(code) }
  }

  it('is told by the amr that is configured', async () => {
    const { shop, person, code, phone } = await open({ recoveryCodes: { amr: 'recovery' } })
    const { request } = await recover(person, shop, code)
    const { claims } = await request.finish((await person.browser.submit('/continue')).arrived)
    assert.equal(claims.acr, TWO_FACTORS)
    assert.deepEqual(claims.amr, ['pwd', 'recovery', 'mfa'])
    const tokens = await signIn(person.elsewhere(), shop, {}, phone)
    assert.deepEqual(tokens.claims.amr, ['pwd', 'otp', 'mfa'])
  })

  it('is nothing where the second class takes codes of devices alone, and no link leads there', async () => {
    const { shop, person, code, phone } = await open({
      ladder: [
        { name: ONE_FACTOR, methods: ['password'] },
        { name: TWO_FACTORS, methods: ['password', 'totp'] },
      ],
    })
    const { request } = await visit(person, shop)
    const page = await person.givePassword()
    assert.equal(stepOf(page), 'code')
    assert.equal(recoveryLinkOn(page), undefined)
    assert.doesNotMatch(page.html, /recovery code/)
    assert.equal(stepOf(await person.browser.open(`${page.url}/recovery`)), 'code')
    const { csrf = '' } = person.browser.form('/code').fields
    const form = { csrf, recovery_code: code }
    assert.equal(stepOf(await person.browser.post(`${page.url}/recovery`, form)), 'code')
    await request.finish((await person.giveCode(phone.code())).arrived)
  })

  it('is a class of its own between the two, where the ladder has one', async () => {
    const RECOVERED = 'urn:example:recovered'
    const { shop, server, person, code, phone } = await open({
      ladder: [
        { name: ONE_FACTOR, methods: ['password'] },
        { name: RECOVERED, methods: ['password', ['totp', 'recovery_code']] },
        { name: TWO_FACTORS, methods: ['password', 'totp'] },
      ],
      recoveryCodes: { amr: 'recovery' },
    })
    const { request } = await recover(person, shop, code)
    const { claims } = await request.finish((await person.browser.submit('/continue')).arrived)
    assert.equal(claims.acr, RECOVERED)
    assert.deepEqual(claims.amr, ['pwd', 'recovery', 'mfa'])
    // Whoever wants the class above asks for a device's code, and offers nothing else.
    const { request: higher, page } = await visit(person, shop, essentialAcr(TWO_FACTORS))
    assert.equal(stepOf(page), 'code')
    assert.equal(recoveryLinkOn(page), undefined)
    const { claims: raised } = await higher.finish((await person.giveCode(phone.code())).arrived)
    assert.equal(raised.acr, TWO_FACTORS)
    server.advance(30)
    const tokens = await signIn(person.elsewhere(), shop, {}, phone)
    assert.equal(tokens.claims.acr, TWO_FACTORS)
  })

  it('does not grow by the device that is added after it', async () => {
    const RECOVERED = 'urn:example:recovered'
    const { shop, server, person, code } = await open({
      ladder: [
        { name: ONE_FACTOR, methods: ['password'] },
        { name: RECOVERED, methods: ['password', ['totp', 'recovery_code']] },
        { name: TWO_FACTORS, methods: ['password', 'totp'] },
      ],
    })
    const { request, page } = await recover(person, shop, code)
    await person.browser.open(`${page.url}/new-device`)
    const setup = await person.browser.submit('/device', { name: 'New phone' })
    const device = deviceOf(server, 'New phone', keyOn(setup))
    const { arrived } = await person.browser.submit('/device/code', { code: device.code() })
    assert.equal((await request.finish(arrived)).claims.acr, RECOVERED)
  })
})
