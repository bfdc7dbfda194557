import { strict as assert } from 'node:assert'
import { Person } from '../support/person.ts'
import { essentialAcr, relyingParty, type RelyingParty } from '../support/relying-party.ts'
import { testServer } from '../support/test-server.ts'

const ONE_FACTOR = 'urn:step-up:1fa'
const TWO_FACTORS = 'urn:step-up:2fa'

describe('"not now"', () => {
  const server = testServer()
  let shop: RelyingParty
  before(async () => {
    shop = await relyingParty(server())
  })

  it('goes on without a device where a second factor was only preferred, and says so', async () => {
    const person = await Person.of(server())
    const request = await shop.start({ acr_values: TWO_FACTORS })
    await person.browser.open(request.url)
    await person.givePassword()
    const { arrived } = await person.browser.submit('/skip')
    const { claims } = await request.finish(arrived)
    assert.equal(claims.acr, ONE_FACTOR)
    assert.deepEqual(claims.amr, ['pwd'])
  })

  it('can be said on the page with the QR code too', async () => {
    const person = await Person.of(server())
    const request = await shop.start({ acr_values: TWO_FACTORS })
    await person.browser.open(request.url)
    await person.givePassword()
    await person.browser.submit('/device', { name: 'Phone' })
    const { arrived } = await person.browser.submit('/skip')
    assert.equal((await request.finish(arrived)).claims.acr, ONE_FACTOR)
  })

  it('holds for one request: the next one offers it again', async () => {
    const person = await Person.of(server())
    const first = await shop.start({ acr_values: TWO_FACTORS })
    await person.browser.open(first.url)
    await person.givePassword()
    await person.browser.submit('/skip')
    const second = await shop.start({ acr_values: TWO_FACTORS })
    await person.browser.open(second.url)
    assert.ok(person.browser.form('/skip'))
  })

  for (const [what, clientId, parameters] of [
    ['an essential demand', 'shop', essentialAcr(TWO_FACTORS)],
    ['a floor', 'bank', { acr_values: TWO_FACTORS }],
  ] as const) {
    it(`is not offered, and opens nothing, against ${what}`, async () => {
      const person = await Person.of(server())
      const request = await (await relyingParty(server(), clientId)).start(parameters)
      await person.browser.open(request.url)
      await person.givePassword()
      const { action, fields } = person.browser.form('/device')
      assert.throws(() => person.browser.form('/skip'))
      const skip = new URL(action.replace(/device$/, 'skip'), person.browser.page.url).href
      const page = await person.browser.post(skip, fields)
      assert.equal(page.arrived, undefined)
      assert.ok(person.browser.form('/device'))
    })
  }
})
