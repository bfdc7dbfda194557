import { fill, type FillOptions } from './fill.ts'
import { changed, livingAt } from './living.ts'
import { createTally, differingKinds, type Summary } from './tally.ts'
import { TransferError } from './transfer-error.ts'
import { refuseUnfinished } from './unfinished.ts'
import type { RecordBatches, WholeStore } from './whole-store.ts'

/**
 * Copies everything from one store into an empty one, and compares both in the end. Nobody may write to
 * the source meanwhile: that shows, and the target is emptied again.
 *
 * @throws TransferError
 * @throws Fault `store_unavailable`
 */
export async function migrateStore(
  from: WholeStore,
  to: WholeStore,
  options: FillOptions,
): Promise<Summary> {
  refuseUnfinished(await from.unfinishedSince())
  const copied = createTally()
  let reading = 0
  const records = (): RecordBatches => {
    reading += 1
    return reading === 1
      ? changed(from.read(), (record) => {
          const lasting = livingAt(record, Infinity)
          if (lasting) copied.add(lasting)
          return record
        })
      : from.read()
  }
  return fill(to, records, options, async () => {
    // What lasts for ever was the same at the beginning and at the end, or somebody wrote.
    const after = createTally()
    for await (const batch of from.read()) {
      for (const record of batch) {
        const lasting = livingAt(record, Infinity)
        if (lasting) after.add(lasting)
      }
    }
    const kinds = differingKinds(copied.summary(), after.summary())
    if (kinds.length > 0) {
      throw new TransferError(
        'source_changed',
        `the source changed while it was copied (${kinds.join(', ')}): stop every server and command that uses it, and try again`,
      )
    }
  })
}
