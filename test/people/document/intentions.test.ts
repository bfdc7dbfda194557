import { createAccountStores } from '../../../src/stores/documents/account-stores.ts'
import { createDocuments } from '../../../src/stores/documents/documents.ts'
import { accountLeavingConformance } from '../../../src/stores/conformance/account-leaving-conformance.ts'
import { accountStoreConformance } from '../../../src/stores/conformance/account-store-conformance.ts'
import { authenticatorStoreConformance } from '../../../src/stores/conformance/authenticator-store-conformance.ts'
import { emailChangeStoreConformance } from '../../../src/stores/conformance/email-change-store-conformance.ts'
import { passwordResetStoreConformance } from '../../../src/stores/conformance/password-reset-store-conformance.ts'
import type { ConformanceProperty } from '../../../src/stores/conformance/property.ts'
import { recoveryCodeStoreConformance } from '../../../src/stores/conformance/recovery-code-store-conformance.ts'
import { trustedBrowserStoreConformance } from '../../../src/stores/conformance/trusted-browser-store-conformance.ts'
import { documentsInMemory } from '../../support/documents-in-memory.ts'

/** What the ports promise of one account is decided by pure functions: it holds where there is no store at all. */
describe('The intentions over an account’s document', () => {
  const open = async () => {
    const stores = createAccountStores(createDocuments(documentsInMemory()))
    return { first: stores, second: stores, close: async () => undefined }
  }
  const part =
    <Part>(pick: (stores: ReturnType<typeof createAccountStores>) => Part) =>
    async () => {
      const { first, close } = await open()
      return { first: pick(first), second: pick(first), close }
    }
  const suites: Readonly<Record<string, readonly ConformanceProperty[]>> = {
    accounts: accountStoreConformance(part(({ accounts }) => accounts)),
    'accounts that leave': accountLeavingConformance(part(({ accounts }) => accounts)),
    authenticators: authenticatorStoreConformance(part(({ authenticators }) => authenticators)),
    'recovery codes': recoveryCodeStoreConformance(part(({ recoveryCodes }) => recoveryCodes)),
    'password resets': passwordResetStoreConformance(open),
    'changes of addresses': emailChangeStoreConformance(open),
    'trusted browsers': trustedBrowserStoreConformance(
      part(({ trustedBrowsers }) => trustedBrowsers),
    ),
  }
  for (const [name, properties] of Object.entries(suites)) {
    describe(name, () => {
      for (const property of properties) it(property.name, () => property.run())
    })
  }
})
