import { existsSync, readFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'

const [HEADER, FRAME_HEADER] = [32, 24]

/** Begins a new write-ahead log, by moving everything from the old one into the database. */
export function emptyWal(path: string): void {
  const database = new DatabaseSync(path)
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  database.close()
}

/**
 * How many transactions stand in a database's write-ahead log: the frames that end one have the size of
 * the database in their header. https://sqlite.org/fileformat2.html#walformat
 */
export function commitsIn(path: string): number {
  const file = `${path}-wal`
  const wal = existsSync(file) ? readFileSync(file) : Buffer.alloc(0)
  if (wal.length < HEADER) return 0
  const pageSize = wal.readUInt32BE(8)
  const salt = wal.subarray(16, 24)
  let commits = 0
  for (let at = HEADER; at + FRAME_HEADER <= wal.length; at += FRAME_HEADER + pageSize) {
    // What is left of an older log has another salt.
    if (!wal.subarray(at + 8, at + 16).equals(salt)) break
    if (wal.readUInt32BE(at + 4) !== 0) commits += 1
  }
  return commits
}
