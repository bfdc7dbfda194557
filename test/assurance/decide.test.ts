import { strict as assert } from 'node:assert'
import {
  decide,
  type Abilities,
  type Decision,
  type Demand,
  type Method,
  type Proof,
} from '../../src/assurance/index.ts'
import { METHODS, STRANGER, createLadder, proofOf } from '../support/proofs.ts'
import type { AuthenticatorId, RecoveryCodeSetId } from '../../src/kernel/ids.ts'
import type { Instant } from '../../src/kernel/instant.ts'

const ONE = 'urn:step-up:1fa'
const TWO = 'urn:step-up:2fa'
const NOW = 1_700_000_000_000 as Instant
const PHONE = 'phone' as AuthenticatorId

const ladder = createLadder([
  { name: ONE, methods: ['password'], aliases: ['urn:okta:loa:1fa:any'] },
  { name: TWO, methods: ['password', 'totp'], aliases: ['https://refeds.org/profile/mfa'] },
])

const withDevice: Abilities = {
  methods: new Set<Method>(['password', 'totp']),
  enrollable: new Set(),
  credentials: new Set([PHONE]),
}
const withoutDevice: Abilities = {
  methods: new Set<Method>(['password']),
  enrollable: new Set<Method>(['totp']),
  credentials: new Set(),
}

const ago = (seconds: number): Instant => (NOW - seconds * 1000) as Instant
const password = (seconds = 0): Proof => proofOf({ method: 'password', at: ago(seconds) })
const code = (seconds = 0): Proof =>
  proofOf({ method: 'totp', at: ago(seconds), credential: PHONE })
const voluntary = (...names: string[]): Demand => ({ source: 'voluntary', names })
const essential = (...names: string[]): Demand => ({ source: 'essential', names })
const floor = (name: string): Demand => ({ source: 'client', names: [name] })
const enforced: Demand = { source: 'account', names: [TWO] }

const ask = (
  proofs: readonly Proof[],
  demands: readonly Demand[] = [],
  abilities: Abilities = withDevice,
  maxAge?: number,
): Decision =>
  decide(ladder, { demands, ...(maxAge === undefined ? {} : { maxAge }) }, proofs, abilities, NOW)

/** What is asked or answered, in short. */
function gist(decision: Decision): string {
  switch (decision.outcome) {
    case 'prove':
      return `prove ${decision.methods.join()}`
    case 'enrol':
      return `enrol ${decision.methods.join()}${decision.optional ? ' or not' : ''}`
    case 'grant':
      return `${decision.acr} ${decision.amr.join(' ')}`
    case 'refuse':
      return decision.error
    default:
      return decision
  }
}

