import { strict as assert } from 'node:assert'
import * as client from 'openid-client'
import { Secret } from '../../src/secret.ts'
import { Browser } from '../support/browser.ts'
import { Person } from '../support/person.ts'
import { startRedis, type RedisServer } from '../support/redis-server.ts'
import { relyingParty } from '../support/relying-party.ts'
import { keepSecret } from '../support/secrets-in-logs.ts'
import {
  CALLBACK,
  PASSWORD,
  openTestServer,
  secretOf,
  type TestServer,
} from '../support/test-server.ts'
import { OFFLINE, answer, signIn, silently, stepOf, visit } from '../support/visit.ts'

const MANNERS = {
  killed: {
    away: (redis: RedisServer) => redis.kill(),
    back: (redis: RedisServer) => redis.restart(),
  },
  frozen: {
    away: async (redis: RedisServer) => redis.freeze(),
    back: async (redis: RedisServer) => redis.thaw(),
  },
} as const

/** Milliseconds within which somebody is told, and within which it works again. */
const TOLD = 2000
const BACK = 5000

/** A request that can be sent again and again, and what it leads to while Redis is there. */
interface Step {
  /** It is a program that asks. */
  readonly isCalled?: boolean
  readonly send: () => Promise<Response>
  readonly worked: (response: Response) => unknown
}

