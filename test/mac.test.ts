import { strict as assert } from 'node:assert'
import { globSync, readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { createMac } from '../src/kernel/mac.ts'

describe('a MAC', () => {
  const mac = createMac(['a key of sixteen or more characters'])
  const texts = fc.array(fc.string(), { minLength: 1, maxLength: 4 })

  it('verifies what it signed', () => {
    fc.assert(fc.property(texts, (list) => mac.verify(list, mac.sign(...list))))
  })

  it('is what texts are signed by: an HMAC that is made elsewhere is of a list, too, or no list at all', () => {
    const makers = globSync('src/**/*.ts').filter((file) =>
      readFileSync(file, 'utf8').includes('createHmac('),
    )
    const otherwise = [
      'src/kernel/mac.ts',
      // RFC 4226: of a counter.
      'src/methods/totp/totp.ts',
      // The library's own way, of one cookie with its name.
      'src/server/cookie-signatures.ts',
      // RFC 6030 §6.1.1: of what another program has encrypted, with that file's own key.
      'src/moving-in/formats/pskc-encryption.ts',
      // WordPress's own, of a password and with a key that everybody knows.
      'src/methods/password/hashes/bcrypt.ts',
    ]
    assert.ok(otherwise.every((file) => makers.includes(file)))
    for (const file of makers.filter((one) => !otherwise.includes(one))) {
      const made = readFileSync(file, 'utf8').matchAll(/createHmac\([^)]*\)\s*\.update\(([^\n]*)/g)
      for (const [, text = ''] of made) assert.match(text, /^JSON\.stringify\(\[/, file)
    }
  })

  it('is another one for any other list of texts, however they are parted', () => {
    fc.assert(
      fc.property(texts, texts, (one, other) => {
        fc.pre(JSON.stringify(one) !== JSON.stringify(other))
        return !mac.verify(other, mac.sign(...one))
      }),
    )
    for (const [one, other] of [
      [
        ['a', 'b:c'],
        ['a:b', 'c'],
      ],
      [['a', 'b'], ['ab']],
      [['a', ''], ['a']],
      [['a","b'], ['a', 'b']],
    ] as const) {
      assert.equal(mac.verify(other, mac.sign(...one)), false, one.join('|'))
    }
  })
})
