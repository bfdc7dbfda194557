import { strict as assert } from 'node:assert'
import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { isRefused } from '../../src/methods/password/hashes/foreign-hash.ts'
import {
  argon2Hash,
  firebaseHash,
  matchesForeign,
  pbkdf2Hash,
  readForeignHash,
  readPasswordHash,
  scryptHash,
} from '../../src/methods/password/hashes/index.ts'
import { TEXTS } from '../support/foreign-hashes.ts'

const salt = Buffer.alloc(16, 1)
const key = Buffer.alloc(32, 2)
const KEY = 'A'.repeat(43)

const ALL = TEXTS.map(({ hash }) => hash)
const isQuick = (text: string): boolean => {
  const hash = readForeignHash(text)
  return !isRefused(hash) && hash.seconds < 0.004 && hash.memory < 2 * 1024 ** 2
}

const reasonFor = (reading: object): string => (isRefused(reading) ? reading.refused : 'taken')
const argon2 = (memory: number, passes: number, lanes = 1) =>
  argon2Hash({ variant: 'id', version: 19, memory, passes, lanes, salt, key })
const scrypt = (cost: number, blockSize: number, parallelization = 1) =>
  scryptHash({ cost, blockSize, parallelization, salt, key })
const pbkdf2 = (iterations: number, parts = {}) =>
  pbkdf2Hash({ digest: 'sha256', iterations, salt, key, ...parts })
const bcrypt = (cost: string) => readPasswordHash(`$2b$${cost}$${'.'.repeat(53)}`)
const sha512crypt = (rounds: string) =>
  readPasswordHash(`$6$rounds=${rounds}$salt$${'.'.repeat(86)}`)

