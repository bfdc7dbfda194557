import { strict as assert } from 'node:assert'
import * as client from 'openid-client'
import { Person } from '../support/person.ts'
import { relyingParty, type RelyingParty } from '../support/relying-party.ts'
import { clientsWith, openTestServer, type TestServer } from '../support/test-server.ts'
import { answer, silently, stepOf, visit, type Parameters } from '../support/visit.ts'

const OFFLINE = { scope: 'openid offline_access' }

describe('offline_access', () => {
  let server: TestServer
  let shop: RelyingParty
  let forum: RelyingParty
  let kiosk: RelyingParty
  before(async () => {
    const grantTypes = ['authorization_code', 'refresh_token']
    server = await openTestServer({ clients: clientsWith({ forum: { grant_types: grantTypes } }) })
    shop = await relyingParty(server)
    forum = await relyingParty(server, 'forum')
    kiosk = await relyingParty(server, 'kiosk')
  })
  after(async () => server.close())

  /** What comes of a request: the scope that was granted, and whether a refresh token came with it. */
  async function outcome(person: Person, party: RelyingParty, parameters: Parameters = {}) {
    const { request, page } = await visit(person, party, { ...OFFLINE, ...parameters })
    const first = stepOf(page)
    const { accessToken, refreshToken } = await request.finish((await answer(person, page)).arrived)
    const { scope } = await client.tokenIntrospection(party.configuration, accessToken)
    return { first, scope, given: refreshToken !== undefined, refreshToken }
  }

  const reasonsFor = (clientId: string): string[] =>
    server
      .log()
      .filter((line) => line['msg'] === 'offline_access was asked for and not given')
      .filter((line) => line['clientId'] === clientId)
      .map((line) => String(line['reason']))

  it('gives an application of the operator’s own a refresh token without prompt=consent', async () => {
    const person = await Person.of(server)
    const { scope, given, refreshToken = '' } = await outcome(person, shop)
    assert.deepEqual([scope, given], [OFFLINE.scope, true])
    const renewed = await client.refreshTokenGrant(shop.configuration, refreshToken)
    assert.ok(renewed.id_token)
    // In the live session too, where nobody is asked anything.
    const again = await outcome(person, shop)
    assert.deepEqual([again.first, again.given], [undefined, true])
    assert.equal(await silently(person, shop, OFFLINE), undefined)
    assert.deepEqual(reasonsFor('shop'), [])
  })

  it('gives the same where the request was pushed', async () => {
    const person = await Person.of(server)
    const request = await shop.push(OFFLINE)
    const page = await answer(person, await person.browser.open(request.url))
    assert.ok((await request.finish(page.arrived)).refreshToken)
  })

  it('gives somebody else’s one when its user has just consented, and says so when not', async () => {
    const person = await Person.of(server)
    const { page } = await visit(person, forum, OFFLINE)
    assert.equal(stepOf(page), 'password')
    const consent = await person.givePassword()
    assert.equal(stepOf(consent), 'consent')
    // The person is told what it is about.
    assert.match(consent.html, /Keep this access while you are away/)
    const first = await outcome(person.elsewhere(), forum)
    assert.deepEqual([first.scope, first.given], [OFFLINE.scope, true])

    const before = reasonsFor('forum').length
    const next = await outcome(person.elsewhere(), forum)
    assert.deepEqual([next.scope, next.given], ['openid', false])
    const reasons = reasonsFor('forum').slice(before)
    assert.equal(reasons.length, 1)
    assert.match(reasons[0] ?? '', /prompt=consent/)

    const asked = await outcome(person.elsewhere(), forum, { prompt: 'consent' })
    assert.equal(asked.given, true)
  })

  it('asks again an account that has allowed less so far', async () => {
    const person = await Person.of(server)
    const { given } = await outcome(person, forum, { scope: 'openid' })
    assert.equal(given, false)
    const { page } = await visit(person, forum, OFFLINE)
    assert.equal(stepOf(page), 'consent')
  })

  it('is left out of a silent request of somebody else’s, which succeeds as before', async () => {
    const person = await Person.of(server)
    await outcome(person, forum, { scope: 'openid' })
    const { scope, given } = await outcome(person, forum, { prompt: 'none' })
    assert.deepEqual([scope, given], ['openid', false])
    assert.match(reasonsFor('forum').at(-1) ?? '', /prompt=none/)
  })

  it('is left out where the client has no grant type for it, and the log names that', async () => {
    const person = await Person.of(server)
    const { scope, given } = await outcome(person, kiosk)
    assert.deepEqual([scope, given], ['openid', false])
    assert.match(reasonsFor('kiosk').at(-1) ?? '', /grant type refresh_token/)
  })
})
