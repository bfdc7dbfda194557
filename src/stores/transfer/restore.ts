import { assertNever } from '../../kernel/typing.ts'
import { WINDOW, stepAt } from '../../people/authenticator.ts'
import { MOST_DRIFT } from '../../people/drift.ts'
import type { Instant } from '../../kernel/instant.ts'
import { checkBackup, recordsOf, type CheckedBackup } from './backup-reader.ts'
import { fill, type FillOptions } from './fill.ts'
import { changed, isNothing } from './living.ts'
import { resetsIn, type AccountRecord, type TransferRecord } from './record.ts'
import type { Summary } from './tally.ts'
import type { WholeStore } from './whole-store.ts'

/** What comes back of a backup. */
export interface RestoreRules {
  /**
   * Bring back what may have ended since the backup was made, too: sessions, grants, tokens, trusted
   * browsers, password resets, waiting mails and logout notices. Whoever signed out, or was signed out by an operator, would
   * be signed in again: right only where nothing was written since.
   */
  readonly withSessions: boolean
  /** Leave all recovery codes out: those used since the backup was made would be accepted again. */
  readonly dropRecoveryCodes: boolean
}

export interface Restored {
  readonly backup: CheckedBackup
  /** What stands in the store now. */
  readonly restored: Summary
}

/**
 * Fills an empty store from a backup, which is read to its end before anything is written.
 *
 * @throws TransferError
 * @throws ConfigurationError where the file cannot be read
 * @throws Fault `store_unavailable`
 */
export async function restoreBackup(
  file: string,
  to: WholeStore,
  rules: RestoreRules,
  options: FillOptions,
): Promise<Restored> {
  const { onProgress, signal } = options
  const backup = await checkBackup(file, {
    onProgress: (records) => onProgress?.('checking', records),
    signal,
  })
  const now = options.clock()
  const restored = await fill(
    to,
    () => changed(recordsOf(file), (record) => restoredOf(record, rules, now)),
    options,
  )
  return { backup, restored }
}

/**
 * What is brought back of a record. A code may have been used after the backup was made, and nobody
 * knows which: all that could have been accepted until now count as used.
 */
export function restoredOf(
  record: TransferRecord,
  rules: RestoreRules,
  now: Instant,
): TransferRecord | undefined {
  switch (record.kind) {
    case 'account': {
      const account = accountOf(record, rules, now)
      return isNothing(account) ? undefined : account
    }
    case 'attempts':
    // Those that were removed or whose secret was rotated since come back as they were, as accounts do.
    case 'client':
      return record
    case 'artefact':
      return rules.withSessions || LASTING.has(record.model) ? record : undefined
    case 'mail':
    case 'logout':
    case 'tombstone':
      return rules.withSessions ? record : undefined
    default:
      return assertNever(record)
  }
}

/**
 * oidc-provider's models that sign nobody in: registered clients with what they manage themselves by,
 * and assertions that were used and must not be again (RFC 7523 §3).
 */
const LASTING: ReadonlySet<string> = new Set([
  'Client',
  'RegistrationAccessToken',
  'ReplayDetection',
])

function accountOf(
  record: AccountRecord,
  { withSessions, dropRecoveryCodes }: RestoreRules,
  now: Instant,
): AccountRecord {
  const { recoveryCodes, trustedBrowsers, devices, ...others } = record
  const { passwordReset: _former, passwordResets: _all, ...rest } = others
  const passwordResets = resetsIn(record)
  return {
    ...rest,
    devices: devices.map((device) => {
      // Its clock may have gone faster since.
      const latest = stepAt(now, device.parameters.period) + MOST_DRIFT + WINDOW
      return { ...device, lastStep: Math.max(device.lastStep ?? latest, latest) }
    }),
    trustedBrowsers: withSessions ? trustedBrowsers : [],
    ...(withSessions && passwordResets.length > 0 ? { passwordResets } : {}),
    ...(!dropRecoveryCodes && recoveryCodes ? { recoveryCodes } : {}),
  }
}
