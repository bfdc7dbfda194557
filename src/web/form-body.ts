import { bodyParser } from '@koa/bodyparser'
import type { Context, Middleware } from 'koa'

/** A form of ours is a few hundred bytes. */
const LIMIT = '16kb'

/**
 * Reads the form that a page of ours sends. No browser compresses one, and what says that it is compressed
 * would be unpacked before anybody has asked who sent it.
 */
export function parseForm(): Middleware {
  const parse = bodyParser({
    enableTypes: ['form'],
    formLimit: LIMIT,
    onError(error, ctx) {
      const status: unknown = Reflect.get(error, 'status')
      // Whatever is wrong with what was sent, the server is not.
      ctx.throw(typeof status === 'number' && status >= 400 && status < 500 ? status : 400)
    },
  })
  return (ctx, next) => {
    if (isEncoded(ctx.get('Content-Encoding'))) {
      // RFC 9110 §15.5.16.
      ctx.set('Accept-Encoding', 'identity')
      ctx.throw(415)
    }
    return parse(ctx, next)
  }
}

/** What the forms of our pages say where no script runs (`partials/csrf.ejs`). */
export const WITHOUT_SCRIPT = { name: 'script', value: 'none' } as const

/** Whether a form that was read, by us or by the library, came from a page whose script did not run. */
export const sentWithoutScript = (
  ctx: Context & { readonly oidc?: { readonly body?: unknown } | undefined },
): boolean => {
  const body: unknown = Reflect.get(ctx.request, 'body') ?? ctx.oidc?.body
  return Reflect.get(Object(body), WITHOUT_SCRIPT.name) === WITHOUT_SCRIPT.value
}

/** Whether a body is compressed, or said to be (RFC 9110 §8.4). */
export const isEncoded = (encoding: string): boolean =>
  encoding !== '' && encoding.toLowerCase() !== 'identity'
