import { strict as assert } from 'node:assert'
import { issueCodes, renewCodes, seeCodes } from '../../src/actions/recovery-codes.ts'
import { createLadder, DEFAULT_LADDER } from '../../src/methods/index.ts'
import { actionsBench } from '../support/actions-bench.ts'

describe('recovery codes, without a page', () => {
  const bench = actionsBench()
  const types = () =>
    bench()
      .taken()
      .map(({ type }) => type)

  it('are issued once, and recorded by the call that made them', async () => {
    const made = await Promise.all([1, 2].map(() => issueCodes(bench(), bench().owner)))
    assert.deepEqual(made.map((codes) => String(codes?.made)).toSorted(), ['false', 'true'])
    assert.deepEqual(types(), ['recovery_codes_issued'])
  })

  it('are none where no class takes them, or the operator keeps none', async () => {
    const { recoveryCodes, owner } = bench()
    const ladder = createLadder(DEFAULT_LADDER.slice(0, 1))
    assert.equal(await issueCodes({ recoveryCodes, ladder }, owner), undefined)
    assert.equal(await issueCodes({ ladder: bench().ladder }, owner), undefined)
    assert.deepEqual(types(), [])
  })

  it('are renewed once, instead of the set that was seen', async () => {
    const first = await issueCodes(bench(), bench().owner)
    assert.ok(first)
    types()
    const made = await Promise.all([1, 2].map(() => renewCodes(bench(), bench().owner, first.id)))
    assert.deepEqual(made.map((codes) => String(codes.made)).toSorted(), ['false', 'true'])
    assert.equal(made[0]?.id, made[1]?.id)
    assert.deepEqual(types(), ['recovery_codes_regenerated'])
  })

  it('are recorded as seen, but for their first showing', async () => {
    assert.equal(await seeCodes(bench(), bench().owner, undefined), undefined)
    const made = await issueCodes(bench(), bench().owner)
    types()
    assert.equal((await seeCodes(bench(), bench().owner, made?.id))?.id, made?.id)
    assert.deepEqual(types(), [])
    await seeCodes(bench(), bench().owner, undefined)
    assert.deepEqual(types(), ['recovery_codes_seen'])
  })
})
