import { strict as assert } from 'node:assert'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as client from 'openid-client'
import { onClaimedPort } from '../support/claimed-port.ts'
import { openNode, writeNodeConfiguration, type NodeProcess } from '../support/node-process.ts'
import { openPeople, type RealPeople } from '../support/real-people.ts'
import { openRoundRobin, type RoundRobin } from '../support/round-robin.ts'
import { keepSecret } from '../support/secrets-in-logs.ts'
import { openSharedRedis } from '../support/shared-redis.ts'
import { CALLBACK } from '../support/test-server.ts'
import { OFFLINE, answer } from '../support/visit.ts'

const DEVICE_CODE = 'urn:ietf:params:oauth:grant-type:device_code'
const STORES = {
  SQLite: async (folder: string) => ({
    url: `sqlite:${join(folder, 'step-up.sqlite')}`,
    close: async () => {},
  }),
  Redis: openSharedRedis,
} as const

interface Answer {
  readonly status: number
  readonly refreshToken: string
  readonly accessToken: string
  readonly error: unknown
}

/** The clocks are real here, so that the end of the seconds is looked at elsewhere: see `flows/refresh-grace.test.ts`. */
for (const [store, open] of Object.entries(STORES))
  describe(`what is presented again, at two processes on ${store}`, () => {
    const folder = mkdtempSync(join(tmpdir(), 'oidc-step-up-'))
    let kept: Awaited<ReturnType<typeof open>>
    let balancer: RoundRobin
    let people: RealPeople
    const nodes: NodeProcess[] = []
    before(async () => {
      kept = await open(folder)
      balancer = await openRoundRobin()
      const file = writeNodeConfiguration(folder, {
        issuer: balancer.url,
        store: kept.url,
        clients: [
          {
            client_id: 'app',
            redirect_uris: [CALLBACK],
            token_endpoint_auth_method: 'none',
            grant_types: ['authorization_code', 'refresh_token', DEVICE_CODE],
            first_party: true,
          },
        ],
      })
      for (const _ of [0, 1]) {
        const node = await onClaimedPort((port) => openNode({ file, port }))
        nodes.push(node)
        balancer.add(node)
      }
      people = await openPeople(file, {
        audit: () => nodes.flatMap((node) => node.audit()),
        log: () => nodes.flatMap((node) => node.log()),
      })
    })
    after(async () => {
      await balancer.close()
      await Promise.all(nodes.map((node) => node.stop()))
      await people.close()
      await kept.close()
      rmSync(folder, { recursive: true, force: true })
    })

    const authorizationServer = (): Promise<client.Configuration> =>
      client.discovery(new URL(balancer.url), 'app', {}, client.None(), {
        execute: [client.allowInsecureRequests],
      })

    /** The first refresh token of somebody who has signed in with a code. */
    async function signedIn(): Promise<string> {
      const { person, phone } = await people.somebody()
      const server = await authorizationServer()
      const verifier = keepSecret(client.randomPKCECodeVerifier())
      const url = client.buildAuthorizationUrl(server, {
        redirect_uri: CALLBACK,
        code_challenge: await client.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        ...OFFLINE,
      })
      const { arrived } = await answer(person, await person.browser.open(url.href), phone)
      const back = new URL(`${CALLBACK}?${arrived?.toString()}`)
      const tokens = await client.authorizationCodeGrant(server, back, {
        pkceCodeVerifier: verifier,
      })
      for (const token of [tokens.access_token, tokens.id_token ?? '']) keepSecret(token)
      return keepSecret(tokens.refresh_token ?? '')
    }

    /** @param at the process that answers. @default whoever's turn it is */
    async function ask(fields: Readonly<Record<string, string>>, at = balancer.url) {
      const response = await fetch(`${at}/token`, {
        method: 'POST',
        body: new URLSearchParams({ client_id: 'app', ...fields }),
      })
      const body = (await response.json()) as Record<string, string>
      for (const name of ['refresh_token', 'access_token', 'id_token'])
        keepSecret(body[name] ?? 'x'.repeat(40))
      return {
        status: response.status,
        refreshToken: body['refresh_token'] ?? '',
        accessToken: body['access_token'] ?? '',
        error: body['error'],
      }
    }

    const refresh = (token: string, at?: string): Promise<Answer> =>
      ask({ grant_type: 'refresh_token', refresh_token: token }, at)

    const works = async ({ accessToken }: Answer): Promise<boolean> =>
      (await fetch(`${balancer.url}/me`, { headers: { Authorization: `Bearer ${accessToken}` } }))
        .ok

    /** Sends so many requests at the same moment, half of them to each process. */
    const fromBoth = (count: number, send: (at: string) => Promise<Answer>): Promise<Answer[]> =>
      Promise.all(
        Array.from({ length: count }, async (_, index) => send(nodes[index % 2]?.url ?? '')),
      )

    /** All were answered, with one refresh token and access tokens that work; it is resolved. */
    async function oneOf(answers: readonly Answer[]): Promise<string> {
      assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]))
      const [refreshToken = '', ...others] = new Set(answers.map((one) => one.refreshToken))
      assert.notEqual(refreshToken, '')
      assert.deepEqual(others, [])
      assert.equal(new Set(answers.map((one) => one.accessToken)).size, answers.length)
      for (const one of answers) assert.ok(await works(one))
      return refreshToken
    }

    it('a refresh token, ten times at once, leads to one successor, which goes on', async () => {
      const token = await signedIn()
      const successor = await oneOf(await fromBoth(10, (at) => refresh(token, at)))
      assert.equal((await refresh(successor)).status, 200)
    })

    it('a refresh token whose answer was lost leads to its successor at the other process', async () => {
      const token = await signedIn()
      const [one, other] = nodes
      const first = await refresh(token, one?.url)
      assert.equal((await refresh(token, other?.url)).refreshToken, first.refreshToken)
    })

    it('a refresh token whose successor was used at the other process ends the grant', async () => {
      const token = await signedIn()
      const [one, other] = nodes
      const second = await refresh(token, one?.url)
      const third = await refresh(second.refreshToken, other?.url)
      assert.equal(third.status, 200)
      assert.equal((await refresh(token, one?.url)).error, 'invalid_grant')
      assert.equal((await refresh(third.refreshToken, other?.url)).error, 'invalid_grant')
      assert.equal(await works(third), false)
    })

    it('a device’s code, ten times at once, leads to one refresh token, which goes on', async () => {
      const { person, phone } = await people.somebody()
      const server = await authorizationServer()
      const asked = await client.initiateDeviceAuthorization(server, {
        scope: 'openid offline_access',
      })
      const fields = { grant_type: DEVICE_CODE, device_code: keepSecret(asked.device_code) }
      await person.browser.open(asked.verification_uri)
      await person.browser.submit('/device', { user_code: asked.user_code })
      await answer(person, await person.browser.submit('/device'), phone)
      const refreshToken = await oneOf(await fromBoth(10, (at) => ask(fields, at)))
      assert.equal((await refresh(refreshToken)).status, 200)
    })
  })
