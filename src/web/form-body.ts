import { fieldOf } from '../kernel/typing.ts'
import { bodyParser } from '@koa/bodyparser'
import type { Context, Middleware } from 'koa'

/** A form of ours is a few hundred bytes. */
const LIMIT = '16kb'

/** Answers a form that cannot be read, by a status of 4xx. */
export type RefuseForm = (ctx: Context, status: number) => void

/**
 * Reads the form that a page of ours sends. No browser compresses one, and what says that it is compressed
 * would be unpacked before anybody has asked who sent it.
 *
 * @param refuse @default throws what the app around it answers
 */
export function parseForm(refuse: RefuseForm = (ctx, status) => ctx.throw(status)): Middleware {
  const unread = new WeakMap<Context, number>()
  const parse = bodyParser({
    enableTypes: ['form'],
    formLimit: LIMIT,
    onError(error, ctx) {
      const status: unknown = fieldOf(error, 'status')
      // Whatever is wrong with what was sent, the server is not.
      const isTold = typeof status === 'number' && status >= 400 && status < 500
      unread.set(ctx, isTold ? status : 400)
    },
  })
  return async (ctx, next) => {
    if (isEncoded(ctx.get('Content-Encoding'))) {
      // RFC 9110 §15.5.16.
      ctx.set('Accept-Encoding', 'identity')
      return refuse(ctx, 415)
    }
    await parse(ctx, async () => {
      const status = unread.get(ctx)
      if (status === undefined) await next()
      else refuse(ctx, status)
    })
  }
}

/** What the forms of our pages say where no script runs (`partials/csrf.ejs`). */
export const WITHOUT_SCRIPT = { name: 'script', value: 'none' } as const

/** Whether a form that was read, by us or by the library, came from a page whose script did not run. */
export const sentWithoutScript = (
  ctx: Context & { readonly oidc?: { readonly body?: unknown } | undefined },
): boolean => {
  const body: unknown = fieldOf(ctx.request, 'body') ?? ctx.oidc?.body
  return fieldOf(body, WITHOUT_SCRIPT.name) === WITHOUT_SCRIPT.value
}

/** Whether a body is compressed, or said to be (RFC 9110 §8.4). */
export const isEncoded = (encoding: string): boolean =>
  encoding !== '' && encoding.toLowerCase() !== 'identity'
