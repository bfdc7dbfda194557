import { timingSafeEqual } from 'node:crypto'
import { hashRawSync } from '@node-rs/argon2'
import { fromBase64, parametersOf, toBase64 } from './encodings.ts'
import {
  refused,
  tooCostly,
  wrongSizes,
  type ForeignHash,
  type Reader,
  type Refused,
} from './foreign-hash.ts'

/** argon2 (RFC 9106). */
export interface Argon2Parts {
  readonly variant: 'd' | 'i' | 'id'
  /** 19 is 1.3, 16 is 1.0. */
  readonly version: 16 | 19
  /** KiB. */
  readonly memory: number
  readonly passes: number
  readonly lanes: number
  readonly salt: Uint8Array
  readonly key: Uint8Array
}

/** KiB a second, of each pass over the memory. */
const SPEED = 2_000_000
const VARIANTS = { d: 0, i: 1, id: 2 } as const
const VERSIONS = { 16: 0, 19: 1 } as const

/** Seconds that a hash takes on one core, of `memory` in KiB. */
export const argon2Seconds = (memory: number, passes: number): number => (memory * passes) / SPEED

/**
 * Kept as `{argon2}$argon2id$…`: without what stands before it, it is a hash of this package's own, whose passwords
 * are in NFC.
 */
export function argon2(parts: Argon2Parts): ForeignHash | Refused {
  const { variant, version, memory, passes, lanes, salt, key } = parts
  const numbers = `m=${memory},t=${passes},p=${lanes}`
  const bytes = memory * 1024
  const seconds = argon2Seconds(memory, passes)
  const wrong = outOfBounds(parts, numbers) ?? tooCostly(`argon2 with ${numbers}`, bytes, seconds)
  if (wrong) return wrong
  const options = {
    algorithm: VARIANTS[variant],
    version: VERSIONS[version],
    memoryCost: memory,
    timeCost: passes,
    parallelism: lanes,
    outputLen: key.length,
    salt,
  }
  return {
    text: `{argon2}$argon2${variant}$v=${version}$${numbers}$${toBase64(salt)}$${toBase64(key)}`,
    memory: bytes,
    seconds,
    matches: (password) => timingSafeEqual(hashRawSync(password, options), key),
    isExact: () => true,
  }
}

function outOfBounds(
  { memory, passes, lanes, salt, key }: Argon2Parts,
  numbers: string,
): Refused | undefined {
  if (![memory, passes, lanes].every(Number.isSafeInteger)) {
    return refused(`argon2 with ${numbers}: whole numbers are needed`)
  }
  if (lanes < 1 || lanes > 255 || passes < 1 || memory < 8 * lanes) {
    return refused(`argon2 with ${numbers}: 1 to 255 lanes (p) of 8 KiB (m) at least are allowed`)
  }
  if (salt.length < 8 || salt.length > 64) {
    return refused(`the salt of argon2 has ${salt.length} bytes; 8 to 64 are allowed`)
  }
  return wrongSizes('argon2', salt, key)
}

/** A PHC string, padded or not; Django writes `argon2` before it, OpenLDAP and this package `{ARGON2}`. */
export const readArgon2: Reader = (text) => {
  const bare = text.replace(/^(?:argon2|\{argon2\})(?=\$)/i, '')
  const [, variant, version, settings = '', salt = '', key = ''] =
    /^\$argon2(d|i|id)(?:\$v=(16|19))?\$([^$]*)\$([^$]*)\$([^$]*)$/.exec(bare) ?? []
  if (variant !== 'd' && variant !== 'i' && variant !== 'id') {
    return bare.startsWith('$argon2') ? refused('argon2 that cannot be read') : undefined
  }
  const parameters = parametersOf(settings)
  const [memory, passes, lanes] = ['m', 't', 'p'].map((name) => parameters?.get(name))
  const bytes = { salt: fromBase64(salt), key: fromBase64(key) }
  if (memory === undefined || passes === undefined || lanes === undefined || parameters?.size !== 3)
    return refused('argon2 without m, t and p alone')
  if (!bytes.salt || !bytes.key) return refused('argon2 whose salt or key is not base64')
  return argon2({
    variant,
    // What writes no version is older than 1.3.
    version: version === '19' ? 19 : 16,
    memory,
    passes,
    lanes,
    salt: bytes.salt,
    key: bytes.key,
  })
}
