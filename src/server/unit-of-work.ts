import { AsyncLocalStorage } from 'node:async_hooks'
import type { Context, Middleware } from 'koa'
import { AlreadyConsumed } from '../stores/already-consumed.ts'
import type { Overflow } from '../stores/limits.ts'
import type { Store } from '../stores/store.ts'
import type { EventEmitter } from 'node:events'
import type { KoaContextWithOIDC } from 'oidc-provider'
import type { Accounts } from '../actions/accounts.ts'
import type { AccountId } from '../kernel/ids.ts'
import { settleLanguage } from '../web/index.ts'

export interface UnitOfWork {
  /** Stands around everything that answers, and inside of what answers for errors. */
  readonly middleware: Middleware
  /**
   * Does it when all that the request wrote is written, and never where that fails; outside of a request, at
   * once. It must not throw.
   */
  whenWritten(work: () => void): void
}

/**
 * Each request is one unit of work for the store: it is answered when all that it wrote is written.
 *
 * @param onLost told of what could not be written and fails no request, and which request that was
 * @param onOverflow told, once it is written, of what had to go for it
 */
export function createUnitOfWork(
  store: Pick<Store, 'within'>,
  onLost: (error: unknown, ctx: Context) => void,
  onOverflow: (overflows: readonly Overflow[], ctx: Context) => void,
): UnitOfWork {
  const requests = new AsyncLocalStorage<(() => void)[]>()
  return {
    whenWritten(work) {
      const waiting = requests.getStore()
      if (waiting) waiting.push(work)
      else work()
    },

    async middleware(ctx, next) {
      const waiting: (() => void)[] = []
      const overflows: Overflow[] = []
      try {
        await store.within(
          () => requests.run(waiting, next),
          (error) => onLost(error, ctx),
          (overflow) => overflows.push(overflow),
        )
        for (const work of waiting) work()
      } catch (error) {
        // They may name what was not written, or what was refused: a session that has ended above all.
        ctx.remove('Set-Cookie')
        // A code in it was not stored, and leads nowhere.
        ctx.remove('Location')
        if (!(error instanceof AlreadyConsumed)) throw error
        // Two that spend one code overlap: whoever comes second is answered as by the library (RFC 6749 §5.2).
        ctx.status = error.status
        ctx.set('Cache-Control', 'no-store')
        ctx.body = { error: error.error, error_description: error.error_description }
        announceRefusal(ctx, error)
      } finally {
        if (overflows.length > 0) onOverflow(overflows, ctx)
      }
    },
  }
}

/** What the library answered as granted and could not be kept: told as it tells of what it refuses itself. */
export function announceRefusal(ctx: Context, error: Error): void {
  const { oidc } = ctx as Partial<KoaContextWithOIDC>
  const emitter: EventEmitter | undefined = oidc?.provider
  emitter?.emit(oidc?.route === 'token' ? 'grant.error' : 'authorization.error', ctx, error)
}

/** Settles what a page that the library asks for is written in: for the session's account. */
export type Greeter = (ctx: KoaContextWithOIDC) => Promise<void>

export const createGreeter =
  (accounts: Pick<Accounts, 'find'>): Greeter =>
  async (ctx) => {
    const id = ctx.oidc.session?.accountId
    const account = id === undefined ? undefined : await accounts.find(id as AccountId)
    settleLanguage(ctx, { uiLocales: ctx.oidc.params?.['ui_locales'], account: account?.language })
  }
