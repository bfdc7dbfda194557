import type { Logger } from 'pino'
import type { Acting } from '../actions/acting.ts'
import { removeAccount } from '../actions/leaving.ts'
import { emailOf } from '../people/names.ts'
import type { AdapterPayload } from 'oidc-provider'
import type { AccountId } from '../kernel/ids.ts'
import { plusSeconds, type Clock } from '../kernel/instant.ts'
import type { Journal } from '../audit/index.ts'
import type { Language } from '../kernel/languages.ts'
import type { Postbox } from '../mail/postbox.ts'
import type { Store } from '../stores/store.ts'
import { startRounds, type Rounds } from './rounds.ts'

/** Milliseconds between two looks. */
const INTERVAL = 30_000

/** Accounts that are removed in one go. */
const BATCH = 50

/** Seconds for which no other node can still think that it may be taken back: its clock may be behind. */
const GRACE = 60

export interface RemovingParts {
  readonly store: Pick<Store, 'accounts' | 'removal'>
  readonly journal: Journal
  /** Absent where no mails are sent. */
  readonly postbox: Postbox | undefined
  /** Of whom we know no language. */
  readonly language: Language
  readonly clock: Clock
  readonly log: Logger
  /** Tells the applications of sessions that are over. */
  readonly finishEnding: (sessions: readonly AdapterPayload[]) => void
  /** Milliseconds. @default 30000 */
  readonly interval?: number | undefined
}

/**
 * Removes the accounts whose owners wanted that, when they can take it back no more. Each node looks; what is
 * over opens nothing meanwhile, so it does not matter when the next one does. Of several that find the same
 * account one is told what it was: it alone records the end, and mails it.
 */
export const startRemoving = (parts: RemovingParts): Rounds =>
  startRounds(parts.interval ?? INTERVAL, () =>
    removeLeft(parts).catch((error: unknown) =>
      parts.log.error({ err: error }, 'accounts that are over could not be removed'),
    ),
  )

async function removeLeft(parts: RemovingParts): Promise<void> {
  const { store, clock } = parts
  const ids = await store.accounts.listLeft(plusSeconds(clock(), -GRACE), BATCH)
  for (const id of ids) await remove(parts, id)
}

async function remove(parts: RemovingParts, accountId: AccountId): Promise<void> {
  const { store, journal, postbox, language, clock, log, finishEnding } = parts
  const owner: Acting = {
    actor: 'owner',
    subject: accountId,
    async record(deed) {
      const event = { ...deed, accountId }
      log.info({ audit: event })
      await journal.record(event)
    },
    // Its document goes with all that is its, and there is nothing left to write together.
    together: (work) => work(),
  }
  const account = await removeAccount({ removal: store.removal, finishEnding }, owner)
  if (!account) return
  const to = emailOf(account)
  // Afterwards: the mails that waited for it went with it.
  if (to !== undefined) {
    await postbox?.post({
      kind: 'account_removed',
      accountId,
      to,
      account: account.login,
      language: account.language ?? language,
      at: clock(),
    })
  }
}
