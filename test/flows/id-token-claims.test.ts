import { strict as assert } from 'node:assert'
import * as client from 'openid-client'
import { Secret } from '../../src/kernel/secret.ts'
import { CHANNELS, partyOf, type Answer, type ChannelName } from '../contract/channels.ts'
import { API, CLIENTS, RESOURCES, type ClientName } from '../contract/clients.ts'
import { Person } from '../support/person.ts'
import { keepSecret } from '../support/secrets-in-logs.ts'
import { openSharedRedis, type SharedRedis } from '../support/shared-redis.ts'
import { PASSWORD, openTestServer, type TestServer } from '../support/test-server.ts'
import { OFFLINE, answer } from '../support/visit.ts'

const PERSONAL = ['name', 'preferred_username', 'email', 'email_verified'] as const
const OPEN = 'plain'
/** Registered with `step_up_id_token_claims: false`. */
const WITHOUT = 'amr-full'
/** Asks for consent. */
const FOREIGN = 'amr-methods'

const METADATA: Partial<Record<ClientName, object>> = {
  [WITHOUT]: { step_up_id_token_claims: false },
  [FOREIGN]: { first_party: false },
}

/** Of the personal claims, those that are there. */
const personal = (claims: object): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(claims).filter(([name]) => PERSONAL.some((one) => one === name)),
  )

for (const kind of ['SQLite', 'Redis'] as const)
  describe(`claims in the id_token, on ${kind}`, () => {
    let redis: SharedRedis | undefined
    let server: TestServer
    const parties = new Map<ClientName, client.Configuration>()
    let person: Person
    let everything: Record<string, unknown>
    let profile: Record<string, unknown>
    before(async () => {
      redis = kind === 'Redis' ? await openSharedRedis() : undefined
      const store = redis && ({ kind: 'redis', url: new Secret(redis.url) } as const)
      server = await openTestServer({
        clients: CLIENTS.map((one) => ({ ...one, ...METADATA[one.client_id as ClientName] })),
        resources: RESOURCES,
        ...(store ? { store } : {}),
      })
      for (const id of [OPEN, WITHOUT, FOREIGN] as const) {
        parties.set(id, await partyOf(server.configuration.issuer, id))
      }
      const created = await server.accounts.create({
        login: `ada-${kind}@example.com`.toLowerCase(),
        displayName: 'Ada Lovelace',
        password: PASSWORD,
      })
      assert.ok(created.outcome === 'created')
      person = new Person(server, created.account)
      const { login } = created.account
      profile = { name: 'Ada Lovelace', preferred_username: login }
      everything = { ...profile, email: login, email_verified: false }
    })
    after(async () => {
      await server.close()
      await redis?.close()
    })

    const party = (id: ClientName): client.Configuration => {
      const known = parties.get(id)
      assert.ok(known)
      return known
    }

    async function tokens(
      id: ClientName,
      parameters: Readonly<Record<string, string>>,
      channel: ChannelName = 'in the query',
    ): Promise<Exclude<Answer, { error: string }>> {
      const exchange = await CHANNELS[channel](party(id), parameters, person.browser)
      const answered = await exchange.end(await answer(person, exchange.first))
      assert.ok(answered.error === undefined, answered.error)
      return answered
    }

    const ALL = { scope: 'openid profile email' }

    for (const channel of Object.keys(CHANNELS) as ChannelName[]) {
      it(`are what the granted scopes stand for, ${channel}`, async () => {
        assert.deepEqual(personal((await tokens(OPEN, ALL, channel)).claims), everything)
        const { claims } = await tokens(OPEN, { scope: 'openid profile' }, channel)
        assert.deepEqual(personal(claims), profile)
        assert.deepEqual(personal((await tokens(OPEN, {}, channel)).claims), {})
      })
    }

    it('are there where consent was asked for, and where an API is named', async () => {
      assert.deepEqual(personal((await tokens(FOREIGN, ALL)).claims), everything)
      const forApi = { scope: 'openid profile email orders', resource: API }
      assert.deepEqual(personal((await tokens(OPEN, forApi)).claims), everything)
    })

    it('are those of userinfo', async () => {
      for (const id of [OPEN, WITHOUT] as const) {
        const { accessToken, claims } = await tokens(id, ALL)
        const info = await client.fetchUserInfo(party(id), accessToken, claims.sub)
        assert.deepEqual(personal(info), everything)
      }
    })

    it('are at userinfo alone for a client that is registered without', async () => {
      for (const parameters of [ALL, { scope: 'openid profile email orders', resource: API }]) {
        const { claims } = await tokens(WITHOUT, parameters)
        assert.deepEqual(personal(claims), {})
        assert.ok(claims.sub !== '' && claims.acr !== undefined)
      }
    })

    it('are there by the claims parameter, for a client that is registered without as well', async () => {
      for (const id of [OPEN, WITHOUT] as const) {
        const claims = JSON.stringify({ id_token: { name: { essential: true }, email: null } })
        const { claims: told } = await tokens(id, { claims })
        const { name, email } = everything
        assert.deepEqual(personal(told), { name, email })
      }
    })

    it('are not there where the claims parameter asks userinfo for them', async () => {
      const claims = JSON.stringify({ userinfo: { email: null } })
      assert.deepEqual(personal((await tokens(OPEN, { claims })).claims), {})
    })

    it('stay with a refresh, and grow fewer with its scope', async () => {
      for (const [id, all, fewer] of [
        [OPEN, everything, profile],
        [WITHOUT, {}, {}],
      ] as const) {
        const scope = `${OFFLINE['scope']} profile email`
        const { refreshToken = '' } = await tokens(id, { ...OFFLINE, scope })
        const again = await client.refreshTokenGrant(party(id), refreshToken)
        assert.deepEqual(personal(again.claims() ?? {}), all)
        const narrowed = await client.refreshTokenGrant(
          party(id),
          keepSecret(again.refresh_token ?? refreshToken),
          { scope: 'openid profile' },
        )
        assert.deepEqual(personal(narrowed.claims() ?? {}), fewer)
      }
    })

    it('are listed in the metadata, with their scopes', () => {
      const { claims_supported: claims = [], scopes_supported: scopes = [] } =
        party(OPEN).serverMetadata()
      for (const name of PERSONAL) assert.ok(claims.includes(name), name)
      assert.ok(scopes.includes('email') && scopes.includes('profile'))
    })

    it('leave an id_token short enough to be a hint, with the longest name and address', async () => {
      const login = `${'l'.repeat(60)}@${'d'.repeat(60)}.${'d'.repeat(60)}.${'d'.repeat(60)}.example`
      const created = await server.accounts.create({
        login: `${kind.toLowerCase()}${login.slice(6)}`,
        displayName: '長'.repeat(100),
        password: PASSWORD,
      })
      assert.ok(created.outcome === 'created', created.outcome)
      const someone = new Person(server, created.account)
      const exchange = await CHANNELS['in the query'](party(OPEN), ALL, someone.browser)
      const answered = await exchange.end(await answer(someone, exchange.first))
      assert.ok(answered.error === undefined)
      const end = client.buildEndSessionUrl(party(OPEN), { id_token_hint: answered.idToken })
      const page = await someone.browser.open(end.href)
      assert.equal(page.status, 200, `${answered.idToken.length} bytes: ${page.html}`)
      // With a nonce, `sid`, hashes and the signature of an RSA key there is more.
      assert.ok(answered.idToken.length + 1024 < 4096, `${answered.idToken.length} bytes`)
    })
  })
