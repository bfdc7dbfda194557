import { strict as assert } from 'node:assert'
import { decide, type Abilities, type Demand, type Evidence } from '../../src/assurance/index.ts'
import { createLadder, proofOf } from '../support/proofs.ts'
import type { AuthenticatorId } from '../../src/kernel/ids.ts'
import { plusSeconds, type Instant } from '../../src/kernel/instant.ts'

const PHONE = 'phone' as AuthenticatorId
const now = Date.UTC(2025, 0, 1) as Instant
const ago = (seconds: number): Instant => plusSeconds(now, -seconds)
const evidence = (password: number, totp?: number): Evidence => [
  proofOf({ method: 'password', at: ago(password) }),
  ...(totp === undefined ? [] : [proofOf({ method: 'totp', at: ago(totp), credential: PHONE })]),
]
const abilities: Abilities = {
  methods: new Set(['password', 'totp']),
  enrollable: new Set(),
  credentials: new Set([PHONE]),
}

const essential = (...names: string[]): Demand => ({ source: 'essential', names })
const enrolled: Demand = { source: 'account', names: ['urn:step-up:2fa'] }
const ask = (demands: readonly Demand[], proofs: Evidence) =>
  decide(createLadder(), { demands, maxAge: 300 }, proofs, abilities, now)

describe('a request’s max_age', () => {
  for (const [who, demand] of [
    ['an application', essential('urn:step-up:2fa')],
    ['the account', enrolled],
  ] as const) {
    it(`asks for the code alone, whatever the password's age, where ${who} wants two factors`, () => {
      const decision = ask([demand], evidence(3600, 301))
      assert.equal(decision.outcome, 'prove')
      assert.deepEqual(decision.methods, ['totp'])
      assert.equal(decision.because.reason, 'too_old')
    })

    it(`is content with a fresh code where ${who} wants two factors`, () => {
      const decision = ask([demand], evidence(3600, 299))
      assert.equal(decision.outcome, 'grant')
      assert.equal(decision.authTime, ago(299) / 1000)
    })
  }

  it('asks for the password where that is all that is wanted', () => {
    const decision = ask([], evidence(301))
    assert.equal(decision.outcome, 'prove')
    assert.deepEqual(decision.methods, ['password'])
  })

  it('alone it is answered by the highest class that is young enough', () => {
    const decision = ask([], evidence(299, 301))
    assert.equal(decision.outcome, 'grant')
    assert.deepEqual(
      [decision.acr, decision.amr, decision.authTime],
      ['urn:step-up:1fa', ['pwd'], ago(299) / 1000],
    )
    const unlimited = decide(createLadder(), { demands: [] }, evidence(299, 301), abilities, now)
    assert.equal(unlimited.outcome, 'grant')
    assert.equal(unlimited.acr, 'urn:step-up:2fa')
    // Whoever names the class is asked for its code.
    const named = ask([{ source: 'voluntary', names: ['urn:step-up:2fa'] }], evidence(299, 301))
    assert.equal(named.outcome, 'prove')
    assert.deepEqual(named.methods, ['totp'])
  })

  it('is met by a fresh code where nothing is demanded, and auth_time says so', () => {
    const decision = ask([], evidence(301, 299))
    assert.equal(decision.outcome, 'grant')
    assert.equal(decision.authTime, ago(299) / 1000)
  })

  it('asks for the password where the answer will name the first class, even on the way to two factors', () => {
    const decision = ask([essential('urn:step-up:1fa'), enrolled], evidence(301, 299))
    assert.equal(decision.outcome, 'prove')
    assert.deepEqual(decision.methods, ['password'])
  })
})
