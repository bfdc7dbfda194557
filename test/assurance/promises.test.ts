import { strict as assert } from 'node:assert'
import type { AcrClassOptions } from '../../src/methods/index.ts'
import { createLadder } from '../support/proofs.ts'
import { brokenPromise, type EverydayPromises } from '../../src/assurance/promises.ts'
import { checkConfiguration } from '../../src/server/check-configuration.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { testConfiguration } from '../support/test-server.ts'

const ONE: AcrClassOptions = { name: 'one', methods: ['password'] }
const TWO: AcrClassOptions = { name: 'two', methods: ['password', 'totp'] }
const LATER: AcrClassOptions = { ...TWO, name: 'later', enrolledJustNow: false }
const CODES: AcrClassOptions = { name: 'codes', methods: ['password', 'recovery_code'] }

const everyday = { secondFactorWhenEnrolled: true, secondFactorRequired: false }
const required = { ...everyday, secondFactorRequired: true }
const neither = { secondFactorWhenEnrolled: false, secondFactorRequired: false }

const BROKEN: readonly [
  what: string,
  ladder: readonly AcrClassOptions[],
  promises: EverydayPromises,
  path: string,
][] = [
  ['a required second factor without a class for it', [ONE], required, 'secondFactorRequired'],
  ['a second factor asked for without a class for it', [ONE], everyday, 'secondFactorWhenEnrolled'],
  ['a required one that nobody can enrol', [ONE, LATER], required, 'secondFactorRequired'],
  ['a required one that takes what nobody has yet', [ONE, CODES], required, 'secondFactorRequired'],
  ['a first class that nobody can reach', [LATER], neither, 'ladder[0]'],
]

describe('a combination of options that breaks a promise', () => {
  const folder = temporaryFolder()

  for (const [what, ladder, promises, path] of BROKEN) {
    it(`is named: ${what}`, () => {
      assert.equal(brokenPromise(createLadder(ladder), promises)?.path, path)
    })

    it(`does not start: ${what}`, async () => {
      const configuration = testConfiguration(folder(), 3000, { ladder, ...promises })
      await assert.rejects(checkConfiguration(configuration), {
        code: 'configuration_invalid',
        path,
      })
    })
  }

  for (const [what, ladder, promises] of [
    ['the default', undefined, everyday],
    ['a required second factor', undefined, required],
    [
      'a required one, where a stronger class takes older devices alone',
      [ONE, TWO, LATER],
      required,
    ],
    ['a single class of two factors', [TWO], neither],
    ['a single class of two factors, required', [TWO], required],
    ['passwords alone', [ONE], neither],
    ['a class for older devices', [ONE, LATER], everyday],
    ['devices that are added elsewhere', [LATER], { ...required, enrolsElsewhere: true }],
  ] as const) {
    it(`is not ${what}`, () => {
      assert.equal(brokenPromise(createLadder(ladder), promises), undefined)
    })
  }
})
