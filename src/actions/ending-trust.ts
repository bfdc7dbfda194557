import type { AccountId } from '../kernel/ids.ts'
import type { Authenticators } from '../methods/totp/authenticators.ts'
import type { TrustedBrowserStore } from '../trust/trusted-browser-store.ts'

/**
 * The same devices, of which every change ends the trust in browsers for good. The fingerprint of the
 * factors ends it by itself; but a device that is added and removed again would bring the old one back.
 */
export function endingTrust(
  authenticators: Authenticators,
  browsers: Pick<TrustedBrowserStore, 'removeAll'>,
): Authenticators {
  const end = async (accountId: AccountId): Promise<void> => {
    await browsers.removeAll(accountId)
  }
  return {
    ...authenticators,

    async confirm(accountId, ...firstCode) {
      const result = await authenticators.confirm(accountId, ...firstCode)
      if (result.outcome === 'confirmed') await end(accountId)
      return result
    },

    async remove(accountId, id) {
      const removed = await authenticators.remove(accountId, id)
      if (removed) await end(accountId)
      return removed
    },

    async removeSpare(accountId, id) {
      const result = await authenticators.removeSpare(accountId, id)
      if (result === 'removed') await end(accountId)
      return result
    },

    async removeAll(accountId) {
      const removed = await authenticators.removeAll(accountId)
      await end(accountId)
      return removed
    },
  }
}
