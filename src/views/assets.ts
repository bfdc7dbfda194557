import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The package's own views; both `src/` and `dist/` are its neighbours. */
export const viewsFolder = fileURLToPath(new URL('../../views/', import.meta.url))

/**
 * The stylesheet, the script and the mark, to be served as files under `Chrome.assets`. Pages ask
 * for them as `<file>?v=<version>`: answer that with `Cache-Control: public, max-age=31536000,
 * immutable`, and any other `v` with `no-cache`, as during a roll-out it names another node's files.
 */
export interface Assets {
  /** Absolute path of the folder. */
  readonly folder: string
  /** Changes with any byte of any file. */
  readonly version: string
}

export const assets: Assets = openAssets(join(viewsFolder, 'assets'))

function openAssets(folder: string): Assets {
  const hash = createHash('sha256')
  for (const file of readdirSync(folder).toSorted()) {
    hash.update(`${file}\0`).update(readFileSync(join(folder, file)))
  }
  return { folder, version: hash.digest('hex').slice(0, 12) }
}
