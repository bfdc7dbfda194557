import { strict as assert } from 'node:assert'
import * as client from 'openid-client'
import { LANGUAGES } from '../../src/kernel/languages.ts'
import { Secret } from '../../src/kernel/secret.ts'
import { catalogues } from '../../src/views/texts.ts'
import { Browser, type Page } from '../support/browser.ts'
import { Person } from '../support/person.ts'
import { relyingParty, type RelyingParty } from '../support/relying-party.ts'
import { openSharedRedis, type SharedRedis } from '../support/shared-redis.ts'
import { holdNextSave } from '../support/slow-request.ts'
import { clientsWith, openTestServer, type TestServer } from '../support/test-server.ts'
import { answer, signIn, silently, stepOf, visit } from '../support/visit.ts'

const FILES = 'https://files.example.com/'
const MAILS = 'https://mails.example.com/'
const READ_FILES = { scope: 'openid read', resource: FILES }

const api = (identifier: string) =>
  ({
    identifier,
    scopes: ['read', 'write'],
    accessTokenFormat: 'opaque',
    accessTokenLifetime: 600,
  }) as const

const SETTINGS = {
  resources: [api(FILES), api(MAILS)],
  clients: clientsWith({ kiosk: { application_type: 'native', first_party: false } }),
}

for (const store of ['SQLite', 'Redis'] as const) {
  describe(`consent, on ${store}`, () => {
    let redis: SharedRedis | undefined
    let server: TestServer
    let forum: RelyingParty
    let shop: RelyingParty
    before(async () => {
      redis = store === 'Redis' ? await openSharedRedis() : undefined
      const kept = redis && { store: { kind: 'redis', url: new Secret(redis.url) } as const }
      server = await openTestServer({ ...SETTINGS, ...kept })
      forum = await relyingParty(server, 'forum')
      shop = await relyingParty(server)
    })
    after(async () => {
      await server.close()
      await redis?.close()
    })

    const signOut = async (person: Person): Promise<void> => {
      await person.browser.open(`${server.configuration.issuer}/session/end`)
      await person.browser.submit('/session/end/confirm', { logout: 'yes' })
      assert.equal(await silently(person, forum), 'login_required')
    }

    /** What follows the password: a page, or the application. */
    const afterPassword = async (person: Person, parameters = {}): Promise<Page> => {
      await visit(person, forum, parameters)
      return person.givePassword()
    }

    const withdraw = async (person: Person): Promise<void> => {
      await person.openAccount('/account/applications/forum/revoke')
      await person.browser.submit('/revoke')
    }

    it('is remembered after signing out, and in another browser', async () => {
      const person = await Person.of(server)
      await signIn(person, forum, { scope: 'openid email' })
      await signOut(person)
      assert.ok((await afterPassword(person, { scope: 'openid email' })).arrived)
      assert.ok((await afterPassword(person.elsewhere())).arrived)
      const { html } = await person.openAccount('/account/applications')
      assert.match(html, /A forum of somebody else/)
    })

    it('is asked for again for what is new, and for that alone', async () => {
      const person = await Person.of(server)
      await signIn(person, forum, { scope: 'openid email' })
      await signOut(person)
      const page = await afterPassword(person, { scope: 'openid email profile' })
      assert.equal(stepOf(page), 'consent')
      assert.match(page.html, /See your name and your profile/)
      assert.doesNotMatch(page.html, /See your email address/)
      assert.ok((await answer(person, page)).arrived)
      await signOut(person)
      assert.ok((await afterPassword(person, { scope: 'openid email profile' })).arrived)
    })

    it('is of one account and one application', async () => {
      const [anna, bert] = [await Person.of(server), await Person.of(server)]
      await signIn(anna, forum)
      assert.equal(stepOf(await afterPassword(bert)), 'consent')
    })

    it('is of one API: the same scope of another one is asked for', async () => {
      const person = await Person.of(server)
      const { request, page } = await visit(person, forum, READ_FILES)
      const asked = await answer(person, page)
      assert.ok(asked.arrived)
      const { accessToken } = await request.finish(asked.arrived)
      assert.ok(accessToken)
      await signOut(person)
      assert.ok((await afterPassword(person, READ_FILES)).arrived)
      const other = { scope: 'openid read', resource: MAILS }
      const { page: more } = await visit(person, forum, other)
      assert.equal(stepOf(more), 'consent')
      assert.ok(more.html.includes(MAILS))
      assert.ok(!more.html.includes(FILES))
    })

    it('is asked for by prompt=consent all the same, which says what was allowed', async () => {
      const person = await Person.of(server)
      await signIn(person, forum, { scope: 'openid email' })
      await signOut(person)
      const page = await afterPassword(person, { scope: 'openid email', prompt: 'consent' })
      assert.equal(stepOf(page), 'consent')
      assert.match(page.html, /See your email address/)
      assert.ok((await answer(person, page)).arrived)
    })

    it('is asked for each time by a native application, as nobody can tell who answers there', async () => {
      const kiosk = await relyingParty(server, 'kiosk')
      const person = await Person.of(server)
      await signIn(person, kiosk)
      const { page } = await visit(person, kiosk)
      assert.equal(stepOf(page), 'consent')
      assert.match(page.html, /See your account ID/)
    })

    it('is not given by whoever declines', async () => {
      const person = await Person.of(server)
      await answer(person, await afterPassword(person), undefined, 'decline')
      assert.equal(await silently(person, forum), 'consent_required')
    })

    it('is asked for again once it is withdrawn, in every browser', async () => {
      const person = await Person.of(server)
      const elsewhere = person.elsewhere()
      await signIn(person, forum)
      await signIn(elsewhere, forum)
      await withdraw(person)
      assert.doesNotMatch(
        (await person.openAccount('/account/applications')).html,
        /A forum of somebody else/,
      )
      for (const one of [person, elsewhere]) {
        assert.equal(await silently(one, forum), 'consent_required')
      }
      await signOut(person)
      const page = await afterPassword(person)
      assert.equal(stepOf(page), 'consent')
      assert.ok((await answer(person, page)).arrived)
      await signOut(person)
      assert.ok((await afterPassword(person)).arrived)
    })

    it('can be withdrawn after every session has ended', async () => {
      const person = await Person.of(server)
      await signIn(person, forum)
      await signOut(person)
      await person.openAccount('/account/applications')
      await person.givePassword()
      await withdraw(person)
      assert.equal(await silently(person, forum), 'consent_required')
    })

    it('lets nobody in who comes while it is being withdrawn', async () => {
      const person = await Person.of(server)
      const elsewhere = person.elsewhere()
      await signIn(person, forum)
      await signIn(elsewhere, shop)
      const request = await forum.start()
      const held = holdNextSave(server, 'Grant')
      const slow = elsewhere.browser.send(request.url)
      await held.reached
      await withdraw(person)
      held.release()
      const { searchParams } = new URL((await slow).headers.get('Location') ?? '')
      await assert.rejects(request.finish(searchParams), { error: 'invalid_grant' })
      assert.equal(await silently(elsewhere, forum), 'consent_required')
    })

    it('keeps no token of a session that has ended alive', async () => {
      const person = await Person.of(server)
      const { accessToken, claims } = await signIn(person, forum)
      await client.fetchUserInfo(forum.configuration, accessToken, claims.sub)
      await signOut(person)
      await assert.rejects(client.fetchUserInfo(forum.configuration, accessToken, claims.sub))
      // Nor does it come back with the next one.
      assert.ok((await afterPassword(person)).arrived)
      await assert.rejects(client.fetchUserInfo(forum.configuration, accessToken, claims.sub))
    })
  })
}

