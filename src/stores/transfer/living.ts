import { assertNever } from '../../kernel/typing.ts'
import type { Instant } from '../../kernel/instant.ts'
import { HISTORY, IDLE_BUDGET, isForgettable } from '../retention.ts'
import { resetsIn, type AccountRecord, type TransferRecord } from './record.ts'
import type { RecordBatches } from './whole-store.ts'

/**
 * A record without what has expired by then; undefined when nothing is left of it. Stores clear away at
 * times of their own: whoever compares two looks at what lives in both.
 *
 * @param at `Infinity` for what never expires by itself
 */
export function livingAt(record: TransferRecord, at: number): TransferRecord | undefined {
  switch (record.kind) {
    case 'account':
      return livingOf(record, at)
    case 'attempts':
      return isForgettable(record) && record.lastAt < at - IDLE_BUDGET * 1000 ? undefined : record
    case 'artefact':
    case 'tombstone':
      return record.expiresAt === undefined || record.expiresAt > at ? record : undefined
    case 'mail':
    case 'logout':
    case 'client':
      return record
    default:
      return assertNever(record)
  }
}

function livingOf(record: AccountRecord, at: number): AccountRecord | undefined {
  const { passwordReset: _former, passwordResets: _all, emailChanges: changes, ...rest } = record
  const emailChanges = (changes ?? []).filter(({ expiresAt }) => expiresAt > at)
  const passwordResets = resetsIn(record).filter(({ expiresAt }) => expiresAt > at)
  const living: AccountRecord = {
    ...rest,
    // Up to 0.1.0 there were some that waited for their first code, for nobody in particular.
    devices: record.devices.filter(({ confirmedAt }) => confirmedAt !== undefined),
    trustedBrowsers: record.trustedBrowsers.filter(({ expiresAt }) => expiresAt > at),
    activity: record.activity.filter((entry) => entry.at >= at - HISTORY * 1000),
    ...(passwordResets.length > 0 ? { passwordResets } : {}),
    ...(emailChanges.length > 0 ? { emailChanges } : {}),
  }
  return isNothing(living) ? undefined : living
}

/** Nothing stands under this account's id. */
export const isNothing = (record: AccountRecord): boolean =>
  record.profile === undefined &&
  record.recoveryCodes === undefined &&
  (record.assigned ?? []).length === 0 &&
  resetsIn(record).length === 0 &&
  (record.emailChanges ?? []).length === 0 &&
  record.devices.length + record.trustedBrowsers.length + record.activity.length === 0

/** Records that `change` leaves something of. */
export async function* changed(
  batches: RecordBatches,
  change: (record: TransferRecord) => TransferRecord | undefined,
): RecordBatches {
  for await (const batch of batches) {
    yield batch.flatMap((record) => change(record) ?? [])
  }
}

export const livingOnly = (batches: RecordBatches, at: Instant): RecordBatches =>
  changed(batches, (record) => livingAt(record, at))
