import { strict as assert } from 'node:assert'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { queryObjects } from 'node:v8'
import Koa from 'koa'
import type { AccountId, TrustedBrowserId } from '../../src/kernel/ids.ts'
import type { Instant } from '../../src/kernel/instant.ts'
import { clearTrustCookie, setTrustCookie, trustCookieOf } from '../../src/oidc/trusted-browser.ts'
import { Secret } from '../../src/kernel/secret.ts'
import { createPatientServer } from '../support/listener.ts'

const ANNA = 'anna@example.org' as AccountId
const END = Date.UTC(2030, 0, 31, 12) as Instant

describe('the cookie of a trusted browser', () => {
  let server: Server
  let address: string

  before(async () => {
    const app = new Koa({ proxy: true, keys: ['a key that must not matter'] })
    app.use((ctx) => {
      const account = (ctx.get('Account') || ANNA) as AccountId
      if (ctx.path === '/set') {
        const cookie = new Secret('an-id.a-secret')
        setTrustCookie(ctx, account, { id: 'an-id' as TrustedBrowserId, cookie, expiresAt: END })
      }
      if (ctx.path === '/clear') clearTrustCookie(ctx, account)
      ctx.body = trustCookieOf(ctx, account) ?? 'none'
    })
    const handle = app.callback()
    server = createPatientServer((request, response) => void handle(request, response))
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve)
    })
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  after(() => {
    server.close()
  })

  const ask = async (
    path: string,
    cookies: readonly string[] = [],
    proto = 'https',
    account = '',
  ) => {
    const response = await fetch(address + path, {
      headers: { Cookie: cookies.join('; '), 'X-Forwarded-Proto': proto, Account: account },
    })
    return { text: await response.text(), set: response.headers.getSetCookie() }
  }

  const nameOf = (cookie = ''): string => cookie.split('=', 1)[0] ?? ''

  it('belongs to this host alone, travels by TLS alone, and ends with the trust', async () => {
    const [cookie = '', ...others] = (await ask('/set')).set
    assert.deepEqual(others, [])
    assert.match(cookie, /^__Host-step_up_trusted_[0-9a-f]{16}=an-id\.a-secret; /)
    assert.deepEqual(
      new Set(cookie.split('; ').slice(1)),
      new Set([
        'path=/',
        'expires=Thu, 31 Jan 2030 12:00:00 GMT',
        'samesite=lax',
        'secure',
        'httponly',
      ]),
    )
  })

  it('is another one where there is no TLS, as on loopback, and neither is taken for the other', async () => {
    const secure = (await ask('/set')).set[0]?.split(';')[0] ?? ''
    const plain = (await ask('/set', [], 'http')).set[0]?.split(';')[0] ?? ''
    assert.match(plain, /^step_up_trusted_[0-9a-f]{16}=an-id\.a-secret$/)
    assert.equal((await ask('/', [secure])).text, 'an-id.a-secret')
    assert.equal((await ask('/', [plain])).text, 'none')
    assert.equal((await ask('/', [secure], 'http')).text, 'none')
  })

  it('does not tell whose it is', async () => {
    assert.doesNotMatch((await ask('/set')).set.join(), /anna|example/)
  })

  it('is taken away as it was given', async () => {
    const given = (await ask('/set')).set[0] ?? ''
    const [taken = ''] = (await ask('/clear', [given.split(';')[0] ?? ''])).set
    assert.equal(nameOf(taken), nameOf(given))
    assert.match(taken, /expires=Thu, 01 Jan 1970 .*secure; httponly/)
    assert.match(taken, /path=\//)
  })

  it('leaves nothing behind in the process, however many accounts are asked about', async () => {
    const own = (await ask('/set')).set[0]?.split(';')[0] ?? ''
    const before = queryObjects(RegExp, { format: 'count' })
    for (let count = 0; count < 200; count += 1) {
      assert.equal((await ask('/', [own], 'https', `somebody-${count}`)).text, 'none')
    }
    assert.ok(queryObjects(RegExp, { format: 'count' }) - before < 100)
  })

  it('makes room for itself among five, and touches no other cookie', async () => {
    const own = (await ask('/set')).set[0]?.split(';')[0] ?? ''
    const others = Array.from({ length: 7 }, (_, index) => `__Host-step_up_trusted_${index}=x.y`)
    const { set } = await ask('/set', ['session=s', ...others, own, 'last=l'])
    const cleared = set.filter((cookie) => cookie.includes('1970')).map(nameOf)
    assert.deepEqual(cleared, others.slice(0, 3).map(nameOf))
    assert.equal((await ask('/set', [...others.slice(0, 4), own])).set.length, 1)
  })
})
