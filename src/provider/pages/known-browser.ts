import { randomBytes } from 'node:crypto'
import type { Context } from 'koa'
import { loginKey } from '../../accounts/index.ts'
import type { Mac } from '../../mac.ts'

/** Browsers cap a cookie's life at this. */
const LIFETIME_DAYS = 400

/**
 * Remembers that this browser has signed in to a login before. It opens nothing: it only gives the
 * browser a guess budget of its own, so that a stranger who spends the account's cannot keep its owner
 * out (OWASP: device cookies).
 */
export interface KnownBrowsers {
  /** The browser's name, when it has signed in to this login before. */
  identify(ctx: Context, login: string): string | undefined
  remember(ctx: Context, login: string): void
}

export function createKnownBrowsers(mac: Mac): KnownBrowsers {
  const identify = (ctx: Context, login: string): string | undefined => {
    const [browser = '', signature = ''] = (ctx.cookies.get(cookieName(ctx)) ?? '').split('.')
    return mac.verify(claim(browser, login), signature) ? browser : undefined
  }
  return {
    identify,
    remember(ctx, login) {
      const browser = identify(ctx, login) ?? randomBytes(12).toString('base64url')
      const cookie = `${browser}.${mac.sign(claim(browser, login))}`
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

const claim = (browser: string, login: string): string => `browser:${browser}:${loginKey(login)}`

const cookieName = (ctx: Context): string => (ctx.secure ? '__Host-known_browser' : 'known_browser')
