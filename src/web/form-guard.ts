import { fieldOf } from '../kernel/typing.ts'
import { randomBytes } from 'node:crypto'
import type { Context } from 'koa'
import { z } from 'zod'
import type { Mac } from '../kernel/mac.ts'

/**
 * What a form's token is bound to: an interaction's uid, a session's, or, where nobody is signed in, a
 * random cookie of the browser's.
 */
export type FormScope = `interaction:${string}` | `session:${string}` | `browser:${string}`

/** Protects our forms against being sent by another site. The library protects only its own. */
export interface FormGuard {
  /** Another one for each page: whoever sends it twice has sent that page's form twice. */
  token(scope: FormScope): string
  /** For what may be sent again and again, and is done each time. */
  lastingToken(scope: FormScope): string
  /** The parsed form, or undefined when it was not sent by a page of ours to this very scope. */
  accept(ctx: Context, scope: FormScope): FormFields | undefined
  /**
   * Names what was sent: the same for the same content of the same page, and what nobody can make up who has
   * not all of it. The page's own part of the token stands in the page alone, so that a name in the store is no
   * way to try passwords. Undefined where `accept` would refuse it, and with a lasting token.
   */
  nameOf(ctx: Context, scope: FormScope): string | undefined
}

/** The fields of a form; a repeated or missing one reads as empty. */
export interface FormFields {
  get(name: string): string
}

/**
 * A token derived from the interaction or session (whose identifiers an attacker does not know), so
 * that nothing has to be stored; and the `Origin` header, where a browser sends it.
 */
export function createFormGuard(mac: Mac): FormGuard {
  function accept(ctx: Context, scope: FormScope): FormFields | undefined {
    const fields = fieldsOf(ctx)
    const [page = '', signature = ''] = fields.get('csrf').split('.')
    const genuine = mac.verify(['form', scope, page], signature)
    return genuine && isSameOrigin(ctx) ? fields : undefined
  }
  // Another one in each answer, also where it does not matter which: a proxy that compresses pages tells by their lengths what
  // two of them have in common (BREACH).
  const made = (scope: FormScope, kind: '' | typeof LASTING): string => {
    const page = kind + randomBytes(PAGE_BYTES).toString('base64url')
    return `${page}.${mac.sign('form', scope, page)}`
  }
  return {
    token: (scope) => made(scope, ''),
    lastingToken: (scope) => made(scope, LASTING),
    accept,
    nameOf(ctx, scope) {
      const fields = accept(ctx, scope)
      if (!fields || fields.get('csrf').startsWith(LASTING)) return undefined
      return mac.sign('form sent', scope, ctx.url, JSON.stringify(bodyOf(ctx)))
    },
  }
}

const PAGE_BYTES = 12

/** Begins the page's part of a token that may be sent again and again; base64url does not have it. */
const LASTING = '~'

function isSameOrigin(ctx: Context): boolean {
  const site = ctx.get('Sec-Fetch-Site')
  if (site !== '' && site !== 'same-origin') return false
  const origin = ctx.get('Origin')
  // What browsers say of our own forms too, where a proxy adds `Referrer-Policy: no-referrer` to the page: then
  // their other word counts, which no page can change, and it says that the form is not a stranger's.
  if (origin === 'null') return site === 'same-origin'
  // Not `ctx.origin`: that is the very header which is judged here.
  return origin === '' || origin === `${ctx.protocol}://${ctx.host}`
}

const bodySchema = z.record(z.string(), z.unknown()).catch({})

const bodyOf = (ctx: Context) => bodySchema.parse(fieldOf(ctx.request, 'body'))

function fieldsOf(ctx: Context): FormFields {
  const body = bodyOf(ctx)
  return {
    get(name) {
      const value = body[name]
      return typeof value === 'string' ? value : ''
    },
  }
}
