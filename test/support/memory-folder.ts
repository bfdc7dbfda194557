import { mkdtempSync, rmSync, statfsSync } from 'node:fs'
import { join } from 'node:path'

const MEMORY = '/dev/shm'

/** Bytes: a run needs a tenth of it, and containers often have 64 MiB there. */
const ROOM = 2 * 1024 ** 3

/**
 * A folder in memory for everything that a run writes, gone with the process; undefined where there is no room. Each
 * commit of SQLite waits for the disk (`synchronous=FULL`), thousands of times in a run: as no test cuts the power, in
 * memory the same is shown, and nobody waits.
 */
export function memoryFolder(): string | undefined {
  try {
    const { bavail, bsize } = statfsSync(MEMORY)
    if (bavail * bsize < ROOM) return undefined
    const folder = mkdtempSync(join(MEMORY, 'oidc-step-up-'))
    process.once('exit', () => {
      rmSync(folder, { recursive: true, force: true })
    })
    return folder
  } catch {
    return undefined
  }
}