describe('the bounds of password hashes that other programs made', () => {
  const AT_THE_BOUND = {
    'bcrypt of cost 14': bcrypt('14'),
    'bcrypt of cost 4': bcrypt('04'),
    'PBKDF2 of 2,000,000 rounds': pbkdf2(2_000_000),
    'PBKDF2 of 2,000,000 rounds of SHA-512, 64 bytes': pbkdf2(2_000_000, {
      digest: 'sha512',
      key: Buffer.alloc(64),
    }),
    'argon2 of 256 MiB': argon2(262_144, 15),
    'argon2 of 2 s': argon2(40_000, 100),
    'scrypt of nearly 256 MiB': scrypt(2 ** 17, 15),
    'scrypt of nearly 2 s': scrypt(2 ** 14, 8, 22),
    'crypt of 656,000 rounds, as passlib makes it': sha512crypt('656000'),
    'PHPass of 2^19 rounds': readPasswordHash(`$P$H${'.'.repeat(30)}`),
  }
  for (const [name, reading] of Object.entries(AT_THE_BOUND)) {
    it(`lets in ${name}`, () => {
      assert.equal(reasonFor(reading), 'taken')
    })
  }

  const REFUSED: Readonly<Record<string, readonly [object, string]>> = {
    'bcrypt of cost 15': [bcrypt('15'), 'bcrypt of cost 15; 4 to 14 are allowed'],
    'bcrypt of cost 3': [bcrypt('03'), 'bcrypt of cost 3; 4 to 14 are allowed'],
    'WordPress’s bcrypt of cost 15': [
      readPasswordHash(`$wp$2y$15$${'.'.repeat(53)}`),
      'bcrypt of cost 15; 4 to 14 are allowed',
    ],
    'PBKDF2 of more': [pbkdf2(2_000_001), 'PBKDF2 with 2000001 rounds; 1 to 2000000 are allowed'],
    'PBKDF2 of none': [pbkdf2(0), 'PBKDF2 with 0 rounds; 1 to 2000000 are allowed'],
    'PBKDF2 for a long key': [
      pbkdf2(2_000_000, { key: Buffer.alloc(128) }),
      'PBKDF2 with 2000000 rounds for 128 bytes takes about 2.7 s; at most 2 are allowed',
    ],
    'a key of none, which each password would match': [
      pbkdf2(1000, { key: Buffer.alloc(0) }),
      'the key of PBKDF2 has 0 bytes; 16 to 128 are allowed',
    ],
    'a short key': [
      pbkdf2(1000, { key: Buffer.alloc(15) }),
      'the key of PBKDF2 has 15 bytes; 16 to 128 are allowed',
    ],
    'no salt': [
      pbkdf2(1000, { salt: Buffer.alloc(0) }),
      'the salt of PBKDF2 has 0 bytes; 1 to 1024 are allowed',
    ],
    'argon2 of more memory': [
      argon2(262_145, 1),
      'argon2 with m=262145,t=1,p=1 takes 257 MiB; at most 256 are allowed',
    ],
    'argon2 of more time': [
      argon2(262_144, 16),
      'argon2 with m=262144,t=16,p=1 takes about 2.1 s; at most 2 are allowed',
    ],
    'argon2 of too many lanes': [
      argon2(64, 1, 9),
      'argon2 with m=64,t=1,p=9: 1 to 255 lanes (p) of 8 KiB (m) at least are allowed',
    ],
    'argon2 without a number of lanes': [
      argon2(64, 1, NaN),
      'argon2 with m=64,t=1,p=NaN: whole numbers are needed',
    ],
    'argon2 of half a pass': [
      argon2(64, 0.5),
      'argon2 with m=64,t=0.5,p=1: whole numbers are needed',
    ],
    'scrypt whose N is too large for its r': [
      scrypt(2 ** 16, 1),
      'scrypt with N=65536, r=1, p=1: N must be below 2^(16 × r)',
    ],
    'Firebase’s with a long separator': [
      firebaseHash({
        cost: 16,
        blockSize: 8,
        parallelization: 1,
        salt,
        key,
        separator: Buffer.alloc(65),
        signerKey: key,
      }),
      'the separator of firescrypt has 65 bytes; at most 64 are allowed',
    ],
    'argon2 with a short salt': [
      readPasswordHash(`$argon2id$v=19$m=64,t=1,p=1$AAAA$${KEY}`),
      'the salt of argon2 has 3 bytes; 8 to 64 are allowed',
    ],
    'argon2 with a key beside': [
      readPasswordHash(`$argon2id$v=19$m=64,t=1,p=1,keyid=1$AAAAAAAAAAA$${KEY}`),
      'argon2 without m, t and p alone',
    ],
    'scrypt of more memory': [
      scrypt(2 ** 18, 8, 1),
      'scrypt with N=262144, r=8, p=1 takes 257 MiB; at most 256 are allowed',
    ],
    'scrypt of more time': [
      scrypt(2 ** 14, 8, 24),
      'scrypt with N=16384, r=8, p=24 takes about 2.1 s; at most 2 are allowed',
    ],
    'scrypt whose N is not a power of two': [
      scrypt(16_385, 8),
      'scrypt with N=16385, r=8, p=1: N must be a power of two, r and p at least 1',
    ],
    'Firebase’s with a signer key of another length': [
      firebaseHash({
        cost: 16,
        blockSize: 8,
        parallelization: 1,
        salt,
        key,
        separator: salt,
        signerKey: Buffer.alloc(64),
      }),
      'firescrypt whose key has 32 bytes and whose signer key 64; they must be equal',
    ],
    'crypt of more rounds': [
      sha512crypt('1200001'),
      '$6$ of crypt with 1200001 rounds takes about 2.0 s; at most 2 are allowed',
    ],
    'crypt of fewer rounds': [
      sha512crypt('999'),
      '$6$ of crypt with 999 rounds; 1000 at least are allowed',
    ],
    'PHPass of more': [
      readPasswordHash(`$P$I${'.'.repeat(30)}`),
      '$P$ with 2^20 rounds takes about 2.1 s; at most 2 are allowed',
    ],
    'PHPass of fewer': [
      readPasswordHash(`$S$4${'.'.repeat(51)}`),
      '$S$ with 2^6 rounds; 2^7 at least are allowed',
    ],
    '{SSHA} without a salt': [
      readPasswordHash(`{SSHA}${Buffer.alloc(20).toString('base64')}`),
      '{SSHA} of 20 bytes; 20 and a salt of 1 to 64 are allowed',
    ],
  }
  for (const [name, [reading, reason]] of Object.entries(REFUSED)) {
    it(`refuse ${name}`, () => {
      assert.equal(reasonFor(reading), reason)
    })
  }
})

describe('the formulas of docs/moving-in-hashes.md', () => {
  const page = readFileSync('docs/moving-in-hashes.md', 'utf8')
  const secondsOf = (reading: object): number => {
    const hash = readForeignHash('hash' in reading ? String(reading.hash) : '')
    return isRefused(hash) ? NaN : hash.seconds
  }
  const FORMULAS: Readonly<Record<string, readonly [number, number]>> = {
    '2^cost ÷ 10,000': [secondsOf(bcrypt('11')), 2 ** 11 / 10_000],
    'rounds × blocks ÷ 3,000,000': [
      secondsOf(pbkdf2(1000, { key: Buffer.alloc(64) })),
      (1000 * 2) / 3_000_000,
    ],
    'SHA-512: ÷ 1,200,000': [secondsOf(pbkdf2(1000, { digest: 'sha512' })), 1000 / 1_200_000],
    'memory in KiB × passes ÷ 2,000,000': [secondsOf(argon2(7168, 5)), (7168 * 5) / 2_000_000],
    'N × r × p ÷ 1,500,000': [secondsOf(scrypt(1024, 8, 2)), (1024 * 8 * 2) / 1_500_000],
    'rounds ÷ 600,000': [secondsOf(sha512crypt('5000')), 5000 / 600_000],
    'rounds ÷ 500,000': [secondsOf(readPasswordHash(`$P$B${'.'.repeat(30)}`)), 2 ** 13 / 500_000],
  }
  for (const [formula, [seconds, given]] of Object.entries(FORMULAS)) {
    it(`hold: ${formula}`, () => {
      assert.ok(page.includes(formula))
      assert.equal(seconds, given)
    })
  }
})

