import { strict as assert } from 'node:assert'
import * as client from 'openid-client'
import { Person } from '../support/person.ts'
import { essentialAcr, relyingParty, type RelyingParty } from '../support/relying-party.ts'
import { keepSecret } from '../support/secrets-in-logs.ts'
import { testServer } from '../support/test-server.ts'
import { OFFLINE, signIn, stepOf } from '../support/visit.ts'

const ONE_FACTOR = 'urn:step-up:1fa'
const TWO_FACTORS = 'urn:step-up:2fa'

describe('tokens', () => {
  const server = testServer()
  let shop: RelyingParty
  before(async () => {
    shop = await relyingParty(server())
  })

  const introspect = async (token: string) => client.tokenIntrospection(shop.configuration, token)

  it('of a pushed request cannot be had for less by editing the address', async () => {
    const person = await Person.of(server())
    await signIn(person, shop)
    const request = await shop.push(essentialAcr(TWO_FACTORS))
    for (const [name, value] of [
      ['acr_values', ONE_FACTOR],
      ['claims', essentialAcr(ONE_FACTOR).claims],
      ['prompt', 'none'],
    ] as const) {
      const url = new URL((await shop.push(essentialAcr(TWO_FACTORS))).url)
      url.searchParams.set(name, value)
      const page = await person.browser.open(url.href)
      assert.equal(page.arrived?.has('code') ?? false, false)
      assert.equal(stepOf(page), 'device')
    }
    await person.browser.open(request.url)
    const { arrived } = await person.enrolHere('Phone')
    assert.equal((await request.finish(arrived)).claims.acr, TWO_FACTORS)
  })

  it('keep acr, amr and auth_time through refresh, whatever the session becomes', async () => {
    const person = await Person.of(server())
    const first = await signIn(person, shop, OFFLINE)
    assert.equal(first.claims.acr, ONE_FACTOR)
    server().advance(60)
    const phone = await person.addDevice('Phone')
    await signIn(person, shop, essentialAcr(TWO_FACTORS), phone)
    let refreshToken = first.refreshToken ?? ''
    for (const round of [1, 2]) {
      server().advance(60)
      const tokens = await client.refreshTokenGrant(shop.configuration, refreshToken)
      refreshToken = keepSecret(tokens.refresh_token ?? refreshToken)
      keepSecret(tokens.id_token ?? '')
      const claims = tokens.claims()
      assert.deepEqual(
        [claims?.['acr'], claims?.['amr'], claims?.auth_time],
        [ONE_FACTOR, ['pwd'], first.claims.auth_time],
        `round ${round}`,
      )
      const told = await introspect(keepSecret(tokens.access_token))
      assert.deepEqual(
        [told['acr'], told['amr'], told['auth_time']],
        [ONE_FACTOR, ['pwd'], first.claims.auth_time],
      )
    }
  })

  it('tell a resource server acr, amr and auth_time by introspection', async () => {
    const person = await Person.of(server())
    const phone = await person.addDevice('Phone')
    const { accessToken, claims } = await signIn(person, shop, { max_age: '0' }, phone)
    const told = await introspect(accessToken)
    assert.equal(told.active, true)
    assert.equal(told.sub, person.account.id)
    assert.deepEqual(
      [told['acr'], told['amr'], told['auth_time']],
      [TWO_FACTORS, ['pwd', 'otp', 'mfa'], claims.auth_time],
    )
    assert.equal(claims.auth_time, server().now() / 1000)
  })

  it('are given for a code once, and the second use takes them back', async () => {
    const person = await Person.of(server())
    const request = await shop.start()
    await person.browser.open(request.url)
    const { arrived } = await person.givePassword()
    const { accessToken } = await request.finish(arrived)
    await assert.rejects(request.finish(arrived), { error: 'invalid_grant' })
    assert.equal((await introspect(accessToken)).active, false)
  })

  it('are told what the provider can do', () => {
    const metadata = shop.configuration.serverMetadata()
    assert.deepEqual(metadata['acr_values_supported'], [ONE_FACTOR, TWO_FACTORS])
    assert.equal(metadata['claims_parameter_supported'], true)
    for (const claim of ['acr', 'amr', 'auth_time']) {
      assert.ok((metadata['claims_supported'] as string[]).includes(claim))
    }
  })
})
