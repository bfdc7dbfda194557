import { removeSecondFactor } from '../../src/authenticators/remove-second-factor.ts'
import { testServer } from '../support/test-server.ts'
import { CHANNELS, type ChannelName } from './channels.ts'
import { CLIENTS, RESOURCES } from './clients.ts'
import { castOf, check, type Cast } from './runner.ts'
import { LEFT_OUT, STATES, TABLE, type State } from './table.ts'

/** Every source of a demand, by every channel, in every state of a session. */
describe('the contract', () => {
  const server = testServer({ clients: CLIENTS, resources: RESOURCES })
  let cast: Cast
  before(async () => {
    cast = await castOf(server())
  })

  afterEach(async () => {
    await removeSecondFactor(server(), cast.plain.account.id)
  })

  for (const channel of Object.keys(CHANNELS) as ChannelName[]) {
    describe(`of a request ${channel}`, () => {
      for (const row of TABLE) {
        if (LEFT_OUT.some((left) => left.channel === channel && left.of(row))) continue
        describe(row.source, () => {
          for (const [state, expected] of Object.entries(row.expected)) {
            it(`${STATES[state as State]}: ${expected}`, () =>
              check(cast, row, state as State, channel))
          }
        })
      }
    })
  }
})
