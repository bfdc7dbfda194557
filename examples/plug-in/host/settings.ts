import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '4000' },
    folder: { type: 'string', default: '.data/example' },
  },
})

export const port = Number(values.port)
export const issuer = `http://localhost:${port}`

/** Where a file of this name is kept. */
export function fileFor(name: string): string {
  mkdirSync(values.folder, { recursive: true, mode: 0o700 })
  return join(values.folder, name)
}

/** 32 random bytes, base64url: made at the first start, and kept. */
export function secret(name: string): string {
  const file = fileFor(name)
  try {
    writeFileSync(file, randomBytes(32).toString('base64url'), { flag: 'wx', mode: 0o600 })
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
  return readFileSync(file, 'utf8')
}
