import { strict as assert } from 'node:assert'
import * as client from 'openid-client'
import { calculateJwkThumbprint, decodeJwt, decodeProtectedHeader, type JWK } from 'jose'
import { endSoon } from '../support/end-soon.ts'
import {
  FAPI_CALLBACK,
  fapiClient,
  wallClock,
  type FapiClient,
  type Wrong,
} from '../support/fapi-client.ts'
import { Person } from '../support/person.ts'
import { postForm, requestOf } from '../support/raw-client.ts'
import { keepSecret } from '../support/secrets-in-logs.ts'
import { clientsWith, openTestServer, type TestServer } from '../support/test-server.ts'
import { answer, type Parameters } from '../support/visit.ts'

type Claims = Readonly<Record<string, unknown>>

const API = 'https://api.example.com/'

/**
 * What an authorization server shall do for a client with `step_up_profile: fapi2`: each sentence of FAPI 2.0 Security
 * Profile (final) §5.3.2 and §5.4 that is about it, over HTTP.
 */
describe('the FAPI 2.0 Security Profile', () => {
  let server: TestServer
  let vault: FapiClient
  let safe: FapiClient
  let person: Person
  before(async () => {
    vault = await fapiClient('vault')
    safe = await fapiClient('safe')
    server = await openTestServer({
      clients: [...clientsWith({}), vault.metadata, safe.metadata],
      resources: [
        { identifier: API, scopes: ['pay'], accessTokenFormat: 'jwt', accessTokenLifetime: 600 },
      ],
    })
    person = await Person.of(server)
  })
  after(() => server.close())
  // The library judges by the machine's clock, which is what the clients sign by; ours stands still otherwise.
  beforeEach(() => {
    server.advance(wallClock() - server.now() / 1000)
  })

  const newRequest = async (): Promise<{ verifier: string; parameters: Parameters }> => {
    const verifier = keepSecret(client.randomPKCECodeVerifier())
    return {
      verifier,
      parameters: {
        response_type: 'code',
        // A form can be read here; what is said of redirects is looked at apart.
        response_mode: 'form_post',
        redirect_uri: FAPI_CALLBACK,
        scope: 'openid',
        nonce: 'n'.repeat(64),
        state: 'a state',
        code_challenge: await client.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
      },
    }
  }

  const open = (requestUri: unknown, id = 'vault') =>
    person.browser.open(
      `${server.configuration.issuer}/auth?${new URLSearchParams({
        client_id: id,
        request_uri: String(requestUri),
      }).toString()}`,
    )

  /** What comes back by the form. */
  async function authorize(
    further: Parameters = {},
    wrong: Wrong = {},
  ): Promise<{ verifier: string; fields: Readonly<Record<string, string>> }> {
    const { verifier, parameters } = await newRequest()
    const pushed = await vault.post(server, '/request', { ...parameters, ...further }, wrong)
    assert.equal(pushed.status, 201, JSON.stringify(pushed.body))
    const page = await answer(person, await open(pushed.body['request_uri']))
    const form = page.forms.find(({ action }) => action === FAPI_CALLBACK)
    assert.ok(form, page.heading)
    return { verifier, fields: form.fields }
  }

  async function codeFields(further: Parameters = {}, wrong: Wrong = {}): Promise<Parameters> {
    const { verifier, fields } = await authorize(further, wrong)
    return {
      grant_type: 'authorization_code',
      redirect_uri: FAPI_CALLBACK,
      code: fields['code'] ?? '',
      code_verifier: verifier,
    }
  }

  it('signs people in, and binds what is issued to a key of the client', async () => {
    const { verifier, fields } = await authorize()
    assert.deepEqual([fields['state'], fields['iss']], ['a state', server.configuration.issuer])
    const { status, body } = await vault.post(server, '/token', {
      grant_type: 'authorization_code',
      redirect_uri: FAPI_CALLBACK,
      code: fields['code'] ?? '',
      code_verifier: verifier,
    })
    assert.deepEqual([status, body['token_type']], [200, 'DPoP'])
    const idToken = String(body['id_token'])
    assert.equal(decodeProtectedHeader(idToken).alg, 'ES256')
    assert.equal(decodeJwt(idToken)['nonce'], 'n'.repeat(64))

    const url = `${server.configuration.issuer}/me`
    const token = String(body['access_token'])
    const bearing = async (headers: Record<string, string>): Promise<number> =>
      (await fetch(url, { headers })).status
    const proof = await vault.proofFor('GET', url, {}, token)
    assert.equal(await bearing({ Authorization: `DPoP ${token}`, ...proof }), 200)
    assert.equal(await bearing({ Authorization: `Bearer ${token}` }), 401)
    const stolen = await vault.proofFor('GET', url, { otherKey: true }, token)
    assert.equal(await bearing({ Authorization: `DPoP ${token}`, ...stolen }), 401)
  })

  it('is described by both documents of metadata, which say the same', async () => {
    const [openid = {}, oauth] = await Promise.all(
      ['openid-configuration', 'oauth-authorization-server'].map(async (name) => {
        const response = await fetch(`${server.configuration.issuer}/.well-known/${name}`)
        return (await response.json()) as Record<string, unknown>
      }),
    )
    assert.deepEqual(openid, oauth)
    assert.equal(openid['authorization_response_iss_parameter_supported'], true)
    for (const [name, value] of [
      ['token_endpoint_auth_methods_supported', 'private_key_jwt'],
      ['dpop_signing_alg_values_supported', 'ES256'],
      ['code_challenge_methods_supported', 'S256'],
    ] as const) {
      assert.ok((openid[name] as string[]).includes(value), name)
    }
  })

  describe('takes an authorization request', () => {
    it('that was pushed, and no other', async () => {
      const { parameters } = await newRequest()
      const page = await person.browser.open(
        requestOf(server, { client_id: 'vault', ...parameters }),
      )
      const form = page.forms.find(({ action }) => action === FAPI_CALLBACK)
      assert.deepEqual(
        [form?.fields['error'], form?.fields['error_description']],
        [
          'invalid_request',
          'the client has require_pushed_authorization_requests: POST the parameters to pushed_authorization_request_endpoint, and send client_id and the request_uri of its answer',
        ],
      )
    })

    it('that a client pushed which showed who it is', async () => {
      const { parameters } = await newRequest()
      const pushed = await postForm(server, '/request', { client_id: 'vault', ...parameters })
      assert.deepEqual([pushed.status, pushed.body['error']], [401, 'invalid_client'])
    })

    it('with PKCE by S256, with a redirect_uri, for a code', async () => {
      const { parameters } = await newRequest()
      for (const [missing, changed] of [
        ['code_challenge', { code_challenge: undefined, code_challenge_method: undefined }],
        ['code_challenge_method', { code_challenge_method: undefined }],
        ['code_challenge_method', { code_challenge_method: 'plain' }],
        ['redirect_uri', { redirect_uri: undefined }],
        ['response_type', { response_type: 'id_token' }],
        ['unsupported', { response_type: 'code id_token' }],
        ['request_uri', { request_uri: 'urn:ietf:params:oauth:request_uri:any' }],
      ] as const) {
        const all: Record<string, string | undefined> = { ...parameters, ...changed }
        const wanted = Object.entries(all).flatMap(([name, value]) =>
          value === undefined ? [] : [[name, value] as const],
        )
        const { status, body } = await vault.post(server, '/request', Object.fromEntries(wanted))
        assert.equal(status, 400, missing)
        assert.match(JSON.stringify(body), new RegExp(missing))
      }
      const elsewhere = { ...parameters, redirect_uri: 'https://attacker.example/callback' }
      assert.equal((await vault.post(server, '/request', elsewhere)).status, 400)
    })

    it('for a minute, once, and from the client that pushed it', async () => {
      const { parameters } = await newRequest()
      const pushed = await vault.post(server, '/request', parameters)
      assert.ok(Number(pushed.body['expires_in']) < 600)
      const foreign = await open(pushed.body['request_uri'], 'safe')
      assert.doesNotMatch(foreign.html, /name="code"/)
      // Opened and not answered, it is still there (RFC 9126 §4); answered, it is not.
      const page = await answer(person, await open(pushed.body['request_uri']))
      assert.match(page.html, /name="code"/)
      const again = await open(pushed.body['request_uri'])
      assert.match(again.html, /invalid_request_uri/)
      assert.doesNotMatch(again.html, /name="code"/)
    })

    it('from no page of another origin (CORS)', async () => {
      const { parameters } = await newRequest()
      const pushed = await vault.post(server, '/request', parameters)
      const asked = { client_id: 'vault', request_uri: String(pushed.body['request_uri']) }
      const url = `${server.configuration.issuer}/auth?${new URLSearchParams(asked).toString()}`
      const Origin = 'https://vault.example'
      for (const init of [
        { method: 'OPTIONS', headers: { Origin, 'Access-Control-Request-Method': 'GET' } },
        { headers: { Origin } },
      ]) {
        const { headers } = await fetch(url, init)
        const named = [...headers.keys()].filter((name) => name.startsWith('access-control-'))
        assert.deepEqual(named, [])
      }
    })

    it('with a state of more than a thousand characters, which comes back (§5.3.2.2, note 4)', async () => {
      const state = 's'.repeat(1500)
      assert.equal((await authorize({ state })).fields['state'], state)
    })

    it('and answers nobody at an address that is not registered', async () => {
      const asked = { client_id: 'vault', redirect_uri: 'https://attacker.example/' }
      const response = await person.browser.send(requestOf(server, asked))
      assert.deepEqual([response.status, response.headers.get('Location')], [400, null])
      const leaving = new URLSearchParams({ client_id: 'vault' })
      leaving.set('post_logout_redirect_uri', 'https://attacker.example/')
      const left = await person.browser.send(
        `${server.configuration.issuer}/session/end?${leaving.toString()}`,
      )
      assert.deepEqual([left.status, left.headers.get('Location')], [400, null])
    })

    it('and answers it by 303 and with iss, where it is answered by a redirect', async () => {
      await authorize()
      const { parameters } = await newRequest()
      const pushed = await vault.post(server, '/request', { ...parameters, response_mode: 'query' })
      const asked = { client_id: 'vault', request_uri: String(pushed.body['request_uri']) }
      const response = await person.browser.send(
        `${server.configuration.issuer}/auth?${new URLSearchParams(asked).toString()}`,
      )
      assert.equal(response.status, 303)
      const location = new URL(response.headers.get('Location') ?? '')
      assert.equal(location.searchParams.get('iss'), server.configuration.issuer)
      assert.ok(location.searchParams.has('code'))
    })
  })

  describe('takes a client assertion', () => {
    const pushWith = async (wrong: Claims, alg?: string): Promise<unknown> => {
      const { parameters } = await newRequest()
      const { body } = await vault.post(server, '/request', parameters, {
        assertion: wrong,
        ...(alg === undefined ? {} : { alg }),
      })
      return body['error'] ?? 'taken'
    }

    it('for the issuer alone, as a string', async () => {
      const { issuer } = server.configuration
      assert.equal(await pushWith({ aud: issuer }), 'taken')
      for (const aud of [
        [issuer],
        [issuer, 'https://other.example'],
        `${issuer}/`,
        `${issuer}/token`,
        `${issuer}/request`,
        'https://other.example',
      ]) {
        assert.equal(await pushWith({ aud }), 'invalid_client', String(aud))
      }
    })

    it('dated ten seconds ahead, and none dated more than a minute ahead or run out', async () => {
      const now = wallClock()
      for (const ahead of [{ iat: now + 8 }, { nbf: now + 8 }, { nbf: now + 8, iat: now + 8 }]) {
        assert.equal(await pushWith(ahead), 'taken', JSON.stringify(ahead))
      }
      for (const wrong of [
        { iat: now + 75, exp: now + 200 },
        { nbf: now + 75, exp: now + 200 },
        { exp: now - 30 },
        { exp: undefined },
        { jti: undefined },
        { iss: 'safe' },
      ]) {
        assert.equal(await pushWith(wrong), 'invalid_client', JSON.stringify(wrong))
      }
    })

    it('by the key that its algorithm fits, where two have one kid (§5.4.3)', async () => {
      const party = await fapiClient('twins')
      const keys = party.metadata.jwks.keys.map((key) => ({ ...key, kid: 'one' }))
      const other = await openTestServer({ clients: [{ ...party.metadata, jwks: { keys } }] })
      try {
        for (const alg of ['ES256', 'PS256']) {
          const { parameters } = await newRequest()
          const wrong = { alg, header: { kid: 'one' } }
          const { body } = await party.post(other, '/request', parameters, wrong)
          assert.equal(body['error'], undefined, JSON.stringify(body))
        }
      } finally {
        await other.close()
      }
    })

    it('once', async () => {
      assert.equal(await pushWith({ jti: 'one of a kind' }), 'taken')
      assert.equal(await pushWith({ jti: 'one of a kind' }), 'invalid_client')
    })

    it('signed by ES256 or PS256, and not by RS256 (§5.4.1)', async () => {
      assert.equal(await pushWith({}, 'PS256'), 'taken')
      assert.equal(await pushWith({}, 'RS256'), 'invalid_client')
    })

    it('and leaves other clients the audiences that RFC 7523 allows', async () => {
      const party = await fapiClient('ordinary')
      const { step_up_profile: _, ...metadata } = party.metadata
      const other = await openTestServer({
        clients: [{ ...metadata, token_endpoint_auth_method: 'private_key_jwt' }],
      })
      try {
        const aud = [`${other.configuration.issuer}/token`]
        const sent = { grant_type: 'client_credentials' }
        const wrong = { assertion: { aud }, dpop: 'none', alg: 'RS256' } as const
        assert.equal((await party.post(other, '/token', sent, wrong)).status, 200)
      } finally {
        await other.close()
      }
    })
  })

  describe('issues access tokens', () => {
    it('to whoever proves a key, and the one that the request was for', async () => {
      for (const [wrong, error] of [
        [{ dpop: 'none' }, 'invalid_grant'],
        [{ otherKey: true }, 'invalid_grant'],
        [{ dpop: { htu: `${server.configuration.issuer}/me` } }, 'invalid_dpop_proof'],
        [{ dpop: { htm: 'GET' } }, 'invalid_dpop_proof'],
        [{ dpop: { iat: wallClock() + 75 } }, 'invalid_dpop_proof'],
        [{ dpop: { iat: wallClock() - 900 } }, 'invalid_dpop_proof'],
        [{ dpop: { iat: wallClock() + 8 } }, undefined],
      ] as const) {
        const { body } = await vault.post(server, '/token', await codeFields(), wrong)
        assert.equal(body['error'], error, JSON.stringify([wrong, body]))
      }
    })

    it('to the key that the request names (dpop_jkt), though no proof of it came with it', async () => {
      const proof = await vault.proofFor('POST', `${server.configuration.issuer}/token`, {})
      const { jwk } = decodeProtectedHeader(proof['DPoP'] ?? '')
      const dpop_jkt = await calculateJwkThumbprint(jwk as JWK)
      const redeemed = async (wrong: Wrong): Promise<unknown> => {
        const fields = await codeFields({ dpop_jkt }, { dpop: 'none' })
        const { body } = await vault.post(server, '/token', fields, wrong)
        return body['error'] ?? body['token_type']
      }
      assert.equal(await redeemed({ otherKey: true }), 'invalid_grant')
      assert.equal(await redeemed({}), 'DPoP')
    })

    it('for no password (the grant of OAuth 2.0)', async () => {
      const fields = { grant_type: 'password', username: 'a', password: 'b' }
      const { status, body } = await vault.post(server, '/token', fields)
      assert.deepEqual([status, body['error']], [400, 'unsupported_grant_type'])
    })

    it('and takes no proof that is dated more than a minute ahead at any endpoint', async () => {
      const dpop = { iat: wallClock() + 75 }
      const { parameters } = await newRequest()
      const pushed = await vault.post(server, '/request', parameters, { dpop })
      assert.equal(pushed.body['error'], 'invalid_dpop_proof')
      const { body } = await vault.post(server, '/token', await codeFields())
      const [url, token] = [`${server.configuration.issuer}/me`, String(body['access_token'])]
      const shown = async (claims: Claims): Promise<number> => {
        const proof = await vault.proofFor('GET', url, { dpop: claims }, token)
        return (await fetch(url, { headers: { Authorization: `DPoP ${token}`, ...proof } })).status
      }
      assert.equal(await shown({ iat: wallClock() + 8 }), 200)
      assert.equal(await shown(dpop), 401)
    })

    it('to a client for itself in no other way', async () => {
      const own = { grant_type: 'client_credentials', scope: 'pay', resource: API }
      const refused = await vault.post(server, '/token', own, { dpop: 'none' })
      assert.equal(refused.body['error'], 'invalid_grant')
      const { body } = await vault.post(server, '/token', own)
      const token = String(body['access_token'])
      assert.ok((decodeJwt(token)['cnf'] as Record<string, unknown>)['jkt'])
      assert.match(decodeProtectedHeader(token).alg ?? '', /^(?:ES256|PS256|EdDSA)$/)
    })

    it('for a code once, within a minute, and to the client that asked for it', async () => {
      const fields = await codeFields()
      assert.equal((await safe.post(server, '/token', fields)).body['error'], 'invalid_grant')
      const { body } = await vault.post(server, '/token', fields)
      assert.equal(body['token_type'], 'DPoP')
      assert.equal((await vault.post(server, '/token', fields)).body['error'], 'invalid_grant')
      const late = await codeFields()
      const kept = await server.provider.AuthorizationCode.find(late['code'] ?? '')
      assert.ok(kept && (kept.exp ?? 0) - kept.iat <= 60)
    })

    it('for a refresh token that stays the same, and to its client alone', async () => {
      const fields = await codeFields({ scope: 'openid offline_access', prompt: 'consent' })
      const { body } = await vault.post(server, '/token', fields)
      const refreshToken = String(body['refresh_token'])
      const again = { grant_type: 'refresh_token', refresh_token: refreshToken }
      assert.equal((await safe.post(server, '/token', again)).body['error'], 'invalid_grant')
      const bare = await vault.post(server, '/token', again, { dpop: 'none' })
      assert.equal(bare.body['error'], 'invalid_grant')
      const kept = await server.provider.RefreshToken.find(refreshToken)
      assert.ok(kept)
      for (const when of ['fresh', 'near its end']) {
        if (when === 'near its end') {
          Object.assign(kept, { iat: kept.iat - 86_400 * 12, exp: wallClock() + 86_400 })
          await kept.save()
        }
        const refreshed = await vault.post(server, '/token', again)
        assert.equal(refreshed.status, 200, JSON.stringify(refreshed.body))
        assert.ok([undefined, refreshToken].includes(refreshed.body['refresh_token'] as string))
      }
      await endSoon(kept)
    })
  })

  it('limits request objects to an hour, and to the algorithms of the profile', async () => {
    const { parameters } = await newRequest()
    const now = wallClock()
    const signed = async (claims: object, alg?: string): Promise<unknown> => {
      const request = await vault.sign(
        {
          client_id: 'vault',
          iss: 'vault',
          aud: server.configuration.issuer,
          nbf: now,
          exp: now + 300,
          ...parameters,
          ...claims,
        },
        alg,
        { typ: 'oauth-authz-req+jwt' },
      )
      const { body } = await vault.post(server, '/request', { client_id: 'vault', request })
      return body['error'] ?? 'taken'
    }
    assert.equal(await signed({}), 'taken')
    assert.equal(await signed({}, 'PS256'), 'taken')
    assert.equal(await signed({}, 'RS256'), 'invalid_request_object')
    for (const wrong of [
      { nbf: undefined },
      { exp: undefined },
      { aud: undefined },
      { aud: 'https://other.example' },
      { exp: now + 3700 },
      { nbf: now - 3700, exp: now - 200 },
      { nbf: now - 3700, exp: now + 60 },
      { iat: now + 75 },
    ]) {
      assert.equal(await signed(wrong), 'invalid_request_object', JSON.stringify(wrong))
    }
  })

  it('refuses at start what a client of it cannot have', async () => {
    for (const [wrong, problem] of [
      [{ client_secret: 'a-secret-that-it-must-not-have' }, /private_key_jwt/],
      [{ token_endpoint_auth_method: 'none' }, /private_key_jwt/],
      [{ response_types: ['id_token'] }, /response_types: \[code\]/],
      [{ grant_types: ['urn:ietf:params:oauth:grant-type:device_code'] }, /grant_types/],
      [{ redirect_uris: ['http://vault.example/callback'] }, /redirect_uris with https/],
      [{ token_endpoint_auth_signing_alg: 'RS256' }, /token_endpoint_auth_signing_alg/],
      [{ request_object_signing_alg: 'RS256' }, /request_object_signing_alg/],
      [{ jwks: undefined }, /jwks/],
      [{ jwks: { keys: [{ kty: 'RSA', n: 'AQAB', e: 'AQAB' }] } }, /2048/],
    ] as const) {
      await assert.rejects(openTestServer({ clients: [{ ...vault.metadata, ...wrong }] }), {
        name: 'ConfigurationError',
        message: problem,
      })
    }
  })
})
