import { strict as assert } from 'node:assert'
import { randomInt } from 'node:crypto'
import {
  createRecoveryCode,
  parseRecoveryCode,
  placeOf,
} from '../../src/methods/recovery-codes/recovery-code.ts'

const LETTERS = 15

describe('a recovery code', () => {
  const codes = Array.from({ length: 4000 }, createRecoveryCode)
  const used = new Set(codes.join('').replaceAll('-', ''))

  it('is written in three groups of five', () => {
    for (const code of codes) assert.match(code, /^[a-z2-9]{5}-[a-z2-9]{5}-[a-z2-9]{5}$/)
  })

  it('has 64 random bits or more', () => {
    assert.ok(LETTERS * Math.log2(used.size) >= 64, `${LETTERS * Math.log2(used.size)} bits`)
    assert.equal(new Set(codes).size, codes.length)
    // Every letter comes up everywhere, as often as chance has it.
    for (let place = 0; place < LETTERS; place += 1) {
      const counts = new Map<string, number>()
      for (const code of codes) {
        const letter = code.replaceAll('-', '')[place] ?? ''
        counts.set(letter, (counts.get(letter) ?? 0) + 1)
      }
      const expected = codes.length / used.size
      assert.equal(counts.size, used.size)
      // Six standard deviations: one run in many millions fails by chance.
      const slack = 6 * Math.sqrt(expected)
      for (const [letter, count] of counts) {
        assert.ok(Math.abs(count - expected) < slack, `${letter} at ${place}: ${count}`)
      }
    }
  })

  it('has no letter that looks like another', () => {
    for (const alike of ['0o', '1il', 'uv']) {
      assert.deepEqual(
        Array.from(alike).filter((letter) => used.has(letter)),
        [],
        alike,
      )
    }
  })

  it('is the same in either case, with whatever separators or none', () => {
    const [code = ''] = codes
    const plain = code.replaceAll('-', '')
    const ways = [
      code,
      plain,
      code.toUpperCase(),
      plain.toUpperCase(),
      code.replaceAll('-', ' '),
      ` ${code}\n`,
      code.replaceAll('-', '–'),
      code.replaceAll('-', '_'),
      code.replaceAll('-', '.'),
      Array.from(plain).join(' '),
      // As East Asian keyboards type it.
      plain.replaceAll(/[a-z0-9]/g, (letter) =>
        String.fromCodePoint((letter.codePointAt(0) ?? 0) + 0xfee0),
      ),
      // With what copying adds, and with the digits of an Arabic, Persian or Indian keyboard.
      ...[
        '\u00a0',
        '\u2009',
        '\u200b',
        '\u2011',
        '\u2212',
        '\u200f',
        '\ufeff',
        '\u00ad',
        '\u00b7',
      ].map((mark) => mark + code.replaceAll('-', mark) + mark),
      `\u202a${code}\u202c`,
      ...[0x06_60, 0x06_f0, 0x09_66].map((zero) =>
        code.replaceAll(/\d/g, (digit) => String.fromCodePoint(zero + Number(digit))),
      ),
    ]
    for (const typed of ways) assert.equal(parseRecoveryCode(typed), code, JSON.stringify(typed))
  })

  it('is not what has another length or letters that none has', () => {
    const [code = ''] = codes
    const wrong = ['', '-', '123456', code.slice(1), `${code}2`, code.repeat(2)]
    for (const letter of ['0', 'o', '1', 'i', 'l', 'u', 'v', 'ä', '!', '😀', '\u0000']) {
      const plain = code.replaceAll('-', '')
      const place = randomInt(LETTERS)
      wrong.push(plain.slice(0, place) + letter + plain.slice(place + 1))
    }
    for (const typed of wrong) assert.equal(parseRecoveryCode(typed), undefined, typed)
  })

  it('is found among others at its own place, and nowhere where it is not', () => {
    const ten = codes.slice(0, 10)
    for (const [place, code] of ten.entries()) assert.equal(placeOf(code, ten), place)
    assert.equal(placeOf(codes[10] ?? '', ten), -1)
    assert.equal(placeOf('', ten), -1)
  })
})
