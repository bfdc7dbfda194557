import { generateKeyPairSync } from 'node:crypto'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { once } from 'node:events'
import { expect } from 'chai'
import { Provider, type Adapter, type AdapterFactory } from 'oidc-provider'
import type { TwoHandles } from '../../../src/stores/conformance/property.ts'
import type { SqliteStore } from '../../../src/stores/sqlite/open-sqlite-store.ts'
import { openTwoStores } from './temporary-database.ts'
import { createPatientServer } from '../../support/listener.ts'

const REDIRECT_URI = 'https://app.example.org/callback'
const SIGNING_KEY = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
const ACCOUNT_ID = 'ann'

/** Makes the requests overlap: none consumes before all of them have read. */
function overlapping(adapter: Adapter, requests: number): Adapter {
  let readers = 0
  const { promise: allHaveRead, resolve } = Promise.withResolvers<void>()
  return {
    ...adapter,
    async find(id) {
      const found = await adapter.find(id)
      readers += 1
      if (readers === requests) resolve()
      return found
    },
    async consume(id) {
      await allHaveRead
      await adapter.consume(id)
    },
  }
}

const withCode = (code: string) => ({
  grant_type: 'authorization_code',
  code,
  redirect_uri: REDIRECT_URI,
})

describe('SQLite: under oidc-provider', () => {
  let stores: TwoHandles<SqliteStore>
  let server: Server
  let provider: Provider

  async function serve(adapter: AdapterFactory): Promise<void> {
    provider = new Provider('http://localhost', {
      adapter,
      clients: [
        {
          client_id: 'app',
          client_secret: 'a secret for this test alone',
          redirect_uris: [REDIRECT_URI],
          grant_types: ['authorization_code', 'refresh_token'],
          id_token_signed_response_alg: 'ES256',
        },
      ],
      jwks: { keys: [SIGNING_KEY.export({ format: 'jwk' })] },
      cookies: { keys: ['a key for this test alone'] },
      features: { devInteractions: { enabled: false } },
      pkce: { required: () => false },
      findAccount: (_ctx, accountId) => ({ accountId, claims: () => ({ sub: accountId }) }),
    })
    provider.on('server_error', (_ctx, error) => console.error(error))
    server = createPatientServer((request, response) => void provider.callback()(request, response))
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
  }

  beforeEach(() => {
    stores = openTwoStores()
  })

  afterEach(async () => {
    server.closeAllConnections()
    server.close()
    await stores.close()
  })

  async function issueCode(): Promise<string> {
    const client = await provider.Client.find('app')
    if (!client) throw new TypeError('no client')
    const grant = new provider.Grant({ clientId: 'app', accountId: ACCOUNT_ID })
    grant.addOIDCScope('openid offline_access')
    const code = new provider.AuthorizationCode({
      client,
      accountId: ACCOUNT_ID,
      grantId: await grant.save(),
      redirectUri: REDIRECT_URI,
      scope: 'openid offline_access',
      gty: 'authorization_code',
      authTime: 1,
    })
    return code.save()
  }

  async function redeem(parameters: Record<string, string>) {
    const { port } = server.address() as AddressInfo
    const response = await fetch(`http://127.0.0.1:${port}/token`, {
      method: 'POST',
      headers: {
        authorization: `Basic ${btoa('app:a+secret+for+this+test+alone')}`,
      },
      body: new URLSearchParams(parameters),
    })
    const body = (await response.json()) as { error?: string; refresh_token?: string }
    return { status: response.status, ...body }
  }

  it('a code buys tokens once, and a second time revokes them', async () => {
    await serve(stores.first.adapter)
    const code = await issueCode()
    const bought = await redeem(withCode(code))
    expect(bought).to.include({ status: 200 })
    expect(await redeem(withCode(code))).to.include({ status: 400, error: 'invalid_grant' })
    const refresh = { grant_type: 'refresh_token', refresh_token: bought.refresh_token ?? '' }
    expect(await redeem(refresh)).to.include({ status: 400, error: 'invalid_grant' })
  })

  it('of 10 overlapping requests with one code exactly one gets tokens', async () => {
    const store = stores.second
    await serve((model) =>
      model === 'AuthorizationCode' ? overlapping(store.adapter(model), 10) : store.adapter(model),
    )
    const code = await issueCode()
    const answers = await Promise.all(
      Array.from({ length: 10 }, async () => redeem(withCode(code))),
    )
    expect(answers.filter(({ status }) => status === 200)).to.have.length(1)
    for (const answer of answers) {
      if (answer.status !== 200) {
        expect(answer).to.include({ status: 400, error: 'invalid_grant' })
      }
    }
  })

  it('logout ends a session under every id, a step-up under its old one only', async () => {
    const store = stores.first
    await serve(store.adapter)
    // The library tells of a session that was destroyed, and not of one that changed its id.
    provider.on('session.destroyed', ({ uid }) => void store.endSession(uid))
    const session = new provider.Session()
    session.loginAccount({ accountId: ACCOUNT_ID, loginTs: 1 })
    await session.save(3600)
    const slow = await provider.Session.find(session.jti)
    session.resetIdentifier()
    await session.save(3600)
    await slow?.save(3600)
    expect(await provider.Session.find(slow?.jti ?? '')).to.equal(undefined)
    expect(await provider.Session.find(session.jti)).to.include({ uid: session.uid })

    const slower = await provider.Session.find(session.jti)
    await session.destroy()
    slower?.resetIdentifier()
    await slower?.save(3600)
    expect(await provider.Session.find(slower?.jti ?? '')).to.equal(undefined)
    expect(await provider.Session.findByUid(session.uid)).to.equal(undefined)
  })
})
