import { strict as assert } from 'node:assert'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Configuration, errors } from 'oidc-provider'
import type * as client from 'openid-client'
import { Browser, type Page } from '../support/browser.ts'
import { openHostProvider, type HostProvider } from '../support/host-provider.ts'
import { hostShop, startAt } from '../support/host-shop.ts'

const USER = 'user-1'

/** A host whose accounts have a name, and whose grants are for it. */
const OWN: Configuration = {
  claims: { profile: ['name'] },
  findAccount: (_ctx, id) => ({
    accountId: id,
    claims: (use) => ({ sub: id, name: `Ada, at ${use}` }),
  }),
  async loadExistingGrant(ctx) {
    const { client: known, account, provider } = ctx.oidc
    const clientId = known?.clientId ?? ''
    const grant = new provider.Grant({ clientId, accountId: account?.accountId ?? '' })
    grant.addOIDCScope('openid profile')
    await grant.save()
    return grant
  },
}

describe('the claims of a host', () => {
  let folder: string
  let host: HostProvider | undefined
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'oidc-step-up-'))
  })
  afterEach(async () => {
    await host?.close()
    host = undefined
    rmSync(folder, { recursive: true, force: true })
  })

  async function open(own: Configuration): Promise<client.Configuration> {
    host = await openHostProvider(folder, undefined, {}, { own: { ...OWN, ...own } })
    return hostShop(host.issuer)
  }

  async function signIn(shop: client.Configuration, parameters: Record<string, string>) {
    const browser = new Browser()
    const finish = await startAt(shop, browser, parameters)
    const pass = (): Promise<Page> =>
      browser.submit(new URL(browser.page.url).pathname, { login: USER })
    await pass()
    return finish(await pass())
  }

  it('are in the id_token where its own conformIdTokenClaims has them, and as its account says', async () => {
    const parameters = { scope: 'openid profile' }
    const conform = await signIn(await open({}), parameters)
    assert.equal(conform?.['name'], undefined)
    await host?.close()
    const told = await signIn(await open({ conformIdTokenClaims: false }), parameters)
    assert.equal(told?.['name'], 'Ada, at id_token')
  })

  it('are asked for without null members, and what cannot be read is named', async () => {
    const shop = await open({})
    const nulls = { userinfo: null, id_token: { sub: { value: null }, acr: { essential: null } } }
    const claims = await signIn(shop, { scope: 'openid profile', claims: JSON.stringify(nulls) })
    assert.equal(claims?.sub, USER)
    const browser = new Browser()
    const wrong = { id_token: { acr: { essential: true, values: 'urn:step-up:2fa' } } }
    await startAt(shop, browser, { claims: JSON.stringify(wrong) })
    const { arrived } = browser.page
    assert.equal(arrived?.get('error'), 'invalid_request')
    assert.equal(arrived.get('error_description'), 'claims.id_token.acr.values must be an array')
  })

  it('are asserted by the host as well', async () => {
    const shop = await open({
      features: {
        claimsParameter: {
          enabled: true,
          assertClaimsParameter(_ctx, { id_token: idToken }) {
            if (idToken?.['birthdate']) throw new errors.InvalidRequest('no birthdays')
          },
        },
      },
    })
    const browser = new Browser()
    const wanted = { id_token: { birthdate: { essential: true, value: null } } }
    await startAt(shop, browser, { claims: JSON.stringify(wanted) })
    assert.equal(browser.page.arrived?.get('error_description'), 'no birthdays')
  })
})
