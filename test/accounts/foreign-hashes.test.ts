import { strict as assert } from 'node:assert'
import { hashSync as bcryptSync } from 'bcryptjs'
import { createHash, pbkdf2Sync } from 'node:crypto'
import { argon2 } from '../../src/methods/password/hashes/argon2.ts'
import { toCryptBase64 } from '../../src/methods/password/hashes/encodings.ts'
import type { ForeignHash } from '../../src/methods/password/hashes/foreign-hash.ts'
import {
  argon2Hash,
  firebaseHash,
  matchesForeign,
  pbkdf2Hash,
  readForeignHash,
  readPasswordHash,
  scryptHash,
} from '../../src/methods/password/hashes/index.ts'
import { madeHashes, taken, TEXTS } from '../support/foreign-hashes.ts'

const matches = (hash: ForeignHash, password: string): boolean =>
  matchesForeign(hash, Buffer.from(password))

const read = (text: string): ForeignHash => taken(readForeignHash(text))

const textOf = (name: string): string =>
  TEXTS.find((made) => made.name === name)?.hash ?? assert.fail(name)

describe('a password hash that another program made', () => {
  for (const [name, made] of Map.groupBy(madeHashes(), (hash) => hash.name)) {
    it(`is verified: ${name}`, () => {
      for (const { password, hash } of made) {
        assert.equal(matches(hash, password), true, password)
        const wrong = [`${password}x`, password.slice(0, -1), '']
        // The costly ones are tried twice, and no more.
        for (const other of wrong.slice(0, hash.seconds > 0.02 ? 1 : 3)) {
          assert.equal(matches(hash, other), false, `${password}: ${other}`)
        }
      }
    })
  }

  it('is kept as a text that reads as the same hash', () => {
    for (const { name, hash } of madeHashes()) assert.equal(read(hash.text).text, hash.text, name)
  })

  it('is never kept as what looks like a hash of this package', () => {
    for (const { name, hash } of madeHashes()) assert.doesNotMatch(hash.text, /^\$argon2/, name)
  })

  it('is of the password as it was typed: none of the programs normalises Unicode', () => {
    const other = madeHashes().filter(({ password }) => password !== password.normalize('NFC'))
    assert.ok(other.length > 30)
    for (const { name, password, hash } of other) {
      if (hash.seconds > 0.01) continue
      assert.equal(matches(hash, password.normalize('NFC')), false, name)
    }
  })

  it('is never matched by a password with NUL in it, though C and HMAC would take some', () => {
    const key = pbkdf2Sync('right', 'salt', 1, 32, 'sha256')
    const text = pbkdf2Hash({ digest: 'sha256', iterations: 1, salt: Buffer.from('salt'), key })
    const hashes = [taken(text).hash, bcryptSync('right', 4), textOf('mkpasswd sha512crypt')]
    for (const hash of hashes) {
      for (const nul of ['right\0', 'right\0x', 'correct horse\0', '\0']) {
        assert.equal(matches(read(hash), nul), false, nul)
      }
    }
    assert.equal(matches(read(taken(text).hash), 'right'), true)
  })

  it('is never matched by an empty password, even if it was made of one', () => {
    const hash = read(bcryptSync('', 4))
    assert.equal(hash.matches(Buffer.alloc(0)), true)
    assert.equal(matches(hash, ''), false)
  })

  it('of bcrypt looks at 72 bytes, and says that more are not compared', () => {
    const whole = 'ä'.repeat(36)
    const hash = read(bcryptSync(`${whole}tail`, 4))
    assert.equal(matches(hash, `${whole}other`), true)
    assert.equal(matches(hash, 'ä'.repeat(35)), false)
    assert.equal(hash.isExact(Buffer.from(whole)), true)
    assert.equal(hash.isExact(Buffer.from(`${whole}t`)), false)
  })

  it('of bcrypt is the same for $2a$, $2b$ and $2y$, whatever the bits are that its salt leaves over', () => {
    const hash = bcryptSync('ünlike', `$2b$04$${'.'.repeat(21)}O`)
    for (const kind of ['$2a$', '$2b$', '$2y$']) {
      assert.equal(matches(read(kind + hash.slice(4)), 'ünlike'), true, kind)
    }
    const leftOver = `${hash.slice(0, 28)}P${hash.slice(29)}`
    assert.equal(hash[28], 'O')
    assert.equal(matches(read(leftOver), 'ünlike'), true)
  })

  it('of WordPress cuts off what PHP’s trim does, and says that it is not compared', () => {
    const hash = read(textOf('WordPress 6.8'))
    for (const typed of [' correct horse', 'correct horse\t\n', '\v correct horse\r']) {
      assert.equal(matches(hash, typed), true, JSON.stringify(typed))
      assert.equal(hash.isExact(Buffer.from(typed)), false)
    }
    for (const typed of ['correct  horse', '\u00a0correct horse', 'correct horse\f', ' ']) {
      assert.equal(matches(hash, typed), false, JSON.stringify(typed))
    }
    assert.equal(hash.isExact(Buffer.from('correct horse')), true)
  })

  it('of Drupal takes passwords of up to 512 bytes, as Drupal does', () => {
    const drupal = (password: string): ForeignHash => {
      let last = createHash('sha512').update(`saltsalt${password}`).digest()
      for (let round = 0; round < 2 ** 7; round += 1) {
        last = createHash('sha512').update(last).update(password).digest()
      }
      return read(`$S$5saltsalt${toCryptBase64(last).slice(0, 43)}`)
    }
    const [long, longer] = ['x'.repeat(512), 'x'.repeat(513)]
    assert.equal(matches(drupal(long), long), true)
    assert.equal(matches(drupal(longer), longer), false)
  })

  it('is of the whole password, however long, but for bcrypt', () => {
    const salt = Buffer.from('salt')
    const [long, longer] = ['x'.repeat(4096), 'x'.repeat(4097)]
    const key = pbkdf2Sync(long, salt, 1, 32, 'sha256')
    const hash = read(taken(pbkdf2Hash({ digest: 'sha256', iterations: 1, salt, key })).hash)
    assert.equal(matches(hash, long), true)
    assert.equal(matches(hash, longer), false)
  })

  it('of Drupal 7 is compared as far as it is kept', () => {
    const text = textOf('drupal-hash')
    assert.equal(text.length, 55)
    assert.equal(
      matches(read(`${text.slice(0, -1)}${text.endsWith('x') ? 'y' : 'x'}`), 'correct horse'),
      false,
    )
  })

  it('of scrypt means the same whether ln is N or its logarithm', () => {
    const N = read(textOf('Kratos scrypt, ln as N')).text
    assert.match(N, /^\$scrypt\$ln=14,r=8,p=1\$/)
    assert.equal(matches(read(N), 'test'), true)
  })

  it('of ASP.NET Identity is read with SHA-512 too', () => {
    const salt = Buffer.alloc(16, 7)
    const header = Buffer.from([1, 0, 0, 0, 2, 0, 0, 0x03, 0xe8, 0, 0, 0, 16])
    const text = Buffer.concat([header, salt, pbkdf2Sync('right', salt, 1000, 32, 'sha512')])
    assert.equal(matches(read(text.toString('base64')), 'right'), true)
  })

  it('is built of parts as it is read from a text', () => {
    const salt = Buffer.alloc(16, 1)
    const key = Buffer.alloc(64, 2)
    const scrypt = { cost: 16_384, blockSize: 8, parallelization: 1, salt }
    const built = [
      pbkdf2Hash({ digest: 'sha1', iterations: 5, salt, key }),
      scryptHash({ ...scrypt, key }),
      firebaseHash({ ...scrypt, key, separator: Buffer.from([7]), signerKey: key }),
      argon2Hash({ variant: 'd', version: 16, memory: 64, passes: 1, lanes: 2, salt, key }),
    ]
    for (const reading of built) assert.deepEqual(readPasswordHash(taken(reading).hash), reading)
    const phc = taken(
      argon2({ variant: 'id', version: 19, memory: 64, passes: 1, lanes: 2, salt, key }),
    )
    assert.equal(taken(readPasswordHash(phc.text.replace('{argon2}', ''))).hash, phc.text)
  })
})
