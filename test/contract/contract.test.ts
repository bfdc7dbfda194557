import { removeSecondFactor } from '../../src/people/remove-second-factor.ts'
import { testServer } from '../support/test-server.ts'
import { CHANNEL_NAMES, casesByState, casesOf, type Case } from './cases.ts'
import type { ChannelName } from './channels.ts'
import { CLIENTS, RESOURCES } from './clients.ts'
import { castOf, check, type Cast } from './runner.ts'
import { STATES } from './table.ts'

/**
 * Every source of a demand, by every channel, in a state of a session in which it shows: with all pages, and with
 * all that is told of it in tokens. `every-case.test.ts` has the other states.
 */
describe('the contract', () => {
  const server = testServer({ clients: CLIENTS, resources: RESOURCES })
  let cast: Cast
  before(async () => {
    cast = await castOf(server())
  })

  afterEach(async () => {
    await removeSecondFactor(server(), cast.plain.account.id)
  })

  const hold = (channel: ChannelName, cases: readonly Case[]): void => {
    for (const { row, state } of cases) {
      it(`${row.source}, with ${STATES[state]}: ${row.expected[state]}`, () =>
        check(cast, row, state, channel))
    }
  }
  for (const channel of CHANNEL_NAMES) {
    describe(`of a request ${channel}`, () => {
      hold(channel, casesOf(channel))
    })
  }
  describe('of a request without a page, or for somebody in particular, in every state', () => {
    const [first] = CHANNEL_NAMES
    if (first) hold(first, casesByState(first))
  })
})
