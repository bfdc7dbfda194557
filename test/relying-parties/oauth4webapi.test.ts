import { strict as assert } from 'node:assert'
import { AuthorizationResponseError } from 'oauth4webapi'
import { Person } from '../support/person.ts'
import { essentialAcr } from '../support/relying-party.ts'
import { testServer } from '../support/test-server.ts'
import { OFFLINE, answer, stepOf, type Parameters } from '../support/visit.ts'
import { openParty, type Party } from './oauth4webapi.ts'

const ONE_FACTOR = 'urn:step-up:1fa'
const TWO_FACTORS = 'urn:step-up:2fa'

const told = (claims: object): unknown[] =>
  ['acr', 'amr', 'auth_time'].map((name) => Reflect.get(claims, name))

describe('oauth4webapi', () => {
  const server = testServer()
  let shop: Party
  before(async () => {
    shop = await openParty(server())
  })

  const now = () => server().now() / 1000

  /** Somebody who has signed in with the password, and has added a phone elsewhere since. */
  async function signedIn() {
    const person = await Person.of(server())
    const request = await shop.authorize()
    const page = await answer(person, await person.browser.open(request.url))
    const { claims } = await request.finish(page)
    const phone = await person.elsewhere().addDevice('Phone')
    server().advance(30)
    return { person, phone, claims }
  }

  for (const [how, begin] of [
    ['an authorization request', (parameters?: Parameters) => shop.authorize(parameters)],
    ['a pushed request', (parameters?: Parameters) => shop.push(parameters)],
  ] as const) {
    describe(`by ${how}`, () => {
      it('signs in with the password', async () => {
        const person = await Person.of(server())
        const request = await begin()
        assert.equal(stepOf(await person.browser.open(request.url)), 'password')
        const { claims } = await request.finish(await person.givePassword())
        assert.equal(claims.sub, person.account.id)
        assert.deepEqual(told(claims), [ONE_FACTOR, ['pwd'], now()])
      })

      for (const [what, parameters] of [
        ['an essential acr', essentialAcr(TWO_FACTORS)],
        ['acr_values', { acr_values: TWO_FACTORS }],
      ] as const) {
        it(`steps up in a live session for ${what}, by the code alone`, async () => {
          const { person, phone, claims: before } = await signedIn()
          const request = await begin(parameters)
          assert.equal(stepOf(await person.browser.open(request.url)), 'code')
          const { claims } = await request.finish(await person.giveCode(phone.code()))
          assert.equal(claims.sub, before.sub)
          assert.deepEqual(told(claims), [TWO_FACTORS, ['pwd', 'otp', 'mfa'], now()])
        })
      }

      it('asks again when max_age has run out, and passes the check of auth_time', async () => {
        const { person, phone } = await signedIn()
        const fresh = { ...essentialAcr(TWO_FACTORS), max_age: '60' }
        const first = await begin(fresh)
        await person.browser.open(first.url)
        await first.finish(await person.giveCode(phone.code()))
        server().advance(60)
        const second = await begin(fresh)
        const { claims } = await second.finish(await person.browser.open(second.url))
        assert.equal(claims.auth_time, now() - 60)
        server().advance(1)
        const third = await begin(fresh)
        assert.equal(stepOf(await person.browser.open(third.url)), 'code')
        const { claims: last } = await third.finish(await person.giveCode(phone.code()))
        assert.equal(last.auth_time, now())
      })

      for (const [error, parameters] of [
        ['login_required', { prompt: 'none' }],
        ['unmet_authentication_requirements', essentialAcr('urn:unheard-of')],
      ] as const) {
        it(`gets ${error} with state and iss`, async () => {
          const person = await Person.of(server())
          const request = await begin(parameters)
          const page = await person.browser.open(request.url)
          assert.ok(page.arrived?.has('state'))
          assert.equal(page.arrived?.get('iss'), server().configuration.issuer)
          // It checks both before it looks at the error.
          assert.throws(
            () => request.validate(page),
            (thrown) => thrown instanceof AuthorizationResponseError && thrown.error === error,
          )
        })
      }

      it('gets interaction_required for a step-up without a page, and access_denied for one that is cancelled', async () => {
        const { person } = await signedIn()
        const silent = await begin({ ...essentialAcr(TWO_FACTORS), prompt: 'none' })
        const refused = await person.browser.open(silent.url)
        assert.throws(() => silent.validate(refused), { error: 'interaction_required' })
        const request = await begin(essentialAcr(TWO_FACTORS))
        await person.browser.open(request.url)
        const declined = await person.browser.submit('/cancel')
        assert.throws(() => request.validate(declined), { error: 'access_denied' })
      })
    })
  }

  it('keeps acr, amr and auth_time through refresh', async () => {
    const { person, phone } = await signedIn()
    const request = await shop.authorize({ ...OFFLINE, acr_values: TWO_FACTORS })
    assert.equal(stepOf(await person.browser.open(request.url)), 'code')
    const page = await answer(person, await person.giveCode(phone.code()))
    let tokens = await request.finish(page)
    const first = told(tokens.claims)
    assert.deepEqual(first, [TWO_FACTORS, ['pwd', 'otp', 'mfa'], now()])
    for (let round = 0; round < 2; round += 1) {
      server().advance(60)
      const next = await shop.refresh(tokens.refreshToken)
      tokens = { ...next, refreshToken: next.refreshToken ?? tokens.refreshToken }
      assert.deepEqual(told(tokens.claims), first)
      assert.deepEqual(told(await shop.introspect(tokens.accessToken)), first)
    }
  })

  it('gives an application of the operator’s own a refresh token without asking for consent', async () => {
    const { person, phone } = await signedIn()
    const request = await shop.authorize({ scope: 'openid offline_access' })
    await person.browser.open(request.url)
    const { refreshToken } = await request.finish(await person.giveCode(phone.code()))
    assert.ok(refreshToken)
  })

  it('finds in the metadata what it needs', () => {
    const { metadata } = shop
    assert.deepEqual(metadata.acr_values_supported, [ONE_FACTOR, TWO_FACTORS])
    assert.equal(metadata.authorization_response_iss_parameter_supported, true)
    assert.deepEqual(metadata.code_challenge_methods_supported, ['S256'])
    assert.ok(metadata.pushed_authorization_request_endpoint)
  })
})
