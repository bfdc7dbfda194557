import { createAccountStores, type AccountStores } from './account-stores.ts'
import { createDocuments } from './documents.ts'
import type { DocumentEngine } from './port.ts'

/** As much of `DocumentEngine` as a host implements that keeps its accounts elsewhere. */
export type HostDocuments = Pick<DocumentEngine, 'read' | 'change' | 'lastUses' | 'use'>

/** The ports that a host's documents serve. */
export type HostStores = Pick<AccountStores, 'authenticators' | 'recoveryCodes' | 'trustedBrowsers'>

/**
 * The stores of devices, recovery codes and trusted browsers, for a host that keeps one text for each account: what may
 * become of it is decided here, and the host writes it. The suite in `oidc-step-up/conformance` tells whether it does so as
 * it must.
 */
export function createHostStores(engine: HostDocuments): HostStores {
  const documents = createDocuments({
    // Called on what the host has given, which may be an instance of a class.
    read: (id) => engine.read(id),
    change: (id, step) => engine.change(id, step),
    lastUses: (id) => engine.lastUses(id),
    use: (id, name, at) => engine.use(id, name, at),
    // Names are of accounts with a profile, and a host has no such here.
    readNamed: async () => undefined,
    list: async () => [],
    readLogin: async () => ({ addressed: [] }),
    page: async () => ({ found: [] }),
  })
  const { authenticators, recoveryCodes, trustedBrowsers } = createAccountStores(documents)
  return { authenticators, recoveryCodes, trustedBrowsers }
}
