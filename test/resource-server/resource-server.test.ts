import { strict as assert } from 'node:assert'
import { generateKeyPair } from 'jose'
import {
  createResourceServer,
  type Authorization,
  type Guard,
  type RequirementOptions,
  type ResourceServerOptions,
} from '../../src/kits/resource-server/index.ts'
import {
  AUDIENCE,
  ONE_FACTOR,
  PATHS,
  TWO_FACTORS,
  now,
  openSigningIssuer,
  type SigningIssuer,
} from './signing-issuer.ts'

const STEP_UP: RequirementOptions = { acrValues: [TWO_FACTORS], maxAge: 300, scope: ['transfers'] }

const REALM = `realm="${AUDIENCE}"`

/** The refusal in short, or 'granted'. */
const told = (authorization: Authorization): string => {
  if (authorization.outcome === 'granted') return 'granted'
  const { refusal, response } = authorization
  const reason = 'reason' in refusal ? ` (${refusal.reason})` : ''
  return `${response.status} ${refusal.code}${reason}`
}

const challengeIn = (authorization: Authorization): string =>
  authorization.outcome === 'granted' ? '' : authorization.response.headers['WWW-Authenticate']

describe('an API', () => {
  let issuer: SigningIssuer
  beforeEach(async () => {
    issuer = await openSigningIssuer()
  })
  afterEach(() => issuer.stop())

  const guard = (requirement = STEP_UP, options: Partial<ResourceServerOptions> = {}): Guard =>
    createResourceServer({ issuer: issuer.issuer, audience: AUDIENCE, ...options }).guard(
      requirement,
    )
  const call = (at: Guard, token?: string, scheme = 'Bearer') =>
    at.authorize({
      method: 'POST',
      path: '/transfers',
      authorization: token === undefined ? undefined : `${scheme} ${token}`,
    })

  it('takes a token that says all that it requires, and gives its claims on', async () => {
    const granted = await call(guard(), await issuer.sign())
    assert.equal(granted.outcome, 'granted')
    const { subject, clientId, scope, acr, amr, scheme } = granted.token
    assert.deepEqual(
      { subject, clientId, scope, acr, amr, scheme },
      {
        subject: 'ada',
        clientId: 'shop',
        scope: ['openid', 'transfers'],
        acr: TWO_FACTORS,
        amr: ['pwd', 'otp', 'mfa'],
        scheme: 'Bearer',
      },
    )
  })

  it('takes the application/ form of the type, and one audience of several', async () => {
    const token = await issuer.sign(
      { aud: ['https://other.example', AUDIENCE] },
      { typ: 'application/at+jwt' },
    )
    assert.equal(told(await call(guard(), token)), 'granted')
  })

  describe('refuses, before it looks at what the token is good for,', () => {
    // None of these tokens would meet the requirement either: that must not be what is told.
    const weak = { acr: ONE_FACTOR, auth_time: 0 }
    const table: Record<string, readonly [string, () => Promise<string>]> = {
      'an expired token': ['expired', () => issuer.sign({ ...weak, exp: now() - 60 })],
      'a token of another issuer': [
        'issuer',
        () => issuer.sign({ ...weak, iss: 'https://other.example' }),
      ],
      'a token for another audience': [
        'audience',
        () => issuer.sign({ ...weak, aud: 'https://other.example' }),
      ],
      'a token for no audience': ['audience', () => issuer.sign({ ...weak, aud: undefined })],
      'an id_token': ['type', () => issuer.sign(weak, { typ: 'JWT' })],
      'a logout token': ['type', () => issuer.sign(weak, { typ: 'logout+jwt' })],
      'a token signed with the public key as a secret': [
        'algorithm',
        () => issuer.sign(weak, { alg: 'HS256', key: Buffer.alloc(32, 'public') }),
      ],
      'a token that is not signed': [
        'algorithm',
        async () => {
          const [, payload = ''] = (await issuer.sign()).split('.')
          const header = Buffer.from('{"alg":"none","typ":"at+jwt"}').toString('base64url')
          return `${header}.${payload}.`
        },
      ],
      'a token of a key that nobody knows': [
        'signature',
        async () => {
          const { privateKey } = await generateKeyPair('ES256')
          return issuer.sign(weak, { kid: 'two', key: privateKey })
        },
      ],
      'a token signed by somebody else': [
        'signature',
        async () => {
          const { privateKey } = await generateKeyPair('ES256')
          return issuer.sign(weak, { key: privateKey })
        },
      ],
      'a token without an end': ['malformed', () => issuer.sign({ ...weak, exp: undefined })],
      'a token of no client': ['malformed', () => issuer.sign({ ...weak, client_id: undefined })],
      'a claim of another type': ['malformed', () => issuer.sign({ acr: [TWO_FACTORS] })],
      'an opaque token, where nothing can be asked about it': [
        'malformed',
        () => Promise.resolve('opaque'),
      ],
      'a token bound to a key, as a Bearer token': [
        'binding',
        () => issuer.sign({ cnf: { jkt: 'thumbprint' } }),
      ],
      'a token bound in a way it does not know': [
        'binding',
        () => issuer.sign({ cnf: { 'x5t#S256': 'certificate' } }),
      ],
    }
    for (const [what, [reason, make]] of Object.entries(table)) {
      it(what, async () => {
        const refused = await call(guard(), await make())
        assert.equal(told(refused), `401 invalid_token (${reason})`)
        assert.match(challengeIn(refused), /^Bearer error="invalid_token", error_description="/)
        assert.doesNotMatch(challengeIn(refused), /acr_values|max_age|scope/)
      })
    }
  })

  describe('challenges a valid token', () => {
    const whole = `acr_values="${TWO_FACTORS}", max_age=300`
    for (const [what, claimsNow] of Object.entries({
      'of another class': () => ({ acr: ONE_FACTOR }),
      'of a class above, if it is not listed': () => ({ acr: 'urn:step-up:3fa' }),
      'of no class': () => ({ acr: undefined }),
      'of a class in other letters': () => ({ acr: TWO_FACTORS.toUpperCase() }),
      'of an authentication too long ago': () => ({ auth_time: now() - 400 }),
      'of an authentication at no time': () => ({ auth_time: undefined }),
      'of an authentication to come': () => ({ auth_time: now() + 120 }),
      'of a client itself': () => ({
        sub: 'shop',
        acr: undefined,
        amr: undefined,
        auth_time: undefined,
      }),
    })) {
      it(`${what}, with the whole requirement`, async () => {
        const refused = await call(guard(), await issuer.sign(claimsNow()))
        assert.equal(told(refused), '401 insufficient_user_authentication')
        assert.ok(challengeIn(refused).endsWith(`${whole}, ${REALM}`), challengeIn(refused))
        assert.match(challengeIn(refused), /^Bearer error="insufficient_user_authentication"/)
      })
    }

    it('without scope, in the same challenge, or by 403 if that is all', async () => {
      const both = await call(guard(), await issuer.sign({ acr: ONE_FACTOR, scope: 'openid' }))
      assert.equal(told(both), '401 insufficient_user_authentication')
      assert.ok(challengeIn(both).endsWith(`${whole}, scope="transfers", ${REALM}`))
      const scope = await call(guard(), await issuer.sign({ scope: 'transfers-of-others' }))
      assert.equal(told(scope), '403 insufficient_scope')
      assert.match(
        challengeIn(scope),
        /^Bearer error="insufficient_scope", .* scope="transfers", realm="[^"]*"$/,
      )
    })

    it('at the second after the last one that was good', async () => {
      const time = now()
      const at = (seconds: number) =>
        guard(STEP_UP, { clock: () => ((time + seconds) * 1000) as never })
      const token = await issuer.sign({ auth_time: time })
      assert.equal(told(await call(at(300), token)), 'granted')
      assert.equal(told(await call(at(301), token)), '401 insufficient_user_authentication')
    })
  })

  it('tells who sends no token nothing but the scheme and whose API it is', async () => {
    for (const authorization of [undefined, '', 'Basic c2hvcDpzZWNyZXQ=', 'DPoP abc']) {
      const refused = await guard().authorize({ method: 'GET', path: '/', authorization })
      assert.equal(told(refused), '401 token_missing')
      assert.equal(challengeIn(refused), `Bearer ${REALM}`)
    }
    assert.deepEqual(issuer.asked, [], 'and asks nobody')
  })

  it('calls a malformed header an invalid request', async () => {
    for (const authorization of ['Bearer', 'Bearer ', 'Bearer a b', 'bearer a"b', 'Bearer a,b']) {
      const refused = await guard().authorize({ method: 'GET', path: '/', authorization })
      assert.equal(told(refused), '400 invalid_request', authorization)
    }
  })

  it('reads the name of the scheme in any letters', async () => {
    assert.equal(told(await call(guard(), await issuer.sign(), 'bEARER')), 'granted')
  })

  describe('with opaque tokens', () => {
    const introspection = { clientId: 'api:1', clientSecret: 'a secret: of the API & nobody' }
    const active = () => ({
      active: true,
      token_type: 'Bearer',
      iss: issuer.issuer,
      aud: AUDIENCE,
      sub: 'ada',
      client_id: 'shop',
      scope: 'transfers',
      acr: TWO_FACTORS,
      auth_time: now(),
    })
    const asking = (options: object = {}) =>
      guard(STEP_UP, { introspection: { ...introspection, ...options } })

    it('believes the introspection, asks each time, and as itself', async () => {
      issuer.known.set('opaque', active())
      const at = asking()
      assert.equal(told(await call(at, 'opaque')), 'granted')
      issuer.known.set('opaque', { ...active(), acr: ONE_FACTOR })
      assert.equal(told(await call(at, 'opaque')), '401 insufficient_user_authentication')
      issuer.known.delete('opaque')
      assert.equal(told(await call(at, 'opaque')), '401 invalid_token (inactive)')
      const [, basic = ''] = issuer.credentials[0]?.split(' ') ?? []
      assert.equal(
        Buffer.from(basic, 'base64').toString(),
        'api%3A1:a+secret%3A+of+the+API+%26+nobody',
      )
    })

    it('refuses a refresh token, which is active too', async () => {
      issuer.known.set('opaque', { ...active(), token_type: undefined })
      assert.equal(told(await call(asking(), 'opaque')), '401 invalid_token (type)')
    })

    it('refuses what is for another audience, of another issuer, or for nobody', async () => {
      for (const [claims, reason] of [
        [{ aud: 'https://other.example' }, 'audience'],
        [{ aud: undefined }, 'audience'],
        [{ iss: 'https://other.example' }, 'issuer'],
      ] as const) {
        issuer.known.set('opaque', { ...active(), ...claims })
        assert.equal(told(await call(asking(), 'opaque')), `401 invalid_token (${reason})`)
      }
    })

    it('takes tokens without an audience of the clients that it lists, and no others', async () => {
      issuer.known.set('opaque', { ...active(), aud: undefined })
      assert.equal(told(await call(asking({ clients: ['shop'] }), 'opaque')), 'granted')
      assert.equal(
        told(await call(asking({ clients: ['bank'] }), 'opaque')),
        '401 invalid_token (audience)',
      )
      issuer.known.set('opaque', { ...active(), aud: 'https://other.example' })
      assert.equal(
        told(await call(asking({ clients: ['shop'] }), 'opaque')),
        '401 invalid_token (audience)',
      )
    })

    it('asks about a JWT that names another type than access tokens have', async () => {
      const token = await issuer.sign({}, { typ: 'JWT' })
      assert.equal(told(await call(asking(), token)), '401 invalid_token (inactive)')
      issuer.known.set(token, active())
      assert.equal(told(await call(asking(), token)), 'granted')
      assert.equal(told(await call(guard(), token)), '401 invalid_token (type)', 'nobody is asked')
      const before = issuer.asked.length
      assert.equal(told(await call(asking(), await issuer.sign())), 'granted')
      assert.ok(
        !issuer.asked.slice(before).includes(PATHS.introspection),
        'its own type needs none',
      )
    })

    it('takes no answer whose time is over, or has not come', async () => {
      for (const [times, outcome] of [
        [{ exp: now() + 60 }, 'granted'],
        [{ exp: now() - 20 }, 'granted'],
        [{ exp: now() - 60 }, '401 invalid_token (expired)'],
        [{ nbf: now() + 20 }, 'granted'],
        [{ nbf: now() + 60 }, '401 invalid_token (inactive)'],
        [{ exp: 'soon' }, undefined],
      ] as const) {
        issuer.known.set('opaque', { ...active(), ...times })
        const answer = call(asking(), 'opaque')
        if (outcome === undefined) await assert.rejects(answer, { code: 'issuer_unavailable' })
        else assert.equal(told(await answer), outcome)
      }
    })

    it('is a fault where introspection does not work, and lets nobody in', async () => {
      issuer.known.set('opaque', active())
      for (const status of [401, 302, 500]) {
        issuer.broken.set(PATHS.introspection, status)
        await assert.rejects(call(asking(), 'opaque'), { code: 'issuer_unavailable', status: 503 })
      }
      issuer.broken.clear()
      issuer.known.set('opaque', { sub: 'ada' })
      await assert.rejects(call(asking(), 'opaque'), { code: 'issuer_unavailable' })
    })
  })

  it('is a fault where the issuer is out, and works again once it is back', async () => {
    const at = guard()
    const token = await issuer.sign()
    await issuer.stop()
    await assert.rejects(call(at, token), { code: 'issuer_unavailable', status: 503 })
    await issuer.start()
    issuer.broken.set(PATHS.keys, 500)
    await assert.rejects(call(at, token), { code: 'issuer_unavailable', status: 503 })
    issuer.broken.clear()
    assert.equal(told(await call(at, token)), 'granted')
  })

  it('finds the issuer once, however many ask at once', async () => {
    const at = guard()
    const token = await issuer.sign()
    await Promise.all(Array.from({ length: 20 }, () => call(at, token)))
    assert.deepEqual(issuer.asked, [PATHS.metadata, PATHS.keys])
  })

  it('is a fault where the metadata is of another issuer, or names an address in the clear', async () => {
    for (const metadata of [
      { issuer: 'https://other.example' },
      { jwks_uri: 'http://other.example/keys' },
      { jwks_uri: undefined },
    ]) {
      Object.assign(issuer.metadata, metadata)
      await assert.rejects(call(guard(), await issuer.sign()), { code: 'issuer_unavailable' })
      for (const name of Object.keys(metadata)) delete issuer.metadata[name]
    }
  })

  describe('never challenges with a class that the issuer does not list:', () => {
    const unlisted = { code: 'configuration_invalid', path: 'requirement.acrValues' }

    it('it is told at start', async () => {
      const server = createResourceServer({ issuer: issuer.issuer, audience: AUDIENCE })
      server.guard(STEP_UP)
      await server.ready()
      server.guard({ acrValues: [TWO_FACTORS, 'urn:step-up:3fa'] })
      await assert.rejects(server.ready(), { ...unlisted, message: /"urn:step-up:3fa"/ })
    })

    it('it is an error at each request, where the start was not awaited', async () => {
      const at = guard({ acrValues: ['urn:step-up:3fa'] })
      for (const acr of [ONE_FACTOR, 'urn:step-up:3fa']) {
        await assert.rejects(call(at, await issuer.sign({ acr })), unlisted)
      }
    })

    it('an issuer that lists none can be asked for none', async () => {
      issuer.metadata['acr_values_supported'] = undefined
      await assert.rejects(call(guard(), await issuer.sign()), unlisted)
      assert.equal(told(await call(guard({ maxAge: 300 }), await issuer.sign())), 'granted')
    })

    it('an issuer without introspection is told at start as well', async () => {
      issuer.metadata['introspection_endpoint'] = undefined
      const server = createResourceServer({
        issuer: issuer.issuer,
        audience: AUDIENCE,
        introspection: { clientId: 'api' },
      })
      await assert.rejects(server.ready(), { path: 'resourceServer.introspection' })
    })
  })

  it('refuses a requirement that nothing meets, and options that it does not know', () => {
    const server = createResourceServer({ issuer: issuer.issuer, audience: AUDIENCE })
    for (const [requirement, path] of [
      [{ acrValues: [] }, 'requirement.acrValues'],
      [{ acrValues: ['two words'] }, 'requirement.acrValues.0'],
      [{ acrValues: ['zweifaktör'] }, 'requirement.acrValues.0'],
      [{ maxAge: 0 }, 'requirement.maxAge'],
      [{ maxAge: 1.5 }, 'requirement.maxAge'],
      [{ scope: ['a"b'] }, 'requirement.scope.0'],
      [{ acr_values: [TWO_FACTORS] }, 'requirement'],
    ] as [RequirementOptions, string][]) {
      assert.throws(() => server.guard(requirement), { code: 'configuration_invalid', path })
    }
    for (const options of [
      { algorithms: ['none'] },
      { algorithms: ['HS256'] },
      { issuer: 'http://op.example' },
      { audience: [] },
      { dpop: { origin: 'https://api.example/path' } },
    ]) {
      assert.throws(
        () => createResourceServer({ issuer: issuer.issuer, audience: AUDIENCE, ...options }),
        { code: 'configuration_invalid' },
      )
    }
  })
})
