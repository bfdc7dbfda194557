import { fieldOf } from '../kernel/typing.ts'
import type { Context, Middleware } from 'koa'
import { LANGUAGES, matchLanguage, type Language } from '../kernel/languages.ts'

/** Where a request keeps what its reader is known to want, and what there is to choose from. */
const KEY = 'language'
const OFFER = 'languages'

/**
 * For the start of an app: the languages that its pages are offered in. The first is spoken to whom we
 * know nothing of. Without it all are offered, English first.
 */
export const offerLanguages =
  (languages: readonly Language[]): Middleware =>
  (ctx, next) => {
    ctx.state[OFFER] = languages
    return next()
  }

export function offeredLanguages(ctx: Context): readonly Language[] {
  const offer: unknown = ctx.state[OFFER]
  return Array.isArray(offer) ? offer.filter(isLanguage) : LANGUAGES
}

/**
 * Settles what a request is answered in: what the application asked for (`ui_locales`, OpenID Connect
 * Core 1.0 §3.1.2.1), else what the account's owner chose. Where neither is known the browser's own
 * preference counts.
 */
export function settleLanguage(
  ctx: Context,
  { uiLocales, account }: { readonly uiLocales?: unknown; readonly account?: Language | undefined },
): void {
  ctx.state[KEY] = matchLanguage(
    [...tagsIn(uiLocales), ...(account ? [account] : [])],
    offeredLanguages(ctx),
  )
}

/** What the reader of a page understands. */
export function languageOf(ctx: Context): Language {
  const settled: unknown = ctx.state[KEY]
  if (isLanguage(settled)) return settled
  const asked = matchLanguage(tagsIn(localesOfRequest(ctx)), offeredLanguages(ctx))
  return asked ?? browserLanguage(ctx)
}

/** What the browser asks for, or else the first that is offered. */
export function browserLanguage(ctx: Context): Language {
  const offered = offeredLanguages(ctx)
  return matchLanguage(ctx.acceptsLanguages(), offered) ?? offered[0] ?? LANGUAGES[0]
}

/** A preference list, separated by spaces. */
const tagsIn = (locales: unknown): string[] =>
  typeof locales === 'string' ? locales.split(' ').filter(Boolean) : []

/** Pages that the library asks for come with the parameters of its own request. */
function localesOfRequest(ctx: Context): unknown {
  const oidc: unknown = fieldOf(ctx, 'oidc')
  const parameters: unknown = isObject(oidc) ? fieldOf(oidc, 'params') : undefined
  return isObject(parameters) ? fieldOf(parameters, 'ui_locales') : undefined
}

const isLanguage = (value: unknown): value is Language => LANGUAGES.some((tag) => tag === value)

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null
