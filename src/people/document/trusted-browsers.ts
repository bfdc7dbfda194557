import type { TrustedBrowserId } from '../../kernel/ids.ts'
import type { Instant } from '../../kernel/instant.ts'
import type { TrustedBrowser } from '../../trust/trusted-browser-store.ts'
import type { AccountDocument, Changed } from './document.ts'

/* The intentions of `TrustedBrowserStore`, each with what that says of it. */

/** When browsers were last used, by their ids; it stands beside the document. */
export type LastUses = ReadonlyMap<string, Instant>

/** Those that have not expired, the last used first; of two that were used at one moment, the later one. */
export const browsersOf = (
  { trustedBrowsers }: AccountDocument,
  uses: LastUses,
  now: Instant,
): readonly TrustedBrowser[] =>
  trustedBrowsers
    .filter(({ expiresAt }) => expiresAt > now)
    .map((browser) => used(browser, uses))
    .toReversed()
    .toSorted((one, other) => other.lastUsedAt - one.lastUsedAt)

function used(browser: TrustedBrowser, uses: LastUses): TrustedBrowser {
  const lastUsedAt = Math.max(browser.lastUsedAt, uses.get(browser.id) ?? 0) as Instant
  return { ...browser, lastUsedAt }
}

/** The document as it is copied: with the uses in it. */
export const withLastUses = (document: AccountDocument, uses: LastUses): AccountDocument => ({
  ...document,
  trustedBrowsers: document.trustedBrowsers.map((browser) => used(browser, uses)),
})

/** Itself it stays, though the clocks of two nodes differ. */
export function add(
  document: AccountDocument,
  browser: TrustedBrowser,
  limit: number,
  uses: LastUses,
): Changed<undefined> {
  const now = browser.createdAt
  const rank = (one: TrustedBrowser): number =>
    (one.expiresAt > now ? 2 : 0) + (one.factors === browser.factors ? 1 : 0)
  const kept = document.trustedBrowsers
    .filter(({ id }) => id !== browser.id)
    .map((one) => used(one, uses))
    .toReversed()
    .toSorted((one, other) => rank(other) - rank(one) || other.lastUsedAt - one.lastUsedAt)
    .slice(0, Math.max(limit - 1, 0))
  const ids = new Set(kept.map(({ id }) => id))
  const trustedBrowsers = [...document.trustedBrowsers.filter(({ id }) => ids.has(id)), browser]
  return { result: undefined, document: { ...document, trustedBrowsers } }
}

export function remove(document: AccountDocument, id: TrustedBrowserId): Changed<boolean> {
  const trustedBrowsers = document.trustedBrowsers.filter((one) => one.id !== id)
  return trustedBrowsers.length === document.trustedBrowsers.length
    ? { result: false }
    : { result: true, document: { ...document, trustedBrowsers } }
}

export const removeAll = (document: AccountDocument): Changed<number> =>
  document.trustedBrowsers.length === 0
    ? { result: 0 }
    : {
        result: document.trustedBrowsers.length,
        document: { ...document, trustedBrowsers: [] },
      }
