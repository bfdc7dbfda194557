import { strict as assert } from 'node:assert'
import { Browser } from '../support/browser.ts'
import type { HostShape } from '../support/host-app.ts'
import { openHostProvider, type HostProvider } from '../support/host-provider.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { CALLBACK } from '../support/test-server.ts'

/** What a proxy that ends TLS says, behind an attacker's own header. */
const FORWARDED = {
  'X-Forwarded-Proto': 'https',
  'X-Forwarded-For': '6.6.6.6, 192.0.2.7',
}

describe('an Express host behind a proxy', () => {
  const folder = temporaryFolder()
  let host: HostProvider

  afterEach(() => host.close())

  async function open(shape: Partial<HostShape>): Promise<Browser> {
    host = await openHostProvider(folder(), { framework: 'Express', ...shape })
    const browser = new Browser()
    const acr = { essential: true, value: 'urn:step-up:2fa' }
    const query = new URLSearchParams({
      client_id: 'shop',
      redirect_uri: CALLBACK,
      response_type: 'code',
      scope: 'openid',
      claims: JSON.stringify({ id_token: { acr } }),
    })
    const page = await browser.open(`${host.issuer}/auth?${query.toString()}`)
    await browser.submit(new URL(page.url).pathname, { login: 'user-1' })
    return browser
  }

  async function sendFromHttps(browser: Browser): Promise<Response> {
    const { action, fields } = browser.form('/device')
    const url = new URL(action, browser.page.url)
    return browser.send(url.href, {
      method: 'POST',
      body: new URLSearchParams({ ...fields, name: 'Phone' }),
      headers: { ...FORWARDED, Origin: `https://${url.host}` },
    })
  }

  it('believes what the provider is told to believe', async () => {
    const response = await sendFromHttps(await open({ proxied: true }))
    assert.equal(response.status, 303)
    await response.text()
  })

  it('records the address that Express trusts, and not the one that anybody can claim', async () => {
    const response = await sendFromHttps(await open({ proxied: true }))
    await response.text()
    assert.equal(host.events.at(-1)?.origin.address, '192.0.2.7')
  })

  it('believes no header where no proxy is trusted', async () => {
    const response = await sendFromHttps(await open({}))
    assert.equal(response.status, 403)
    await response.text()
    assert.ok(host.events.every(({ origin }) => origin.address === '127.0.0.1'))
  })
})
