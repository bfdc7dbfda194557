import { execFileSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fieldOf } from '../../src/kernel/typing.ts'

/** A disk that can be full, of PostgreSQL's user. */
export interface SmallDisk {
  readonly folder: string
  /** Leaves room for nothing. */
  fill(): void
  /** Takes that back. */
  makeRoom(): void
  close(): void
}

/**
 * Mounts a file system in memory, which takes root.
 *
 * @param size in MiB
 */
export function openSmallDisk(size: number): SmallDisk {
  const folder = mkdtempSync(join(tmpdir(), 'disk-'))
  const options = `size=${size}m,uid=postgres,gid=postgres,mode=700`
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder], { stdio: 'pipe' })
  } catch (cause) {
    rmSync(folder, { recursive: true })
    throw new Error('a disk that can be full is mounted for these tests, as root', { cause })
  }
  const filler = join(folder, 'filler')
  const close = (): void => {
    process.removeListener('exit', close)
    execFileSync('umount', ['--lazy', folder])
    rmSync(folder, { recursive: true, force: true })
  }
  process.once('exit', close)
  return { folder, fill: () => writeUntilFull(filler), makeRoom: () => rmSync(filler), close }
}

function writeUntilFull(path: string): void {
  const file = openSync(path, 'w')
  const page = Buffer.alloc(4096)
  try {
    for (;;) writeSync(file, page)
  } catch (error) {
    if (fieldOf(error, 'code') !== 'ENOSPC') throw error
  } finally {
    closeSync(file)
  }
}
