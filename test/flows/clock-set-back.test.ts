import { strict as assert } from 'node:assert'
import * as client from 'openid-client'
import { Person } from '../support/person.ts'
import { essentialAcr, relyingParty, type RelyingParty } from '../support/relying-party.ts'
import { testServer } from '../support/test-server.ts'
import { OFFLINE, answer, signIn, silently, stepOf, visit } from '../support/visit.ts'

const TWO_FACTORS = 'urn:step-up:2fa'

/** What was proved by a clock that has been set back since. */
describe('a proof whose date lies ahead', () => {
  const server = testServer()
  let shop: RelyingParty
  before(async () => {
    shop = await relyingParty(server())
  })

  it('satisfies nothing, and is given again', async () => {
    const owner = await Person.of(server())
    const phone = await owner.addDevice('Phone')
    const person = owner.elsewhere()
    server().advance(3600)
    await signIn(person, shop, essentialAcr(TWO_FACTORS), phone)
    server().advance(-3600)
    assert.equal(await silently(person, shop), 'login_required')
    assert.equal(await silently(person, shop, { max_age: '600' }), 'login_required')
    const { page } = await visit(person, shop)
    assert.equal(stepOf(page), 'password')
    assert.equal(stepOf(await person.givePassword()), 'code')
  })

  it('gives way to the one that is given again', async () => {
    const person = await Person.of(server())
    server().advance(3600)
    await signIn(person, shop)
    server().advance(-3600)
    const { claims } = await signIn(person, shop)
    assert.equal(claims.auth_time, server().now() / 1000)
    assert.equal(await silently(person, shop, { max_age: '60' }), undefined)
  })

  it('by less than clocks differ counts as given now', async () => {
    const person = await Person.of(server())
    server().advance(30)
    await signIn(person, shop)
    server().advance(-30)
    assert.equal(await silently(person, shop, { max_age: '60' }), undefined)
    server().advance(-1)
    assert.equal(await silently(person, shop), 'login_required')
    server().advance(1)
  })

  it('keeps no token alive', async () => {
    const person = await Person.of(server())
    server().advance(3600)
    const { refreshToken = '' } = await signIn(person, shop, OFFLINE)
    server().advance(-3600)
    await assert.rejects(client.refreshTokenGrant(shop.configuration, refreshToken), {
      error: 'invalid_grant',
    })
    const { page } = await visit(person, shop)
    assert.ok((await answer(person, page)).arrived?.has('code'))
  })
})
