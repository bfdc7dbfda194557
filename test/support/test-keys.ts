import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { JsonWebKey } from 'node:crypto'
import { newSigningKey } from '../../src/server/keys/first-keys.ts'
import { randomKey } from './production-settings.ts'

/** A key of nobody's: to make one takes as long as a whole flow, and each file of tests opens a server or more. */
export const RSA_KEY = JSON.parse(
  readFileSync(new URL('rsa-key.json', import.meta.url), 'utf8'),
) as JsonWebKey

/** Puts into a folder what the development profile would make there: an RSA key and one for ES256, first. */
export function keepTestKeys(folder: string): void {
  const file = join(folder, 'keys.json')
  if (existsSync(file)) return
  mkdirSync(folder, { recursive: true })
  const keys = {
    signing: { keys: [RSA_KEY, newSigningKey('ES256')] },
    cookies: [randomKey()],
    sealing: [{ id: 'dev-1', key: randomKey() }],
  }
  writeFileSync(file, JSON.stringify(keys), { mode: 0o600 })
}
