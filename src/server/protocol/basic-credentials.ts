import type { Context, Middleware } from 'koa'
import type { Client, KoaContextWithOIDC, Provider } from 'oidc-provider'
import type { Logger } from 'pino'
import { peekBody } from '../peek-body.ts'

/** Where clients say who they are, by the library's names. */
const ENDPOINTS = [
  'token',
  'pushed_authorization_request',
  'device_authorization',
  'revocation',
  'introspection',
] as const

/** What a header of HTTP Basic says, form-encoded as it came (RFC 6749 §2.3.1). */
interface BasicCredentials {
  readonly id: string
  readonly secret: string
}

function basicOf(header: string | undefined): BasicCredentials | undefined {
  const [, encoded] = /^basic ([a-z0-9+/=]+)$/i.exec(header ?? '') ?? []
  if (encoded === undefined) return undefined
  const text = Buffer.from(encoded, 'base64').toString()
  const colon = text.indexOf(':')
  return colon < 0 ? undefined : { id: text.slice(0, colon), secret: text.slice(colon + 1) }
}

/** Undefined where it is not form-encoded. */
function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return undefined
  }
}

const findClient = (provider: Provider, id: string): Promise<Client | undefined> =>
  provider.Client.find(id).catch(() => undefined)

/**
 * Takes a public client's Basic header with an empty secret for none (RFC 6749 §2.3.1 lets a client without a secret
 * leave it out), as several libraries send it. Nothing is lost: the client proves nothing either way. Of a client that
 * has a secret the header stays, and is refused.
 *
 * @param limit bytes of a body that is looked into for the client's id
 */
export function takeEmptySecrets(provider: Provider, limit: number): Middleware {
  const paths = ENDPOINTS.map((name) => provider.pathFor(name).toLowerCase())
  return async (ctx, next) => {
    if (ctx.method === 'POST' && paths.includes(ctx.path.toLowerCase())) await take(ctx)
    return next()
  }

  async function take(ctx: Context): Promise<void> {
    const basic = basicOf(ctx.headers.authorization)
    const id = basic?.secret === '' ? decoded(basic.id) : undefined
    if (id === undefined || id === '') return
    const client = await findClient(provider, id)
    if (client?.clientAuthMethod !== 'none') return
    const body = await peekBody(ctx.req, limit)
    const said = body && new URLSearchParams(body.toString()).get('client_id')
    // Two ids are a mistake that the library names.
    if (body === undefined || (said !== null && said !== id)) return
    delete ctx.req.headers.authorization
    if (said === null) addToBody(ctx, body, new URLSearchParams({ client_id: id }).toString())
  }
}

/** The body is not read yet: it was put back, and is taken out once more. */
function addToBody({ req }: Context, body: Buffer, parameter: string): void {
  if (body.length === 0) return
  req.read()
  const longer = Buffer.concat([body, Buffer.from(`&${parameter}`)])
  req.unshift(longer)
  if (req.headers['content-length'] !== undefined) {
    req.headers['content-length'] = String(longer.length)
  }
}

export interface UnencodedSecretsParts {
  readonly log: Pick<Logger, 'warn'>
  /** Does what no answer has to wait for. */
  readonly later: (work: () => Promise<void>) => void
}

/**
 * Says in the log where a secret was refused that would have fitted had it not been decoded: the client's library does
 * not encode it. It stays refused, because a server that took both would take two secrets for one.
 */
export function watchUnencodedSecrets(
  provider: Provider,
  { log, later }: UnencodedSecretsParts,
): void {
  async function tell({ id, secret }: BasicCredentials, requestId: unknown): Promise<void> {
    const client =
      (await findClient(provider, id)) ?? (await findClient(provider, decoded(id) ?? id))
    if (client?.clientSecret === undefined) return
    if (!(await client.compareClientSecret(secret))) return
    log.warn({ clientId: client.clientId, requestId }, UNENCODED)
  }

  const look = (ctx: KoaContextWithOIDC): void => {
    const basic = basicOf(ctx.headers.authorization)
    // What decoding leaves as it was has been compared already.
    if (!basic || (decoded(basic.secret) === basic.secret && decoded(basic.id) === basic.id)) return
    const requestId: unknown = ctx.state['requestId']
    later(() => tell(basic, requestId))
  }
  provider.on('grant.error', look)
  provider.on('pushed_authorization_request.error', look)
  provider.on('device_authorization.error', look)
  provider.on('revocation.error', look)
  provider.on('introspection.error', look)
}

/** What the log says. */
export const UNENCODED =
  'this client sends its id or secret by client_secret_basic without form-encoding it (RFC 6749 section 2.3.1): as it came the secret would have fitted; give it one of letters, digits, "-" and "_", or register token_endpoint_auth_method: client_secret_post'
