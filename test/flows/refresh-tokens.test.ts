import { strict as assert } from 'node:assert'
import * as client from 'openid-client'
import { Secret } from '../../src/kernel/secret.ts'
import { endSoon } from '../support/end-soon.ts'
import { Person } from '../support/person.ts'
import { keepSecret } from '../support/secrets-in-logs.ts'
import { openSharedRedis, type SharedRedis } from '../support/shared-redis.ts'
import { CALLBACK, openTestServer, type TestServer } from '../support/test-server.ts'
import { OFFLINE } from '../support/visit.ts'

const FORTNIGHT = 14 * 86_400

/** An application in a browser, which keeps no secret. */
const spa = {
  client_id: 'spa',
  redirect_uris: [CALLBACK],
  token_endpoint_auth_method: 'none',
  grant_types: ['authorization_code', 'refresh_token'],
  first_party: true,
}

const STORES = { SQLite: undefined, Redis: openSharedRedis } as const

for (const [store, start] of Object.entries(STORES))
  describe(`a refresh token of an application without a secret, on ${store}`, () => {
    let redis: SharedRedis | undefined
    let server: TestServer
    let configuration: client.Configuration
    before(async () => {
      redis = await start?.()
      const url = new Secret(redis?.url ?? '')
      const at = redis ? { store: { kind: 'redis', url } as const } : {}
      server = await openTestServer({ clients: [spa], ...at })
      configuration = await client.discovery(
        new URL(server.configuration.issuer),
        'spa',
        {},
        client.None(),
        { execute: [client.allowInsecureRequests] },
      )
    })
    after(async () => {
      await server.close()
      await redis?.close()
    })

    async function signedIn(): Promise<string> {
      const person = await Person.of(server)
      const verifier = keepSecret(client.randomPKCECodeVerifier())
      const url = client.buildAuthorizationUrl(configuration, {
        redirect_uri: CALLBACK,
        code_challenge: await client.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        ...OFFLINE,
      })
      await person.browser.open(url.href)
      await person.givePassword()
      const { arrived } = await person.browser.submit('/consent')
      const back = new URL(`${CALLBACK}?${arrived?.toString()}`)
      return kept(
        await client.authorizationCodeGrant(configuration, back, { pkceCodeVerifier: verifier }),
      )
    }

    /** The refresh token among them. */
    function kept(tokens: client.TokenEndpointResponse): string {
      for (const token of [tokens.access_token, tokens.id_token])
        keepSecret(token ?? '-'.repeat(40))
      return keepSecret(tokens.refresh_token ?? '')
    }

    const refresh = async (token: string): Promise<string> =>
      kept(await client.refreshTokenGrant(configuration, token))

    it('is another one after each use, and a used one takes all of them away', async () => {
      const first = await signedIn()
      const second = await refresh(first)
      const third = await refresh(second)
      assert.equal(new Set([first, second, third]).size, 3)
      // Beyond the seconds in which a lost answer is given again: see refresh-grace.test.ts.
      server.advance(11)
      await assert.rejects(refresh(second), { error: 'invalid_grant' })
      await assert.rejects(refresh(third), { error: 'invalid_grant' })
    })

    it('works for 14 days from the consent, however often it is used', async () => {
      const { Grant, RefreshToken } = server.provider
      let token = await signedIn()
      const grantId = (await RefreshToken.find(token))?.grantId ?? ''
      const end = (await Grant.find(grantId))?.exp ?? 0
      const now = Math.floor(Date.now() / 1000)
      assert.ok(Math.abs(end - now - FORTNIGHT) < 60, String(end - now))
      for (let use = 1; use <= 3; use += 1) token = await refresh(token)
      assert.equal((await Grant.find(grantId))?.exp, end)
      const grant = await Grant.find(grantId)
      assert.ok(grant)
      await endSoon(grant)
      await assert.rejects(refresh(token), { error: 'invalid_grant' })
    })
  })
