import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

/** The package's own views; both `src/` and `dist/` are its neighbours. */
export const viewsFolder = fileURLToPath(new URL('../../views/', import.meta.url))

/** One file, ready to be sent. */
export interface Asset {
  readonly type: string
  readonly body: Buffer
  /** Absent where it would not be smaller. */
  readonly gzip: Buffer | undefined
}

/**
 * The stylesheet, the script, the mark and what a brand adds, to be served under `Chrome.assets`. Pages
 * ask for them as `<file>?v=<version>`.
 */
export interface Assets {
  /** Changes with any byte of any file. */
  readonly version: string
  /** By name; nothing else can be reached. */
  find(name: string): Asset | undefined
}

export interface AssetsOptions {
  /** An operator's folder of views: a file in its `assets/` wins over ours of that name. @default none */
  readonly overrides?: string | undefined
  /** Further files, by name. @default none */
  readonly brand?: ReadonlyMap<string, Buffer> | undefined
}

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
}

/** Reads every file once, at start: a request touches no disk, and compresses nothing. */
export function openAssets({ overrides, brand = new Map() }: AssetsOptions = {}): Assets {
  const files = new Map([
    ...filesIn(join(viewsFolder, 'assets')),
    ...(overrides === undefined ? [] : filesIn(join(overrides, 'assets'))),
    ...brand,
  ])
  const hash = createHash('sha256')
  const ready = new Map<string, Asset>()
  for (const [name, body] of [...files].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    hash.update(`${name}\0`).update(body)
    const type = TYPES[extname(name)]
    if (type === undefined) continue
    const gzip = gzipSync(body, { level: 9 })
    ready.set(name, { type, body, gzip: gzip.length < body.length ? gzip : undefined })
  }
  const version = hash.digest('hex').slice(0, 12)
  return { version, find: (name) => ready.get(name) }
}

function filesIn(folder: string): [string, Buffer][] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => [name, readFileSync(join(folder, name))])
}

/** The package's own, without any brand. */
export const packagedAssets: Assets = openAssets()
