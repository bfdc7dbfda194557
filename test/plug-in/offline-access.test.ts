import { strict as assert } from 'node:assert'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Configuration } from 'oidc-provider'
import * as client from 'openid-client'
import { Browser } from '../support/browser.ts'
import { openHostProvider, type HostProvider } from '../support/host-provider.ts'
import { hostShop } from '../support/host-shop.ts'
import { keepSecret } from '../support/secrets-in-logs.ts'
import { CALLBACK } from '../support/test-server.ts'

/** The host knows what was allowed, by a store of its own: whatever is asked for, here. */
const OWN: Configuration = {
  scopes: ['openid', 'offline_access'],
  clients: [
    {
      client_id: 'shop',
      client_secret: 'the secret of the shop at the host',
      redirect_uris: [CALLBACK],
      grant_types: ['authorization_code', 'refresh_token'],
    },
  ],
  async loadExistingGrant({ oidc: { client: party, account, provider, requestParamOIDCScopes } }) {
    const grant = new provider.Grant({
      clientId: party?.clientId ?? '',
      accountId: account?.accountId ?? '',
    })
    grant.addOIDCScope(requestParamOIDCScopes)
    await grant.save()
    return grant
  },
}

describe('offline_access, at a host’s provider', () => {
  let folder: string
  let shop: client.Configuration
  let host: HostProvider | undefined
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'oidc-step-up-'))
  })
  afterEach(() => host?.close())
  after(() => {
    rmSync(folder, { recursive: true, force: true })
  })

  /** Signs somebody in who passes every page of the host's; resolves whether a refresh token came. */
  async function isGiven(browser: Browser, parameters: Record<string, string> = {}) {
    const verifier = keepSecret(client.randomPKCECodeVerifier())
    const url = client.buildAuthorizationUrl(shop, {
      redirect_uri: CALLBACK,
      scope: 'openid offline_access',
      code_challenge: await client.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      ...parameters,
    })
    let page = await browser.open(url.href)
    while (!page.arrived) {
      page = await browser.submit(new URL(page.url).pathname, { login: 'user-of-the-host' })
    }
    const back = new URL(`${CALLBACK}?${page.arrived.toString()}`)
    const tokens = await client.authorizationCodeGrant(shop, back, { pkceCodeVerifier: verifier })
    return tokens.refresh_token !== undefined
  }

  it('takes prompt=consent each time, as the library has it', async () => {
    host = await openHostProvider(folder, { framework: 'Koa' }, {}, { own: OWN })
    shop = await hostShop(host.issuer)
    const browser = new Browser()
    assert.equal(await isGiven(browser), false)
    assert.equal(await isGiven(browser, { prompt: 'consent' }), true)
    assert.equal(await isGiven(browser), false)
  })

  it('is the host’s to decide, who may give refresh tokens without', async () => {
    const own: Configuration = {
      ...OWN,
      issueRefreshToken: async (_ctx, party) => party.grantTypeAllowed('refresh_token'),
    }
    host = await openHostProvider(folder, { framework: 'Koa' }, {}, { own })
    shop = await hostShop(host.issuer)
    assert.equal(await isGiven(new Browser()), true)
  })
})
