import type { Context } from 'koa'
import { z } from 'zod'
import type { Mac } from '../../mac.ts'

/**
 * What a form's token is bound to: an interaction's uid, a session's, or, where nobody is signed in, a
 * random cookie of the browser's.
 */
export type FormScope = `interaction:${string}` | `session:${string}` | `browser:${string}`

/** Protects our forms against being sent by another site. The library protects only its own. */
export interface FormGuard {
  token(scope: FormScope): string
  /** The parsed form, or undefined when it was not sent by a page of ours to this very scope. */
  accept(ctx: Context, scope: FormScope): FormFields | undefined
}

/** The fields of a form; a repeated or missing one reads as empty. */
export interface FormFields {
  get(name: string): string
}

/**
 * A token derived from the interaction or session (whose identifiers an attacker does not know), so
 * that nothing has to be stored; and the `Origin` header, where a browser sends it.
 */
export const createFormGuard = (mac: Mac): FormGuard => ({
  token: (scope) => mac.sign('form', scope),
  accept(ctx, scope) {
    const fields = fieldsOf(ctx)
    const genuine = mac.verify(['form', scope], fields.get('csrf'))
    return genuine && isSameOrigin(ctx) ? fields : undefined
  },
})

function isSameOrigin(ctx: Context): boolean {
  const site = ctx.get('Sec-Fetch-Site')
  if (site !== '' && site !== 'same-origin') return false
  const origin = ctx.get('Origin')
  // Not `ctx.origin`: that is the very header which is judged here.
  return origin === '' || origin === `${ctx.protocol}://${ctx.host}`
}

const bodySchema = z.record(z.string(), z.unknown()).catch({})

function fieldsOf(ctx: Context): FormFields {
  const body = bodySchema.parse(Reflect.get(ctx.request, 'body'))
  return {
    get(name) {
      const value = body[name]
      return typeof value === 'string' ? value : ''
    },
  }
}
