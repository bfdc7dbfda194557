import type { Context } from 'koa'
import type { DirectoryAccount } from '../people/index.ts'
import type { KnownBrowser } from '../methods/password/passwords.ts'
import { nameKey } from '../kernel/typed.ts'
import type { Instant } from '../kernel/instant.ts'
import type { Mac } from '../kernel/mac.ts'
import { cookiePlace, setCookie } from '../web/index.ts'

/** Browsers cap a cookie's life at this. */
const LIFETIME_DAYS = 400

/** Accounts whose codes one browser is remembered to have given. */
const PROVED_PER_BROWSER = 5

type Whose = Pick<DirectoryAccount, 'id' | 'proofsNotBefore'>

/**
 * Remembers that this browser has signed in to a login with the password that it has now. It opens nothing: it only
 * has the browser's guesses counted apart from strangers', so that a stranger who spends the name's budget cannot keep
 * its owner out (OWASP: device cookies).
 */
export interface KnownBrowsers {
  /** What the browser shows for having signed in to this login before. */
  identify(ctx: Context, login: string): KnownBrowser | undefined
  /** Whether it shows anything of the kind; nothing was verified. */
  showsAny(ctx: Context): boolean
  /** @param proofsNotBefore the account's, which a new password moves: it ends what is remembered */
  remember(ctx: Context, login: string, proofsNotBefore: Instant | undefined): void
  /**
   * Whether a code of the account was right in this browser, since it has the password that it has now. A
   * password alone makes nobody's browser one of the owner's.
   */
  hasProved(ctx: Context, account: Whose): boolean
  rememberProof(ctx: Context, account: Whose): void
}

export function createKnownBrowsers(mac: Mac): KnownBrowsers {
  return {
    identify(ctx, login) {
      const shown = ctx.cookies.get(cookieName(ctx)) ?? ''
      const [, since, signature = ''] = /^(\d{1,16})\.([\w-]+)$/.exec(shown) ?? []
      if (since === undefined || !mac.verify(claim(login, since), signature)) return undefined
      return { since: Number(since) as Instant }
    },
    showsAny: (ctx) => (ctx.cookies.get(cookieName(ctx)) ?? '') !== '',
    remember(ctx, login, proofsNotBefore) {
      const since = String(proofsNotBefore ?? 0)
      const cookie = `${since}.${mac.sign(...claim(login, since))}`
      // Signed anew where an older key did it, so that it outlives that key.
      if (cookie === ctx.cookies.get(cookieName(ctx))) return
      keep(ctx, cookieName(ctx), cookie)
    },
    hasProved: (ctx, account) => marksOf(ctx).some((mark) => mac.verify(proofClaim(account), mark)),
    rememberProof(ctx, account) {
      const mark = mac.sign(...proofClaim(account))
      const marks = marksOf(ctx)
      if (marks.includes(mark)) return
      const kept = [mark, ...marks].slice(0, PROVED_PER_BROWSER)
      keep(ctx, provedName(ctx), kept.join('.'))
    },
  }
}

function keep(ctx: Context, name: string, value: string): void {
  const { path } = cookiePlace(ctx, '')
  setCookie(ctx, name, value, { path, seconds: LIFETIME_DAYS * 86_400, overwrite: true })
}

/** One for each account, the newest first; more than are ever set are nobody's. */
const marksOf = (ctx: Context): readonly string[] =>
  (ctx.cookies.get(provedName(ctx)) ?? '').split('.', PROVED_PER_BROWSER).filter(Boolean)

const proofClaim = ({ id, proofsNotBefore }: Whose) =>
  ['proved browser', id, String(proofsNotBefore ?? 0)] as const

const claim = (login: string, since: string) => ['known browser', nameKey(login), since] as const

const cookieName = (ctx: Context): string => cookiePlace(ctx, 'known_browser').name

const provedName = (ctx: Context): string => cookiePlace(ctx, 'proved_browser').name
