import { strict as assert } from 'node:assert'
import { Person } from '../support/person.ts'
import { essentialAcr, relyingParty, type RelyingParty } from '../support/relying-party.ts'
import { testServer } from '../support/test-server.ts'
import { answer, signIn, silently, stepOf, visit } from '../support/visit.ts'

const ONE_FACTOR = 'urn:step-up:1fa'
const TWO_FACTORS = 'urn:step-up:2fa'
const REFEDS = 'https://refeds.org/profile/mfa'

describe('what a request asks for', () => {
  const server = testServer({
    ladder: [
      { name: ONE_FACTOR, methods: ['password'], aliases: ['urn:okta:loa:1fa:any'] },
      { name: TWO_FACTORS, methods: ['password', 'totp'], aliases: [REFEDS] },
    ],
  })
  let shop: RelyingParty
  before(async () => {
    shop = await relyingParty(server())
  })

  describe('acr', () => {
    it('is answered in the vocabulary that was asked in', async () => {
      const person = await Person.of(server())
      const phone = await person.addDevice('Phone')
      for (const parameters of [{ acr_values: REFEDS }, essentialAcr(REFEDS)]) {
        const { claims } = await signIn(person, shop, parameters, phone)
        assert.equal(claims.acr, REFEDS)
      }
      assert.equal((await signIn(person, shop)).claims.acr, TWO_FACTORS)
    })

    it('is the first in the order of preference that the account can meet', async () => {
      const person = await Person.of(server())
      const acr = `urn:unheard-of urn:okta:loa:1fa:any ${TWO_FACTORS}`
      assert.equal(
        (await signIn(person, shop, { acr_values: acr })).claims.acr,
        'urn:okta:loa:1fa:any',
      )
    })

    it('that is essential and lower is answered with that class', async () => {
      const person = await Person.of(server())
      const phone = await person.addDevice('Phone')
      const visitor = person.elsewhere()
      const { claims } = await signIn(visitor, shop, essentialAcr(ONE_FACTOR), phone)
      assert.equal(claims.acr, ONE_FACTOR)
      // What was done is told nevertheless.
      assert.deepEqual(claims.amr, ['pwd', 'otp', 'mfa'])
    })

    it('that is voluntary and unheard of is answered with the truth', async () => {
      const person = await Person.of(server())
      const { claims } = await signIn(person, shop, { acr_values: 'urn:unheard-of' })
      assert.equal(claims.acr, ONE_FACTOR)
    })

    it('that is essential and unheard of is refused before anybody signs in', async () => {
      const person = await Person.of(server())
      const { page } = await visit(person, shop, essentialAcr('urn:unheard-of'))
      assert.equal(page.arrived?.get('error'), 'unmet_authentication_requirements')
    })

    for (const [what, acr] of [
      ['no class at all', { essential: true, values: [] }],
      ['a number', { essential: true, value: 2 }],
      ['a sentence about being essential', { essential: 'yes', value: ONE_FACTOR }],
      ['nothing readable', [TWO_FACTORS]],
    ] as const) {
      it(`that is essential and names ${what} is satisfied by nothing`, async () => {
        const person = await Person.of(server())
        const claims = JSON.stringify({ id_token: { acr } })
        const { page } = await visit(person, shop, { claims })
        assert.ok(page.arrived, page.heading)
        assert.match(
          page.arrived.get('error') ?? '',
          /^(unmet_authentication_requirements|invalid_request)$/,
        )
      })
    }

    it('asked for at userinfo counts as well', async () => {
      const person = await Person.of(server())
      const acr = { essential: true, value: TWO_FACTORS }
      await visit(person, shop, { claims: JSON.stringify({ userinfo: { acr } }) })
      assert.equal(stepOf(await person.givePassword()), 'device')
    })

    it('that the account needs is not lowered by a request', async () => {
      const person = await Person.of(server())
      await person.addDevice('Phone')
      for (const parameters of [
        { acr_values: ONE_FACTOR },
        essentialAcr(ONE_FACTOR),
        { ...essentialAcr(ONE_FACTOR), max_age: '0' },
        { scope: 'openid profile', prompt: 'consent' },
      ]) {
        const visitor = person.elsewhere()
        await visit(visitor, shop, parameters)
        assert.equal(stepOf(await visitor.givePassword()), 'code')
      }
    })

    it('by default is a wish, and the floor of a client is not', async () => {
      const person = await Person.of(server())
      const club = await relyingParty(server(), 'club')
      const bank = await relyingParty(server(), 'bank')
      const below = { acr_values: ONE_FACTOR }
      assert.equal((await signIn(person, club, below)).claims.acr, ONE_FACTOR)
      assert.equal(await silently(person, bank, below), 'interaction_required')
      assert.equal(await silently(person, bank, essentialAcr(ONE_FACTOR)), 'interaction_required')
      const { request, page } = await visit(person, bank, below)
      assert.equal(stepOf(page), 'device')
      const { claims } = await request.finish((await person.enrolHere('Phone')).arrived)
      assert.equal(claims.acr, TWO_FACTORS)
    })
  })

  describe('max_age', () => {
    it('asks an account without a device for its password again, and auth_time is then', async () => {
      const person = await Person.of(server())
      await signIn(person, shop)
      server().advance(60)
      assert.equal(await silently(person, shop, { max_age: '60' }), undefined)
      assert.equal(await silently(person, shop, { max_age: '59' }), 'login_required')
      const { request, page } = await visit(person, shop, { max_age: '59' })
      assert.equal(stepOf(page), 'password')
      const { claims } = await request.finish((await person.givePassword()).arrived)
      assert.equal(claims.auth_time, server().now() / 1000)
    })

    it('asks an account with a device for a code alone, and auth_time is then', async () => {
      const person = await Person.of(server())
      const phone = await person.addDevice('Phone')
      const { claims: first } = await signIn(person, shop)
      server().advance(90)
      assert.equal(await silently(person, shop, { max_age: '60' }), 'login_required')
      const { request, page } = await visit(person, shop, { max_age: '60' })
      assert.equal(stepOf(page), 'code')
      const { claims } = await request.finish((await person.giveCode(phone.code())).arrived)
      assert.equal(claims.auth_time, server().now() / 1000)
      assert.equal(claims.auth_time - (first.auth_time ?? 0), 90)
    })

    it('judges an essential password by the time of the password, and tells that time', async () => {
      const person = await Person.of(server())
      const phone = await person.addDevice('Phone')
      const { claims: first } = await signIn(person, shop, essentialAcr(ONE_FACTOR))
      server().advance(90)
      const both = { acr_values: TWO_FACTORS, max_age: '60' }
      const { claims: later } = await signIn(person, shop, both, phone)
      assert.ok((later.auth_time ?? 0) > (first.auth_time ?? 0))
      const { claims } = await signIn(person, shop, essentialAcr(ONE_FACTOR))
      assert.equal(claims.auth_time, first.auth_time)
      const parameters = { ...essentialAcr(ONE_FACTOR), max_age: '60' }
      assert.equal(await silently(person, shop, parameters), 'login_required')
    })

    it('does not make auth_time younger than the proof', async () => {
      const person = await Person.of(server())
      const { claims: first } = await signIn(person, shop)
      server().advance(500)
      const { claims } = await signIn(person, shop, { max_age: '1000' })
      assert.equal(claims.auth_time, first.auth_time)
    })
  })

  describe('prompt', () => {
    for (const parameters of [{ prompt: 'login' }, { max_age: '0' }]) {
      it(`${JSON.stringify(parameters)} asks for password and code anew`, async () => {
        const person = await Person.of(server())
        const phone = await person.addDevice('Phone')
        server().advance(30)
        const { request, page } = await visit(person, shop, parameters)
        assert.equal(stepOf(page), 'password')
        assert.equal(stepOf(await person.givePassword()), 'code')
        const { arrived } = await person.giveCode(phone.code())
        const { claims } = await request.finish(arrived)
        assert.equal(claims.auth_time, server().now() / 1000)
      })
    }

    for (const [how, begin] of Object.entries({
      'by an address': (parameters: Record<string, string>) => shop.start(parameters),
      pushed: (parameters: Record<string, string>) => shop.push(parameters),
    }))
      it(`max_age=0 ${how} is as strict as max_age=1: what took too long is asked for again`, async () => {
        const person = await Person.of(server())
        const phone = await person.addDevice('Phone')
        for (const age of ['0', '1']) {
          server().advance(30)
          const visitor = person.elsewhere()
          const request = await begin({ ...essentialAcr(ONE_FACTOR), max_age: age })
          await visitor.browser.open(request.url)
          assert.equal(stepOf(await visitor.givePassword()), 'code')
          server().advance(1430)
          assert.equal(stepOf(await visitor.giveCode(phone.code())), 'password', `max_age=${age}`)
          const { arrived } = await visitor.givePassword()
          const { claims } = await request.finish(arrived)
          assert.equal(claims.auth_time, server().now() / 1000)
        }
      })

    it('none shows no page, and its errors carry state and iss', async () => {
      const stranger = await Person.of(server())
      const plain = await Person.of(server())
      await signIn(plain, shop)
      for (const [person, parameters, error] of [
        [stranger, {}, 'login_required'],
        [plain, essentialAcr(TWO_FACTORS), 'interaction_required'],
        [plain, essentialAcr('urn:unheard-of'), 'unmet_authentication_requirements'],
      ] as const) {
        const request = { ...parameters, prompt: 'none', state: 'a state' }
        const { page } = await visit(person, shop, request)
        assert.deepEqual(
          ['error', 'state', 'iss'].map((name) => page.arrived?.get(name)),
          [error, 'a state', server().configuration.issuer],
        )
      }
    })

    it('none is answered with what the session has', async () => {
      const person = await Person.of(server())
      const phone = await person.addDevice('Phone')
      const first = await signIn(person, shop, {}, phone)
      server().advance(120)
      const { claims } = await signIn(person, shop, { prompt: 'none' })
      assert.deepEqual(
        [claims.acr, claims.amr, claims.auth_time],
        [TWO_FACTORS, ['pwd', 'otp', 'mfa'], first.claims.auth_time],
      )
    })
  })

  it('id_token_hint of another account ends with an error and no loop', async () => {
    const [asked, present] = [await Person.of(server()), await Person.of(server())]
    const { idToken } = await signIn(asked, shop)
    await signIn(present, shop)
    assert.equal(await silently(present, shop, { id_token_hint: idToken }), 'login_required')
    const { page } = await visit(present, shop, { id_token_hint: idToken })
    assert.equal(stepOf(page), 'password')
    const { arrived } = await answer(present, page)
    assert.equal(arrived?.get('error'), 'login_required')
  })
})
