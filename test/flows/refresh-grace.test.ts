import { strict as assert } from 'node:assert'
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as client from 'openid-client'
import { Secret } from '../../src/kernel/secret.ts'
import { Person } from '../support/person.ts'
import { openRoundRobin, type RoundRobin } from '../support/round-robin.ts'
import { keepSecret } from '../support/secrets-in-logs.ts'
import { openSharedRedis, type SharedRedis } from '../support/shared-redis.ts'
import { holdNextSave } from '../support/slow-request.ts'
import { createTestClock, type TestClock } from '../support/test-clock.ts'
import { CALLBACK, openTestServer, type TestServer } from '../support/test-server.ts'
import { OFFLINE, answer } from '../support/visit.ts'

const SECRET = keepSecret('a-secret-of-the-office-and-of-nobody-else')

const DEVICE_CODE = 'urn:ietf:params:oauth:grant-type:device_code'

const withRefresh = {
  redirect_uris: [CALLBACK],
  grant_types: ['authorization_code', 'refresh_token'],
  first_party: true,
}
const CLIENTS = [
  { client_id: 'spa', token_endpoint_auth_method: 'none', ...withRefresh },
  { client_id: 'other-spa', token_endpoint_auth_method: 'none', ...withRefresh },
  { client_id: 'office', client_secret: SECRET, ...withRefresh },
  {
    client_id: 'tv',
    token_endpoint_auth_method: 'none',
    ...withRefresh,
    grant_types: ['authorization_code', 'refresh_token', DEVICE_CODE],
  },
]

interface Answer {
  readonly status: number
  readonly refreshToken: string
  readonly accessToken: string
  readonly idToken: string
  readonly error: unknown
}

