import { strict as assert } from 'node:assert'
import * as client from 'openid-client'
import { LANGUAGES, type Language } from '../../src/kernel/languages.ts'
import { catalogues } from '../../src/views/texts.ts'
import { Browser, type Page } from '../support/browser.ts'
import { Person } from '../support/person.ts'
import { relyingParty, type RelyingParty } from '../support/relying-party.ts'
import { keepSecret } from '../support/secrets-in-logs.ts'
import { CALLBACK, clientsWith, testServer } from '../support/test-server.ts'
import { answer, signIn, silently, visit } from '../support/visit.ts'

const SIGNED_OUT = 'http://localhost:9/signed-out'

const television = {
  client_id: 'tv',
  client_secret: keepSecret('a-secret-of-the-television'),
  redirect_uris: [],
  response_types: [],
  grant_types: ['urn:ietf:params:oauth:grant-type:device_code'],
  first_party: true,
}

/** Names are isolated in what pages say, which nobody sees. */
const plain = (text: string): string => text.replaceAll(/[\u2066-\u2069]/g, '')

/** A page of ours: in our frame, in that language, under our policy, and nothing in it runs but our script. */
function assertOurs(page: Page, language: Language, heading: string): void {
  const policy = page.headers.get('Content-Security-Policy') ?? ''
  assert.match(page.html, new RegExp(`<html lang="${language}" `), heading)
  assert.equal(plain(page.heading), plain(heading))
  assert.match(page.html, /<link rel="stylesheet" href="\/assets\//)
  assert.match(policy, /default-src 'none'/)
  assert.match(policy, /script-src 'self'(?:;|$)/)
  assert.doesNotMatch(policy, /sha256|unsafe|\*/)
  assert.equal(page.headers.get('X-Frame-Options'), 'DENY')
  assert.match(page.headers.get('Cache-Control') ?? '', /no-store/)
  assert.doesNotMatch(page.html, /<script>|<script (?![^>]*src=)|\son[a-z]+=|<style|\sstyle=/i)
}

describe('the pages between an application and us, without JavaScript', () => {
  const server = testServer({ clients: [...clientsWith({}), television] })
  let shop: RelyingParty
  let forum: RelyingParty
  before(async () => {
    shop = await relyingParty(server())
    forum = await relyingParty(server(), 'forum')
  })

  it('hand on what the application gave, letter by letter', async () => {
    const person = await Person.of(server())
    const state = `"a" <b> & 'c' &amp; &#39; ü`
    await visit(person, shop, { response_mode: 'form_post', state })
    const page = await person.givePassword()
    const fields = Object.entries(person.browser.form(CALLBACK).fields)
    assert.deepEqual(Object.fromEntries(fields)['state'], state)
    assert.deepEqual(fields.map(([name]) => name).toSorted(), ['code', 'iss', 'state'])
    assert.equal(page.headers.get('Content-Security-Policy')?.includes('form-action'), false)
  })

  for (const language of LANGUAGES) {
    const texts = catalogues[language]
    const somebody = async (): Promise<Person> =>
      new Person(
        server(),
        await server().addAccount(),
        new Browser(undefined, { languages: language }),
      )

    it(`in ${language}: asks for consent, and answers an application by a form, which a button sends`, async () => {
      const anna = await somebody()
      const { request } = await visit(anna, forum, { response_mode: 'form_post' })
      const asked = await anna.givePassword()
      const name = 'A forum of somebody else'
      assertOurs(asked, language, texts.consent.heading({ application: name }))
      const page = await answer(anna, asked)
      assert.equal(page.status, 200)
      assertOurs(page, language, texts.forward.toApplication({ application: name }))
      assert.ok(page.html.includes(`>${texts.common.continue}</button>`))
      const form = anna.browser.form(CALLBACK)
      const { claims } = await request.finish(new URLSearchParams(form.fields))
      assert.equal(claims.sub, anna.account.id)
    })

    it(`in ${language}: tells an application by the same form that somebody declined`, async () => {
      const bert = await somebody()
      await visit(bert, shop, { response_mode: 'form_post' })
      const page = await bert.browser.submit('/cancel')
      assert.equal(page.status, 400)
      assertOurs(page, language, texts.forward.toApplication({ application: 'Shop' }))
      const { error, state } = bert.browser.form(CALLBACK).fields
      assert.equal(error, 'access_denied')
      assert.ok(state)
    })

    it(`in ${language}: signs out, and says so`, async () => {
      const carla = await somebody()
      const { idToken } = await signIn(carla, shop)
      const url = client.buildEndSessionUrl(shop.configuration, { id_token_hint: idToken })
      const asked = await carla.browser.open(url.href)
      assertOurs(asked, language, texts.signOut.heading)
      const page = await carla.browser.submit('/session/end/confirm', { logout: 'yes' })
      assertOurs(page, language, texts.messages.signed_out.title)
      assert.equal(await silently(carla, shop), 'login_required')
    })

    it(`in ${language}: leads back from a sign-out where nobody is signed in`, async () => {
      const dora = await somebody()
      const url = client.buildEndSessionUrl(shop.configuration, {
        client_id: 'shop',
        post_logout_redirect_uri: SIGNED_OUT,
        state: 'as-it-was',
      })
      const page = await dora.browser.open(url.href)
      assertOurs(page, language, texts.forward.signOut)
      const { action, fields } = dora.browser.form('/session/end/confirm')
      const left = await dora.browser.send(action, {
        method: 'POST',
        body: new URLSearchParams(fields),
        headers: { Origin: server().configuration.issuer },
      })
      assert.equal(left.headers.get('Location'), `${SIGNED_OUT}?state=as-it-was`)
    })

    it(`in ${language}: lets another account in, and signs the first one out`, async () => {
      const erna = await somebody()
      const fred = new Person(server(), await server().addAccount(), erna.browser.tab())
      const { request } = await visit(fred, shop)
      await signIn(erna, shop)
      const page = await fred.givePassword()
      assertOurs(page, language, texts.forward.switchAccount)
      const { arrived } = await fred.browser.submit('/session/end/confirm')
      assert.equal((await request.finish(arrived)).claims.sub, fred.account.id)
      const silent = await visit(fred, shop, { prompt: 'none' })
      const now = await silent.request.finish(silent.page.arrived)
      assert.equal(now.claims.sub, fred.account.id)
    })

    it(`in ${language}: takes the code of a television from an address`, async () => {
      const party = await client.discovery(
        new URL(server().configuration.issuer),
        television.client_id,
        {},
        client.ClientSecretBasic(television.client_secret),
        { execute: [client.allowInsecureRequests] },
      )
      const asked = await client.initiateDeviceAuthorization(party, { scope: 'openid' })
      keepSecret(asked.device_code)
      const gina = await somebody()
      const page = await gina.browser.open(asked.verification_uri_complete ?? '')
      assertOurs(page, language, texts.forward.connect)
      const next = await gina.browser.submit('/device')
      assert.equal(plain(next.heading), plain(texts.connect.confirmHeading({ application: 'tv' })))
    })
  }
})
