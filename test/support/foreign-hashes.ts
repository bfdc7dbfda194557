import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import { argon2, type Argon2Parts } from '../../src/methods/password/hashes/argon2.ts'
import { isRefused, type ForeignHash } from '../../src/methods/password/hashes/foreign-hash.ts'
import { readForeignHash } from '../../src/methods/password/hashes/index.ts'
import { pbkdf2, type Pbkdf2Parts } from '../../src/methods/password/hashes/pbkdf2.ts'

/** A hash that another program made, of a password that is known. */
export interface MadeHash {
  readonly name: string
  readonly password: string
  readonly hash: ForeignHash
}

interface Made {
  readonly name: string
  readonly madeBy: string
  readonly password: string
}

/** In the files salt and key are base64. */
type Written<Parts> = Omit<Parts, 'salt' | 'key'> & { readonly salt: string; readonly key: string }

const read = (file: string): unknown =>
  JSON.parse(readFileSync(new URL(`../fixtures/password-hashes/${file}`, import.meta.url), 'utf8'))

export const TEXTS = read('texts.json') as readonly (Made & { readonly hash: string })[]
const PARTS = read('parts.json') as readonly (Made & {
  readonly pbkdf2?: Written<Pbkdf2Parts>
  readonly argon2?: Written<Argon2Parts>
})[]

/** The hash, or a failed test with the reason why it is not taken. */
export function taken<T extends object>(hash: T): Exclude<T, { refused: string }> {
  if (isRefused(hash)) expect.fail(hash.refused)
  return hash as Exclude<T, { refused: string }>
}

const bytesOf = <Parts>({ salt, key, ...parts }: Written<Parts>) => ({
  ...parts,
  salt: Buffer.from(salt, 'base64'),
  key: Buffer.from(key, 'base64'),
})

/** All that are kept in `test/fixtures/password-hashes`, whose README says how each was made. */
export const madeHashes = (): readonly MadeHash[] => [
  ...TEXTS.map(({ name, password, hash }) => ({
    name,
    password,
    hash: taken(readForeignHash(hash)),
  })),
  ...PARTS.map(({ name, password, ...parts }) => ({
    name,
    password,
    hash: taken(
      parts.pbkdf2
        ? pbkdf2(bytesOf<Pbkdf2Parts>(parts.pbkdf2))
        : argon2(bytesOf<Argon2Parts>(parts.argon2 ?? expect.fail(`${name} has no parts`))),
    ),
  })),
]