describe('the decision', () => {
  const both = [password(), code()]
  const table: readonly [string, string, Decision][] = [
    ['asks a stranger for the password', 'prove password', ask([], [], STRANGER)],
    ['asks for the password before the code', 'prove password', ask([], [enforced])],
    ['never takes a code alone', 'prove password', ask([code()], [enforced])],
    ['asks an enrolled account for the code', 'prove totp', ask([password()], [enforced])],
    ['grants the highest class that was proved', `${TWO} pwd otp mfa`, ask(both)],
    ['grants a password as a password', `${ONE} pwd`, ask([password()], [], withoutDevice)],
    ['asks for what acr_values name', 'prove totp', ask([password()], [voluntary(TWO)])],
    [
      'enrols rather than failing an essential demand',
      'enrol totp',
      ask([password()], [essential(TWO)], withoutDevice),
    ],
    [
      'lets a voluntary demand be declined where it takes enrolment',
      'enrol totp or not',
      ask([password()], [voluntary(TWO)], withoutDevice),
    ],
    [
      'binds no authenticator on an old password',
      'prove password',
      ask([password(301)], [essential(TWO)], withoutDevice),
    ],
    [
      'refuses an essential demand for an unknown class',
      'unmet_authentication_requirements',
      ask(both, [essential('urn:unknown')]),
    ],
    [
      'refuses an essential demand that cannot be read',
      'unmet_authentication_requirements',
      ask(both, [essential()]),
    ],
    [
      'ignores a voluntary demand for an unknown class',
      `${TWO} pwd otp mfa`,
      ask(both, [voluntary('urn:unknown')]),
    ],
    [
      'takes the first preference that can be met',
      `${TWO} pwd otp mfa`,
      ask(both, [voluntary('urn:unknown', TWO, ONE)]),
    ],
    [
      'answers an essential demand with the value that it named',
      `${ONE} pwd otp mfa`,
      ask(both, [essential(ONE), enforced]),
    ],
    [
      'answers in the words of whoever asks',
      'https://refeds.org/profile/mfa pwd otp mfa',
      ask(both, [voluntary('https://refeds.org/profile/mfa')]),
    ],
    [
      'keeps an essential demand beside a lower voluntary one',
      'prove totp',
      ask([password()], [essential(TWO), voluntary(ONE)]),
    ],
    [
      'keeps a floor under acr_values',
      'prove totp',
      ask([password()], [voluntary(ONE), floor(TWO)]),
    ],
    [
      'answers no lower than the floor',
      `${TWO} pwd otp mfa`,
      ask(both, [voluntary(ONE), floor(TWO)]),
    ],
    [
      'refuses a floor that names nothing',
      'unmet_authentication_requirements',
      ask(both, [floor('urn:unknown')]),
    ],
    [
      'asks for the code alone when max_age has run out',
      'prove totp',
      ask([password(900), code(301)], [enforced], withDevice, 300),
    ],
    [
      'falls back to what is fresh enough where no class is demanded',
      `${ONE} pwd`,
      ask([password(10), code(301)], [], withDevice, 300),
    ],
    [
      'asks for nothing where a class is fresh enough, demanded or not',
      `${TWO} pwd otp mfa`,
      ask([password(900), code(10)], [], withDevice, 300),
    ],
    [
      'asks for the password when the only factor is too old',
      'prove password',
      ask([password(301)], [], withoutDevice, 300),
    ],
    [
      'counts no proof by an authenticator that is gone',
      'prove password',
      ask([{ ...code(), credential: 'gone' as AuthenticatorId }], [enforced]),
    ],
    [
      'counts no proof from before a reset',
      'prove password',
      ask([password(10)], [], { ...withoutDevice, notBefore: ago(5) }),
    ],
    [
      'asks for nothing again that was proved a moment ago, whatever max_age says',
      `${ONE} pwd`,
      ask([{ ...password(60), current: true }], [], withoutDevice, 1),
    ],
    [
      'does so only for a while',
      'prove password',
      ask([{ ...password(601), current: true }], [], withoutDevice, 1),
    ],
  ]
  for (const [property, expected, decision] of table) {
    it(property, () => {
      assert.equal(gist(decision), expected)
    })
  }

  it('issues the time by which max_age was judged', () => {
    const decision = ask([password(900), code(120)], [enforced], withDevice, 300)
    assert.equal(decision.outcome === 'grant' && decision.authTime, NOW / 1000 - 120)
  })

  it('counts a device that was enrolled just now, unless the class says no', () => {
    const strict = createLadder([
      { name: ONE, methods: ['password'] },
      { name: TWO, methods: ['password', 'totp'], enrolledJustNow: false },
    ])
    const proofs = [password(), { ...code(), enrolledJustNow: true }]
    assert.equal(gist(ask(proofs, [enforced])), `${TWO} pwd otp mfa`)
    const decision = decide(strict, { demands: [enforced] }, proofs, withDevice, NOW)
    assert.equal(gist(decision), 'prove totp')
  })

  describe('where every sign-in takes two factors', () => {
    const strict = createLadder([{ name: TWO, methods: ['totp', 'password'] }])
    const at = (proofs: readonly Proof[]) =>
      gist(decide(strict, { demands: [] }, proofs, withoutDevice, NOW))

    it('asks for the password first, in whatever order they are written', () => {
      assert.equal(at([]), 'prove password')
    })

    it('enrols an account that has no device, on a fresh password', () => {
      assert.equal(at([password()]), 'enrol totp')
      assert.equal(at([password(301)]), 'prove password')
    })
  })

  it('leaves a wish unmet that was met before and can be renewed no more', () => {
    const spent = createLadder(
      [
        { name: ONE, methods: ['password'] },
        { name: TWO, methods: ['password', 'recovery_code'] },
      ],
      METHODS,
    )
    const proofs: Proof[] = [password(), proofOf({ method: 'recovery_code', at: ago(301) })]
    const requirement = { demands: [voluntary(TWO)], maxAge: 300 }
    assert.equal(gist(decide(spent, requirement, proofs, withoutDevice, NOW)), `${ONE} pwd`)
  })

  it('asks for what is too old, and not for another method that is fresh', () => {
    const three = createLadder(
      [{ name: TWO, methods: ['password', ['totp', 'recovery_code'], 'recovery_code'] }],
      METHODS,
    )
    const proofs: Proof[] = [password(), code(), proofOf({ method: 'recovery_code', at: ago(301) })]
    const all = { ...withDevice, methods: new Set(METHODS) }
    const decision = decide(three, { demands: [], maxAge: 300 }, proofs, all, NOW)
    assert.equal(gist(decision), 'prove recovery_code')
  })

  it('offers no "not now" where only max_age finds the old proof of a demand too old', () => {
    const taking = createLadder()
    const codes = 'codes' as RecoveryCodeSetId
    const abilities = { ...withoutDevice, credentials: new Set([codes]) }
    const old = proofOf({ method: 'recovery_code', at: ago(301), credential: codes })
    const at = (demand: Demand, maxAge?: number) =>
      gist(
        decide(
          taking,
          { demands: [demand], ...(maxAge === undefined ? {} : { maxAge }) },
          [password(), old],
          abilities,
          NOW,
        ),
      )
    assert.equal(at(essential(TWO)), `${TWO} pwd otp mfa`)
    assert.equal(at(essential(TWO), 300), 'enrol totp')
    assert.equal(at(floor(TWO), 300), 'enrol totp')
    assert.equal(at(voluntary(TWO), 300), 'enrol totp or not')
  })

  it('lets a class expire by itself', () => {
    const aging = createLadder([
      { name: ONE, methods: ['password'] },
      { name: TWO, methods: ['password', 'totp'], maxAge: 600 },
    ])
    const proofs = [password(3600), code(601)]
    const plain = decide(aging, { demands: [] }, proofs, withDevice, NOW)
    assert.equal(gist(plain), `${ONE} pwd`)
    const asked = decide(aging, { demands: [voluntary(TWO)] }, proofs, withDevice, NOW)
    assert.equal(gist(asked), 'prove totp')
  })
})
