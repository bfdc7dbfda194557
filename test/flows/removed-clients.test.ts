import { strict as assert } from 'node:assert'
import * as client from 'openid-client'
import { Secret } from '../../src/kernel/secret.ts'
import { Person } from '../support/person.ts'
import { keepSecret } from '../support/secrets-in-logs.ts'
import { openSharedRedis, type SharedRedis } from '../support/shared-redis.ts'
import { OPERATOR, addClient } from '../support/stored-clients.ts'
import { CALLBACK, openTestServer, type TestServer } from '../support/test-server.ts'
import { OFFLINE } from '../support/visit.ts'

const METADATA = {
  client_name: 'Notes',
  redirect_uris: [CALLBACK],
  grant_types: ['authorization_code', 'refresh_token'],
}

const STORES = { SQLite: undefined, Redis: openSharedRedis } as const

for (const [store, start] of Object.entries(STORES))
  describe(`people who use a stored client, on ${store}`, () => {
    let redis: SharedRedis | undefined
    let server: TestServer
    before(async () => {
      redis = await start?.()
      const url = new Secret(redis?.url ?? '')
      server = await openTestServer(redis ? { store: { kind: 'redis', url } } : {})
    })
    after(async () => {
      await server.close()
      await redis?.close()
    })

    const configurationOf = (id: string, secret: string): Promise<client.Configuration> =>
      client.discovery(
        new URL(server.configuration.issuer),
        id,
        {},
        client.ClientSecretBasic(secret),
        { execute: [client.allowInsecureRequests] },
      )

    /** Signs in, consents where that is asked for, and resolves the tokens. */
    async function signIn(person: Person, configuration: client.Configuration) {
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
      const tokens = await client.authorizationCodeGrant(configuration, back, {
        pkceCodeVerifier: verifier,
      })
      for (const token of [tokens.access_token, tokens.id_token, tokens.refresh_token])
        keepSecret(token ?? '-'.repeat(40))
      return tokens
    }

    it('ends what everybody granted to it when it is removed, also for the next of its id', async () => {
      const secret = await addClient(server.clients, 'notes', METADATA)
      const configuration = await configurationOf('notes', secret)
      const people = [await Person.of(server), await Person.of(server)]
      const all = []
      for (const person of people) all.push(await signIn(person, configuration))
      const renewed = await client.refreshTokenGrant(configuration, all[0]?.refresh_token ?? '')
      for (const token of [renewed.access_token, renewed.id_token, renewed.refresh_token])
        keepSecret(token ?? '-'.repeat(40))

      const removed = await server.clients.remove(OPERATOR, 'notes')
      assert.equal(removed.outcome, 'removed')
      assert.ok('grants' in removed && removed.grants >= 2)
      await server.refreshClients()
      await assert.rejects(client.refreshTokenGrant(configuration, all[1]?.refresh_token ?? ''), {
        status: 401,
      })
      const userinfo = await fetch(`${server.url}/me`, {
        headers: { authorization: `Bearer ${renewed.access_token}` },
      })
      assert.equal(userinfo.status, 401)

      server.advance(3600)
      const next = await configurationOf(
        'notes',
        await addClient(server.clients, 'notes', METADATA),
      )
      for (const token of [all[1]?.refresh_token, renewed.refresh_token]) {
        await assert.rejects(client.refreshTokenGrant(next, token ?? ''), {
          error: 'invalid_grant',
        })
      }
    })
  })
