import { type Clock, type Instant, dateOf, plusSeconds } from '../../kernel/instant.ts'
import { livingOnly } from './living.ts'
import { createTally, differingKinds, type Summary } from './tally.ts'
import { TransferError } from './transfer-error.ts'
import type { RecordBatches, WholeStore } from './whole-store.ts'

/** What is done while a store is filled; the command line tells it. */
export type Stage = 'checking' | 'copying' | 'comparing'

export interface FillOptions {
  readonly clock: Clock
  /** Empties the target first, where an earlier import was cut off; a store that is whole never. */
  readonly discard?: boolean
  /** Goes on with an earlier import of the same records that was cut off; where there is none, it begins. */
  readonly resume?: boolean
  readonly onProgress?: (stage: Stage, records: number) => void
  /** Stops the work; the target is emptied again. */
  readonly signal?: AbortSignal | undefined
}

/**
 * Fills an empty store and compares what then stands in it with what should; only after that the store
 * may be opened. When anything fails it is emptied again.
 *
 * @param records reads what is to be written, from its beginning at each call
 * @param onDifference told when the two differ; throws, if it knows why
 * @throws TransferError
 * @throws Fault `store_unavailable`
 */
export async function fill(
  target: WholeStore,
  records: () => RecordBatches,
  options: FillOptions,
  onDifference: (expected: Summary) => Promise<void> = async () => {},
): Promise<Summary> {
  const { clock, discard = false, resume = false, signal } = options
  const again = resume && (await target.unfinishedSince()) !== undefined
  if (!again) await claim(target, clock(), discard)
  try {
    await write(target, livingOnly(records(), clock()), again, options)
    const { expected, found } = await compare(records, () => target.read(), options)
    const kinds = differingKinds(expected, found)
    if (kinds.length > 0) {
      await onDifference(expected)
      throw new TransferError(
        'target_differs',
        `source and target differ in the end (${kinds.join(', ')}): see that no server writes to either of the two, and try again`,
      )
    }
    signal?.throwIfAborted()
    await target.finish()
    return found
  } catch (error) {
    throw await discarded(target, error)
  }
}

async function claim(target: WholeStore, at: Instant, discard: boolean): Promise<void> {
  if (discard && (await target.unfinishedSince()) !== undefined) await target.discard()
  const beginning = await target.begin(at)
  switch (beginning.outcome) {
    case 'begun':
      return
    case 'not_empty':
      throw new TransferError(
        'store_not_empty',
        `the target is not empty (it holds ${beginning.holds.join(', ')}): only an empty store is filled`,
      )
    case 'unfinished': {
      const since = dateOf(beginning.since).toISOString()
      throw new TransferError(
        'import_unfinished',
        `an import into the target began at ${since} and has not ended: wait for it or, if it was cut off, add --discard to empty the target first; a migration goes on with --resume`,
      )
    }
  }
}

async function write(
  target: WholeStore,
  batches: RecordBatches,
  again: boolean,
  { onProgress, signal }: FillOptions,
): Promise<void> {
  let written = 0
  for await (const batch of batches) {
    signal?.throwIfAborted()
    await target.write(batch, again)
    written += batch.length
    onProgress?.('copying', written)
  }
}

/** Seconds that reading both may take at first; longer each time that it was not enough. */
const FIRST_MARGIN = 120

/**
 * Compares what outlives the comparison: what expires while two stores are read is in the one that was
 * read first.
 */
async function compare(
  expectedRecords: () => RecordBatches,
  foundRecords: () => RecordBatches,
  options: FillOptions,
): Promise<{ expected: Summary; found: Summary }> {
  const { clock } = options
  for (let margin = FIRST_MARGIN; ; margin *= 8) {
    const until = plusSeconds(clock(), margin)
    const [expected, found] = await both(
      summarize(livingOnly(expectedRecords(), until), options),
      summarize(livingOnly(foundRecords(), until), options),
    )
    if (clock() < until || differingKinds(expected, found).length === 0) return { expected, found }
  }
}

/** Neither goes on reading when the other has failed and the stores are let go. */
async function both<T>(one: Promise<T>, other: Promise<T>): Promise<readonly [T, T]> {
  await Promise.allSettled([one, other])
  return [await one, await other]
}

async function summarize(
  batches: RecordBatches,
  { onProgress, signal }: Pick<FillOptions, 'onProgress' | 'signal'>,
): Promise<Summary> {
  const tally = createTally()
  let read = 0
  for await (const batch of batches) {
    signal?.throwIfAborted()
    for (const record of batch) tally.add(record)
    read += batch.length
    onProgress?.('comparing', read)
  }
  return tally.summary()
}

/** The target was empty before, and is so again; where that fails too, its mark goes on guarding it. */
async function discarded(target: WholeStore, error: unknown): Promise<unknown> {
  try {
    await target.discard()
    return error
  } catch {
    const message = error instanceof Error ? error.message : String(error)
    return new TransferError(
      'import_unfinished',
      `${message}; and the target could not be emptied again: run the command once more with --discard`,
      { cause: error },
    )
  }
}
