import { createHash, randomBytes } from 'node:crypto'
import { link, open, rename, stat, unlink } from 'node:fs/promises'
import { dirname, join, basename } from 'node:path'
import { type Writable, Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { ConfigurationError } from '../../kernel/faults.ts'
import { dateOf, type Instant } from '../../kernel/instant.ts'
import { FORMAT, type Trailer } from './backup-format.ts'
import { canonical, FORMAT_VERSION } from './record.ts'
import { createTally, type Summary, type Tally } from './tally.ts'
import { TransferError } from './transfer-error.ts'
import type { RecordBatches, WholeStore } from './whole-store.ts'

export interface BackupContents {
  readonly records: RecordBatches
  readonly source: WholeStore['name']
  readonly createdAt: Instant
  /** Told how many records were written. */
  readonly onProgress?: (records: number) => void
  /** Stops the work: nothing is left of the file. */
  readonly signal?: AbortSignal | undefined
}

/**
 * Writes a backup to a file that appears when it is whole and on the disk, and is for its owner alone;
 * until then it has another name, and nothing is left of it when the work fails.
 *
 * @throws TransferError `file_exists`: a backup takes the place of nothing
 * @throws ConfigurationError where the file cannot be made
 */
export async function writeBackupFile(file: string, contents: BackupContents): Promise<Summary> {
  await refuseExisting(file)
  const partial = join(
    dirname(file),
    `.${basename(file)}.${randomBytes(6).toString('hex')}.partial`,
  )
  const handle = await open(partial, 'wx', 0o600).catch((cause: unknown) => {
    throw new ConfigurationError('--to', `"${file}" cannot be written`, { cause })
  })
  try {
    const summary = await writeBackup(async (pieces) => {
      // All of a piece, after the last one. A stream of the handle's would wait for its closing here.
      for await (const piece of pieces) await handle.writeFile(piece)
    }, contents)
    await handle.sync()
    await handle.close()
    await putInPlace(partial, file)
    return summary
  } catch (error) {
    await handle.close().catch(() => undefined)
    await unlink(partial).catch(() => undefined)
    throw error
  }
}

/** Where a backup goes, piece by piece. */
type Sink = Writable | ((pieces: AsyncIterable<Buffer>) => Promise<void>)

/** Writes a backup to a stream, which is ended, or to whatever takes its pieces. */
export async function writeBackup(to: Sink, contents: BackupContents): Promise<Summary> {
  const tally = createTally()
  await pipeline(
    Readable.from(linesOf(contents, tally), { objectMode: false }),
    createGzip(),
    to,
    ...(contents.signal ? [{ signal: contents.signal }] : []),
  )
  return tally.summary()
}

async function* linesOf(contents: BackupContents, tally: Tally): AsyncIterable<string> {
  const { records, source, createdAt, onProgress } = contents
  const hash = createHash('sha256')
  const header = { format: FORMAT, version: FORMAT_VERSION, createdAt: iso(createdAt), source }
  let text = `${JSON.stringify(header)}\n`
  let written = 0
  for await (const batch of records) {
    for (const record of batch) {
      const line = canonical(record)
      tally.add(record, line)
      text += `${line}\n`
    }
    hash.update(text)
    yield text
    text = ''
    written += batch.length
    onProgress?.(written)
  }
  hash.update(text)
  const { counts, checksum, sealingKeys } = tally.summary()
  const trailer: Trailer = {
    kind: 'end',
    counts: { ...counts },
    checksum,
    sealingKeys: [...sealingKeys],
    sha256: hash.digest('hex'),
  }
  yield `${text}${JSON.stringify(trailer)}\n`
}

const iso = (at: Instant): string => dateOf(at).toISOString()

async function refuseExisting(file: string): Promise<void> {
  const found = await stat(file).catch(() => undefined)
  if (found) throw exists(file)
}

const exists = (file: string): TransferError =>
  new TransferError('file_exists', `there is "${file}" already; a backup replaces no file`)

/** A link, unlike a renaming, never takes the place of a file that came meanwhile. */
async function putInPlace(partial: string, file: string): Promise<void> {
  try {
    await link(partial, file)
    await unlink(partial)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'EEXIST') throw exists(file)
    // There are file systems without links.
    await refuseExisting(file)
    await rename(partial, file)
  }
  const folder = await open(dirname(file), 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
