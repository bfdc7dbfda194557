import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import { bodyParser } from '@koa/bodyparser'
import { Router } from '@koa/router'
import Koa from 'koa'
import mount from 'koa-mount'
import { interactionPolicy, Provider, type Configuration } from 'oidc-provider'
import {
  openSqliteStore,
  stepUp,
  type AccountDirectory,
  type AccountId,
  type PlugIn,
} from '../../src/index.ts'
import { developmentKeys } from '../../src/server/config/development-keys.ts'
import { freePort } from './free-port.ts'
import { CALLBACK } from './test-server.ts'
import { createTestClock, type TestClock } from './test-clock.ts'

/** A provider as somebody may have it: accounts, a login page and a prompt of its own. */
export interface HostProvider extends TestClock {
  readonly issuer: string
  readonly mfa: PlugIn
  close(): Promise<void>
}

const COOKIE_KEYS = ['the cookie keys of the host, long enough']

/** Anybody whose name begins with "user-" has an account; the host's page asks for no password. */
const accounts: AccountDirectory = {
  find: async (id) => (id.startsWith('user-') ? { id, label: `${id}@host.example` } : undefined),
  authenticate: async () => ({ outcome: 'rejected' }),
  reauthenticate: async () => ({ outcome: 'rejected' }),
}

export async function openHostProvider(folder: string, prefix = ''): Promise<HostProvider> {
  const port = await freePort()
  const issuer = `http://localhost:${port}${prefix}`
  const time = createTestClock()
  const store = openSqliteStore({ path: `${folder}/host.sqlite` })

  const mfa = stepUp({
    accounts,
    store,
    sealingKeys: [{ id: '1', key: randomBytes(32).toString('base64url') }],
    cookieKeys: COOKIE_KEYS,
    issuerName: 'Host & Co',
    clock: time.clock,
  })
  const provider = new Provider(issuer, mfa.configure(hostConfiguration(store, folder)))
  const steps = mfa.attach(provider)

  const app = new Koa()
  app.keys = COOKIE_KEYS
  app.use(steps.routes())
  app.use(hostPages(provider).routes())
  app.use(prefix === '' ? mount(provider) : mount(prefix, provider))
  const handle = app.callback()
  const server = createServer((request, response) => void handle(request, response))
  await new Promise<void>((resolve) => {
    server.listen(port, '127.0.0.1', resolve)
  })
  return {
    ...time,
    issuer,
    mfa,
    async close() {
      await new Promise((resolve) => {
        server.close(resolve)
        server.closeAllConnections()
      })
      store.close()
    },
  }
}

function hostConfiguration(
  store: ReturnType<typeof openSqliteStore>,
  folder: string,
): Configuration {
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
      (await accounts.find(id as AccountId)) && { accountId: id, claims: () => ({ sub: id }) },
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

/** The host's login page and its page for the terms: one form that says who signs in. */
function hostPages(provider: Provider): Router {
  const router = new Router()
  router.get('/login/:uid', async (ctx) => {
    const { prompt } = await provider.interactionDetails(ctx.req, ctx.res)
    ctx.type = 'html'
    ctx.body = `<h1>Host: ${prompt.name}</h1><form method="post" action="/login/${ctx.params['uid']}"></form>`
  })
  router.post('/login/:uid', bodyParser(), async (ctx) => {
    const { prompt } = await provider.interactionDetails(ctx.req, ctx.res)
    const body = ctx.request.body as Record<string, string>
    const result =
      prompt.name === 'login'
        ? { login: { accountId: body['login'] ?? '' } }
        : { terms: { accepted: true } }
    ctx.respond = false
    await provider.interactionFinished(ctx.req, ctx.res, result)
  })
  return router
}
