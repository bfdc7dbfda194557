import { strict as assert } from 'node:assert'
import * as client from 'openid-client'
import { Person } from '../support/person.ts'
import { relyingParty, type RelyingParty } from '../support/relying-party.ts'
import { keepSecret } from '../support/secrets-in-logs.ts'
import { CALLBACK, secretOf, testServer } from '../support/test-server.ts'
import { OFFLINE, answer, signIn, visit } from '../support/visit.ts'

const NEW_PASSWORD = keepSecret('another pass phrase altogether')

/** What an intruder holds is worth nothing once the owner has acted. */
describe('tokens that were issued', () => {
  const server = testServer()
  let shop: RelyingParty
  let forum: RelyingParty
  before(async () => {
    shop = await relyingParty(server())
    forum = await relyingParty(server(), 'forum')
  })

  const isActive = async (party: RelyingParty, token: string): Promise<boolean> =>
    (await client.tokenIntrospection(party.configuration, token)).active

  const end = {
    'a new password': (person: Person) =>
      server().accounts.setPassword(person.account.id, NEW_PASSWORD),
    'disabling the account': (person: Person) => server().accounts.disable(person.account.id),
  } as const

  for (const [what, act] of Object.entries(end)) {
    it(`are worth nothing after ${what}`, async () => {
      const person = await Person.of(server())
      const { accessToken, refreshToken = '', claims } = await signIn(person, shop, OFFLINE)
      assert.equal(await isActive(shop, accessToken), true)
      server().advance(60)
      await act(person)
      assert.equal(await isActive(shop, accessToken), false)
      assert.equal(await isActive(shop, refreshToken), false)
      await assert.rejects(client.fetchUserInfo(shop.configuration, accessToken, claims.sub))
      await assert.rejects(client.refreshTokenGrant(shop.configuration, refreshToken), {
        error: 'invalid_grant',
      })
    })
  }

  it('after the new password count', async () => {
    const person = await Person.of(server())
    server().advance(60)
    await server().accounts.setPassword(person.account.id, NEW_PASSWORD)
    const { request } = await visit(person, shop, OFFLINE)
    const page = await person.givePassword(NEW_PASSWORD)
    const tokens = await request.finish((await answer(person, page)).arrived)
    assert.equal(await isActive(shop, tokens.accessToken), true)
    const again = await client.refreshTokenGrant(shop.configuration, tokens.refreshToken ?? '')
    assert.equal(await isActive(shop, keepSecret(again.access_token)), true)
    keepSecret(again.refresh_token ?? '-'.repeat(40))
    keepSecret(again.id_token ?? '-'.repeat(40))
  })

  it('do not concern somebody else’s application', async () => {
    const person = await Person.of(server())
    const { accessToken } = await signIn(person, shop)
    assert.equal(await isActive(forum, accessToken), false)
    const own = await signIn(person.elsewhere(), forum)
    assert.equal(await isActive(forum, own.accessToken), true)
    assert.equal(await isActive(shop, own.accessToken), true)
  })
})

describe('an application that cannot keep a secret', () => {
  const server = testServer({
    clients: [
      {
        client_id: 'shop',
        client_secret: secretOf('shop'),
        redirect_uris: [CALLBACK],
        first_party: true,
      },
      {
        client_id: 'spa',
        redirect_uris: [CALLBACK],
        token_endpoint_auth_method: 'none',
        first_party: true,
      },
    ],
  })

  it('learns nothing of tokens that are not its own, though it is the operator’s', async () => {
    const person = await Person.of(server())
    const { accessToken } = await signIn(person, await relyingParty(server()))
    const response = await fetch(`${server().configuration.issuer}/token/introspection`, {
      method: 'POST',
      body: new URLSearchParams({ client_id: 'spa', token: accessToken }),
    })
    assert.deepEqual(await response.json(), { active: false })
  })
})

describe('cancelling in the account console', () => {
  const server = testServer()

  it('says that nothing was changed, and leads back', async () => {
    const person = await Person.of(server())
    await person.openAccount()
    const page = await person.browser.submit('/cancel')
    assert.equal(page.status, 200)
    assert.equal(page.heading, 'Cancelled')
    assert.match(page.html, /href="\/account"/)
  })
})
