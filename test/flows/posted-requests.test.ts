import { strict as assert } from 'node:assert'
import { gzipSync } from 'node:zlib'
import { Secret } from '../../src/kernel/secret.ts'
import type { Configuration } from '../../src/server/config/configuration.ts'
import { listenOnLoopback, portOf } from '../support/listener.ts'
import { openPathProxy } from '../support/path-proxy.ts'
import { Person } from '../support/person.ts'
import { relyingParty, type RelyingParty, type Started } from '../support/relying-party.ts'
import { openSharedRedis } from '../support/shared-redis.ts'
import { openTestServer, type TestServer } from '../support/test-server.ts'
import { answer, signIn, stepOf, type Parameters } from '../support/visit.ts'

const FORM = 'application/x-www-form-urlencoded'

const STORES: Readonly<
  Record<string, () => Promise<{ store?: Configuration['store']; close(): Promise<void> }>>
> = {
  SQLite: async () => ({ close: async () => {} }),
  Redis: async () => {
    const redis = await openSharedRedis()
    return { store: { kind: 'redis', url: new Secret(redis.url) }, close: () => redis.close() }
  },
}

/** A request, as the form that another site sends. */
function formOf({ url }: Started): { readonly action: string; readonly fields: Parameters } {
  const { origin, pathname, searchParams } = new URL(url)
  return { action: origin + pathname, fields: Object.fromEntries(searchParams) }
}

/** What a browser sends with the form of another site: no cookie that is `SameSite=Lax`. */
const fromElsewhere = (
  action: string,
  body: URLSearchParams | Buffer,
  type = FORM,
): Promise<Response> =>
  fetch(action, {
    method: 'POST',
    redirect: 'manual',
    body,
    headers: {
      ...(type === '' ? {} : { 'Content-Type': type }),
      Accept: 'text/html',
      Origin: 'https://shop.example',
      'Sec-Fetch-Site': 'cross-site',
    },
  })

