import type { Writable } from 'node:stream'
import type { Clock, Instant } from '../../kernel/instant.ts'
import { writeBackup, writeBackupFile } from './backup-writer.ts'
import type { FillOptions } from './fill.ts'
import { livingOnly } from './living.ts'
import type { Summary } from './tally.ts'
import { refuseUnfinished } from './unfinished.ts'
import type { WholeStore } from './whole-store.ts'

export interface Backup extends Summary {
  readonly createdAt: Instant
}

/**
 * Copies a store to a file, or to a stream that is ended, while it is in use. What was acknowledged before
 * the beginning is in it.
 *
 * @throws TransferError `file_exists`
 * @throws ConfigurationError where the file cannot be made, or the store is not whole
 * @throws Fault `store_unavailable`
 */
export async function backupStore(
  from: WholeStore,
  to: string | Writable,
  options: Pick<FillOptions, 'onProgress' | 'signal'> & { readonly clock: Clock },
): Promise<Backup> {
  refuseUnfinished(await from.unfinishedSince())
  const createdAt = options.clock()
  const contents = {
    records: livingOnly(from.read(), createdAt),
    source: from.name,
    createdAt,
    onProgress: (records: number) => options.onProgress?.('copying', records),
    signal: options.signal,
  }
  const summary =
    typeof to === 'string' ? await writeBackupFile(to, contents) : await writeBackup(to, contents)
  return { ...summary, createdAt }
}
