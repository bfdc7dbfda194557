import { strict as assert } from 'node:assert'
import { hotp, RFC4226_CODES, RFC6238_VECTORS, seedOf } from '../support/rfc-vectors.ts'
import { codeAt, isCodeOf, matchCode, normalizeCode } from '../../src/methods/totp/index.ts'
import { stepAt, type TimeStep } from '../../src/people/authenticator.ts'
import type { TotpAlgorithm } from '../../src/people/index.ts'
import type { Instant } from '../../src/kernel/instant.ts'
import { NO_CODES, WRITINGS } from '../support/typed-codes.ts'
import { Secret } from '../../src/kernel/secret.ts'

const ALGORITHMS: readonly TotpAlgorithm[] = ['SHA1', 'SHA256', 'SHA512']
const at = (seconds: number): Instant => (seconds * 1000) as Instant

describe('TOTP', () => {
  for (const [seconds, ...codes] of RFC6238_VECTORS) {
    for (const [index, algorithm] of ALGORITHMS.entries()) {
      it(`gives the code of RFC 6238 appendix B for ${algorithm} at ${seconds} s`, () => {
        const parameters = { algorithm, digits: 8, period: 30 } as const
        const secret = seedOf(algorithm)
        const step = stepAt(at(seconds), 30)
        assert.equal(codeAt(secret, step, parameters), codes[index])
        assert.equal(matchCode(secret, codes[index] ?? '', at(seconds), parameters), step)
        const six = codeAt(secret, step, { ...parameters, digits: 6 })
        assert.equal(six, codes[index]?.slice(-6))
      })
    }
  }

  it('gives the codes of RFC 4226 appendix D', () => {
    assert.deepEqual(
      RFC4226_CODES.map((_, counter) =>
        codeAt(seedOf('SHA1'), counter as TimeStep, { algorithm: 'SHA1', digits: 6, period: 30 }),
      ),
      RFC4226_CODES,
    )
  })

  it('counts steps beyond 32 bits', () => {
    const step = (2 ** 33) as TimeStep
    const parameters = { algorithm: 'SHA1', digits: 6, period: 30 } as const
    assert.equal(codeAt(seedOf('SHA1'), step, parameters), hotp('SHA1', step))
    assert.notEqual(
      codeAt(seedOf('SHA1'), step, parameters),
      codeAt(seedOf('SHA1'), 0 as TimeStep, parameters),
    )
  })

  it('keeps leading zeros', () => {
    const parameters = { algorithm: 'SHA1', digits: 6, period: 30 } as const
    const codes = Array.from({ length: 400 }, (_, step) =>
      codeAt(seedOf('SHA1'), step as TimeStep, parameters),
    )
    const padded = codes.find((code) => code.startsWith('0'))
    assert.ok(padded)
    assert.equal(padded.length, 6)
  })

  describe('with a window of one step', () => {
    const parameters = { algorithm: 'SHA1', digits: 6, period: 30 } as const
    const secret = new Secret(Buffer.from('a secret of twenty b'))
    const now = at(1_700_000_010)
    const step = stepAt(now, 30)
    const codeOf = (offset: number) => codeAt(secret, (step + offset) as TimeStep, parameters)

    for (const offset of [-1, 0, 1]) {
      it(`accepts the code of the step at ${offset}`, () => {
        assert.equal(matchCode(secret, codeOf(offset), now, parameters), step + offset)
      })
    }

    for (const offset of [-3, -2, 2, 3]) {
      it(`refuses the code of the step at ${offset}`, () => {
        assert.equal(matchCode(secret, codeOf(offset), now, parameters), undefined)
      })
    }

    it('takes the code of the present step alone where there is no window', () => {
      const accepted = [-1, 0, 1].filter(
        (offset) => matchCode(secret, codeOf(offset), now, parameters, 0) !== undefined,
      )
      assert.deepEqual(accepted, [0])
    })

    it('follows a period of its own', () => {
      const slow = { ...parameters, period: 60 }
      const code = codeAt(secret, stepAt(now, 60), slow)
      assert.equal(matchCode(secret, code, (now + 60_000) as Instant, slow), stepAt(now, 60))
      assert.equal(matchCode(secret, code, (now + 120_000) as Instant, slow), undefined)
    })
  })

  for (const [name, write] of WRITINGS) {
    it(`reads a code with ${name}`, () => {
      assert.equal(normalizeCode(write('012389')), '012389')
    })
  }

  it('knows the value of every decimal digit of Unicode', () => {
    // None stands beyond the second plane.
    const points = Array.from({ length: 0x2_00_00 }, (_, point) => String.fromCodePoint(point))
    const digits = points.filter((point) => /^\p{Nd}$/u.test(point))
    assert.ok(digits.length >= 650)
    // In the order of Unicode each script has its ten from zero to nine.
    assert.deepEqual(
      digits.map((digit) => normalizeCode(digit)),
      digits.map((_, place) => String(place % 10)),
    )
  })

  it('takes nothing else for a code', () => {
    assert.ok(isCodeOf('012345', 6))
    for (const input of ['12345', '1234567', '12345a', '12345.', '', '-12345', '1e5000']) {
      assert.equal(isCodeOf(input, 6), false, input)
    }
    for (const input of [...NO_CODES, `123456${' '.repeat(59)}`]) {
      assert.equal(isCodeOf(normalizeCode(input), 6), false, input)
    }
  })
})