for (const [manner, { away, back }] of Object.entries(MANNERS))
  describe(`while Redis is ${manner}`, () => {
    let redis: RedisServer
    let server: TestServer
    const said: string[] = []

    before(async () => {
      redis = await startRedis(['--appendonly', 'yes', '--appendfsync', 'always'])
      const store = { kind: 'redis', url: new Secret(redis.url) } as const
      server = await openTestServer({ store }, { say: (text) => void said.push(text) })
    })
    after(async () => {
      await server.close()
      await redis.close()
    })

    const at = (path: string): string => `${server.configuration.issuer}${path}`

    const get =
      ({ browser }: Person, url: string): Step['send'] =>
      () =>
        browser.send(url)

    /** The form that stands on the page now, as often as it is sent. */
    function form(
      { browser }: Person,
      action: string,
      fields: Readonly<Record<string, string>> = {},
    ): Step['send'] {
      const found = browser.form(action)
      const url = new URL(found.action, browser.page.url)
      return () =>
        browser.send(url.href, {
          method: 'POST',
          body: new URLSearchParams({ ...found.fields, ...fields }),
          headers: { Accept: 'text/html', Origin: url.origin, 'Sec-Fetch-Site': 'same-origin' },
        })
    }

    const call =
      (path: string, fields: Readonly<Record<string, string>>, headers = {}): Step['send'] =>
      () =>
        fetch(at(path), {
          method: 'POST',
          body: new URLSearchParams(fields),
          headers: {
            Authorization: `Basic ${btoa(`shop:${encodeURIComponent(secretOf('shop'))}`)}`,
            ...headers,
          },
        })

    const location = (response: Response): string => {
      assert.ok([302, 303].includes(response.status), `${response.status}`)
      return response.headers.get('Location') ?? ''
    }
    const leadsOn = (response: Response): void => assert.match(location(response), /./)
    const arrives = (response: Response): void => assert.ok(location(response).startsWith(CALLBACK))
    const isFine = (response: Response): void => assert.equal(response.status, 200)
    const has = (text: RegExp) => async (response: Response) => {
      isFine(response)
      assert.match(await response.text(), text)
    }

    const enrolled = async () => {
      const person = await Person.of(server)
      const device = await person.addDevice('Phone')
      server.advance(30)
      return { person: person.elsewhere(), device, account: person }
    }

    const STEPS: Readonly<Record<string, () => Promise<Step>>> = {
      async 'a sign-in that begins'() {
        const { url } = await (await relyingParty(server)).start()
        const send = get(new Person(server, await server.addAccount()), url)
        return { send, worked: has(/name="login"/) }
      },
      async 'the sign-in page'() {
        const person = await Person.of(server)
        const { page } = await visit(person, await relyingParty(server))
        return { send: get(person, page.url), worked: has(/name="login"/) }
      },
      async 'the name'() {
        const person = await Person.of(server)
        await visit(person, await relyingParty(server))
        const { login } = person.account
        return { send: form(person, '/identify', { login }), worked: has(/name="password"/) }
      },
      async 'the password'() {
        const person = await Person.of(server)
        await visit(person, await relyingParty(server))
        await person.giveName()
        const fields = { login: person.account.login, password: PASSWORD }
        return { send: form(person, '/password', fields), worked: leadsOn }
      },
      async 'the code'() {
        const { person, device } = await enrolled()
        await visit(person, await relyingParty(server))
        await person.givePassword()
        return { send: form(person, '/code', { code: device.code() }), worked: leadsOn }
      },
      async 'the first code of a new device'() {
        const person = await Person.of(server)
        await visit(person, await relyingParty(server, 'bank'))
        await person.givePassword()
        const { forms } = await person.browser.submit('/device', { name: 'Phone' })
        assert.ok(forms.some(({ action }) => action.endsWith('/device/code')))
        return { send: get(person, person.browser.page.url), worked: has(/id="key"/) }
      },
      async consent() {
        const person = await Person.of(server)
        await visit(person, await relyingParty(server, 'forum'))
        assert.equal(stepOf(await person.givePassword()), 'consent')
        return { send: form(person, '/consent'), worked: leadsOn }
      },
      async 'the way back to the application'() {
        const person = await Person.of(server)
        await visit(person, await relyingParty(server))
        await person.giveName()
        const fields = { login: person.account.login, password: PASSWORD }
        const resume = location(await form(person, '/password', fields)())
        return { send: get(person, resume), worked: arrives }
      },
      async 'a silent sign-in'() {
        const person = await Person.of(server)
        const party = await relyingParty(server)
        await signIn(person, party)
        const { url } = await party.start({ prompt: 'none' })
        return { send: get(person, url), worked: arrives }
      },
      async 'the account page'() {
        const { account } = await enrolled()
        return { send: get(account, at('/account')), worked: has(/Phone/) }
      },
      async 'a change in the account'() {
        const { account } = await enrolled()
        const page = await account.openAccount()
        const href = /href="(\/account\/devices\/[^"]+)"/.exec(page.html)?.[1] ?? ''
        await account.browser.open(at(href))
        const send = form(account, '/rename', { name: 'Telephone' })
        return { send, worked: leadsOn }
      },
      async 'signing out'() {
        const person = await Person.of(server)
        await signIn(person, await relyingParty(server))
        await person.browser.open(at('/session/end'))
        return { send: form(person, '/session/end/confirm', { logout: 'yes' }), worked: leadsOn }
      },
      async 'the page for a forgotten password'() {
        return { send: () => fetch(at('/password/forgot')), worked: isFine }
      },
      async 'a forgotten password'() {
        const person = await Person.of(server)
        await person.browser.open(at('/password/forgot'))
        const { login } = person.account
        return { send: form(person, '/password/forgot', { login }), worked: isFine }
      },
      async 'a new password'() {
        const person = await Person.of(server)
        await person.browser.open(at('/password/forgot'))
        await person.browser.submit('/password/forgot', { login: person.account.login })
        let link: string | undefined
        while (link === undefined) {
          await new Promise((resolve) => setTimeout(resolve, 20))
          link = /http\S+\/password\/reset\/\S+/.exec(said.join('\n'))?.[0]
        }
        await person.browser.open(keepSecret(link))
        const fields = { new_password: keepSecret('an orchard of green apples') }
        return { send: form(person, '/password/reset', fields), worked: leadsOn }
      },
      async 'the exchange of a code'() {
        const person = await Person.of(server)
        const verifier = client.randomPKCECodeVerifier()
        const { page } = await visit(person, await relyingParty(server), {
          code_challenge: await client.calculatePKCECodeChallenge(verifier),
        })
        const arrived = (await answer(person, page)).arrived
        const fields = {
          grant_type: 'authorization_code',
          code: keepSecret(arrived?.get('code') ?? ''),
          redirect_uri: CALLBACK,
          code_verifier: verifier,
        }
        return { isCalled: true, send: call('/token', fields), worked: isFine }
      },
      async 'a refreshed token'() {
        const tokens = await signIn(await Person.of(server), await relyingParty(server), OFFLINE)
        const fields = { grant_type: 'refresh_token', refresh_token: tokens.refreshToken ?? '' }
        return { isCalled: true, send: call('/token', fields), worked: isFine }
      },
      async userinfo() {
        const { accessToken } = await signIn(await Person.of(server), await relyingParty(server))
        const headers = { Authorization: `Bearer ${accessToken}` }
        return { isCalled: true, send: () => fetch(at('/me'), { headers }), worked: isFine }
      },
      async introspection() {
        const { accessToken } = await signIn(await Person.of(server), await relyingParty(server))
        const send = call('/token/introspection', { token: accessToken })
        return { isCalled: true, send, worked: has(/"active":true/) }
      },
      async revocation() {
        const { accessToken } = await signIn(await Person.of(server), await relyingParty(server))
        const send = call('/token/revocation', { token: accessToken })
        return { isCalled: true, send, worked: isFine }
      },
      async 'a pushed request'() {
        const fields = {
          client_id: 'shop',
          response_type: 'code',
          redirect_uri: CALLBACK,
          scope: 'openid',
          code_challenge: 'v'.repeat(43),
          code_challenge_method: 'S256',
        }
        const worked = ({ status }: Response): void => assert.equal(status, 201)
        return { isCalled: true, send: call('/request', fields), worked }
      },
    }

    async function isBack(): Promise<void> {
      const begun = performance.now()
      while ((await fetch(at('/readyz'))).status !== 200) {
        assert.ok(performance.now() - begun < BACK, 'it did not come back by itself')
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
    }

    for (const [name, prepare] of Object.entries(STEPS)) {
      it(`${name}: 503 within two seconds, and done when Redis is back`, async () => {
        const { send, worked, isCalled } = await prepare()
        await away(redis)
        try {
          // The first finds out; those that come after know it.
          for (const attempt of ['first', 'second']) {
            const begun = performance.now()
            const response = await send()
            const text = await response.text()
            const took = Math.round(performance.now() - begun)
            assert.ok(took < TOLD, `the ${attempt} took ${took} ms`)
            assert.equal(response.status, 503, `${attempt}: ${text}`)
            assert.equal(response.headers.get('Retry-After'), '5', attempt)
            assert.equal(response.headers.get('Location'), null)
            assert.equal(response.headers.get('Set-Cookie'), null)
            if (isCalled) assert.equal(JSON.parse(text).error, 'temporarily_unavailable')
            else assert.match(text, /<h1[^>]*>We cannot sign you in right now<\/h1>/)
          }
        } finally {
          await back(redis)
          await isBack()
        }
        await worked(await send())
      })
    }

    it('nobody is let in, whatever was proved before', async () => {
      const person = await Person.of(server)
      const party = await relyingParty(server)
      await visit(person, party)
      await person.giveName()
      const password = form(person, '/password', {
        login: person.account.login,
        password: PASSWORD,
      })
      await away(redis)
      assert.equal((await password()).status, 503)
      await back(redis)
      await isBack()
      assert.equal(await silently(person, party), 'login_required')
    })

    it('is alive, not ready, and still shows what needs no store', async () => {
      await away(redis)
      try {
        assert.equal((await fetch(at('/readyz'))).status, 503)
        assert.equal((await fetch(at('/healthz'))).status, 200)
        assert.equal((await fetch(at('/.well-known/openid-configuration'))).status, 200)
        assert.equal((await new Browser().open(at('/'))).status, 200)
      } finally {
        await back(redis)
      }
      await isBack()
    })
  })
