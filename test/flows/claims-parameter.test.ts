import { strict as assert } from 'node:assert'
import type { Configuration as Party } from 'openid-client'
import { Secret } from '../../src/kernel/secret.ts'
import { CHANNELS, partyOf, type Answer, type ChannelName } from '../contract/channels.ts'
import { CLIENTS, TWO } from '../contract/clients.ts'
import { Person } from '../support/person.ts'
import { openSharedRedis, type SharedRedis } from '../support/shared-redis.ts'
import { openTestServer, type TestServer } from '../support/test-server.ts'
import { answer, stepOf } from '../support/visit.ts'

const WRITTEN: readonly ChannelName[] = ['in the query', 'by PAR', 'in a signed request object']

/** Where an ID token comes alone there is no userinfo to ask anything of. */
const WITH_USERINFO = (Object.keys(CHANNELS) as ChannelName[]).filter(
  (channel) => channel !== 'for an ID token by a form',
)

for (const kind of ['SQLite', 'Redis'] as const)
  describe(`the claims parameter over HTTP, on ${kind}`, () => {
    let redis: SharedRedis | undefined
    let server: TestServer
    let party: Party
    let person: Person
    before(async () => {
      redis = kind === 'Redis' ? await openSharedRedis() : undefined
      const store = redis && ({ kind: 'redis', url: new Secret(redis.url) } as const)
      server = await openTestServer({
        clients: CLIENTS.map((client) => ({ ...client })),
        ...(store ? { store } : {}),
      })
      party = await partyOf(server.configuration.issuer, 'plain')
      person = await Person.of(server)
      await ask('in the query', {})
    })
    after(async () => {
      await server.close()
      await redis?.close()
    })

    /** As far as it comes without a second factor. */
    async function ask(channel: ChannelName, claims: object, parameters = {}): Promise<Answer> {
      const sent = { claims: JSON.stringify(claims), ...parameters }
      const exchange = await CHANNELS[channel](party, sent, person.browser)
      return exchange.end(await answer(person, exchange.first))
    }

    /** What came back of the request as it was sent: the error and its description. */
    async function refusal(channel: ChannelName, claims: object): Promise<string> {
      try {
        const sent = { claims: JSON.stringify(claims) }
        const { first } = await CHANNELS[channel](party, sent, person.browser)
        const { arrived } = first
        return `${arrived?.get('error')}: ${arrived?.get('error_description')}`
      } catch (error) {
        const { error: code, error_description: text } = error as Record<string, string>
        return `${code}: ${text}`
      }
    }

    for (const channel of WITH_USERINFO) {
      it(`does not mind null members, ${channel}`, async () => {
        for (const claims of [
          { userinfo: null, id_token: { acr: { essential: true, value: null, values: null } } },
          { userinfo: { sub: { value: null, values: null }, email: { essential: null } } },
          { id_token: { sub: { value: null }, auth_time: { essential: true, value: null } } },
          { userinfo: null, id_token: null },
        ]) {
          const { error } = await ask(channel, claims)
          assert.equal(error, undefined, JSON.stringify(claims))
        }
      })

      it(`answers whom it was asked for, by value, by values and at userinfo, ${channel}`, async () => {
        const { id } = person.account
        for (const sub of [{ value: id, values: null }, { values: [id] }]) {
          for (const side of ['id_token', 'userinfo']) {
            const mine = await ask(channel, { [side]: { sub } })
            assert.ok(mine.error === undefined)
            assert.equal(mine.claims.sub, id)
          }
        }
      })

      it(`names the member that it cannot read, ${channel}`, async () => {
        for (const [claims, member] of [
          [{ id_token: { acr: { essential: true, values: TWO } } }, 'id_token.acr.values'],
          [{ userinfo: { acr: { essential: true, values: [] } } }, 'userinfo.acr.values'],
          [{ id_token: { acr: { value: 2 } } }, 'id_token.acr.value'],
          [{ id_token: { acr: { value: TWO, values: ['x'] } } }, 'id_token.acr.value'],
          [{ id_token: { auth_time: { value: 'soon' } } }, 'id_token.auth_time.value'],
          [{ id_token: { sub: { value: 7 } } }, 'id_token.sub.value'],
          [{ userinfo: { email: true } }, 'userinfo.email'],
          [{ userinfo: { valueOf: [] } }, 'userinfo.valueOf'],
        ] as const) {
          const told = await refusal(channel, claims)
          assert.match(
            told,
            new RegExp(`^invalid_request: claims\\.${member.replaceAll('.', '\\.')} `),
          )
        }
      })
    }

    for (const channel of WRITTEN) {
      it(`answers for nobody else, whichever way the account is named, ${channel}`, async () => {
        for (const claims of [
          { id_token: { sub: { value: 'somebody-else' } } },
          { id_token: { sub: { values: ['somebody-else'] } } },
          { userinfo: { sub: { value: 'somebody-else' } }, id_token: { sub: { value: null } } },
        ]) {
          const { error } = await ask(channel, claims, { prompt: 'none' })
          assert.equal(error, 'login_required', JSON.stringify(claims))
        }
      })

      it(`demands both of value and values, ${channel}`, async () => {
        const acr = { essential: true, value: TWO, values: ['urn:step-up:1fa', TWO] }
        for (const side of ['id_token', 'userinfo']) {
          const claims = JSON.stringify({ [side]: { acr } })
          const { first } = await CHANNELS[channel](party, { claims }, person.browser)
          assert.equal(stepOf(first), 'device', side)
          const { error } = await ask(channel, { [side]: { acr } }, { prompt: 'none' })
          assert.equal(error, 'interaction_required', side)
        }
      })
    }
  })
