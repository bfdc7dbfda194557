import type { Context } from 'koa'
import { LANGUAGES, matchLanguage, type Language } from '../../languages.ts'

/** Where a request keeps what is known of its reader. */
const KEY = 'language'

/**
 * Settles what a request is answered in: what the application asked for (`ui_locales`, OpenID Connect
 * Core 1.0 §3.1.2.1), else what the account's owner chose. Where neither is known the browser's own
 * preference counts.
 */
export function speak(
  ctx: Context,
  { uiLocales, account }: { readonly uiLocales?: unknown; readonly account?: Language | undefined },
): void {
  const asked = typeof uiLocales === 'string' ? uiLocales.split(' ').filter(Boolean) : []
  const language = matchLanguage([...asked, ...(account ? [account] : [])])
  if (language !== undefined) ctx.state[KEY] = language
}

/** What the reader of a page understands. */
export function languageOf(ctx: Context): Language {
  const known: unknown = ctx.state[KEY]
  const settled = LANGUAGES.find((language) => language === known)
  return settled ?? matchLanguage(ctx.acceptsLanguages()) ?? LANGUAGES[0]
}
