import { strict as assert } from 'node:assert'
import { URI } from 'otpauth'
import {
  DEFAULT_TOTP,
  LONGEST_DEVICE_NAME,
  base32Of,
  createTotpSecret,
  groupsOfFour,
  keyUri,
  parseDeviceName,
} from '../../src/authenticators/index.ts'

describe('a key URI', () => {
  const secret = createTotpSecret('SHA1')

  for (const [issuer, account] of [
    ['ACME Co', 'a+b@x.y'],
    ['Zürich & Söhne', 'jürgen@münchen.example'],
    ['認証', 'ユーザー'],
  ] as const) {
    it(`names ${issuer} in both places, and ${account}`, () => {
      const uri = keyUri(secret, issuer, account, DEFAULT_TOTP)
      assert.ok(!uri.includes('+'), uri)
      const parsed = URI.parse(uri)
      assert.equal(parsed.issuer, issuer)
      assert.equal(parsed.label, account)
      assert.equal(new URL(uri).searchParams.get('issuer'), issuer)
      assert.equal(parsed.secret.base32, base32Of(secret))
    })
  }

  it('has no colon inside a name, and escapes what could end one', () => {
    const uri = keyUri(secret, 'a:b?c&d/e', 'x:y#z', DEFAULT_TOTP)
    assert.equal(uri.split('?')[0], 'otpauth://totp/a%20b%3Fc%26d%2Fe:x%20y%23z')
  })

  it('writes only what is not the default', () => {
    assert.doesNotMatch(keyUri(secret, 'A', 'b', DEFAULT_TOTP), /algorithm|digits|period/)
    const uri = keyUri(secret, 'A', 'b', { algorithm: 'SHA512', digits: 8, period: 60 })
    assert.match(uri, /&algorithm=SHA512&digits=8&period=60$/)
  })

  it('carries base32 without padding', () => {
    assert.match(base32Of(secret), /^[A-Z2-7]{32}$/)
    assert.equal(groupsOfFour(base32Of(secret)).length, 8)
  })
})

describe('a TOTP secret', () => {
  it('is as long as its HMAC and drawn anew each time', () => {
    assert.equal(createTotpSecret('SHA1').reveal().length, 20)
    assert.equal(createTotpSecret('SHA256').reveal().length, 32)
    assert.equal(createTotpSecret('SHA512').reveal().length, 64)
    const drawn = new Set(Array.from({ length: 100 }, () => base32Of(createTotpSecret('SHA1'))))
    assert.equal(drawn.size, 100)
  })

  it('does not print itself', () => {
    const secret = createTotpSecret('SHA1')
    assert.equal(
      `${secret.toString()} ${JSON.stringify({ secret })}`,
      '[secret] {"secret":"[secret]"}',
    )
  })
})

describe('a device’s name', () => {
  it('has 1 to 50 characters, without white space around', () => {
    assert.equal(parseDeviceName('  My   Phone '), 'My Phone')
    assert.equal(parseDeviceName('é'.repeat(LONGEST_DEVICE_NAME)), 'é'.repeat(50))
    assert.equal(parseDeviceName('📱'.repeat(50)), '📱'.repeat(50))
    for (const name of ['', '   ', 'x'.repeat(51)]) assert.equal(parseDeviceName(name), undefined)
  })

  it('carries nothing that makes it look like another', () => {
    for (const name of ['a\u202eb', 'a\u0000b', 'a\u200bb', 'a\u2066b']) {
      assert.equal(parseDeviceName(name), undefined, JSON.stringify(name))
    }
    assert.equal(parseDeviceName('👨‍👩‍👧 tablet'), '👨‍👩‍👧 tablet')
  })
})
