import type { Context } from 'koa'
import type { Provider } from 'oidc-provider'
import type { EmailChanges } from '../../actions/email-changes.ts'
import type { PasswordResets } from '../../actions/password-resets.ts'
import type { EventSink } from '../../audit/events.ts'
import type { Clock } from '../../kernel/instant.ts'
import type { Mac } from '../../kernel/mac.ts'
import type { RenderPage } from '../../pages/pages.ts'
import type { Postbox } from '../../mail/postbox.ts'
import { cookiePlace, setCookie, type FormAnswers, type FormGuard } from '../../web/index.ts'
import { present } from '../../kernel/typing.ts'
import type { AccountSessions } from '../../oidc/index.ts'
import type { KnownBrowsers } from '../known-browser.ts'
import type { Afterwards } from './afterwards.ts'

/** Where everything is that these pages lead to, with what stands before every address of the service. */
export interface PasswordAddresses {
  /** Where the pages of a sign-in are: `<path>/<uid>`. */
  readonly interaction: string
  /** Where one goes who did not come from an application. */
  readonly account: string
  /** Where the pages themselves are: `FORGOT_PATH`, `RESET_PATH` and `UNDO_EMAIL_PATH`. */
  readonly forgot: string
  readonly reset: string
  readonly undoEmail: string
}

/** What the pages of a forgotten password work with. */
export interface PasswordsContext {
  readonly provider: Provider
  readonly resets: PasswordResets
  readonly emailChanges: Pick<EmailChanges, 'findUndo' | 'undo'>
  readonly postbox: Postbox
  readonly guard: FormGuard
  readonly answers: FormAnswers
  readonly browsers: KnownBrowsers
  readonly render: RenderPage
  readonly mac: Mac
  readonly clock: Clock
  readonly onEvent: EventSink
  readonly afterwards: Afterwards
  readonly sessions: Pick<AccountSessions, 'endAll'>
  /** Told what failed after a new password was set: it stays set. */
  readonly onUnfinished: (error: unknown, ctx: Context) => void
  /** Resolves when what is promised now can be kept. @throws Fault `store_unavailable` */
  readonly check: () => Promise<void>
  readonly addresses: PasswordAddresses
}

/** Where the pages are, from the issuer on; their links are in mails, and must not change. */
export const FORGOT_PATH = '/password/forgot'
export const RESET_PATH = '/password/reset'
export const UNDO_EMAIL_PATH = '/email/undo'

/** A cookie that no script reads and no neighbouring host can set, where there is TLS. */
export interface PrivateCookie {
  get(ctx: Context): string
  /** Undefined takes it back. @param seconds @default until the browser is closed */
  set(ctx: Context, value: string | undefined, seconds?: number): void
}

export function privateCookie(name: string): PrivateCookie {
  return {
    get: (ctx) => ctx.cookies.get(cookiePlace(ctx, name).name) ?? '',
    set(ctx, value, seconds) {
      const place = cookiePlace(ctx, name)
      setCookie(ctx, place.name, value ?? null, { path: place.path, ...present({ seconds }) })
    },
  }
}