describe('a password hash that cannot be taken', () => {
  const REASONS: Readonly<Record<string, RegExp>> = {
    '$y$j9T$Zfw3dRVdSYfgC5hoIn7jI/$UtrowMRrYiKM0uSwNCWa4kNNm4gpKkaFiFNZ2Hg6v54': /^yescrypt/,
    '{CRYPT}$y$j9T$Zfw3dRVdSYfgC5hoIn7jI/$UtrowMRrYiKM0uSwNCWa4kNNm4gpKkaFiFNZ2Hg6v54': /^yescrypt/,
    $gy$j9T$abc$def: /^yescrypt/,
    $1$salt$hash: /MD5/,
    '{CRYPT}$1$salt$hash': /MD5/,
    $apr1$salt$hash: /MD5/,
    '{MD5}CY9rzUYh03PK3k6DJie09g==': /MD5/,
    '{SMD5}CY9rzUYh03PK3k6DJie09g==': /MD5/,
    '{SHA}qUqP5cyxm6YcTAhz05Hph5gvu9M=': /without a salt/,
    '098f6bcd4621d373cade4e832627b4f6': /MD5/,
    '$md5$CY9rzUYh03PK3k6DJie09g==': /MD5/,
    '$sha256$pf=e1NBTFR9$NW9w$0gfR': /computed once/,
    md5$salt$098f6bcd4621d373cade4e832627b4f6: /Django/,
    sha1$salt$098f6bcd4621d373cade4e832627b4f6: /Django/,
    U$S$D1234567890: /Drupal/,
    '!ABCDEFG': /does not accept/,
    'ab1XyZ.0/cdef': /DES/,
    '{CRYPT}ab1XyZ.0/cdef': /DES/,
    [`$2x$10$${'.'.repeat(53)}`]: /computed wrongly/,
    [`$2$10$${'.'.repeat(53)}`]: /cannot be read/,
    hunter22: /unknown kind/,
    '': /unknown kind/,
    'AQAAAAMAAAPoAAAAEAAAAAA=': /ASP\.NET/,
  }
  for (const [text, reason] of Object.entries(REASONS)) {
    it(`is refused by its kind: ${text.slice(0, 20)}`, () => {
      assert.match(reasonFor(readPasswordHash(text)), reason)
    })
  }

  /** One of the hashes in which a place was changed, doubled, cut out or cut off. */
  const changed = (texts: readonly string[]) =>
    fc
      .record({
        text: fc.constantFrom(...texts),
        place: fc.double({ min: 0, max: 1, noNaN: true }),
        length: fc.integer({ min: 0, max: 8 }),
        instead: fc.stringMatching(/^[$=,.{}/+0-9a-zA-Z \u00e4\0-]{0,6}$/),
        how: fc.constantFrom('replaced', 'exchanged', 'cut off'),
      })
      .map(({ text, place, length, instead, how }) => {
        const at = Math.floor(place * text.length)
        const put = how === 'exchanged' ? instead.padEnd(length, '0').slice(0, length) : instead
        return text.slice(0, at) + put + (how === 'cut off' ? '' : text.slice(at + length))
      })

  it('is refused in words that hold nothing of it, or read as one hash, whatever was changed in it', () => {
    let refusals = 0
    const check = fc.property(changed(ALL), (text) => {
      const reading = readPasswordHash(text)
      if (isRefused(reading)) {
        refusals += 1
        const runs = Array.from({ length: Math.max(0, text.length - 19) }, (_, at) =>
          text.slice(at, at + 20),
        )
        assert.ok(!runs.some((run) => reading.refused.includes(run)), reading.refused)
      } else assert.deepEqual(readPasswordHash(reading.hash), reading)
    })
    fc.assert(check, { numRuns: 5000 })
    assert.ok(refusals > 1000)
  })

  it('is verified without a fault wherever it is taken, whatever was changed in it', () => {
    let verified = 0
    const check = fc.property(changed(ALL.filter(isQuick)), (text) => {
      const hash = readForeignHash(text)
      if (isRefused(hash) || !isQuick(text)) return
      verified += 1
      assert.equal(matchesForeign(hash, Buffer.from('none of these')), false)
    })
    fc.assert(check, { numRuns: 1000 })
    assert.ok(verified > 50)
  })
})