describe('the consent page', () => {
  let server: TestServer
  before(async () => {
    server = await openTestServer(SETTINGS)
  })
  after(() => server.close())

  for (const language of LANGUAGES) {
    it(`names each API and has its lists beside their sentences, in ${language}`, async () => {
      const texts = catalogues[language]
      const forum = await relyingParty(server, 'forum')
      const browser = new Browser(undefined, { languages: language })
      const person = new Person(server, await server.addAccount(), browser)
      const request = await forum.start({ scope: 'openid email read write', resource: FILES })
      await person.browser.open(request.url)
      const { html } = await person.givePassword()
      const text = html.replaceAll(/[\u2066-\u2069]/g, '').replaceAll(/<\/?bdi>/g, '')
      const lead = texts.consent
        .lead({ application: 'A forum of somebody else' })
        .replaceAll(/[\u2066-\u2069]/g, '')
      const sentence = `<p class="lead" id="asked">${lead}</p>`
      const [, after = ''] = text.split(sentence)
      assert.match(after, /^\s*<ul class="rows" aria-labelledby="asked">/)
      const named = texts.consent.api({ resource: FILES }).replaceAll(/[\u2066-\u2069]/g, '')
      assert.ok(named.includes(FILES))
      const [, scopes = ''] = after.split(`<li>${named}`)
      assert.match(
        scopes,
        /^\s*<ul class="listed">\s*<li><code>read<\/code><\/li>\s*<li><code>write<\/code><\/li>\s*<\/ul>/,
      )
    })
  }
})
