import { strict as assert } from 'node:assert'
import { CHANNEL_NAMES, STATE_NAMES, casesOf, everyCaseOf, rowsOf, tellingStates } from './cases.ts'
import { LEFT_OUT, TABLE } from './table.ts'

/** What is chosen of the complete product, for HTTP. */
describe('the cases of the contract', () => {
  it('leave nothing out without a reason, and nothing that there is not', () => {
    for (const channel of CHANNEL_NAMES) {
      const left = LEFT_OUT.filter((one) => one.channel === channel)
      const out = TABLE.filter((row) => left.some((one) => one.of(row)))
      assert.equal(rowsOf(channel).length + out.length, TABLE.length)
    }
    for (const { of, why } of LEFT_OUT) assert.ok(TABLE.some(of), why)
    assert.equal(new Set(TABLE.map(({ source }) => source)).size, TABLE.length)
  })

  for (const channel of CHANNEL_NAMES) {
    describe(`of a request ${channel}`, () => {
      const cases = casesOf(channel)

      it('have every source of a demand, once', () => {
        assert.deepEqual(
          cases.map(({ row }) => row),
          rowsOf(channel),
        )
      })

      it('have every state of a session, several times', () => {
        for (const state of STATE_NAMES) {
          const times = cases.filter((one) => one.state === state).length
          assert.ok(times >= 5, `${state}: ${times}`)
        }
      })

      it('have every answer that there is', () => {
        const answers = new Set(cases.map(({ row, state }) => row.expected[state]))
        for (const { row, state } of everyCaseOf(channel)) {
          assert.ok(answers.has(row.expected[state]), row.expected[state])
        }
      })

      it('have each source in a state in which it shows, if there is one', () => {
        for (const { row, state } of cases) {
          const telling = tellingStates(row)
          assert.ok(telling.length === 0 || telling.includes(state), `${row.source}: ${state}`)
        }
      })
    })
  }
})