for (const [name, open] of Object.entries(STORES)) {
  describe(`a request that is sent by POST, on ${name}`, () => {
    let kept: Awaited<ReturnType<typeof open>>
    let server: TestServer
    let shop: RelyingParty
    before(async () => {
      kept = await open()
      server = await openTestServer({
        ...(kept.store ? { store: kept.store } : {}),
        limits: { sessionsPerAccount: 10, interactionsPerNetwork: 5, anonymousInteractions: 8 },
        trustProxy: ['127.0.0.1', '::1'],
      })
      shop = await relyingParty(server)
    })
    after(async () => {
      await server.close()
      await kept.close()
    })

    const at = (path: string): string => `${server.configuration.issuer}${path}`

    /** Sends the form, and opens with the browser's cookies what it leads to. */
    async function sendFrom(person: Person, action: string, fields: Parameters): Promise<string> {
      const response = await fromElsewhere(action, new URLSearchParams(fields))
      assert.equal(response.status, 303)
      assert.equal(response.headers.get('Cache-Control'), 'no-store')
      assert.deepEqual(response.headers.getSetCookie(), [])
      const address = new URL(response.headers.get('Location') ?? '', action).href
      await person.browser.open(address)
      return address
    }

    it('signs in, and finds the session the next time', async () => {
      const person = await Person.of(server)
      const first = await shop.start()
      const { action, fields } = formOf(first)
      const address = await sendFrom(person, action, fields)
      // Short, it is the same request.
      assert.deepEqual(Object.fromEntries(new URL(address).searchParams), fields)
      const page = await answer(person, person.browser.page)
      assert.ok((await first.finish(page.arrived)).claims.sub)

      const second = await shop.start({ prompt: 'none' })
      await sendFrom(person, formOf(second).action, formOf(second).fields)
      assert.ok((await second.finish(person.browser.page.arrived)).claims.sub)
    })

    it('is kept where it is long, or says who somebody is, and comes to the same', async () => {
      const person = await Person.of(server)
      const { idToken } = await signIn(person, shop)
      for (const further of [
        { claims: JSON.stringify({ id_token: { acr: { values: ['x'.repeat(1900)] } } }) },
        { id_token_hint: idToken },
        { login_hint: 'anna@example.org' },
      ]) {
        const request = await shop.start(further)
        const { action, fields } = formOf(request)
        const address = await sendFrom(person, action, fields)
        assert.deepEqual([...new URL(address).searchParams.keys()], ['step_up_posted'])
        assert.ok(address.length < 200)
        assert.ok((await request.finish(person.browser.page.arrived)).claims.sub)
        // Reloaded or gone back to, it is the same request.
        const again = await person.browser.open(address)
        assert.ok(again.arrived?.get('code'))
        // What somebody else has of it is no more than the request.
        const stranger = await Person.of(server)
        assert.equal(stepOf(await stranger.browser.open(address)), 'password')
      }
    })

    it('that is no longer kept, or was for another address, leads nowhere and says so', async () => {
      const person = await Person.of(server)
      const { action, fields } = formOf(await shop.start({ login_hint: 'anna' }))
      const address = await sendFrom(person, action, fields)
      for (const astray of [address.replace('/auth', '/session/end'), address.slice(0, -1)]) {
        const page = await person.browser.open(astray)
        assert.equal(page.status, 400)
        assert.match(page.html, /kept for 10 minutes: begin again/)
      }
    })

    it('is as many as the sign-ins that strangers may begin', async () => {
      const person = await Person.of(server)
      const { action, fields } = formOf(await shop.start({ login_hint: 'anna' }))
      const addresses: string[] = []
      for (let index = 0; index < 6; index += 1) {
        const response = await fromElsewhere(action, new URLSearchParams(fields))
        addresses.push(new URL(response.headers.get('Location') ?? '', action).href)
      }
      assert.equal((await person.browser.open(addresses[0] ?? '')).status, 400)
      assert.equal((await person.browser.open(addresses.at(-1) ?? '')).status, 200)
    })

    it('answers the errors that it answers by GET', async () => {
      const person = await Person.of(server)
      for (const [change, error] of [
        [{ prompt: 'none' }, 'login_required'],
        [{ prompt: 'none login' }, 'invalid_request'],
        [{ resource: 'https://unheard-of.example/' }, 'invalid_target'],
      ] as const) {
        const { action, fields } = formOf(await shop.start(change))
        await sendFrom(person, action, fields)
        assert.equal(person.browser.page.arrived?.get('error'), error)
      }
      const { action, fields } = formOf(await shop.start())
      const twice = new URLSearchParams([...Object.entries(fields), ['scope', 'openid']])
      const response = await fromElsewhere(action, twice)
      const page = await person.browser.open(
        new URL(response.headers.get('Location') ?? '', action).href,
      )
      assert.match(
        page.arrived?.get('error_description') ?? '',
        /scope.*must not be provided twice/,
      )
      // In the address and in the body is twice as well.
      const both = await fromElsewhere(`${action}?scope=openid`, new URLSearchParams(fields))
      const arrived = await person.browser.open(
        new URL(both.headers.get('Location') ?? '', action).href,
      )
      assert.equal(arrived.arrived?.get('error'), 'invalid_request')
    })

    it('is no way around what a request may be', async () => {
      const { action, fields } = formOf(await shop.start())
      for (const [body, type, status, words] of [
        [JSON.stringify(fields), 'application/json', 415, new RegExp(FORM)],
        [new URLSearchParams(fields).toString(), 'text/plain', 415, new RegExp(FORM)],
        [new URLSearchParams(fields).toString(), '', 415, new RegExp(FORM)],
        [`state=${'x'.repeat(2049)}`, FORM, 400, /state is longer than 2048 bytes/],
        [`claims=${'['.repeat(21)}`, FORM, 400, /claims is nested too deeply/],
        ['x'.repeat(60_000), FORM, 413, /longer than 57344 bytes/],
        [`request=${'x'.repeat(20_000)}`, FORM, 400, /longer than 16384 bytes/],
      ] as const) {
        for (const path of ['/auth', '/session/end']) {
          const bytes = Buffer.from(body)
          const response = await fromElsewhere(at(path), bytes, type)
          assert.equal(response.status, status, `${path} ${words.source}`)
          const html = await response.text()
          assert.match(html, words)
          assert.match(html, /invalid_request/)
        }
      }
      const compressed = await fetch(action, {
        method: 'POST',
        headers: { 'Content-Type': FORM, 'Content-Encoding': 'gzip' },
        body: gzipSync('client_id=shop'),
      })
      assert.equal(compressed.status, 415)
      const multipart = new FormData()
      multipart.set('client_id', 'shop')
      const response = await fetch(action, { method: 'POST', body: multipart })
      assert.equal(response.status, 415)
      assert.deepEqual(Object.keys((await response.json()) as object), [
        'error',
        'error_description',
      ])
    })

    it('without anything in it is told what is missing', async () => {
      for (const [init, status] of [
        [{}, 400],
        [{ headers: { 'Content-Type': FORM }, body: '' }, 400],
      ] as const) {
        const response = await fetch(at('/auth'), { method: 'POST', ...init })
        assert.equal(response.status, status)
        assert.match(await response.text(), /client_id/)
      }
    })

    it('signs out, with a hint and without', async () => {
      for (const hinted of [true, false]) {
        const person = await Person.of(server)
        const { idToken } = await signIn(person, shop)
        const address = await sendFrom(person, at('/session/end'), {
          ...(hinted ? { id_token_hint: idToken } : { client_id: 'shop' }),
          post_logout_redirect_uri: 'http://localhost:9/signed-out',
          state: 'a-state',
        })
        assert.ok(!address.includes('id_token_hint'))
        const form = person.browser.form('/session/end/confirm')
        const response = await person.browser.send(form.action, {
          method: 'POST',
          body: new URLSearchParams({ ...form.fields, logout: 'yes' }),
        })
        assert.equal(
          response.headers.get('Location'),
          'http://localhost:9/signed-out?state=a-state',
        )
        const silent = await shop.start({ prompt: 'none' })
        await sendFrom(person, formOf(silent).action, formOf(silent).fields)
        assert.equal(person.browser.page.arrived?.get('error'), 'login_required')
      }
    })
  })
}

for (const basePath of ['kept', 'stripped'] as const) {
  it(`a request by POST leads below the issuer's path, which its proxy has ${basePath}`, async () => {
    const proxy = await openPathProxy('/login/sso', basePath === 'stripped')
    const listener = await listenOnLoopback()
    proxy.leadTo(portOf(listener))
    const server = await openTestServer(
      { issuer: proxy.issuer, basePath, trustProxy: ['127.0.0.1'] },
      { listener },
    )
    try {
      const shop = await relyingParty(server)
      const person = await Person.of(server)
      const request = await shop.start({ login_hint: person.account.login })
      const { action, fields } = formOf(request)
      const response = await fromElsewhere(action, new URLSearchParams(fields))
      const address = new URL(response.headers.get('Location') ?? '', action)
      assert.equal(address.pathname, '/login/sso/auth')
      const page = await answer(person, await person.browser.open(address.href))
      assert.ok((await request.finish(page.arrived)).claims.sub)
    } finally {
      await server.close()
      await proxy.close()
    }
  })
}
