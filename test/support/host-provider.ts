import { randomBytes } from 'node:crypto'
import { interactionPolicy, Provider, type Configuration } from 'oidc-provider'
import {
  openSqliteStore,
  stepUp,
  type HostAccounts,
  type PlugIn,
  type PlugInOptions,
  type SqliteStore,
  type StepUpEvent,
} from '../../src/index.ts'
import { developmentKeys } from '../../src/server/config/development-keys.ts'
import { listenerOf, type HostShape } from './host-app.ts'
import { listenOnLoopback, portOf } from './listener.ts'
import { CALLBACK } from './test-server.ts'
import { createTestClock, type TestClock } from './test-clock.ts'

/** A provider as somebody may have it: accounts, a login page and a prompt of its own. */
export interface HostProvider extends TestClock {
  readonly issuer: string
  readonly mfa: PlugIn
  readonly store: SqliteStore
  readonly events: readonly StepUpEvent[]
  /** What went wrong at the provider, as the host is told. */
  readonly failures: readonly Error[]
  close(): Promise<void>
}

const COOKIE_KEYS = ['the cookie keys of the host, long enough']

/** Anybody whose name begins with "user-" has an account; the host's page asks for no password. */
const accounts: HostAccounts = {
  find: async (id) => (id.startsWith('user-') ? { label: `${id}@host.example` } : undefined),
}

export async function openHostProvider(
  folder: string,
  shape: HostShape = { framework: 'Koa' },
  options: Partial<PlugInOptions> = {},
): Promise<HostProvider> {
  const server = await listenOnLoopback()
  const issuer = `http://localhost:${portOf(server)}${shape.prefix ?? ''}`
  const time = createTestClock()
  const store = openSqliteStore({ path: `${folder}/host.sqlite` })
  const events: StepUpEvent[] = []

  const mfa = stepUp({
    accounts,
    store,
    sealingKeys: [{ id: '1', key: randomBytes(32).toString('base64url') }],
    cookieKeys: COOKIE_KEYS,
    issuerName: 'Host & Co',
    clock: time.clock,
    onEvent: (event) => events.push(event),
    ...(shape.path === undefined ? {} : { path: shape.path }),
    ...options,
  })
  const provider = new Provider(issuer, mfa.configure(hostConfiguration(store, folder)))
  provider.proxy = shape.proxied === true
  const failures: Error[] = []
  provider.on('server_error', (_ctx, error) => failures.push(error))
  const pages = mfa.attach(provider)
  server.on('request', listenerOf({ ...shape, provider, pages, cookieKeys: COOKIE_KEYS }))
  return {
    ...time,
    issuer,
    mfa,
    store,
    events,
    failures,
    async close() {
      await new Promise((resolve) => {
        server.close(resolve)
        server.closeAllConnections()
      })
      store.close()
    },
  }
}

function hostConfiguration(store: SqliteStore, folder: string): Configuration {
  const policy = interactionPolicy.base()
  policy.add(
    new interactionPolicy.Prompt(
      { name: 'terms', requestable: false },
      new interactionPolicy.Check('terms', 'the terms have to be accepted', (ctx) => {
        return ctx.oidc.result?.['terms'] === undefined
      }),
    ),
  )
  return {
    adapter: store.adapter,
    jwks: { keys: [...developmentKeys(folder).signing.reveal().keys] },
    cookies: { keys: COOKIE_KEYS },
    clients: [
      {
        client_id: 'shop',
        client_secret: 'the secret of the shop at the host',
        redirect_uris: [CALLBACK],
        id_token_signed_response_alg: 'ES256',
      },
    ],
    interactions: { policy, url: (_ctx, interaction) => `/login/${interaction.uid}` },
    findAccount: async (_ctx, id) =>
      (await accounts.find(id)) && { accountId: id, claims: () => ({ sub: id }) },
    async loadExistingGrant(ctx) {
      const { client, account, provider } = ctx.oidc
      const grant = new provider.Grant({
        clientId: client?.clientId ?? '',
        accountId: account?.accountId ?? '',
      })
      grant.addOIDCScope('openid')
      await grant.save()
      return grant
    },
  }
}
