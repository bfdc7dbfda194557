import { strict as assert } from 'node:assert'
import { testServer } from '../support/test-server.ts'
import { consult } from './oracle.ts'

/** The same for every change, so that none meets what another brought; `oracle.long.ts` takes another at each run. */
const seed = Number(process.env['ORACLE_SEED'] ?? 20_261_129)

describe('of what people and strangers do at random', () => {
  const server = testServer()

  it(`every id_token is backed by what was proved, and nothing is a fault (ORACLE_SEED=${seed})`, async () => {
    const { faults, tokens, forms } = await consult(server(), { seed, requests: 1000 })
    assert.deepEqual(faults, [], `ORACLE_SEED=${seed}`)
    // Else little would have been shown.
    const issued = [...tokens.keys()].join('; ')
    for (const kind of ['1fa pwd', '2fa pwd+otp+mfa', 'refreshed ', 'refused to refresh']) {
      assert.ok(issued.includes(kind), issued)
    }
    assert.ok(forms.size > 8, [...forms.keys()].join())
  })
})
