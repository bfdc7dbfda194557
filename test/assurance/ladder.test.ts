import { strict as assert } from 'node:assert'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stringify } from 'yaml'
import type { AcrClassOptions } from '../../src/assurance/index.ts'
import { METHODS, createLadder } from '../support/proofs.ts'
import { ConfigurationError } from '../../src/kernel/faults.ts'
import { loadConfiguration } from '../../src/server/config/load-configuration.ts'
import { InvalidConfiguration } from '../../src/server/config/configuration.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const ONE: AcrClassOptions = { name: 'one', methods: ['password'] }
const TWO: AcrClassOptions = { name: 'two', methods: ['password', 'totp'] }

interface Wrong {
  readonly what: string
  /** As it may be written in a file: not yet checked. */
  readonly ladder: readonly unknown[]
  readonly path: string
  readonly problem: RegExp
  /** In a configuration file, which points further into the option. @default path */
  readonly filePath?: string
}

const WRONG: readonly Wrong[] = [
  {
    what: 'an unknown method',
    ladder: [ONE, { ...TWO, methods: ['password', 'sms'] }],
    path: 'ladder[1].methods',
    problem: /sms|password, totp/,
    filePath: 'ladder[1].methods[1]',
  },
  {
    what: 'an unknown method inside a list of alternatives',
    ladder: [ONE, { ...TWO, methods: ['password', ['totp', 'sms']] }],
    path: 'ladder[1].methods',
    problem: /sms|password, totp/,
    filePath: 'ladder[1].methods[1]',
  },
  {
    what: 'an unknown method to repeat',
    ladder: [ONE, { ...TWO, reauthenticate: ['sms'] }],
    path: 'ladder[1].reauthenticate',
    problem: /sms|"totp"/,
    filePath: 'ladder[1].reauthenticate[0]',
  },
  {
    what: 'a method to repeat that the class does not take',
    ladder: [{ ...ONE, reauthenticate: ['totp'] }],
    path: 'ladder[0].reauthenticate',
    problem: /must name some of the class’s methods/,
  },
  {
    what: 'nothing to repeat',
    ladder: [{ ...ONE, reauthenticate: [] }],
    path: 'ladder[0].reauthenticate',
    problem: /must name some/,
  },
  {
    what: 'one name for two classes',
    ladder: [ONE, { ...TWO, name: 'one' }],
    path: 'ladder[1]',
    problem: /"one" names another class already/,
  },
  {
    what: 'an alias that is another class’s name',
    ladder: [ONE, { ...TWO, aliases: ['one'] }],
    path: 'ladder[1]',
    problem: /"one" names another class already/,
  },
  {
    what: 'an alias that is another class’s alias',
    ladder: [
      { ...ONE, aliases: ['urn:okta:loa:1fa:any'] },
      { ...TWO, aliases: ['urn:okta:loa:1fa:any'] },
    ],
    path: 'ladder[1]',
    problem: /"urn:okta:loa:1fa:any" names another class already/,
  },
  {
    what: 'a preset that is another class’s alias',
    ladder: [
      { ...ONE, aliases: ['urn:okta:loa:2fa:any'] },
      { ...TWO, presets: ['okta'] },
    ],
    path: 'ladder[1]',
    problem: /"urn:okta:loa:2fa:any" names another class already/,
  },
  {
    what: 'one method twice',
    ladder: [ONE, { ...TWO, methods: ['password', 'totp', 'totp'] }],
    path: 'ladder[1].methods',
    problem: /asks for "totp" twice/,
  },
  {
    what: 'a preset that has no name for one factor',
    ladder: [{ ...ONE, presets: ['refeds'] }],
    path: 'ladder[0].presets',
    problem: /"refeds" has no name for such a class/,
  },
  {
    what: 'a preset that there is not',
    ladder: [ONE, { ...TWO, presets: ['acme'] }],
    path: 'ladder[1].presets',
    problem: /"acme"|"refeds"/,
    filePath: 'ladder[1].presets[0]',
  },
  { what: 'no class', ladder: [], path: 'ladder', problem: /needs at least one class/ },
  {
    what: 'a class without a first factor',
    ladder: [ONE, { ...TWO, methods: ['totp'] }],
    path: 'ladder[1].methods',
    problem: /needs a first-factor method/,
  },
  {
    what: 'a class whose first factor may be left out',
    ladder: [ONE, { ...TWO, methods: [['password', 'totp']] }],
    path: 'ladder[1].methods',
    problem: /needs a first-factor method/,
  },
  {
    what: 'a password above a second factor',
    ladder: [ONE, TWO, { ...ONE, name: 'again' }],
    path: 'ladder[2]',
    problem: /takes no second factor and stands above "two"/,
  },
  {
    what: 'a class without methods',
    ladder: [ONE, { ...TWO, methods: [] }],
    path: 'ladder[1].methods',
    problem: /needs a first-factor method/,
  },
  {
    what: 'an empty list of alternatives',
    ladder: [ONE, { ...TWO, methods: ['password', []] }],
    path: 'ladder[1].methods',
    problem: /no empty slot/,
  },
  ...[0, -60, 1.5].map((maxAge) => ({
    what: `a maxAge of ${maxAge}`,
    ladder: [ONE, { ...TWO, maxAge }],
    path: 'ladder[1].maxAge',
    problem: /whole number of seconds above 0|expected (a duration|number to be >=1)/,
  })),
  ...['', 'two words', 'line\nbreak', 'größer'].map((name) => ({
    what: `the name ${JSON.stringify(name)}, which acr_values could not carry`,
    ladder: [ONE, { ...TWO, name }],
    path: 'ladder[1].name',
    problem: /empty or has white space/,
  })),
  {
    what: 'an alias with white space',
    ladder: [ONE, { ...TWO, aliases: ['two words'] }],
    path: 'ladder[1].name',
    problem: /"two words" is empty or has white space/,
  },
]

