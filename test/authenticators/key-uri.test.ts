import { strict as assert } from 'node:assert'
import { URI } from 'otpauth'
import { create } from 'qrcode'
import {
  DEFAULT_TOTP,
  LONGEST_DEVICE_NAME,
  lookAlike,
  parseDeviceName,
  readDeviceName,
} from '../../src/people/index.ts'
import { base32Of, createTotpSecret, groupsOfFour, keyUri } from '../../src/methods/totp/index.ts'
import { nameKey } from '../../src/kernel/typed.ts'

describe('a key URI', () => {
  const secret = createTotpSecret('SHA1')

  for (const [issuer, account] of [
    ['ACME Co', 'a+b@x.y'],
    ['Zürich und Söhne', 'jürgen@münchen.example'],
    ['50 – 60', "o'hara/x@example.org"],
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

  it('has nothing inside a name that ends it, or the URI, for apps that decode before they read', () => {
    const uri = keyUri(secret, ' a:b?c&d+e#f%20g=h;i/j\n', 'x:y?z#1&2+3%41', DEFAULT_TOTP)
    const issuer = 'a b c d e f 20g h i/j'
    const account = 'x y z 1&2+3 41'
    assert.equal(
      uri.split('?')[0],
      `otpauth://totp/${encodeURIComponent(issuer)}:${encodeURIComponent(account)}`,
    )
    // As pyotp, 2FAS and Stratum read it.
    const decoded = new URL(decodeURIComponent(uri))
    assert.equal(decodeURIComponent(decoded.pathname), `//totp/${issuer}:${account}`.slice(6))
    assert.equal(decoded.searchParams.get('issuer'), issuer)
    assert.equal(decoded.searchParams.get('secret'), base32Of(secret))
    assert.equal(decoded.hash, '')
  })

  it('has an account’s name whatever the login is', () => {
    for (const login of ['?', ' :#% ', '']) {
      assert.equal(
        keyUri(secret, 'Acme', login, DEFAULT_TOTP).split('?')[0],
        'otpauth://totp/Acme:Acme',
      )
    }
  })

  it('can be written of names that are not text', () => {
    assert.match(keyUri(secret, 'A\ud800', 'b\udc00', DEFAULT_TOTP), /A%EF%BF%BD:b%EF%BF%BD\?/)
  })

  describe('of names of any length', () => {
    const LETTERS = { Latin: 'a', Cyrillic: 'ж', Chinese: '認', emoji: '👨‍👩‍👧', space: ' x' }
    const LENGTHS = [1, 9, 20, 60, 100, 167, 300]
    const PARAMETERS = [DEFAULT_TOTP, { algorithm: 'SHA512', digits: 8, period: 300 }] as const

    for (const [name, letter] of Object.entries(LETTERS)) {
      it(`fits a QR code of version 13, in ${name}`, () => {
        for (const parameters of PARAMETERS) {
          const key = createTotpSecret(parameters.algorithm)
          for (const [long, other] of LENGTHS.flatMap((a) => LENGTHS.map((b) => [a, b] as const))) {
            const names = [letter.repeat(long), letter.repeat(other)] as const
            const uri = keyUri(key, ...names, parameters)
            assert.ok(create(uri, { errorCorrectionLevel: 'M' }).version <= 13, uri)
            const read = URI.parse(uri)
            assert.equal(read.secret.base32, base32Of(key))
            for (const [whole, kept] of [
              [names[0], read.issuer],
              [names[1], read.label],
            ] as const) {
              const shown = whole.trim()
              const cut = kept.endsWith('…')
              assert.ok(cut ? shown.startsWith(kept.slice(0, -1).trim()) : kept === shown, kept)
              // Something of each is left, and no character is halved: `URI.parse` would not read it.
              assert.ok(kept.length > 1 || !cut, `${long} and ${other}`)
              assert.ok(kept.isWellFormed())
            }
          }
        }
      })
    }

    it('keeps them whole as long as they fit', () => {
      const whole = keyUri(secret, 'Acme', 'a'.repeat(259), DEFAULT_TOTP)
      assert.deepEqual([whole.length, create(whole).version], [331, 13])
      assert.ok(
        keyUri(secret, 'Acme', 'a'.repeat(260), DEFAULT_TOTP).includes(encodeURIComponent('…')),
      )
    })
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
  it('is as long as its HMAC, and random each time', () => {
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
    for (const name of ['', '   ', 'x'.repeat(51)]) {
      assert.deepEqual(readDeviceName(name), { refused: 'name_invalid' })
    }
  })

  it('carries nothing that nobody sees', () => {
    const unseen = ['\u202e', '\u0000', '\u200b', '\u2066', '\u200d', '\u200c', '\u00ad', '\ufe0f', '\u034f', '\u3164', '\u115f', '\u{e0041}', '\u2800', '\ue000'] // prettier-ignore
    for (const mark of unseen) {
      for (const name of [`a${mark}b`, `${mark}Phone`, `Phone ${mark}`]) {
        assert.deepEqual(readDeviceName(name), { refused: 'name_invisible' }, JSON.stringify(name))
      }
    }
  })

  it('has something that can be seen', () => {
    for (const name of [
      '\u200d',
      '\u0301',
      '\u0301\u0308',
      ' \u20dd ',
      '\ufe0f',
      '\u{1f3fb}\u200d'.slice(2),
    ]) {
      assert.deepEqual(readDeviceName(name), { refused: 'name_invisible' }, JSON.stringify(name))
    }
  })

  it('is whatever people write: emoji as they are composed, and words whose letters joiners part', () => {
    const names = [
      '👨‍👩‍👧 tablet',
      '❤️',
      '1️⃣',
      '🇩🇪',
      '🏴󠁧󠁢󠁥󠁮󠁧󠁿',
      '👩🏽‍💻',
      'گوشی‌های من',
      'क्‍ष',
      'หมู',
      '!',
      '№ 5',
      "Zoë's",
    ]
    for (const name of names) assert.equal(parseDeviceName(name), name.normalize('NFC'))
  })

  for (const [name, other] of [
    ['Phone', 'Рhone'],
    ['PHONE', 'рhоnе'],
    ['Phone 1', 'Phone l'],
    ['Phone l', 'Phone I'],
    ['Phone 0', 'Phone O'],
    ['Modern', 'Modem'],
    ['iPad', 'іPad'],
    ['A-1', 'A‐1'],
    ['گوشی‌ها', 'گوشیها'],
    ['❤', '❤️'],
    ['Ωmega', 'Ωmega'],
  ] as const) {
    it(`looks like another: ${JSON.stringify(name)} like ${JSON.stringify(other)}`, () => {
      const same = nameKey(name) === nameKey(other)
      assert.equal(lookAlike(name, ['Tablet', other]), same ? undefined : other)
      assert.equal(lookAlike(other, ['Tablet', name]), same ? undefined : name)
    })
  }

  it('does not look like another that differs to the eye, nor like its own spellings', () => {
    for (const [name, other] of [
      ['Phone', 'Phones'],
      ['Phone 1', 'Phone 2'],
      ['Büro', 'Buro'],
      ['Phone', 'pHONE'],
    ] as const) {
      // prettier-ignore
      assert.equal(lookAlike(name, [other]), undefined)
    }
  })
})
