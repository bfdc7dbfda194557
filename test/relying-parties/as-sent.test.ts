import { strict as assert } from 'node:assert'
import { firstAccount } from '../../src/server/first-account.ts'
import { CALLBACK, openTestServer, type TestServer } from '../support/test-server.ts'
import type { Page } from '../support/browser.ts'
import { Person } from '../support/person.ts'
import { keepSecret } from '../support/secrets-in-logs.ts'
import { answer } from '../support/visit.ts'
import { PlainClient, Refused, type Tokens } from './plain/client.ts'
import { registered } from './plain/registered.ts'

const SECRET = keepSecret('a-secret-of-an-application-elsewhere')

const SIGNED_OUT = `${CALLBACK}/signed-out`

const REGISTRATION = { client_id: 'elsewhere', client_secret: SECRET, redirect_uris: [CALLBACK] }

/** What libraries in use send, character for character, where it is more than the standards ask for. */
describe('what libraries send', () => {
  let server: TestServer
  let empty: TestServer
  let client: PlainClient

  const discover = (from: TestServer, id = 'elsewhere') =>
    PlainClient.discover(
      from.configuration.issuer,
      { client_id: id, client_secret: SECRET, redirect_uri: CALLBACK },
      'client_secret_basic',
      () => from.now() / 1000,
    )

  before(async () => {
    server = await openTestServer({
      clients: registered(REGISTRATION, {
        ...REGISTRATION,
        client_id: 'both',
        post_logout_redirect_uris: [SIGNED_OUT],
      }),
      resources: [
        {
          identifier: 'https://api.example.com',
          scopes: ['payments'],
          clients: { elsewhere: ['payments'] },
          accessTokenFormat: 'opaque',
          accessTokenLifetime: 3600,
        },
      ],
    })
    empty = await openTestServer({ clients: registered(REGISTRATION) })
    client = await discover(server)
  })
  after(async () => {
    await server.close()
    await empty.close()
  })

  async function signIn(parameters: Readonly<Record<string, string>>): Promise<Tokens> {
    const person = await Person.of(server)
    const request = client.request(parameters)
    const page = await answer(person, await person.browser.open(client.authorizationUrl(request)))
    return client.redeem(client.codeOf(request, page.arrived))
  }

  describe('with each refresh: the scope that it is configured with', () => {
    const refresh = (tokens: Tokens, scope: string) =>
      client.token({
        grant_type: 'refresh_token',
        refresh_token: tokens.refreshToken ?? '',
        scope,
      })

    const refused = async (tokens: Tokens, scope: string): Promise<string> => {
      const answered: unknown = await refresh(tokens, scope).catch((error: unknown) => error)
      assert.ok(answered instanceof Refused, JSON.stringify(answered))
      return answered.error
    }

    // Authlib 1.9, and whatever is built on it.
    it('leaves out what nobody here understands, as it did at the sign-in', async () => {
      const scope = 'openid email profile groups offline_access'
      const tokens = await signIn({ scope })
      assert.equal(tokens.scope, 'openid email profile offline_access')
      const answered = await refresh(tokens, scope)
      assert.equal(answered['scope'], 'openid email profile offline_access')
    })

    it('gives less where less is asked for, beside what nobody understands', async () => {
      const tokens = await signIn({ scope: 'openid email offline_access' })
      assert.equal((await refresh(tokens, 'groups openid'))['scope'], 'openid')
    })

    it('refuses what is understood and was not granted', async () => {
      const tokens = await signIn({ scope: 'openid offline_access' })
      for (const scope of ['openid profile', 'openid payments', 'openid profile groups']) {
        assert.equal(await refused(tokens, scope), 'invalid_scope', scope)
      }
    })

    it('refuses where nothing is left: a scope that means nothing does not stand for all', async () => {
      const tokens = await signIn({ scope: 'openid offline_access' })
      assert.equal(await refused(tokens, 'groups'), 'invalid_scope')
    })
  })

  describe('to sign out: an address that nobody registered for that', () => {
    async function signOut(
      id: string,
      address: string,
    ): Promise<{ readonly person: Person; readonly page: Page }> {
      const person = await Person.of(server)
      const party = await discover(server, id)
      const request = party.request()
      const arrived = await answer(
        person,
        await person.browser.open(party.authorizationUrl(request)),
      )
      const { idToken } = await party.redeem(party.codeOf(request, arrived.arrived))
      const page = await person.browser.open(
        party.logoutUrl({
          client_id: id,
          post_logout_redirect_uri: address,
          id_token_hint: idToken,
        }),
      )
      return { person, page }
    }

    const isSignedOut = async (person: Person): Promise<boolean> => {
      const request = client.request({ prompt: 'none' })
      const { arrived } = await person.browser.open(client.authorizationUrl(request))
      return arrived?.get('error') === 'login_required'
    }

    // Streamlit 1.67: st.logout().
    it('leads back to the redirect URI, where the client registered nothing else', async () => {
      const { person } = await signOut('elsewhere', CALLBACK)
      const { url } = await person.browser.submit('/session/end/confirm', { logout: 'yes' })
      assert.equal(url, CALLBACK)
      assert.ok(await isSignedOut(person))
    })

    it('is refused where it is no redirect URI either, with a way to sign out', async () => {
      for (const address of ['http://localhost:9/', `${CALLBACK}/further`, 'https://example.com']) {
        const { person, page } = await signOut('elsewhere', address)
        assert.equal(page.status, 400)
        assert.match(page.html, /post_logout_redirect_uri is not one of/)
        assert.ok(!(await isSignedOut(person)))
        const shown = await person.browser.send(page.url, { headers: { Accept: 'text/html' } })
        assert.match(await shown.text(), /href="[^"]*\/session\/end"/)
        await person.browser.open(client.endpoint('end_session_endpoint'))
        await person.browser.submit('/session/end/confirm', { logout: 'yes' })
        assert.ok(await isSignedOut(person))
      }
    })

    it('is refused where the client registered another', async () => {
      const { page } = await signOut('both', CALLBACK)
      assert.equal(page.status, 400)
    })
  })

  // omniauth_openid_connect 0.10, and what is built on it.
  describe('to sign out: an address, and nothing that says whose it is', () => {
    async function endOf(id: string, address: string): Promise<string> {
      const person = await Person.of(server)
      const party = await discover(server, id)
      const request = party.request()
      await answer(person, await person.browser.open(party.authorizationUrl(request)))
      await person.browser.open(
        client.logoutUrl({ post_logout_redirect_uri: address, state: 'of-the-application' }),
      )
      const { url } = await person.browser.submit('/session/end/confirm', { logout: 'yes' })
      const silent = client.request({ prompt: 'none' })
      const { arrived } = await person.browser.open(client.authorizationUrl(silent))
      assert.equal(arrived?.get('error'), 'login_required')
      return url
    }

    it('leads there, if an application registered it that somebody signed in to here', async () => {
      assert.equal(await endOf('both', SIGNED_OUT), `${SIGNED_OUT}?state=of-the-application`)
      assert.equal(await endOf('elsewhere', CALLBACK), `${CALLBACK}?state=of-the-application`)
    })

    it('leads nowhere else, and signs out all the same', async () => {
      const ours = `${server.configuration.issuer}/session/end/success`
      assert.equal(await endOf('elsewhere', SIGNED_OUT), ours)
      assert.equal(await endOf('both', 'https://example.com/'), ours)
    })
  })

  // oauth2-proxy 7.15, and others that find people by their address, let nobody in by one that is not verified.
  it('have a verified address of the account that the development profile begins with', async () => {
    const text = await firstAccount(empty.accounts)
    const [, login = '', password = ''] = /as +(\S+)\n +Password +(\S+)/.exec(text) ?? []
    keepSecret(password)
    const account = await empty.accounts.findByLogin(login)
    assert.ok(account)
    const person = new Person(empty, account)
    const party = await discover(empty)
    const request = party.request({ scope: 'openid email' })
    await person.browser.open(party.authorizationUrl(request))
    await person.givePassword(password)
    const { arrived } = await person.browser.submit('/consent')
    const { claims } = await party.redeem(party.codeOf(request, arrived))
    assert.deepEqual([claims['email'], claims['email_verified']], [login, true])
  })
})
