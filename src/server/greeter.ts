import type { KoaContextWithOIDC } from 'oidc-provider'
import type { Accounts } from '../actions/accounts.ts'
import type { AccountId } from '../kernel/ids.ts'
import { settleLanguage } from '../web/index.ts'

/** Settles what a page that the library asks for is written in: for the session's account. */
export type Greeter = (ctx: KoaContextWithOIDC) => Promise<void>

export const createGreeter =
  (accounts: Pick<Accounts, 'find'>): Greeter =>
  async (ctx) => {
    const id = ctx.oidc.session?.accountId
    const account = id === undefined ? undefined : await accounts.find(id as AccountId)
    settleLanguage(ctx, { uiLocales: ctx.oidc.params?.['ui_locales'], account: account?.language })
  }
