import { strict as assert } from 'node:assert'
import { Person, codesOn, deviceOf, keyOn } from '../support/person.ts'
import { relyingParty, type RelyingParty } from '../support/relying-party.ts'
import { testServer } from '../support/test-server.ts'
import { signIn, silently, stepOf, visit } from '../support/visit.ts'

const TWO_FACTORS = 'urn:step-up:2fa'

/** What docs/asvs.md tells an operator to set who wants it of everybody, always. */
describe('a server that requires a second factor, trusts no browser and has no window for codes', () => {
  const server = testServer({
    secondFactorRequired: true,
    trustedBrowsers: undefined,
    codeWindow: 0,
  })
  let shop: RelyingParty
  before(async () => {
    shop = await relyingParty(server())
  })

  it('lets nobody in by the password alone, at an application or in the account', async () => {
    const person = await Person.of(server())
    const { request } = await visit(person, shop)
    assert.equal(stepOf(await person.givePassword()), 'device')
    assert.match((await silently(person.inAnotherTab(), shop)) ?? '', /required/)
    const { arrived, device } = await person.enrolHere('Phone')
    assert.equal((await request.finish(arrived)).claims.acr, TWO_FACTORS)

    const later = person.elsewhere()
    await visit(later, shop)
    assert.equal(stepOf(await later.givePassword()), 'code')
    assert.match((await silently(later.inAnotherTab(), shop)) ?? '', /required/)
    assert.equal(stepOf(await later.inAnotherTab().openAccount()), 'password')
    const tokens = await signIn(person.elsewhere(), shop, {}, device)
    assert.deepEqual(tokens.claims.amr, ['pwd', 'otp', 'mfa'])
  })

  it('takes a code for 30 seconds, of a device that is set up as well', async () => {
    const person = await Person.of(server())
    await visit(person, shop)
    await person.givePassword()
    const named = await person.browser.submit('/device', { name: 'Phone' })
    const device = deviceOf(server(), 'Phone', keyOn(named))
    const confirm = (code: string) => person.browser.submit('/device/code', { code })
    for (const steps of [-1, 1]) {
      assert.equal((await confirm(device.code(steps))).errors.length, 1, `${steps}`)
    }
    assert.equal(codesOn(await confirm(device.code())).length, 10)

    server().advance(60)
    const later = person.elsewhere()
    const { request } = await visit(later, shop)
    await later.givePassword()
    for (const steps of [-1, 1]) {
      assert.equal(stepOf(await later.giveCode(device.code(steps))), 'code', `${steps}`)
    }
    assert.ok((await request.finish((await later.giveCode(device.code())).arrived)).claims.sub)
  })
})
