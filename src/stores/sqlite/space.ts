import { setImmediate } from 'node:timers/promises'
import { integerOf } from '../sql/rows.ts'
import type { Database } from './database.ts'

/** Free pages (of 4 KiB) that stay in the file, to be written again. */
const KEPT = 1000

/** Pages that are given back in one transaction: few enough that no writer notices the wait. */
const BATCH = 200

/** Batches in one go: the rest goes the next time. */
const AT_ONCE = 50

const INCREMENTAL = 2

/**
 * Gives the disk back what a flood has left free in the file. A file that does not keep track of that (see `trackSpace`)
 * stays as large as it is.
 */
export async function giveBack(database: Database): Promise<void> {
  if (pragma(database, 'auto_vacuum') !== INCREMENTAL) return
  for (let batch = 0; batch < AT_ONCE; batch += 1) {
    const free = pragma(database, 'freelist_count') - KEPT
    if (free <= 0) return
    // `run` would free one page.
    database.exec(`PRAGMA incremental_vacuum(${Math.min(free, BATCH)})`)
    await setImmediate()
  }
}

/**
 * Has a file of a former version keep track of what is free in it, which takes writing it anew: once, when it was carried
 * over. Where the disk has no room for that the file goes on as it was.
 */
export function trackSpace(database: Database): void {
  if (pragma(database, 'auto_vacuum') === INCREMENTAL) return
  database.exec('PRAGMA auto_vacuum = INCREMENTAL')
  try {
    database.exec('VACUUM')
  } catch {
    // What is in it is as it was.
  }
}

const pragma = (database: Database, name: string): number =>
  integerOf(database.get(`PRAGMA ${name}`) ?? {}, name)
