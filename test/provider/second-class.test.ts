import { strict as assert } from 'node:assert'
import * as fc from 'fast-check'
import type { Evidence } from '../../src/assurance/index.ts'
import { isFirstFactor, proofOf } from '../support/proofs.ts'
import type { AccountId } from '../../src/kernel/ids.ts'
import { judgeRequest } from '../../src/oidc/judge-request.ts'
import { NOW, anyAccount, anyEvidence, anyLadder, anyProof } from '../support/assurance-samples.ts'

const RUNS = { seed: 9470, numRuns: 2000 }

const NAMES = ['class-0', 'class-0', 'class-1', 'alias-1', 'class-2']
const claims = fc.constantFrom(
  ...NAMES.map((value) => JSON.stringify({ id_token: { acr: { essential: true, value } } })),
)
const option = <T>(arbitrary: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary })

/** Everything that an operator, a client, an account or a request may choose. */
const anyCase = fc.record({
  ladder: anyLadder,
  secondFactorWhenEnrolled: fc.boolean(),
  secondFactorRequired: fc.boolean(),
  abilities: anyAccount,
  trusted: fc.boolean(),
  declined: fc.boolean(),
  floor: option(fc.constantFrom(...NAMES)),
  acr_values: option(fc.constantFrom(...NAMES)),
  claims: option(claims),
  max_age: option(fc.constantFrom('0', '60', '3600')),
  prompt: option(fc.constantFrom('login', 'none')),
})

type Case = typeof anyCase extends fc.Arbitrary<infer Value> ? Value : never

function judge(given: Case, earlier: Evidence, current: Evidence) {
  const { ladder, secondFactorWhenEnrolled, secondFactorRequired, abilities } = given
  const { trusted, declined, floor, acr_values, claims: asked, max_age, prompt } = given
  return judgeRequest(
    { ladder, secondFactorWhenEnrolled, secondFactorRequired, clock: () => NOW },
    {
      params: { acr_values, claims: asked, max_age, prompt },
      client: floor === undefined ? {} : { step_up_minimum_acr: floor },
      subject: {
        account: { id: 'account' as AccountId, label: 'anna@example.org' },
        devices: [],
        recoveryCodes: undefined,
        enrolled: abilities.credentials.size > 0,
        abilities,
      },
      earlier,
      current,
      trusted,
      declined,
    },
  ).decision
}

/** Whether a class takes more than what identifies somebody. */
const takesSecondFactor = ({ ladder }: Case, acr: string): boolean =>
  ladder.find(acr)?.slots.some((slot) => !slot.some(isFirstFactor)) ?? true

describe('the second class', () => {
  it('is never granted for first factors alone, whatever is configured, asked and able', () => {
    const first = anyProof.map((proof) => proofOf({ method: 'password', at: proof.at }))
    let granted = 0
    fc.assert(
      fc.property(anyCase, fc.array(first), fc.array(first), (given, earlier, current) => {
        const decision = judge(given, earlier, current)
        if (decision.outcome !== 'grant') return
        granted += 1
        assert.ok(!takesSecondFactor(given, decision.acr))
        assert.deepEqual(decision.amr, ['pwd'])
      }),
      RUNS,
    )
    assert.ok(granted > 100, String(granted))
  })

  it('is never granted for a second factor whose credential is gone', () => {
    let granted = 0
    fc.assert(
      fc.property(anyCase, anyEvidence, anyEvidence, (given, earlier, current) => {
        const none = { ...given.abilities, credentials: new Set<never>() }
        const decision = judge({ ...given, abilities: none }, earlier, current)
        if (decision.outcome !== 'grant') return
        granted += 1
        assert.ok(!takesSecondFactor(given, decision.acr))
        assert.deepEqual(decision.amr, ['pwd'])
      }),
      RUNS,
    )
    assert.ok(granted > 50, String(granted))
  })

  it('is granted for proofs that stand, which the decision names', () => {
    let granted = 0
    fc.assert(
      fc.property(anyCase, anyEvidence, (given, evidence) => {
        const decision = judge(given, evidence, [])
        if (decision.outcome !== 'grant' || !takesSecondFactor(given, decision.acr)) return
        granted += 1
        assert.ok(
          decision.proofs.some(
            ({ credential }) => credential && given.abilities.credentials.has(credential),
          ),
        )
      }),
      RUNS,
    )
    assert.ok(granted > 20, String(granted))
  })
})
