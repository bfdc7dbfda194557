import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { readFileSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { Provider, interactionPolicy, type Configuration } from 'oidc-provider'
import { openSqliteStore } from '../../src/stores/sqlite/open-sqlite-store.ts'
import { openRedisStore } from '../../src/stores/redis/open-redis-store.ts'
import { CLIENT } from '../load/flow.ts'
import { openPlainPostgres } from './plain-postgres.ts'
import type { Settings } from './settings.ts'

/*
 * The baseline: oidc-provider and hardly anything else. It asks for a name, believes it, and knows nobody:
 * no password is checked, nothing is logged, no header is set, its pages are one form. With `two` prompts
 * a second interaction follows in which any code is right.
 */

/** What it is told on its command line, as JSON. */
export interface BareTask {
  readonly settings: string
  readonly prompts: 'one' | 'two'
  /** Undefined: oidc-provider's own, in memory. */
  readonly store: string | undefined
}

const task = JSON.parse(process.argv[2] ?? '') as BareTask
const { issuer, port, keys } = JSON.parse(readFileSync(task.settings, 'utf8')) as Settings
const store = await openStore(task.store)

const policy = interactionPolicy.base()
policy.remove('consent')
if (task.prompts === 'two') {
  const missing = new interactionPolicy.Check('missing', 'a code is missing', (ctx) => {
    return ctx.oidc.result?.['second'] === undefined
  })
  policy.add(new interactionPolicy.Prompt({ name: 'second', requestable: false }, missing))
}

const configuration: Configuration = {
  ...(store ? { adapter: store.adapter } : {}),
  clients: [
    {
      ...CLIENT,
      redirect_uris: [...CLIENT.redirect_uris],
      grant_types: ['authorization_code'],
      response_types: ['code'],
    },
  ],
  jwks: { keys: keys.signing.keys },
  cookies: { keys: keys.cookies },
  features: { devInteractions: { enabled: false } },
  pkce: { required: () => true },
  interactions: { policy, url: (_ctx, { uid }) => `/interaction/${uid}` },
  ttl: {
    Session: 3600,
    Interaction: 3600,
    Grant: 14 * 86_400,
    AccessToken: 3600,
    AuthorizationCode: 60,
    IdToken: 3600,
  },
  findAccount: (_ctx, accountId) => ({ accountId, claims: () => ({ sub: accountId }) }),
  async loadExistingGrant(ctx) {
    const {
      client,
      session,
      provider: { Grant },
    } = ctx.oidc
    if (!client || !session?.accountId) return undefined
    const grantId = session.grantIdFor(client.clientId)
    if (grantId !== undefined) return Grant.find(grantId)
    const grant = new Grant({ clientId: client.clientId, accountId: session.accountId })
    grant.addOIDCScope('openid')
    await grant.save()
    return grant
  },
}

const provider = new Provider(issuer, configuration)
const callback = provider.callback()

createServer((request, response) => {
  void (request.url?.startsWith('/interaction/') === true ? interact : callback)(request, response)
}).listen(port, '127.0.0.1')

process.once('SIGTERM', () => {
  process.exit()
})

async function interact(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { uid, prompt } = await provider.interactionDetails(request, response)
  if (request.method === 'POST') {
    const form = new URLSearchParams(await text(request))
    const result =
      prompt.name === 'login'
        ? { login: { accountId: form.get('login') ?? '' } }
        : { second: { code: form.get('code') ?? '' } }
    await provider.interactionFinished(request, response, result)
    return
  }
  const [action, field] = prompt.name === 'login' ? ['login', 'login'] : ['second', 'code']
  response.setHeader('Content-Type', 'text/html; charset=utf-8')
  response.end(
    `<!doctype html><title>Sign in</title><form method="post" action="/interaction/${uid}/${action}">` +
      `<input name="${field}"><input type="password" name="password"><button>Sign in</button></form>`,
  )
}

async function openStore(location: string | undefined) {
  if (location === undefined) return undefined
  if (location.startsWith('postgres:')) return openPlainPostgres(location)
  return location.startsWith('sqlite:')
    ? openSqliteStore({ path: location.slice('sqlite:'.length) })
    : openRedisStore({ url: location })
}
