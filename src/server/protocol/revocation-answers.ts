import type { Context, Next } from 'koa'

/**
 * A revocation is answered by an empty object. RFC 7009 §2.2 has clients ignore the body; simple-oauth2 and oidc-client-ts
 * look at its type all the same, and report the library's empty text as a failure.
 */
export async function answerRevocations(ctx: Context, next: Next): Promise<void> {
  await next()
  if (ctx.status === 200 && ctx.body === '') ctx.body = {}
}