for (const [store, start] of Object.entries({ SQLite: undefined, Redis: openSharedRedis }))
  describe(`a refresh token that is presented again, at two nodes on ${store}`, () => {
    const folder = mkdtempSync(join(tmpdir(), 'oidc-step-up-'))
    let redis: SharedRedis | undefined
    let balancer: RoundRobin
    let time: TestClock
    let nodes: readonly TestServer[] = []

    before(async () => {
      redis = await start?.()
      balancer = await openRoundRobin()
      time = createTestClock()
      const url = new Secret(redis?.url ?? '')
      const at = redis
        ? ({ kind: 'redis', url } as const)
        : ({ kind: 'sqlite', path: join(folder, 'shared.sqlite') } as const)
      for (const _ of [0, 1]) {
        const settings = { issuer: balancer.url, clients: CLIENTS, store: at }
        const node = await openTestServer(settings, { folder, time })
        nodes = [...nodes, node]
        balancer.add(node)
      }
    })
    after(async () => {
      await balancer.close()
      await Promise.all(nodes.map((node) => node.close()))
      await redis?.close()
      rmSync(folder, { recursive: true, force: true })
    })

    const node = (): TestServer => {
      const [first] = nodes
      assert.ok(first)
      return first
    }

    async function authorizationServer(clientId: string): Promise<client.Configuration> {
      return client.discovery(
        new URL(balancer.url),
        clientId,
        {},
        clientId === 'office' ? client.ClientSecretBasic(SECRET) : client.None(),
        { execute: [client.allowInsecureRequests] },
      )
    }

    interface SignedIn {
      readonly person: Person
      readonly refreshToken: string
      readonly code: Readonly<Record<string, string>>
    }

    /** A person of the application, with its first refresh token and the request that got it. */
    async function signedIn(clientId = 'spa', DPoP?: client.DPoPHandle): Promise<SignedIn> {
      const person = await Person.of(node())
      const server = await authorizationServer(clientId)
      const verifier = keepSecret(client.randomPKCECodeVerifier())
      const url = client.buildAuthorizationUrl(server, {
        redirect_uri: CALLBACK,
        code_challenge: await client.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        ...OFFLINE,
      })
      const { arrived } = await answer(person, await person.browser.open(url.href))
      const back = new URL(`${CALLBACK}?${arrived?.toString()}`)
      const tokens = await client.authorizationCodeGrant(
        server,
        back,
        { pkceCodeVerifier: verifier },
        {},
        DPoP ? { DPoP } : {},
      )
      for (const token of [tokens.access_token, tokens.id_token])
        keepSecret(token ?? 'x'.repeat(40))
      return {
        person,
        refreshToken: keepSecret(tokens.refresh_token ?? ''),
        code: {
          grant_type: 'authorization_code',
          code: arrived?.get('code') ?? '',
          redirect_uri: CALLBACK,
          code_verifier: verifier,
          client_id: clientId,
        },
      }
    }

    /** Asks the token endpoint, of whichever node it is the turn. */
    async function ask(
      fields: Readonly<Record<string, string>>,
      headers: Readonly<Record<string, string>> = {},
      at = balancer.url,
    ): Promise<Answer> {
      const response = await fetch(`${at}/token`, {
        method: 'POST',
        headers,
        body: new URLSearchParams(fields),
      })
      const body = (await response.json()) as Record<string, string>
      for (const name of ['refresh_token', 'access_token', 'id_token'])
        keepSecret(body[name] ?? 'x'.repeat(40))
      return {
        status: response.status,
        refreshToken: body['refresh_token'] ?? '',
        accessToken: body['access_token'] ?? '',
        idToken: body['id_token'] ?? '',
        error: body['error'],
      }
    }

    const refresh = (
      token: string,
      clientId = 'spa',
      further: Readonly<Record<string, string>> = {},
      at?: string,
    ): Promise<Answer> =>
      clientId === 'office'
        ? ask(
            { grant_type: 'refresh_token', refresh_token: token, ...further },
            { Authorization: `Basic ${Buffer.from(`office:${SECRET}`).toString('base64')}` },
            at,
          )
        : ask(
            { grant_type: 'refresh_token', refresh_token: token, client_id: clientId, ...further },
            {},
            at,
          )

    const works = async ({ accessToken }: Answer): Promise<boolean> =>
      (await fetch(`${balancer.url}/me`, { headers: { Authorization: `Bearer ${accessToken}` } }))
        .ok

    it('is answered with the same successor, and a fresh access token that works', async () => {
      const { refreshToken } = await signedIn()
      const first = await refresh(refreshToken)
      const again = await refresh(refreshToken)
      assert.deepEqual([first.status, again.status], [200, 200])
      assert.equal(again.refreshToken, first.refreshToken)
      assert.notEqual(again.refreshToken, refreshToken)
      assert.notEqual(again.accessToken, first.accessToken)
      assert.notEqual(again.idToken, '')
      assert.deepEqual([await works(first), await works(again)], [true, true])
      assert.equal((await refresh(again.refreshToken)).status, 200)
    })

    it('leads all of ten requests at once to one successor, which goes on', async () => {
      const { refreshToken } = await signedIn()
      const answers = await Promise.all(
        Array.from({ length: 10 }, async () => refresh(refreshToken)),
      )
      assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]))
      assert.equal(new Set(answers.map((one) => one.refreshToken)).size, 1)
      assert.equal(new Set(answers.map((one) => one.accessToken)).size, 10)
      for (const one of answers) assert.ok(await works(one))
      const next = await refresh(answers[0]?.refreshToken ?? '')
      assert.equal(next.status, 200)
    })

    it('leads a request that overlaps the whole of another one to the same successor', async () => {
      const { refreshToken } = await signedIn()
      const [slowNode, quickNode] = nodes
      assert.ok(slowNode && quickNode)
      const held = holdNextSave(slowNode, 'RefreshToken')
      const slow = refresh(refreshToken, 'spa', {}, slowNode.url)
      await held.reached
      const quick = await refresh(refreshToken, 'spa', {}, quickNode.url)
      held.release()
      const late = await slow
      assert.deepEqual([quick.status, late.status], [200, 200])
      assert.equal(late.refreshToken, quick.refreshToken)
    })

    it('ends the grant when the ten seconds are over', async () => {
      const { refreshToken } = await signedIn()
      const first = await refresh(refreshToken)
      time.advance(10)
      assert.equal((await refresh(refreshToken)).refreshToken, first.refreshToken)
      // Asking again gives no more time.
      time.advance(1)
      assert.equal((await refresh(refreshToken)).error, 'invalid_grant')
      assert.equal((await refresh(first.refreshToken)).error, 'invalid_grant')
      assert.equal(await works(first), false)
    })

    it('ends the grant within them when its successor has been used', async () => {
      const { refreshToken } = await signedIn()
      const second = await refresh(refreshToken)
      const third = await refresh(second.refreshToken)
      assert.equal(third.status, 200)
      assert.equal((await refresh(refreshToken)).error, 'invalid_grant')
      assert.equal((await refresh(third.refreshToken)).error, 'invalid_grant')
    })

    it('is another client’s no more than before, who ends nothing by trying', async () => {
      const { refreshToken } = await signedIn()
      const first = await refresh(refreshToken)
      assert.equal((await refresh(refreshToken, 'other-spa')).error, 'invalid_grant')
      assert.equal((await refresh(refreshToken, 'office')).error, 'invalid_grant')
      assert.equal((await refresh(refreshToken)).refreshToken, first.refreshToken)
    })

    it('may ask for less, or for what was never granted in vain', async () => {
      const { refreshToken } = await signedIn()
      const first = await refresh(refreshToken)
      assert.equal((await refresh(refreshToken, 'spa', { scope: 'email' })).error, 'invalid_scope')
      const again = await refresh(refreshToken, 'spa', { scope: 'openid' })
      assert.equal(again.refreshToken, first.refreshToken)
    })

    it('stays revoked when its successor is', async () => {
      const { refreshToken } = await signedIn()
      const first = await refresh(refreshToken)
      await fetch(`${balancer.url}/token/revocation`, {
        method: 'POST',
        body: new URLSearchParams({ token: first.refreshToken, client_id: 'spa' }),
      })
      assert.equal((await refresh(refreshToken)).error, 'invalid_grant')
      assert.equal(await works(first), false)
    })

    it('stays without worth when access was removed, or the account disabled, meanwhile', async () => {
      const { person, refreshToken } = await signedIn()
      await refresh(refreshToken)
      await node().accounts.disable(person.account.id)
      assert.equal((await refresh(refreshToken)).error, 'invalid_grant')
      const other = await signedIn()
      const first = await refresh(other.refreshToken)
      const grantId = (await node().provider.RefreshToken.find(first.refreshToken))?.grantId ?? ''
      await node().provider.RefreshToken.adapter.revokeByGrantId(grantId)
      assert.equal((await refresh(other.refreshToken)).error, 'invalid_grant')
    })

    it('needs the same DPoP key, and a proof that was not seen', async () => {
      const server = await authorizationServer('spa')
      const keyPair = await client.randomDPoPKeyPair('ES256')
      const handle = client.getDPoPHandle(server, keyPair)
      const { refreshToken } = await signedIn('spa', handle)
      const by = (DPoP?: client.DPoPHandle) =>
        client.refreshTokenGrant(server, refreshToken, {}, DPoP ? { DPoP } : {})
      // Sender-constrained, it is used until it is old.
      await agedTo(refreshToken, 80)
      const first = await by(handle)
      keepSecret(first.access_token)
      assert.notEqual(first.refresh_token, refreshToken)
      const other = client.getDPoPHandle(server, await client.randomDPoPKeyPair('ES256'))
      await assert.rejects(by(other), { error: 'invalid_grant' })
      await assert.rejects(by(), { error: 'invalid_grant' })
      const again = await by(handle)
      keepSecret(again.access_token)
      assert.equal(again.refresh_token, first.refresh_token)
    })

    /** As if so many hundredths of its life were over. */
    async function agedTo(token: string, percent: number): Promise<void> {
      const { adapter } = node().provider.RefreshToken
      const payload = await adapter.find(token)
      assert.ok(payload)
      const { iat = 0, exp = 0 } = payload
      const passed = Math.floor(((exp - iat) * percent) / 100)
      await adapter.upsert(
        token,
        { ...payload, iat: iat - passed, exp: exp - passed },
        exp - passed - iat,
      )
    }

    it('of a client with a secret is exchanged when it is old, and then like any other', async () => {
      const { refreshToken } = await signedIn('office')
      assert.equal((await refresh(refreshToken, 'office')).refreshToken, refreshToken)
      await agedTo(refreshToken, 80)
      const answers = await Promise.all(
        Array.from({ length: 4 }, async () => refresh(refreshToken, 'office')),
      )
      const [successor = '', ...others] = new Set(answers.map((one) => one.refreshToken))
      assert.deepEqual(others, [])
      assert.notEqual(successor, refreshToken)
      time.advance(11)
      assert.equal((await refresh(refreshToken, 'office')).error, 'invalid_grant')
      assert.equal((await refresh(successor, 'office')).error, 'invalid_grant')
    })

    it('has a successor whose name nobody can tell from the store before it is used', async () => {
      const { refreshToken } = await signedIn()
      const stored = await node().provider.RefreshToken.adapter.find(refreshToken)
      const { refreshToken: successor } = await refresh(refreshToken)
      assert.ok(!JSON.stringify(stored).includes(successor))
      for (const known of [refreshToken, JSON.stringify(['refresh token', refreshToken])])
        assert.notEqual(createHash('sha256').update(known).digest('base64url'), successor)
    })

    it('outlives a sign-out within the seconds, as offline_access has it, and no longer than without one', async () => {
      const { person, refreshToken } = await signedIn()
      const first = await refresh(refreshToken)
      await person.browser.open(`${balancer.url}/session/end`)
      await person.browser.submit('/session/end/confirm', { logout: 'yes' })
      const again = await refresh(refreshToken)
      assert.equal(again.refreshToken, first.refreshToken)
      assert.equal(await works(again), true)
      time.advance(11)
      assert.equal((await refresh(refreshToken)).error, 'invalid_grant')
      assert.equal((await refresh(first.refreshToken)).error, 'invalid_grant')
      assert.equal(await works(again), false)
    })

    it('is unlike an authorization code, whose second use is refused however soon', async () => {
      const { code } = await signedIn()
      const { error } = await ask(code)
      assert.equal(error, 'invalid_grant')
    })

    describe('or a device’s code that is', () => {
      /** A device that somebody has just let in. */
      async function letIn(scope = 'openid offline_access'): Promise<Record<string, string>> {
        const person = await Person.of(node())
        const server = await authorizationServer('tv')
        const asked = await client.initiateDeviceAuthorization(server, { scope })
        await person.browser.open(asked.verification_uri)
        await person.browser.submit('/device', { user_code: asked.user_code })
        const { heading } = await answer(person, await person.browser.submit('/device'))
        assert.equal(heading, 'Connected')
        const device_code = keepSecret(asked.device_code)
        return { grant_type: DEVICE_CODE, device_code, client_id: 'tv' }
      }

      it('leads ten polls of one moment, and a later one, to one refresh token', async () => {
        const poll = await letIn()
        const answers = await Promise.all(Array.from({ length: 10 }, async () => ask(poll)))
        answers.push(await ask(poll))
        assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]))
        const [refreshToken = '', ...others] = new Set(answers.map((one) => one.refreshToken))
        assert.deepEqual(others, [])
        assert.equal(new Set(answers.map((one) => one.accessToken)).size, answers.length)
        for (const one of answers) assert.ok(await works(one))
        assert.equal((await refresh(refreshToken, 'tv')).status, 200)
      })

      it('leads a poll that overlaps the whole of another one to the same refresh token', async () => {
        const poll = await letIn()
        const [slowNode, quickNode] = nodes
        assert.ok(slowNode && quickNode)
        const held = holdNextSave(slowNode, 'AccessToken')
        const slow = ask(poll, {}, slowNode.url)
        await held.reached
        const quick = await ask(poll, {}, quickNode.url)
        held.release()
        const late = await slow
        assert.deepEqual([quick.status, late.status], [200, 200])
        assert.equal(late.refreshToken, quick.refreshToken)
        assert.deepEqual([await works(quick), await works(late)], [true, true])
      })

      it('ends what it gave when the ten seconds are over', async () => {
        const poll = await letIn()
        const first = await ask(poll)
        time.advance(10)
        assert.equal((await ask(poll)).refreshToken, first.refreshToken)
        // Asking again gives no more time.
        time.advance(1)
        assert.equal((await ask(poll)).error, 'invalid_grant')
        assert.equal((await refresh(first.refreshToken, 'tv')).error, 'invalid_grant')
        assert.equal(await works(first), false)
      })

      it('ends it within them when the refresh token has been used', async () => {
        const poll = await letIn()
        const first = await ask(poll)
        const next = await refresh(first.refreshToken, 'tv')
        assert.equal(next.status, 200)
        assert.equal((await ask(poll)).error, 'invalid_grant')
        assert.equal((await refresh(next.refreshToken, 'tv')).error, 'invalid_grant')
        assert.equal(await works(next), false)
      })

      it('stays revoked when the refresh token is, and is another client’s no more than before', async () => {
        const poll = await letIn()
        const first = await ask(poll)
        assert.equal((await ask({ ...poll, client_id: 'spa' })).status, 400)
        assert.equal((await ask(poll)).refreshToken, first.refreshToken)
        await fetch(`${balancer.url}/token/revocation`, {
          method: 'POST',
          body: new URLSearchParams({ token: first.refreshToken, client_id: 'tv' }),
        })
        assert.equal((await ask(poll)).error, 'invalid_grant')
      })

      it('gives a fresh access token alone where no refresh token was asked for', async () => {
        const poll = await letIn('openid')
        const [first, again] = await Promise.all([ask(poll), ask(poll)])
        assert.deepEqual([first.refreshToken, again.refreshToken], ['', ''])
        assert.deepEqual([await works(first), await works(again)], [true, true])
        time.advance(11)
        assert.equal((await ask(poll)).error, 'invalid_grant')
        assert.equal(await works(first), false)
      })
    })

    it('is named in the log with its client, and no token is', async () => {
      const { refreshToken } = await signedIn()
      await refresh(refreshToken)
      await refresh(refreshToken)
      const lines = nodes
        .flatMap((one) => one.log())
        .filter(({ msg }) => String(msg).includes('presented again'))
      assert.ok(lines.length > 0)
      assert.ok(lines.some((line) => line['clientId'] === 'spa'))
    })
  })

