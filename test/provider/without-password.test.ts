import { strict as assert } from 'node:assert'
import type { AccountId } from '../../src/kernel/ids.ts'
import type { Instant } from '../../src/kernel/instant.ts'
import { findSubject, judgeRequest } from '../../src/oidc/index.ts'
import { proofOf, createLadder } from '../support/proofs.ts'

const NOW = 1_800_000_000_000 as Instant
const id = 'ann' as AccountId

/** Whether the account has a password, as its directory says it. */
async function judged(hasPassword: boolean | undefined, maxAge: number) {
  const account = { id, label: 'ann', ...(hasPassword === undefined ? {} : { hasPassword }) }
  const subject = await findSubject(
    {
      directory: { find: async () => account, identify: async () => id },
      authenticators: { confirmed: async () => [] },
    },
    id,
  )
  const rules = { secondFactorWhenEnrolled: true, secondFactorRequired: false }
  const { decision } = judgeRequest(
    { ladder: createLadder(), ...rules, clock: () => NOW },
    {
      params: { max_age: maxAge },
      subject,
      earlier: [proofOf({ method: 'password', at: (NOW - 600_000) as Instant })],
    },
  )
  return decision
}

describe('an account without a password', () => {
  it('is not asked for one, where others are', async () => {
    for (const hasPassword of [true, undefined]) {
      const decision = await judged(hasPassword, 60)
      assert.equal(decision.outcome, 'prove')
      assert.deepEqual(decision.outcome === 'prove' && decision.methods, ['password'])
    }
    assert.equal((await judged(false, 60)).outcome, 'refuse')
  })

  it('keeps what it proved otherwise', async () => {
    assert.equal((await judged(false, 900)).outcome, 'grant')
  })
})
