import { strict as assert } from 'node:assert'
import * as client from 'openid-client'
import { Secret } from '../../src/kernel/secret.ts'
import { Person } from '../support/person.ts'
import { relyingParty, type RelyingParty } from '../support/relying-party.ts'
import { keepSecret } from '../support/secrets-in-logs.ts'
import { openSharedRedis, type SharedRedis } from '../support/shared-redis.ts'
import { clientsWith, openTestServer, PASSWORD, type TestServer } from '../support/test-server.ts'
import { answer, silently, stepOf, visit, type Parameters } from '../support/visit.ts'

const OFFLINE = { scope: 'openid offline_access' }

for (const [store, start] of Object.entries({ SQLite: undefined, Redis: openSharedRedis })) {
  describe(`offline_access, on ${store}`, () => {
    let redis: SharedRedis | undefined
    let server: TestServer
    let shop: RelyingParty
    let forum: RelyingParty
    let kiosk: RelyingParty
    before(async () => {
      const grantTypes = ['authorization_code', 'refresh_token']
      redis = await start?.()
      const kept = redis && { store: { kind: 'redis', url: new Secret(redis.url) } as const }
      const clients = clientsWith({ forum: { grant_types: grantTypes } })
      server = await openTestServer({ clients, ...kept })
      shop = await relyingParty(server)
      forum = await relyingParty(server, 'forum')
      kiosk = await relyingParty(server, 'kiosk')
    })
    after(async () => {
      await server.close()
      await redis?.close()
    })

    /** What comes of a request: the scope that was granted, and whether a refresh token came with it. */
    async function outcome(person: Person, party: RelyingParty, parameters: Parameters = {}) {
      const { request, page } = await visit(person, party, { ...OFFLINE, ...parameters })
      const first = stepOf(page)
      const { accessToken, refreshToken } = await request.finish(
        (await answer(person, page)).arrived,
      )
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

    it('gives somebody else’s one when its user has consented, then and at later sign-ins', async () => {
      const person = await Person.of(server)
      const { page } = await visit(person, forum, OFFLINE)
      assert.equal(stepOf(page), 'password')
      const consent = await person.givePassword()
      assert.equal(stepOf(consent), 'consent')
      // The person is told what it is about.
      assert.match(consent.html, /Keep this access while you are away/)
      const first = await outcome(person.elsewhere(), forum)
      assert.deepEqual([first.scope, first.given], [OFFLINE.scope, true])

      const next = person.elsewhere()
      await visit(next, forum, OFFLINE)
      const arrived = await next.givePassword()
      assert.ok(arrived.arrived, 'nobody is asked twice')
      // In that session, where nothing is asked, with a page and without.
      for (const parameters of [{}, { prompt: 'none' }]) {
        const {
          first: step,
          scope,
          given,
          refreshToken = '',
        } = await outcome(next, forum, parameters)
        assert.deepEqual([step, scope, given], [undefined, OFFLINE.scope, true])
        assert.ok((await client.refreshTokenGrant(forum.configuration, refreshToken)).id_token)
      }
      // And where the request was pushed, which knows of no session.
      const request = await forum.push({ ...OFFLINE, prompt: 'none' })
      const pushed = await next.browser.open(request.url)
      assert.ok((await request.finish(pushed.arrived)).refreshToken)
      assert.deepEqual(reasonsFor('forum'), [])

      const asked = await visit(next, forum, { ...OFFLINE, prompt: 'consent' })
      assert.equal(stepOf(asked.page), 'consent')
    })

    it('remembers it beyond a sign-out, which leaves the tokens as they are', async () => {
      const person = await Person.of(server)
      const { refreshToken = '' } = await outcome(person, forum)
      await person.browser.open(`${server.configuration.issuer}/session/end`)
      await person.browser.submit('/session/end/confirm', { logout: 'yes' })
      assert.ok((await client.refreshTokenGrant(forum.configuration, refreshToken)).id_token)
      await visit(person, forum, OFFLINE)
      assert.ok((await person.givePassword()).arrived)
    })

    /** The question is put again, in words that name what it is about. */
    async function isAskedAgain(person: Person, password = PASSWORD): Promise<void> {
      const { request, page } = await visit(person, forum, OFFLINE)
      const asked = stepOf(page) === 'password' ? await person.givePassword(password) : page
      assert.equal(stepOf(asked), 'consent')
      assert.match(asked.html, /Keep this access while you are away/)
      const { arrived } = await person.browser.submit('/consent')
      assert.ok((await request.finish(arrived)).refreshToken)
      assert.equal((await outcome(person, forum)).first, undefined)
    }

    it('is asked for again when access was removed among the account’s applications', async () => {
      const person = await Person.of(server)
      const { refreshToken = '' } = await outcome(person, forum)
      const elsewhere = person.elsewhere()
      await outcome(elsewhere, forum)
      await person.openAccount('/account/applications/forum/revoke')
      await person.browser.submit('/revoke')
      const renewed = client.refreshTokenGrant(forum.configuration, refreshToken)
      await assert.rejects(renewed, { error: 'invalid_grant' })
      assert.equal(await silently(elsewhere, forum, OFFLINE), 'consent_required')
      await isAskedAgain(elsewhere)
    })

    const NEXT = keepSecret('an orchard of green apples')

    it('is asked for again after a new password, which ended what it gave', async () => {
      const person = await Person.of(server)
      const { refreshToken = '' } = await outcome(person, forum)
      server.advance(1)
      await server.accounts.setPassword(person.account.id, NEXT)
      server.advance(1)
      const renewed = client.refreshTokenGrant(forum.configuration, refreshToken)
      await assert.rejects(renewed, { error: 'invalid_grant' })
      // The rest of the consent stands.
      const elsewhere = person.elsewhere()
      await visit(elsewhere, forum)
      assert.ok((await elsewhere.givePassword(NEXT)).arrived)
      const silent = await outcome(elsewhere, forum, { prompt: 'none' })
      assert.deepEqual([silent.scope, silent.given], ['openid', false])
      await isAskedAgain(elsewhere)
    })

    it('is asked for again after a new password in the session that set it, too', async () => {
      const person = await Person.of(server)
      await outcome(person, forum)
      server.advance(1)
      await person.openAccount('/account/password')
      await person.browser.submit('/account/password', { password: PASSWORD, new_password: NEXT })
      await isAskedAgain(person)
    })

    /** Each voids what was proved before, or keeps it from counting. */
    const VOIDS: Readonly<Record<string, (person: Person) => Promise<unknown>>> = {
      'there is a new password': ({ account }) => server.accounts.setPassword(account.id, NEXT),
      'the account is disabled': ({ account }) => server.accounts.disable(account.id),
      'the second factor is reset': async ({ account }) => {
        await server.authenticators.removeAll(account.id)
        await server.recoveryCodes.remove(account.id)
        return server.accounts.setPassword(account.id, NEXT)
      },
    }
    for (const [what, voids] of Object.entries(VOIDS))
      it(`is not allowed by a page that was open since before ${what}`, async () => {
        const person = await Person.of(server)
        const phone = what.includes('factor') ? await person.addDevice('Phone') : undefined
        const intruder = person.elsewhere()
        await visit(intruder, forum, OFFLINE)
        const page = await intruder.givePassword()
        server.advance(30)
        const asked = phone ? await intruder.giveCode(phone.code()) : page
        assert.equal(stepOf(asked), 'consent')
        server.advance(1)
        await voids(person)
        server.advance(1)
        const refused = await intruder.browser.submit('/consent')
        assert.equal(refused.arrived, undefined)
        assert.equal(stepOf(refused), 'password')
        await server.accounts.enable(person.account.id)
        const [owner, password] = [person.elsewhere(), what.includes('disabled') ? PASSWORD : NEXT]
        await isAskedAgain(owner, password)
      })

    it('is asked for again when the account is another one', async () => {
      const [anna, bert] = [await Person.of(server), await Person.of(server)]
      await outcome(anna, forum)
      await isAskedAgain(bert)
    })

    it('counts for nothing where the account was disabled', async () => {
      const person = await Person.of(server)
      const { refreshToken = '' } = await outcome(person, forum)
      await server.accounts.disable(person.account.id)
      const renewed = client.refreshTokenGrant(forum.configuration, refreshToken)
      await assert.rejects(renewed, { error: 'invalid_grant' })
      assert.equal(await silently(person, forum, OFFLINE), 'login_required')
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
}
