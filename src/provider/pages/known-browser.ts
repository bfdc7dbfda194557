import type { Context } from 'koa'
import { loginKey, type KnownBrowser } from '../../accounts/index.ts'
import type { Instant } from '../../instant.ts'
import type { Mac } from '../../mac.ts'

/** Browsers cap a cookie's life at this. */
const LIFETIME_DAYS = 400

/**
 * Remembers that this browser has signed in to a login with the password that it has now. It opens nothing: it only
 * has the browser's guesses counted apart from strangers', so that a stranger who spends the name's budget cannot keep
 * its owner out (OWASP: device cookies).
 */
export interface KnownBrowsers {
  /** What the browser shows for having signed in to this login before. */
  identify(ctx: Context, login: string): KnownBrowser | undefined
  /** @param proofsNotBefore the account's, which a new password moves: it ends what is remembered */
  remember(ctx: Context, login: string, proofsNotBefore: Instant | undefined): void
}

export function createKnownBrowsers(mac: Mac): KnownBrowsers {
  return {
    identify(ctx, login) {
      const shown = ctx.cookies.get(cookieName(ctx)) ?? ''
      const [, since, signature = ''] = /^(\d{1,16})\.([\w-]+)$/.exec(shown) ?? []
      if (since === undefined || !mac.verify(claim(login, since), signature)) return undefined
      return { since: Number(since) as Instant }
    },
    remember(ctx, login, proofsNotBefore) {
      const since = String(proofsNotBefore ?? 0)
      const cookie = `${since}.${mac.sign(...claim(login, since))}`
      // Signed anew where an older key did it, so that it outlives that key.
      if (cookie === ctx.cookies.get(cookieName(ctx))) return
      ctx.cookies.set(cookieName(ctx), cookie, {
        signed: false,
        httpOnly: true,
        sameSite: 'lax',
        secure: ctx.secure,
        path: '/',
        maxAge: LIFETIME_DAYS * 86_400_000,
      })
    },
  }
}

const claim = (login: string, since: string) => ['known browser', loginKey(login), since] as const

const cookieName = (ctx: Context): string => (ctx.secure ? '__Host-known_browser' : 'known_browser')
