import { createHash, type Hash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream'
import { isDeepStrictEqual } from 'node:util'
import { createGunzip } from 'node:zlib'
import type { z } from 'zod'
import { ConfigurationError } from '../../kernel/faults.ts'
import { instantOf, type Instant } from '../../kernel/instant.ts'
import { headerSchema, trailerSchema, versionedHeaderSchema } from './backup-format.ts'
import { FORMAT_VERSION, recordSchema, type TransferRecord } from './record.ts'
import { createTally, type Summary } from './tally.ts'
import { TransferError } from './transfer-error.ts'
import type { RecordBatches, WholeStore } from './whole-store.ts'

/** What a backup that was read to its end and found whole holds. */
export interface CheckedBackup extends Summary {
  readonly createdAt: Instant
  readonly source: WholeStore['name']
}

/** Records in one batch. */
const BATCH = 200

/** Characters of one line: far more than one account has, and less than fills the memory. */
const LONGEST_LINE = 256 * 1024 * 1024

/**
 * Reads a backup from end to end, in memory that does not grow with it.
 *
 * @throws TransferError `not_a_backup`, `backup_newer`, or `backup_damaged`: cut off, or not what was
 *   written
 * @throws ConfigurationError where the file cannot be read
 */
export async function checkBackup(
  file: string,
  options: { onProgress?: (records: number) => void; signal?: AbortSignal | undefined } = {},
): Promise<CheckedBackup> {
  const reading = startReading(file)
  let read = 0
  for await (const batch of reading.records) {
    options.signal?.throwIfAborted()
    read += batch.length
    options.onProgress?.(read)
  }
  return reading.result()
}

/** The records of a backup that was checked. @throws as `checkBackup` */
export const recordsOf = (file: string): RecordBatches => startReading(file).records

function startReading(file: string) {
  let checked: CheckedBackup | undefined
  return {
    records: readBackup(file, (result) => {
      checked = result
    }),
    result(): CheckedBackup {
      if (!checked) throw damaged('it was not read to its end')
      return checked
    },
  }
}

async function* readBackup(file: string, whole: (result: CheckedBackup) => void): RecordBatches {
  const tally = createTally()
  const hash = createHash('sha256')
  let header: z.output<typeof versionedHeaderSchema> | undefined
  let ended = false
  let batch: TransferRecord[] = []
  for await (const line of linesOf(file)) {
    if (ended) throw damaged('something follows its end')
    if (!header) {
      header = headerOf(line)
      hash.update(`${line}\n`)
      continue
    }
    const value = jsonOf(line)
    const trailer = trailerSchema.safeParse(value)
    if (trailer.success) {
      check(trailer.data, tally.summary(), hash)
      ended = true
      continue
    }
    hash.update(`${line}\n`)
    const record = recordSchema.safeParse(value)
    if (!record.success) throw damaged('a record is malformed')
    tally.add(record.data)
    batch.push(record.data)
    if (batch.length === BATCH) {
      yield batch
      batch = []
    }
  }
  if (!header) throw notABackup()
  if (!ended) throw damaged('it is cut off')
  whole({
    ...tally.summary(),
    createdAt: instantOf(new Date(header.createdAt)),
    source: header.source,
  })
  if (batch.length > 0) yield batch
}

function headerOf(line: string): z.output<typeof versionedHeaderSchema> {
  const known = headerSchema.safeParse(jsonOf(line))
  if (!known.success) throw notABackup()
  const { version } = known.data
  if (version > FORMAT_VERSION) {
    throw new TransferError(
      'backup_newer',
      `a newer program wrote this backup (format ${version}, this one reads ${FORMAT_VERSION}): restore it with that one`,
    )
  }
  const header = versionedHeaderSchema.safeParse(known.data)
  if (!header.success) throw damaged('its first line is malformed')
  return header.data
}

function check(trailer: z.output<typeof trailerSchema>, summary: Summary, hash: Hash): void {
  const isWhole =
    trailer.sha256 === hash.digest('hex') &&
    trailer.checksum === summary.checksum &&
    // Up to format 2 there was no word of what there was none of.
    isDeepStrictEqual({ logoutNotices: 0, clients: 0, ...trailer.counts }, summary.counts)
  if (!isWhole) throw damaged('its contents are not what was written')
}

const damaged = (what: string, cause?: unknown): TransferError =>
  new TransferError('backup_damaged', `the backup is damaged: ${what}. Take another copy of it`, {
    cause,
  })

const notABackup = (cause?: unknown): TransferError =>
  new TransferError('not_a_backup', 'this is not a backup that `oidc-step-up backup` wrote', {
    cause,
  })

/** Undefined for what is no JSON, which no schema takes. */
function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

async function* linesOf(file: string): AsyncIterable<string> {
  const source = createReadStream(file)
  // A failure shows where its output is read.
  const unpacked = pipeline(source, createGunzip(), () => undefined)
  unpacked.setEncoding('utf8')
  let rest = ''
  try {
    for await (const chunk of unpacked as AsyncIterable<string>) {
      const lines = (rest + chunk).split('\n')
      rest = lines.pop() ?? ''
      if (rest.length > LONGEST_LINE) throw damaged('a line has no end')
      yield* lines
    }
  } catch (cause) {
    throw problemOf(cause, file, source.bytesRead)
  }
  if (rest !== '') yield rest
}

function problemOf(cause: unknown, file: string, bytesRead: number): unknown {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  if (code === 'Z_BUF_ERROR' && bytesRead > 0) return damaged('it is cut off', cause)
  if (code.startsWith('Z_')) {
    const isPacked = !(cause instanceof Error && cause.message === 'incorrect header check')
    return isPacked && bytesRead > 0 ? damaged('it does not unpack', cause) : notABackup(cause)
  }
  if (cause instanceof TransferError || code === '') return cause
  return new ConfigurationError('--from', `cannot read ${file} (${code})`, { cause })
}
