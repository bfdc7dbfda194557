import { strict as assert } from 'node:assert'
import { Person } from '../support/person.ts'
import { relyingParty, type RelyingParty } from '../support/relying-party.ts'
import { testServer } from '../support/test-server.ts'
import { signIn, silently, stepOf, visit } from '../support/visit.ts'

const TWO_FACTORS = 'urn:step-up:2fa'

/** What docs/asvs.md tells an operator to set who wants it of everybody, always. */
describe('a server that requires a second factor and trusts no browser', () => {
  const server = testServer({ secondFactorRequired: true, trustedBrowsers: undefined })
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
})
