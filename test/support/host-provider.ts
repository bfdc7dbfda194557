import { randomBytes } from 'node:crypto'
import { interactionPolicy, Provider, type Configuration } from 'oidc-provider'
import {
  openSqliteStore,
  stepUp,
  type Attached,
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
import { keepTestKeys } from './test-keys.ts'

/** A provider as somebody may have it: accounts, a login page and a prompt of its own. */
export interface HostProvider extends TestClock {
  readonly issuer: string
  readonly mfa: PlugIn
  readonly store: SqliteStore
  readonly events: readonly StepUpEvent[]
  /** What went wrong at the provider, as the host is told. */
  readonly failures: readonly Error[]
  /** Attaches, later than a host should. */
  attach(): void
  close(): Promise<void>
}

/** Where a host departs from what the README says. */
export interface HostDepartures {
  /** More of its own configuration, before it is given to step-up. */
  readonly own?: Configuration
  /** What it makes its provider from. @default what `configure` returns */
  readonly made?: (mfa: PlugIn, own: Configuration) => Configuration
  /** @default true */
  readonly attaches?: boolean
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
  departures: HostDepartures = {},
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
  const { made = (_mfa, own) => mfa.configure(own), attaches = true } = departures
  keepTestKeys(folder)
  const configuration = { ...hostConfiguration(store, folder), ...departures.own }
  const close = async () => {
    await new Promise((resolve) => {
      server.close(resolve)
      server.closeAllConnections()
    })
    store.close()
  }
  const failures: Error[] = []
  const attached = () => {
    const provider = new Provider(issuer, made(mfa, configuration))
    provider.proxy = shape.proxied === true
    provider.on('server_error', (_ctx, error) => failures.push(error))
    return { provider, pages: attaches ? mfa.attach(provider) : NO_PAGES }
  }
  const { provider, pages } = await Promise.resolve()
    .then(attached)
    .catch(async (error) => {
      await close()
      throw error
    })
  server.on('request', listenerOf({ ...shape, provider, pages, cookieKeys: COOKIE_KEYS }))
  return {
    ...time,
    issuer,
    mfa,
    store,
    events,
    failures,
    attach: () => void mfa.attach(provider),
    close,
  }
}

const NO_PAGES: Attached = {
  routes: () => (_ctx, next) => next(),
  callback: () => (_request, _response, next) => {
    next()
  },
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
