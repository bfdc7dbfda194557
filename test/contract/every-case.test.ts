import { strict as assert } from 'node:assert'
import type * as client from 'openid-client'
import { createAccountId } from '../../src/kernel/ids.ts'
import { CHANNEL_NAMES, everyCaseOf } from './cases.ts'
import { CHANNELS, partyOf, statusOfErrors, type ChannelName } from './channels.ts'
import type { ClientName } from './clients.ts'
import { openProviderInMemory, type ProviderInMemory } from './provider-in-memory.ts'
import { STATES, type Row, type State } from './table.ts'
import { partsOf, told, truthOf } from './truth.ts'
import { Visitor } from './visitor-in-memory.ts'

/**
 * Every source of a demand, by every channel, in every state of a session: in memory, through all that reads a
 * request and all that decides. That pages ask for it, and every token tells of it, is shown by `contract.test.ts`.
 */
describe('every case of the contract', () => {
  let at: ProviderInMemory
  const parties = new Map<ClientName, Promise<client.Configuration>>()
  before(async () => {
    at = await openProviderInMemory()
  })

  function partyCalled(name: ClientName): Promise<client.Configuration> {
    const party = parties.get(name) ?? partyOf(at.issuer, name, at.fetch)
    parties.set(name, party)
    return party
  }

  async function check(row: Row, state: State, channel: ChannelName): Promise<void> {
    const { steps, result } = partsOf(row.expected[state])
    const visitor = await Visitor.in(state, at)
    const hinted = row.hint === 'own' ? visitor.id : createAccountId()
    const exchange = await CHANNELS[channel](
      await partyCalled(row.client ?? 'plain'),
      { ...row.parameters, ...(row.hint ? { id_token_hint: await at.idTokenOf(hinted) } : {}) },
      visitor.browser,
    )
    const last = await visitor.walk(exchange.first, steps)
    const answer = await exchange.end(last)
    if (answer.error !== undefined) {
      assert.equal(answer.error, result)
      assert.equal(last.status, statusOfErrors(channel))
      return
    }
    assert.equal(answer.claims.sub, visitor.id)
    assert.deepEqual(told(answer.claims), truthOf(result, visitor.proved))
  }

  for (const channel of CHANNEL_NAMES) {
    describe(`of a request ${channel}`, () => {
      for (const { row, state } of everyCaseOf(channel)) {
        it(`${row.source}, with ${STATES[state]}: ${row.expected[state]}`, () =>
          check(row, state, channel))
      }
    })
  }
})
