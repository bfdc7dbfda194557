import { strict as assert } from 'node:assert'
import { randomBytes } from 'node:crypto'
import { createAccountId, type AccountId } from '../../src/kernel/ids.ts'
import { plusSeconds } from '../../src/kernel/instant.ts'
import { Secret } from '../../src/kernel/secret.ts'
import { DEFAULT_THROTTLE } from '../../src/kernel/throttle/attempt-store.ts'
import {
  codeAt,
  createAssignedTokens,
  createAuthenticators,
  createTotpSecret,
} from '../../src/methods/totp/index.ts'
import { stepAt } from '../../src/people/authenticator.ts'
import type { TotpParameters } from '../../src/people/index.ts'
import { createSealer } from '../../src/stores/sealing.ts'
import type { Store } from '../../src/stores/store.ts'
import { PLACES, type Place } from '../stores/places.ts'
import { createTestClock, type TestClock } from '../support/test-clock.ts'
import { ENROLLER } from '../support/enroller.ts'

const PARAMETERS: TotpParameters = { algorithm: 'SHA256', digits: 8, period: 60 }

for (const place of ['SQLite', 'Redis'] as const) {
  describe(`a token that an operator has assigned, on ${place}`, () => {
    let opened: Place
    let store: Store & { close(): unknown }
    let time: TestClock
    let account: AccountId
    const sealer = createSealer([{ id: '1', key: new Secret(randomBytes(32)) }])
    const secret = createTotpSecret('SHA256')

    before(async () => {
      opened = await PLACES[place]()
    })
    after(() => opened.close())
    beforeEach(async () => {
      time = createTestClock()
      store = await opened.open(time.clock)
      account = createAccountId()
    })
    afterEach(async () => {
      await store.close()
    })

    const tokens = (limit = 10) =>
      createAssignedTokens({
        ...store,
        store: store.assigned,
        sealer,
        clock: time.clock,
        limit,
        throttle: DEFAULT_THROTTLE,
        window: 1,
      })
    const devices = () =>
      createAuthenticators({ ...store, store: store.authenticators, sealer, clock: time.clock })
    const shows = (fast = 0) =>
      codeAt(secret, stepAt(plusSeconds(time.now(), fast), 60), PARAMETERS)

    async function assign(name = 'Token 4711', limit = 10) {
      const assigned = await tokens(limit).assign(account, { name, secret, parameters: PARAMETERS })
      assert.equal(assigned.outcome, 'assigned')
      return 'id' in assigned ? assigned.id : assert.fail()
    }

    it('signs nobody in before its holder’s first code, and waits for weeks', async () => {
      const id = await assign()
      assert.deepEqual(await devices().confirmed(account), [])
      assert.equal((await devices().verify(account, shows())).outcome, 'malformed')
      await store.authenticators.abandonAll(account)
      time.advance(40 * 86_400)
      const confirmed = await tokens().confirm(account, id, shows())
      assert.equal(confirmed.outcome, 'confirmed')
      assert.deepEqual(await tokens().list(account), [])
      // The first code signs nobody in; the next one does.
      assert.equal((await devices().verify(account, shows())).outcome, 'rejected')
      time.advance(60)
      assert.equal((await devices().verify(account, shows())).outcome, 'accepted')
    })

    it('is confirmed once, and a wrong code is charged', async () => {
      const id = await assign()
      const outcomes: string[] = []
      for (let guess = 0; guess < 7; guess += 1) {
        outcomes.push((await tokens().confirm(account, id, '00000000')).outcome)
      }
      assert.deepEqual(outcomes.slice(DEFAULT_THROTTLE.free), ['throttled', 'throttled'])
      assert.equal((await tokens().confirm(account, id, '1234567')).outcome, 'malformed')
      time.advance(3600)
      const both = [tokens().confirm(account, id, shows()), tokens().confirm(account, id, shows())]
      const done = (await Promise.all(both)).map(({ outcome }) => outcome)
      assert.equal(done.filter((outcome) => outcome === 'confirmed').length, 1, done.join())
      assert.equal((await devices().confirmed(account)).length, 1)
    })

    it('is followed by two steps where its clock went wrong, by two codes in a row', async () => {
      const id = await assign()
      assert.equal((await tokens().confirm(account, id, shows(-150))).outcome, 'rejected')
      time.advance(60)
      assert.equal((await tokens().confirm(account, id, shows(-150))).outcome, 'confirmed')
      time.advance(120)
      assert.equal((await devices().verify(account, shows(-150))).outcome, 'accepted')
    })

    it('has a name and a place of its own among the devices', async () => {
      await assign()
      const token = { name: 'TOKEN 4711', secret, parameters: PARAMETERS }
      assert.equal((await tokens().assign(account, token)).outcome, 'name_taken')
      const other = { ...token, name: 'Another' }
      assert.equal((await tokens(1).assign(account, other)).outcome, 'limit_reached')
      assert.equal(
        (await tokens().assign(account, { ...token, name: ' ' })).outcome,
        'name_invalid',
      )
    })

    it('is sealed anew with the others, and goes when all are lost', async () => {
      await assign()
      await devices().begin(account, 'Phone', ENROLLER)
      const [before] = await store.assigned.assigned(account)
      assert.ok(before)
      const next = createSealer([{ id: '2', key: new Secret(randomBytes(32)) }])
      const { accountId, id } = before
      const record = { purpose: 'authenticator', accountId, id, sealed: before.secret } as const
      const purpose = { purpose: 'authenticator', accountId, id } as const
      const resealed = next.seal(sealer.open(before.secret, purpose), purpose)
      assert.equal(await store.sealed.reseal(record, resealed), true)
      assert.equal((await store.assigned.assigned(account))[0]?.secret.keyId, '2')
      await devices().removeAll(account)
      assert.deepEqual(await tokens().list(account), [])
    })
  })
}