describe('a refresh token without a grace period', () => {
  it('works once, and ends its grant at the second use', async () => {
    const server = await openTestServer({ clients: CLIENTS, refreshTokens: { gracePeriod: 0 } })
    try {
      const person = await Person.of(server)
      const configuration = await client.discovery(
        new URL(server.configuration.issuer),
        'spa',
        {},
        client.None(),
        { execute: [client.allowInsecureRequests] },
      )
      const verifier = keepSecret(client.randomPKCECodeVerifier())
      const url = client.buildAuthorizationUrl(configuration, {
        redirect_uri: CALLBACK,
        code_challenge: await client.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        ...OFFLINE,
      })
      const { arrived } = await answer(person, await person.browser.open(url.href))
      const tokens = await client.authorizationCodeGrant(
        configuration,
        new URL(`${CALLBACK}?${arrived?.toString()}`),
        { pkceCodeVerifier: verifier },
      )
      const refresh = async (token = ''): Promise<string> => {
        const next = await client.refreshTokenGrant(configuration, token)
        keepSecret(next.access_token)
        return keepSecret(next.refresh_token ?? '')
      }
      const successor = await refresh(keepSecret(tokens.refresh_token ?? ''))
      await assert.rejects(refresh(tokens.refresh_token), { error: 'invalid_grant' })
      await assert.rejects(refresh(successor), { error: 'invalid_grant' })
    } finally {
      await server.close()
    }
  })
})
