import { randomBytes } from 'node:crypto'
import type { Context, Middleware } from 'koa'
import type { AdapterFactory, Provider } from 'oidc-provider'
import { networkOf } from '../kernel/network.ts'
import type { RenderPage } from '../pages/pages.ts'
import { NETWORK_KEY } from '../people/payload-keys.ts'
import { flawOf } from './parameter-limits.ts'
import { peekBody } from './peek-body.ts'
import { createRefuseRequest, type RefuseRequest } from './refusals/refuse-request.ts'
import type { TellRefusal } from './refusals/tell-refusals.ts'
import { BODY, requestShape } from './request-shape.ts'
import { goTo } from '../web/index.ts'

/** The model under which a request is kept, and the parameter that names one. */
const MODEL = 'PostedRequest'
const KEPT_AS = 'step_up_posted'

/** Seconds. The browser fetches the page immediately; the rest is for reloading it. */
const LIFETIME = 600

const ID_BYTES = 24

/**
 * Bytes of a query from which on it is kept. Proxies take some 8 kB of a request line, and of an answer's headers often only
 * 4 kB: `Location` is one of them.
 */
const LONG = 1500

/** Say who somebody is, which is a reason to choose POST: addresses stand in histories and in the logs of proxies. */
const PERSONAL: readonly string[] = ['id_token_hint', 'login_hint', 'logout_hint']

const FORM = 'application/x-www-form-urlencoded'

/**
 * Takes the requests that may come by POST as well (OpenID Connect Core 1.0 §3.1.2.1, RP-Initiated Logout 1.0 §2) and sends
 * the browser on to the same request by GET. The library could take them itself, but the form is sent by another site, and no
 * cookie that is `SameSite=Lax` comes with it: everybody would seem to be signed out. With the GET that follows they come, so
 * that no cookie of ours has to be `SameSite=None`, which would let other sites act in a session.
 *
 * What is kept of a request is what came, and nobody has vouched for it: so it is no pushed authorization request (RFC 9126),
 * which a client may be obliged to authenticate for. Strangers can have as much kept as they can begin sign-ins.
 *
 * @param adapter where they are kept, for every node to find
 */
function takePostedRequests(
  provider: Provider,
  adapter: AdapterFactory,
  refuse: RefuseRequest,
): Middleware {
  const kept = adapter(MODEL)
  const paths = new Map(
    ['authorization', 'end_session'].map((name) => {
      const path = provider.pathFor(name)
      return [path.toLowerCase(), path]
    }),
  )

  async function addressOf(ctx: Context, path: string, form: URLSearchParams): Promise<string> {
    const search = form.toString()
    const stays = search.length < LONG && !PERSONAL.some((name) => form.has(name))
    if (search === '') return path
    if (stays) return `${path}?${search}`
    const id = randomBytes(ID_BYTES).toString('base64url')
    await kept.upsert(id, { path, search, [NETWORK_KEY]: networkOf(ctx.ip) }, LIFETIME)
    return `${path}?${KEPT_AS}=${id}`
  }

  async function take(ctx: Context, path: string): Promise<void> {
    const body = await peekBody(ctx.req, BODY)
    if (!body) return refuse(ctx, 413, `the body is longer than ${BODY} bytes`)
    // A form without fields may come without a type.
    const isForm = ctx.is(FORM) !== false || (ctx.get('Content-Type') === '' && body.length === 0)
    if (!isForm) {
      ctx.set('Accept-Post', FORM)
      return refuse(ctx, 415, `send the parameters by GET, or in a body of type ${FORM}`)
    }
    const form = new URLSearchParams([
      ...new URLSearchParams(ctx.querystring),
      ...new URLSearchParams(body.toString()),
    ])
    form.delete(KEPT_AS)
    const flaw = flawOf(form)
    if (flaw !== undefined) return refuse(ctx, 400, flaw)
    const address = await addressOf(ctx, path, form)
    ctx.set('Cache-Control', 'no-store')
    // By GET, whatever the browser makes of 302 (RFC 9700 §4.12).
    goTo(ctx, address)
  }

  return async (ctx, next) => {
    const path = paths.get(ctx.path.toLowerCase().replace(/(?<=.)\/$/, ''))
    if (path === undefined) return next()
    if (ctx.method === 'POST') return take(ctx, path)
    const id = new URLSearchParams(ctx.querystring).get(KEPT_AS)
    if (id === null) return next()
    const found = await kept.find(id)
    const search: unknown = found?.['search']
    if (found?.['path'] !== path || typeof search !== 'string') {
      const life = LIFETIME / 60
      return refuse(ctx, 400, `what is sent by POST is kept for ${life} minutes: begin again`)
    }
    ctx.querystring = search
    return next()
  }
}

/**
 * What every request passes first: what is wrong with it whatever it asks for, and the way from POST to GET.
 *
 * @param tellRefusal told of what was sent to an endpoint of the protocol
 */
export function incomingRequests(
  provider: Provider,
  adapter: AdapterFactory,
  render: RenderPage,
  tellRefusal: TellRefusal,
): readonly Middleware[] {
  const refuse = createRefuseRequest(provider, render, tellRefusal)
  return [requestShape(provider, refuse), takePostedRequests(provider, adapter, refuse)]
}
