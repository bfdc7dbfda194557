import { createTrustedBrowserId, type AccountId, type TrustedBrowserId } from '../kernel/ids.ts'
import { isAhead, plusSeconds, type Clock, type Instant } from '../kernel/instant.ts'
import { hashOf, isSame, newToken, Secret } from '../kernel/secret.ts'
import type { TrustedBrowser, TrustedBrowserStore } from './trusted-browser-store.ts'

export interface TrustedBrowsersOptions {
  readonly store: TrustedBrowserStore
  readonly clock: Clock
  /** Seconds for which a browser is trusted, counted from the code. A shorter one shortens those that are. */
  readonly lifetime: number
  /** Browsers per account; of more the longest unused go. @default 20 */
  readonly limit?: number
}

/** What a browser is given to show again. */
export interface Trust {
  readonly id: TrustedBrowserId
  /** `<id>.<secret>`: for the cookie, and kept nowhere else. */
  readonly cookie: Secret<string>
  readonly expiresAt: Instant
}

/**
 * The browsers on which an account is not asked for the routine code. `factors` is a fingerprint of what the
 * account proves itself with: with any other, no browser is trusted. Each method throws `Fault`
 * (`store_unavailable`) when the store does not answer.
 */
export interface TrustedBrowsers {
  /** Seconds for which a browser is trusted. */
  readonly lifetime: number
  /** Call it when a code was accepted there, and never otherwise. */
  trust(
    accountId: AccountId,
    factors: string,
    browser: { readonly userAgent: string; readonly address: string },
  ): Promise<Trust>
  /**
   * The browser that a cookie stands for. Undefined for anything else: expired, forgotten, another
   * account's, made up, or given while the account had other factors.
   */
  recognise(
    accountId: AccountId,
    cookie: string,
    factors: string,
  ): Promise<TrustedBrowser | undefined>
  /** Those that are trusted now, the last used first. */
  list(accountId: AccountId, factors: string): Promise<readonly TrustedBrowser[]>
  /** It was spared a code. That does not prolong its time. */
  touch(accountId: AccountId, id: TrustedBrowserId): Promise<void>
  /** From when it resolves it is trusted no more. False when there was none. */
  forget(accountId: AccountId, id: TrustedBrowserId): Promise<boolean>
  /** All of the account's, at once; resolves their number. */
  forgetAll(accountId: AccountId): Promise<number>
}

/** As much of `User-Agent` as is worth keeping. */
const USER_AGENT_LENGTH = 256

export function createTrustedBrowsers(options: TrustedBrowsersOptions): TrustedBrowsers {
  const { store, clock, lifetime, limit = 20 } = options

  /** By today's lifetime: an operator who shortens it means the browsers that there are. */
  const timely = (browser: TrustedBrowser): TrustedBrowser | undefined => {
    // By a clock that was wrong: how long it has been trusted nobody knows.
    if (isAhead(browser.createdAt, clock())) return undefined
    const latest = plusSeconds(browser.createdAt, lifetime)
    const expiresAt = browser.expiresAt < latest ? browser.expiresAt : latest
    return expiresAt > clock() ? { ...browser, expiresAt } : undefined
  }

  return {
    lifetime,

    async trust(accountId, factors, { userAgent, address }) {
      const id = createTrustedBrowserId()
      const secret = newToken()
      const createdAt = clock()
      const expiresAt = plusSeconds(createdAt, lifetime)
      const browser: TrustedBrowser = {
        id,
        accountId,
        secretHash: hashOf(secret),
        factors,
        userAgent: userAgent.slice(0, USER_AGENT_LENGTH),
        address,
        createdAt,
        expiresAt,
        lastUsedAt: createdAt,
      }
      await store.add(browser, limit)
      return { id, cookie: new Secret(`${id}.${secret}`), expiresAt }
    },

    async recognise(accountId, cookie, factors) {
      const [, id, secret] = COOKIE.exec(cookie) ?? []
      if (id === undefined || secret === undefined) return undefined
      const found = await store.find(accountId, id as TrustedBrowserId, clock())
      if (!found) return undefined
      const genuine = isSame(hashOf(secret), found.secretHash)
      return genuine && found.factors === factors ? timely(found) : undefined
    },

    async list(accountId, factors) {
      const known = await store.list(accountId, clock())
      return known.flatMap((browser) =>
        browser.factors === factors ? (timely(browser) ?? []) : [],
      )
    },

    touch: (accountId, id) => store.touch(accountId, id, clock()),
    forget: (accountId, id) => store.remove(accountId, id),
    forgetAll: (accountId) => store.removeAll(accountId),
  }
}

/** 128 bits that find it, 256 that prove it. */
const COOKIE = /^([\w-]{22})\.([\w-]{43})$/

export type { TrustedBrowser, TrustedBrowserStore } from './trusted-browser-store.ts'
