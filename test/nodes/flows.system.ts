import { strict as assert } from 'node:assert'
import * as client from 'openid-client'
import { fleet } from '../support/fleet.ts'
import { essentialAcr, relyingParty, type RelyingParty } from '../support/relying-party.ts'
import { OFFLINE, signIn, silently, stepOf, visit } from '../support/visit.ts'

const ONE_FACTOR = 'urn:step-up:1fa'
const TWO_FACTORS = 'urn:step-up:2fa'

describe('three nodes behind nginx on one Redis', () => {
  const nodes = fleet(3, { secondFactorWhenEnrolled: false })
  let shop: RelyingParty
  before(async () => {
    shop = await relyingParty(nodes())
  })

  it('sign somebody in and step up, each request at another node', async () => {
    const agent = 'sign-in and step-up'
    const { person, phone } = await nodes().somebody(agent)
    const { claims } = await signIn(person, shop)
    assert.equal(claims.acr, ONE_FACTOR)
    const raised = await signIn(person, shop, essentialAcr(TWO_FACTORS), phone)
    assert.equal(raised.claims.acr, TWO_FACTORS)
    assert.equal(raised.claims.sub, claims.sub)
    assert.deepEqual([...(raised.claims.amr ?? [])].toSorted(), ['mfa', 'otp', 'pwd'])
    assert.equal(nodes().met(agent).length, 3)
    const all = nodes().nginx.passedOn()
    const own = all.filter((line) => line.agent === agent)
    assert.ok(own.length >= 7, `${own.length} requests`)
    // Never the node of the request before, nor a second one for the same request.
    assert.ok(all.every(({ ports }, at) => at === 0 || ports[0] !== all[at - 1]?.ports[0]))
    assert.ok(own.every(({ ports, status }) => ports.length === 1 && status < 500))
  })

  it('lead somebody through adding a device, and know it everywhere at once', async () => {
    const agent = 'enrolment'
    const { person } = await nodes().somebody(agent)
    await nodes().domain.authenticators.removeAll(person.account.id)
    const { request, page } = await visit(person, shop, essentialAcr(TWO_FACTORS))
    assert.equal(stepOf(page), 'password')
    await person.givePassword()
    const { arrived, recoveryCodes } = await person.enrolHere('Tablet')
    assert.equal((await request.finish(arrived)).claims.acr, TWO_FACTORS)
    assert.equal(recoveryCodes.length, 10)
    assert.equal(nodes().met(agent).length, 3)
    // What one node gave, another one takes.
    const laptop = person.elsewhere()
    const second = await visit(laptop, shop, essentialAcr(TWO_FACTORS))
    assert.equal(stepOf(await laptop.givePassword()), 'code')
    await laptop.browser.open(`${laptop.browser.page.url}/recovery`)
    await laptop.giveRecoveryCode(recoveryCodes[0] ?? '')
    const last = await laptop.browser.submit('/continue')
    assert.equal((await second.request.finish(last.arrived)).claims.acr, TWO_FACTORS)
  })

  it('know a session, a token and a sign-out alike', async () => {
    const agent = 'session'
    const { person } = await nodes().somebody(agent)
    const { accessToken, refreshToken = '', claims } = await signIn(person, shop, OFFLINE)
    for (const _ of nodes().nodes) {
      const info = await client.fetchUserInfo(shop.configuration, accessToken, claims.sub)
      assert.equal(info.sub, claims.sub)
      assert.equal(await silently(person, shop), undefined)
    }
    const renewed = await client.refreshTokenGrant(shop.configuration, refreshToken)
    assert.ok(renewed.access_token)
    await person.browser.open(`${nodes().url}/session/end`)
    await person.browser.submit('/session/end/confirm', { logout: 'yes' })
    for (const _ of nodes().nodes) assert.equal(await silently(person, shop), 'login_required')
  })
})
