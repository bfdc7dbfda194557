import { strict as assert } from 'node:assert'
import * as client from 'openid-client'
import { Person, type Device } from '../support/person.ts'
import { essentialAcr, type Claims } from '../support/relying-party.ts'
import { keepSecret } from '../support/secrets-in-logs.ts'
import { testServer } from '../support/test-server.ts'
import { answer, stepOf, type Parameters } from '../support/visit.ts'
import { CHANNELS, partyOf, type Answer, type ChannelName } from './channels.ts'
import { API, CLIENTS, ONE, RESOURCES, TWO, type ClientName } from './clients.ts'

type Granted = Extract<Answer, { claims: Claims }>

/** What tokens say later, and to whom: what does not fit into the table of the contract. */
describe('what was issued', () => {
  const server = testServer({ clients: CLIENTS, resources: RESOURCES })
  let plain: client.Configuration
  before(async () => {
    plain = await partyOf(server().configuration.issuer, 'plain')
  })

  async function obtain(
    person: Person,
    parameters: Parameters,
    {
      device,
      party = plain,
      channel = 'in the query',
    }: { device?: Device; party?: client.Configuration; channel?: ChannelName } = {},
  ): Promise<Granted> {
    const exchange = await CHANNELS[channel](party, parameters, person.browser)
    const last = exchange.first.url.includes('/interaction/')
      ? await answer(person, exchange.first, device)
      : exchange.first
    const answered = await exchange.end(last)
    assert.ok(answered.error === undefined, answered.error)
    return answered
  }

  const said = (claims: Record<string, unknown> | Claims | undefined): unknown[] =>
    ['acr', 'amr', 'auth_time'].map((name) => claims && Reflect.get(claims, name))

  const introspected = async (token: string): Promise<unknown[]> =>
    said(await client.tokenIntrospection(plain, keepSecret(token)))

  const OFFLINE = { scope: 'openid offline_access', prompt: 'consent' }

  describe('is kept by refresh tokens', () => {
    for (const channel of ['in the query', 'from a device'] as const) {
      it(`as it was, each its own, after a later step-up (${channel})`, async () => {
        const person = await Person.of(server())
        const early = await obtain(person, OFFLINE, { channel })
        assert.equal(early.claims.acr, ONE)
        server().advance(60)
        const phone = await person.addDevice('Phone')
        const late = await obtain(
          person,
          { ...OFFLINE, ...essentialAcr(TWO) },
          { device: phone, channel },
        )
        assert.equal(late.claims.acr, TWO)
        for (const granted of [late, early]) {
          let refreshToken = granted.refreshToken ?? ''
          for (const round of [1, 2]) {
            server().advance(60)
            const tokens = await client.refreshTokenGrant(plain, refreshToken)
            refreshToken = keepSecret(tokens.refresh_token ?? refreshToken)
            keepSecret(tokens.id_token ?? '')
            assert.deepEqual(said(tokens.claims()), said(granted.claims), `round ${round}`)
            assert.deepEqual(await introspected(tokens.access_token), said(granted.claims))
          }
        }
      })
    }
  })

  it('to a client for itself has no acr, amr or auth_time', async () => {
    const opaque = await client.clientCredentialsGrant(plain)
    assert.deepEqual(await introspected(opaque.access_token), [undefined, undefined, undefined])
    const signed = await client.clientCredentialsGrant(plain, { resource: API, scope: 'orders' })
    const [, payload = ''] = keepSecret(signed.access_token).split('.')
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object
    for (const name of ['acr', 'amr', 'auth_time']) assert.equal(name in claims, false)
  })

  it('to a device is what the session that let it in had proved', async () => {
    const person = await Person.of(server())
    const phone = await person.addDevice('Phone')
    const visitor = person.elsewhere()
    const { claims } = await obtain(visitor, {}, { device: phone })
    server().advance(120)
    const device = await obtain(visitor, {}, { channel: 'from a device' })
    assert.deepEqual(said(device.claims), said(claims))
    assert.deepEqual(said(device.claims).slice(0, 2), [TWO, ['pwd', 'otp', 'mfa']])
  })

  describe('by amr', () => {
    const EXPECTED = {
      'amr-full': { one: ['pwd'], two: ['pwd', 'otp', 'mfa'] },
      'amr-methods': { one: ['pwd'], two: ['pwd', 'otp'] },
      'amr-mfa': { one: ['pwd'], two: ['mfa'] },
    } as const
    for (const [name, { one, two }] of Object.entries(EXPECTED)) {
      it(`is what ${name} has asked for, in every token`, async () => {
        const party = await partyOf(server().configuration.issuer, name as ClientName)
        const person = await Person.of(server())
        const first = await obtain(person, {}, { party })
        assert.deepEqual(first.claims.amr, one)
        const phone = await person.addDevice('Phone')
        const second = await obtain(person, { acr_values: TWO }, { party, device: phone })
        assert.deepEqual(second.claims.amr, two)
        const told = await client.tokenIntrospection(party, second.accessToken)
        assert.deepEqual(told['amr'], two)
      })
    }
  })
})

