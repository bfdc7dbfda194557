import { strict as assert } from 'node:assert'
import type { webcrypto } from 'node:crypto'
import { decodeJwt, exportJWK } from 'jose'
import * as client from 'openid-client'
import { FAPI_CALLBACK, wallClock } from '../support/fapi-client.ts'
import { Person } from '../support/person.ts'
import { keepSecret } from '../support/secrets-in-logs.ts'
import { clientsWith, openTestServer, type TestServer } from '../support/test-server.ts'
import { answer } from '../support/visit.ts'

const ALGORITHMS = ['ES256', 'PS256', 'Ed25519'] as const

/** A library's own idea of the profile: none of what is sent is written here. */
describe('openid-client as a client of the FAPI 2.0 Security Profile', () => {
  const keys = new Map<string, webcrypto.CryptoKeyPair>()
  let server: TestServer
  before(async () => {
    const clients = await Promise.all(
      ALGORITHMS.map(async (alg) => {
        // Makes a key pair for any signature.
        const pair = await client.randomDPoPKeyPair(alg, { extractable: true })
        keys.set(alg, pair)
        return {
          client_id: alg,
          step_up_profile: 'fapi2',
          redirect_uris: [FAPI_CALLBACK],
          jwks: { keys: [{ ...(await exportJWK(pair.publicKey)), alg, use: 'sig' }] },
          first_party: true,
        } as const
      }),
    )
    server = await openTestServer({ clients: [...clientsWith({}), ...clients] })
  })
  after(() => server.close())
  // A client signs by the machine's clock; ours stands still otherwise.
  beforeEach(() => {
    server.advance(wallClock() - server.now() / 1000)
  })

  function keyOf(alg: string): webcrypto.CryptoKey {
    const pair = keys.get(alg)
    assert.ok(pair, alg)
    return pair.privateKey
  }

  const partyOf = (alg: string): Promise<client.Configuration> =>
    client.discovery(
      new URL(server.configuration.issuer),
      alg,
      {},
      client.PrivateKeyJwt(keyOf(alg)),
      { execute: [client.allowInsecureRequests] },
    )

  /** What is always asked for, with a verifier of its own. */
  async function newRequest() {
    const verifier = keepSecret(client.randomPKCECodeVerifier())
    const parameters = {
      redirect_uri: FAPI_CALLBACK,
      // A form can be read here; nothing listens at the address.
      response_mode: 'form_post',
      scope: 'openid email offline_access',
      nonce: client.randomNonce(),
      code_challenge: await client.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    }
    return { verifier, parameters }
  }

  async function finish(
    party: client.Configuration,
    url: URL,
    { verifier, parameters }: Awaited<ReturnType<typeof newRequest>>,
    DPoP: client.DPoPHandle,
  ) {
    const person = await Person.of(server)
    const page = await answer(person, await person.browser.open(url.href))
    const form = page.forms.find(({ action }) => action === FAPI_CALLBACK)
    assert.ok(form, page.heading)
    const back = new URL(FAPI_CALLBACK)
    back.search = new URLSearchParams(form.fields).toString()
    assert.ok(back.searchParams.has('iss'))
    const tokens = await client.authorizationCodeGrant(
      party,
      back,
      { pkceCodeVerifier: verifier, expectedNonce: parameters.nonce },
      undefined,
      { DPoP },
    )
    keepSecret(tokens.access_token)
    keepSecret(tokens.id_token ?? '')
    keepSecret(tokens.refresh_token ?? '')
    return { person, tokens }
  }

  for (const alg of ALGORITHMS) {
    it(`signs in, reads userinfo and refreshes, with ${alg} for assertions and for proofs`, async () => {
      const party = await partyOf(alg)
      const DPoP = client.getDPoPHandle(party, await client.randomDPoPKeyPair(alg))
      const request = await newRequest()
      const url = await client.buildAuthorizationUrlWithPAR(party, request.parameters, { DPoP })
      assert.deepEqual([...url.searchParams.keys()].toSorted(), ['client_id', 'request_uri'])

      const { person, tokens } = await finish(party, url, request, DPoP)
      assert.equal(tokens.token_type, 'dpop')
      const sub = tokens.claims()?.sub ?? ''
      assert.equal(sub, person.account.id)
      const userinfo = await client.fetchUserInfo(party, tokens.access_token, sub, { DPoP })
      assert.equal(userinfo.sub, sub)

      const renewed = await client.refreshTokenGrant(
        party,
        tokens.refresh_token ?? '',
        {},
        { DPoP },
      )
      keepSecret(renewed.access_token)
      assert.equal(renewed.token_type, 'dpop')
      assert.ok([undefined, tokens.refresh_token].includes(renewed.refresh_token))
    })
  }

  it('signs in by a request object that is pushed (Message Signing)', async () => {
    const party = await partyOf('ES256')
    const DPoP = client.getDPoPHandle(party, await client.randomDPoPKeyPair())
    const request = await newRequest()
    const signed = await client.buildAuthorizationUrlWithJAR(
      party,
      request.parameters,
      keyOf('ES256'),
    )
    const object = signed.searchParams.get('request') ?? ''
    assert.equal(decodeJwt(object)['redirect_uri'], FAPI_CALLBACK)
    const url = await client.buildAuthorizationUrlWithPAR(party, { request: object }, { DPoP })
    const { tokens } = await finish(party, url, request, DPoP)
    assert.equal(tokens.token_type, 'dpop')
  })
})
