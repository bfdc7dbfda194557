import { strict as assert } from 'node:assert'
import { spawnSync } from 'node:child_process'
import * as fc from 'fast-check'
import { Secret as OtpSecret, TOTP as OtherTotp } from 'otpauth'
import { epochSeconds, plusSeconds, type Instant } from '../../src/kernel/instant.ts'
import type { Secret } from '../../src/kernel/secret.ts'
import { diagnose } from '../../src/methods/totp/diagnose.ts'
import { judgeFirstCode } from '../../src/methods/totp/first-code.ts'
import { base32Of, createTotpSecret, matchCode } from '../../src/methods/totp/index.ts'
import { stepAt } from '../../src/people/authenticator.ts'
import { DEFAULT_TOTP, type TotpParameters } from '../../src/people/index.ts'

/** What a device shows, by somebody else's program. */
type Program = (key: Buffer, at: Instant, parameters: TotpParameters) => string

const oathtool: Program = (key, at, { algorithm, digits, period }) => {
  const options = ['--digits', String(digits), '--time-step-size', `${period}s`]
  const { stdout } = spawnSync(
    'oathtool',
    [`--totp=${algorithm}`, ...options, '--now', `@${epochSeconds(at)}`, '-'],
    { input: key.toString('hex'), encoding: 'utf8' },
  )
  return stdout.trim()
}

const otpauth: Program = (key, at, { algorithm, digits, period }) =>
  new OtherTotp({
    secret: new OtpSecret({ buffer: Uint8Array.from(key).buffer }),
    algorithm,
    digits,
    period,
  }).generate({ timestamp: at })

const parameters: fc.Arbitrary<TotpParameters> = fc.record({
  algorithm: fc.constantFrom('SHA1', 'SHA256', 'SHA512'),
  digits: fc.constantFrom(6, 8),
  period: fc.constantFrom(30, 60),
})
const SETTINGS = ['algorithm', 'digits', 'period'] as const
const instant = fc
  .integer({ min: 1_000_000_000, max: 4_000_000_000 })
  .map((seconds) => (seconds * 1000) as Instant)
const window = fc.constantFrom(0 as const, 1 as const)

const bytesOf = (secret: Secret): Buffer => Buffer.from(secret.reveal())

/** Two programs may show one code by chance, once in some ten thousand: then another key is taken. */
const describeProgram = (name: string, shows: Program, numRuns: number): void => {
  describe(`the diagnosis of a first code by ${name}`, function () {
    this.timeout(60_000)

    it('finds which settings were ignored, whichever they are', () => {
      const ignored = fc.subarray([...SETTINGS], { minLength: 1 })
      fc.assert(
        fc.property(parameters, ignored, instant, window, (given, settings, at, width) => {
          const secret = createTotpSecret(given.algorithm)
          const differing = settings.filter((one) => given[one] !== DEFAULT_TOTP[one])
          fc.pre(differing.length > 0)
          const shown = { ...given }
          for (const one of differing) Object.assign(shown, { [one]: DEFAULT_TOTP[one] })
          const code = shows(bytesOf(secret), at, shown)
          fc.pre(matchCode(secret, code, at, given, width) === undefined)
          const found = diagnose(secret, code, at, given, width)
          assert.ok(found?.is === 'settings_ignored')
          // What fewer explain is said of fewer: the code of period 60 may be the one of 30 as well.
          assert.ok(found.settings.every((one) => given[one] !== DEFAULT_TOTP[one]))
          assert.ok(found.settings.length <= differing.length)
        }),
        { numRuns },
      )
    })

    it('finds that the text of the key was taken for the key', () => {
      fc.assert(
        fc.property(parameters, fc.boolean(), instant, (given, ignores, at) => {
          const secret = createTotpSecret(given.algorithm)
          const text = Buffer.from(base32Of(secret))
          const code = shows(text, at, ignores ? DEFAULT_TOTP : given)
          assert.ok(
            ['key_as_text', 'settings_ignored'].includes(
              diagnose(secret, code, at, given, 1)?.is ?? '',
            ),
          )
        }),
        { numRuns },
      )
    })

    it('finds a clock that is wrong by up to ten minutes, after two codes in a row', () => {
      const off = fc.integer({ min: -600, max: 600 })
      fc.assert(
        fc.property(parameters, off, instant, window, (given, fast, at, width) => {
          const secret = createTotpSecret(given.algorithm)
          const { period } = given
          fc.pre(Math.abs(fast) > (width + 1) * period)
          const code = (when: Instant) => shows(bytesOf(secret), plusSeconds(when, fast), given)
          const device = { parameters: given }
          const first = judgeFirstCode(secret, code(at), at, device, width)
          assert.ok(first.is === 'wrong')
          // Two programs, or two moments, that show the same by chance.
          fc.pre(first.another === stepAt(plusSeconds(at, fast), period))
          assert.equal(first.flaw, undefined)
          const next = plusSeconds(at, period)
          const nearMiss = { step: first.another, at }
          const second = judgeFirstCode(secret, code(next), next, { ...device, nearMiss }, width)
          assert.ok(second.is === 'wrong' && second.flaw)
          fc.pre(second.flaw.is === 'clock_wrong')
          assert.ok(Math.abs(second.flaw.fast - fast) <= period / 2 + 1)
        }),
        { numRuns },
      )
    })

    it('says nothing of the right code', () => {
      fc.assert(
        fc.property(parameters, instant, window, (given, at, width) => {
          const secret = createTotpSecret(given.algorithm)
          const code = shows(bytesOf(secret), at, given)
          const judged = judgeFirstCode(secret, code, at, { parameters: given }, width)
          assert.ok(judged.is === 'right' && judged.step - stepAt(at, given.period) <= width)
        }),
        { numRuns },
      )
    })
  })
}

describeProgram('otpauth', otpauth, 300)
describeProgram('oathtool', oathtool, 40)

describe('the diagnosis of a first code', () => {
  it('of the standard settings accuses no app of ignoring any', () => {
    fc.assert(
      fc.property(instant, fc.integer({ min: 0, max: 999_999 }), (at, number) => {
        const secret = createTotpSecret('SHA1')
        const code = String(number).padStart(6, '0')
        const found = diagnose(secret, code, at, DEFAULT_TOTP, 1)
        assert.notEqual(found?.is, 'settings_ignored')
      }),
    )
  })

  it('takes no other length for a code, but for that of the standard settings', () => {
    const long: TotpParameters = { ...DEFAULT_TOTP, digits: 8 }
    const secret = createTotpSecret('SHA1')
    const at = 1_800_000_000_000 as Instant
    for (const code of ['', '1', '12345', '1234567', '123456789']) {
      assert.equal(judgeFirstCode(secret, code, at, { parameters: long }, 1).is, 'malformed')
    }
    const six = otpauth(bytesOf(secret), at, DEFAULT_TOTP)
    const judged = judgeFirstCode(secret, six, at, { parameters: long }, 1)
    assert.deepEqual(judged, {
      is: 'wrong',
      flaw: { is: 'settings_ignored', settings: ['digits'], parameters: long },
    })
  })
})