describe('a ladder of the operator’s', () => {
  const strict = testServer({
    clients: CLIENTS,
    ladder: [
      { name: ONE, methods: ['password'], presets: ['okta'] },
      { name: TWO, methods: ['password', 'totp'], presets: ['refeds', 'okta'] },
      { name: 'urn:recent', methods: ['password', 'totp'], maxAge: 120 },
      {
        name: 'urn:settled',
        methods: ['password', 'totp'],
        enrolledJustNow: false,
        aliases: ['urn:settled:too'],
      },
      {
        name: 'urn:both-again',
        methods: ['password', 'totp'],
        reauthenticate: ['password', 'totp'],
      },
    ],
  })

  async function send(person: Person, parameters: Parameters) {
    const party = await partyOf(strict().configuration.issuer, 'plain')
    return CHANNELS['in the query'](party, parameters, person.browser)
  }

  async function claimsOf(person: Person, parameters: Parameters, device?: Device) {
    const exchange = await send(person, parameters)
    const answered = await exchange.end(await answer(person, exchange.first, device))
    assert.ok(answered.error === undefined, answered.error)
    return answered.claims
  }

  it('answers in the vocabulary that was asked in', async () => {
    const person = await Person.of(strict())
    const phone = await person.addDevice('Phone')
    for (const name of [
      'https://refeds.org/profile/mfa',
      'urn:okta:loa:2fa:any',
      'urn:okta:loa:1fa:any',
      'urn:settled:too',
    ]) {
      for (const parameters of [{ acr_values: name }, essentialAcr(name)]) {
        assert.equal((await claimsOf(person, parameters, phone)).acr, name)
      }
    }
    const { acr_values_supported: supported } = (
      await partyOf(strict().configuration.issuer, 'plain')
    ).serverMetadata() as Record<string, unknown>
    assert.ok(Array.isArray(supported) && supported.includes('https://refeds.org/profile/mfa'))
  })

  it('asks once more for a code where the one that enrolled does not count', async () => {
    const person = await Person.of(strict())
    const first = await send(person, essentialAcr(TWO))
    assert.equal(stepOf(first.first), 'password')
    await person.givePassword()
    const { device, ...last } = await person.enrolHere('Phone')
    assert.equal((await first.end(last)).error, undefined)
    const second = await send(person, essentialAcr('urn:settled'))
    assert.equal(stepOf(second.first), 'code')
    strict().advance(30)
    const answered = await second.end(await person.giveCode(device.code()))
    assert.ok(answered.error === undefined)
    assert.equal(answered.claims.acr, 'urn:settled')
  })

  it('lets a class grow old by itself, and what is below it live on', async () => {
    const person = await Person.of(strict())
    const phone = await person.addDevice('Phone')
    const first = await claimsOf(person, essentialAcr('urn:recent'), phone)
    strict().advance(121)
    const silent = await send(person, { ...essentialAcr('urn:recent'), prompt: 'none' })
    assert.deepEqual(await silent.end(silent.first), { error: 'login_required' })
    const below = await claimsOf(person, { ...essentialAcr(TWO), prompt: 'none' })
    assert.equal(below.auth_time, first.auth_time)
    const again = await send(person, essentialAcr('urn:recent'))
    assert.equal(stepOf(again.first), 'code')
    const answered = await again.end(await person.giveCode(phone.code()))
    assert.ok(answered.error === undefined)
    assert.equal(answered.claims.auth_time, strict().now() / 1000)
  })

  it('asks for both factors again where both are to be repeated', async () => {
    const person = await Person.of(strict())
    const phone = await person.addDevice('Phone')
    await claimsOf(person, {}, phone)
    strict().advance(90)
    const both = { ...essentialAcr('urn:both-again'), max_age: '60' }
    const exchange = await send(person, both)
    const steps = new Set<string>()
    let page = exchange.first
    for (let step = stepOf(page); step !== undefined; step = stepOf(page)) {
      steps.add(step)
      page = step === 'password' ? await person.givePassword() : await person.giveCode(phone.code())
    }
    const answered = await exchange.end(page)
    assert.deepEqual(steps, new Set(['password', 'code']))
    assert.ok(answered.error === undefined)
    assert.equal(answered.claims.auth_time, strict().now() / 1000)
  })

  describe('that has one class of two factors', () => {
    const single = testServer({
      clients: CLIENTS.filter(({ client_id: id }) => id === 'plain'),
      ladder: [{ name: TWO, methods: ['totp', 'password'] }],
    })

    it('leads an account without a device through password and enrolment', async () => {
      const person = await Person.of(single())
      const party = await partyOf(single().configuration.issuer, 'plain')
      const exchange = await CHANNELS['in the query'](party, {}, person.browser)
      assert.equal(stepOf(exchange.first), 'password')
      assert.equal(stepOf(await person.givePassword()), 'device')
      const answered = await exchange.end(await person.enrolHere('Phone'))
      assert.ok(answered.error === undefined)
      assert.deepEqual([answered.claims.acr, answered.claims.amr], [TWO, ['pwd', 'otp', 'mfa']])
    })
  })
})
