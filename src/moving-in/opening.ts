import { createDecipheriv, pbkdf2, scrypt } from 'node:crypto'
import { promisify } from 'node:util'
import type { Secret } from '../kernel/secret.ts'
import { MalformedFile } from './entry.ts'

/** What a file may ask of this machine before it opens: far more than any of these programs does. */
const MOST_MEMORY = 256 * 1024 * 1024
const MOST_ROUNDS = 5_000_000

const scryptInThread = promisify<string, Uint8Array, number, object, Buffer>(scrypt)
const pbkdf2InThread = promisify(pbkdf2)

export interface ScryptParameters {
  readonly cost: number
  readonly blockSize: number
  readonly parallelization: number
  /** Bytes. */
  readonly length: number
}

/** @throws MalformedFile */
export async function scryptKey(
  password: Secret<string>,
  salt: Uint8Array,
  { cost, blockSize, parallelization, length }: ScryptParameters,
): Promise<Uint8Array> {
  const isSound = [cost, blockSize, parallelization].every(
    (one) => Number.isInteger(one) && one > 0,
  )
  if (!isSound || 128 * cost * blockSize * parallelization > MOST_MEMORY) {
    throw new MalformedFile('what opens it takes more than 256 MiB')
  }
  return scryptInThread(password.reveal().normalize(), salt, length, {
    cost,
    blockSize,
    parallelization,
    maxmem: 2 * MOST_MEMORY,
  }).catch((cause: unknown) => {
    throw new MalformedFile('what it opens with is not as expected', undefined, { cause })
  })
}

export interface Pbkdf2Parameters {
  readonly digest: 'sha1' | 'sha256' | 'sha512'
  readonly iterations: number
  /** Bytes. */
  readonly length: number
}

/** @throws MalformedFile */
export async function pbkdf2Key(
  password: Secret<string>,
  salt: Uint8Array,
  { digest, iterations, length }: Pbkdf2Parameters,
): Promise<Uint8Array> {
  if (!Number.isInteger(iterations) || iterations < 1 || iterations > MOST_ROUNDS) {
    throw new MalformedFile(`what opens it takes other than 1 to ${MOST_ROUNDS} rounds`)
  }
  if (!Number.isInteger(length) || length < 1 || length > 1024) {
    throw new MalformedFile('what it opens with is not as expected')
  }
  return pbkdf2InThread(password.reveal(), salt, iterations, length, digest)
}

/** AES in GCM, of the key's size; undefined where the key is another, or something was changed. */
export function openGcm(
  key: Uint8Array,
  nonce: Uint8Array,
  sealed: Uint8Array,
  tag: Uint8Array,
): Uint8Array | undefined {
  try {
    // A shorter tag is found by trying.
    const name = `aes-${key.length * 8}-gcm` as 'aes-256-gcm'
    const decipher = createDecipheriv(name, key, nonce, { authTagLength: 16 })
    decipher.setAuthTag(tag)
    return Buffer.concat([decipher.update(sealed), decipher.final()])
  } catch {
    return undefined
  }
}
