import { strict as assert } from 'node:assert'
import { Browser, type Page } from '../support/browser.ts'
import { Person } from '../support/person.ts'
import { testServer } from '../support/test-server.ts'
import { answer, stepOf } from '../support/visit.ts'

const CLAIMED = 'https://app.example.com/callback'
const SCHEME = 'com.example.app:/callback'
const LOOPBACK = 'http://127.0.0.1/callback'

const app = (name: string, firstParty: boolean) => ({
  client_id: name,
  application_type: 'native',
  token_endpoint_auth_method: 'none',
  redirect_uris: [CLAIMED, SCHEME, LOOPBACK],
  first_party: firstParty,
})

/** Follows redirects as far as the application's own address. */
class AppBrowser extends Browser {
  arrivedAt = ''
  override async send(url: string, init?: RequestInit): Promise<Response> {
    const response = await super.send(url, init)
    const location = response.headers.get('Location') ?? ''
    if (!/^(https:\/\/app\.example|com\.example|http:\/\/127\.0\.0\.1)/.test(location))
      return response
    this.arrivedAt = location
    return new Response('<h1>Arrived</h1>')
  }
}

describe('consent to a native application (RFC 8252 §8.6)', () => {
  const server = testServer({ clients: [app('own', true), app('other', false)] })

  async function open(person: Person, clientId: string, uri: string, further = {}): Promise<Page> {
    const query = new URLSearchParams({
      client_id: clientId,
      response_type: 'code',
      scope: 'openid',
      redirect_uri: uri,
      code_challenge: 'x'.repeat(43),
      code_challenge_method: 'S256',
      ...further,
    })
    return person.browser.open(`${server().configuration.issuer}/auth?${query.toString()}`)
  }

  async function signedIn(): Promise<{ person: Person; browser: AppBrowser }> {
    const browser = new AppBrowser()
    const person = new Person(server(), await server().addAccount(), browser)
    await answer(person, await open(person, 'own', SCHEME))
    assert.match(browser.arrivedAt, /^com\.example\.app:\/callback\?code=/)
    return { person, browser }
  }

  it('is not asked for by our own at an https address that it has claimed, with a page and without', async () => {
    const { person, browser } = await signedIn()
    for (const further of [{}, { prompt: 'none' }, { scope: 'openid email' }]) {
      browser.arrivedAt = ''
      await open(person, 'own', CLAIMED, further)
      assert.match(browser.arrivedAt, /^https:\/\/app\.example\.com\/callback\?code=/)
    }
    // Whoever wants the question gets it.
    assert.equal(stepOf(await open(person, 'own', CLAIMED, { prompt: 'consent' })), 'consent')
  })

  it('is asked for each time where any program may have the answer', async () => {
    const { person, browser } = await signedIn()
    for (const uri of [SCHEME, LOOPBACK, 'http://127.0.0.1:4711/callback']) {
      for (const _ of ['once', 'again']) {
        const page = await open(person, 'own', uri)
        assert.equal(stepOf(page), 'consent', uri)
        await answer(person, page)
      }
      await open(person, 'own', uri, { prompt: 'none' })
      assert.match(browser.arrivedAt, /error=interaction_required/)
    }
  })

  it('is asked for each time by anybody else’s, wherever the answer goes', async () => {
    const { person, browser } = await signedIn()
    for (const uri of [CLAIMED, SCHEME, LOOPBACK]) {
      for (const _ of ['once', 'again']) {
        const page = await open(person, 'other', uri)
        assert.equal(stepOf(page), 'consent', uri)
        await answer(person, page)
      }
      await open(person, 'other', uri, { prompt: 'none' })
      assert.match(browser.arrivedAt, /error=interaction_required/)
    }
  })
})
