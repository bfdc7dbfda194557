import { scryptSync, timingSafeEqual } from 'node:crypto'
import { fromBase64, parametersOf, toBase64 } from './encodings.ts'
import {
  refused,
  tooCostly,
  wrongSizes,
  type ForeignHash,
  type Reader,
  type Refused,
} from './foreign-hash.ts'

/** What scrypt (RFC 7914) costs. */
export interface ScryptCost {
  /** N: a power of two. */
  readonly cost: number
  /** r */
  readonly blockSize: number
  /** p */
  readonly parallelization: number
}

export interface ScryptParts extends ScryptCost {
  readonly salt: Uint8Array
  readonly key: Uint8Array
}

/** N·r·p a second. */
const SPEED = 1_500_000

/** Bytes and seconds of a computation, or why it is not made. */
export function scryptCost({
  cost,
  blockSize,
  parallelization,
}: ScryptCost): Refused | { readonly memory: number; readonly seconds: number } {
  const numbers = `N=${cost}, r=${blockSize}, p=${parallelization}`
  const whole = [blockSize, parallelization].every((n) => Number.isSafeInteger(n) && n >= 1)
  if (!whole || !(cost >= 2) || !Number.isInteger(Math.log2(cost))) {
    return refused(`scrypt with ${numbers}: N must be a power of two, r and p at least 1`)
  }
  // RFC 7914 §2. OpenSSL computes nothing beyond it.
  if (Math.log2(cost) >= 16 * blockSize) {
    return refused(`scrypt with ${numbers}: N must be below 2^(16 × r)`)
  }
  const memory = 128 * blockSize * (cost + parallelization)
  const seconds = (cost * blockSize * parallelization) / SPEED
  return tooCostly(`scrypt with ${numbers}`, memory, seconds) ?? { memory, seconds }
}

/** `bytes` derived from a password. */
export const derive = (
  { cost, blockSize, parallelization }: ScryptCost,
  password: Uint8Array,
  salt: Uint8Array,
  bytes: number,
): Buffer =>
  scryptSync(password, salt, bytes, {
    cost,
    blockSize,
    parallelization,
    maxmem: 128 * blockSize * (cost + parallelization + 2) + 1024 ** 2,
  })

export const writeCost = ({ cost, blockSize, parallelization }: ScryptCost): string =>
  `ln=${Math.log2(cost)},r=${blockSize},p=${parallelization}`

export function scrypt(parts: ScryptParts): ForeignHash | Refused {
  const { salt, key } = parts
  const cost = scryptCost(parts)
  if ('refused' in cost) return cost
  const wrong = wrongSizes('scrypt', salt, key)
  if (wrong) return wrong
  return {
    text: `$scrypt$${writeCost(parts)}$${toBase64(salt)}$${toBase64(key)}`,
    ...cost,
    matches: (password) => timingSafeEqual(derive(parts, password, salt, key.length), key),
    isExact: () => true,
  }
}

/**
 * `ln`: passlib writes the logarithm of N, Kratos N itself. Nobody has an N below 64, and no machine one of 2^64.
 */
export function readCost(settings: string): ScryptCost | undefined {
  const parameters = parametersOf(settings)
  const [ln, blockSize, parallelization] = ['ln', 'r', 'p'].map((name) => parameters?.get(name))
  if (ln === undefined || blockSize === undefined || parallelization === undefined) return undefined
  return { cost: ln < 64 ? 2 ** ln : ln, blockSize, parallelization }
}

export const readScrypt: Reader = (text) => {
  const [, settings = '', salt = '', key = ''] =
    /^\$scrypt\$([^$]*)\$([^$]*)\$([^$]*)$/.exec(text) ?? []
  if (settings === '') return undefined
  const cost = readCost(settings)
  const bytes = { salt: fromBase64(salt), key: fromBase64(key) }
  if (!cost || !bytes.salt || !bytes.key) return refused('scrypt that cannot be read')
  return scrypt({ ...cost, salt: bytes.salt, key: bytes.key })
}