describe('a ladder', () => {
  const folder = temporaryFolder()

  for (const { what, ladder, path, problem, filePath = path } of WRONG) {
    it(`is refused with one clear problem for ${what}`, () => {
      assert.throws(
        () => createLadder(ladder as readonly AcrClassOptions[]),
        (error) => {
          assert.ok(error instanceof ConfigurationError)
          assert.equal(error.path, path, error.message)
          assert.match(error.message, problem)
          return true
        },
      )
      const file = join(folder(), 'config.yaml')
      writeFileSync(file, stringify({ ladder }))
      assert.throws(
        () =>
          loadConfiguration({
            file,
            env: { OIDC_STEP_UP_DATA_DIR: folder() },
            profile: 'development',
          }),
        (error) => {
          assert.ok(error instanceof InvalidConfiguration)
          assert.deepEqual(
            error.problems.map((one) => one.path),
            [filePath],
            error.message,
          )
          assert.match(error.problems[0]?.problem ?? '', problem)
          return true
        },
      )
    })
  }

  it('may offer a recovery code beside the code, or alone where recovery codes are offered', () => {
    const either = { ...TWO, methods: ['password', ['totp', 'recovery_code']] } as const
    assert.equal(createLadder([ONE, either]).secondFactor?.name, 'two')
    const alone = { ...TWO, methods: ['password', 'recovery_code'] } as const
    assert.equal(createLadder([ONE, alone], METHODS).secondFactor?.name, 'two')
  })

  it('is refused where a class takes what nobody is given', () => {
    const alone = { ...TWO, methods: ['password', 'recovery_code'] } as const
    assert.throws(
      () => createLadder([ONE, alone], ['password', 'totp']),
      (error) =>
        error instanceof ConfigurationError &&
        error.path === 'ladder[1].methods' &&
        /nobody can reach this class: none of recovery_code is offered/.test(error.message),
    )
  })

  it('knows its classes by name, alias and preset, and nothing by any other name', () => {
    const ladder = createLadder([ONE, { ...TWO, aliases: ['second'], presets: ['refeds'] }])
    for (const name of ['two', 'second', 'https://refeds.org/profile/mfa']) {
      assert.equal(ladder.find(name)?.name, 'two')
    }
    for (const name of ['TWO', 'two ', '', '__proto__', 'constructor', 'toString']) {
      assert.equal(ladder.find(name), undefined)
    }
    assert.deepEqual(ladder.names, ['one', 'two', 'second', 'https://refeds.org/profile/mfa'])
  })
})
