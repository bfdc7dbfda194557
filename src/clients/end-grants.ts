import type { AccountStore } from '../people/account-store.ts'
import { nameKey } from '../kernel/typed.ts'
import type { ArtefactIndex } from '../people/artefact-index.ts'

/** What is looked through for the grants of a client. */
export interface GrantHolders {
  readonly accounts: Pick<AccountStore, 'list'>
  readonly artefacts: Pick<ArtefactIndex, 'revokeGrants'>
}

/** Accounts that are looked at in one go. */
const BATCH = 100

/**
 * Takes away what every account has granted to a client, with consents, codes and tokens; resolves how many grants
 * there were. Grants are found by account: it takes a look at each, page by page, and may be begun again.
 */
export async function endGrantsOf(
  { accounts, artefacts }: GrantHolders,
  clientId: string,
): Promise<number> {
  let ended = 0
  for (let after: string | undefined; ;) {
    const page = await accounts.list(after, BATCH)
    const counts = await Promise.all(page.map(({ id }) => artefacts.revokeGrants(id, clientId)))
    ended += counts.reduce((sum, count) => sum + count, 0)
    const last = page.at(-1)
    if (!last || page.length < BATCH) return ended
    after = nameKey(last.login)
  }
}
