import { strict as assert } from 'node:assert'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { createAccountId, type AccountId } from '../../src/kernel/ids.ts'
import { plusSeconds } from '../../src/kernel/instant.ts'
import { Secret } from '../../src/kernel/secret.ts'
import { locate } from '../../src/methods/totp/locate.ts'
import { codeAt, createAuthenticators, type Authenticators } from '../../src/methods/totp/index.ts'
import { stepAt, type TimeStep } from '../../src/people/authenticator.ts'
import { DEFAULT_TOTP } from '../../src/people/index.ts'
import { createSealer } from '../../src/stores/sealing.ts'
import { openSqliteStore, type SqliteStore } from '../../src/stores/sqlite/open-sqlite-store.ts'
import { ENROLLER } from '../support/enroller.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { createTestClock, type TestClock } from '../support/test-clock.ts'

describe('a device whose clock goes wrong', () => {
  const folder = temporaryFolder()
  let store: SqliteStore
  let time: TestClock
  let account: AccountId
  let sealer: ReturnType<typeof createSealer>

  beforeEach(() => {
    store = openSqliteStore({ path: join(folder(), 'store.sqlite') })
    time = createTestClock()
    account = createAccountId()
    sealer = createSealer([{ id: '1', key: new Secret(randomBytes(32)) }])
  })
  afterEach(() => {
    store.close()
  })

  const service = (window: 0 | 1 = 1): Authenticators =>
    createAuthenticators({
      ...store,
      store: store.authenticators,
      sealer,
      clock: time.clock,
      window,
    })

  /** A confirmed device; tells what it shows when its clock is fast by so many seconds. */
  async function enrol() {
    const begun = await service().begin(account, 'Phone', ENROLLER)
    assert.ok(begun.outcome === 'begun')
    const secret = (await service().pending(account, ENROLLER))?.secret
    assert.ok(secret)
    const shows = (fast = 0) =>
      codeAt(secret, stepAt(plusSeconds(time.now(), fast), 30), DEFAULT_TOTP)
    const confirmed = await service().confirm(account, begun.id, shows(), ENROLLER)
    assert.equal(confirmed.outcome, 'confirmed')
    return { id: begun.id, shows, secret }
  }

  const outcome = async (code: string, window: 0 | 1 = 1) =>
    (await service(window).verify(account, code)).outcome
  const driftOf = async () => (await store.authenticators.list(account))[0]?.drift ?? 0

  /** Signs in, with a second code where the first one is refused; tells how often it was. */
  async function signIn(shows: () => string, window: 0 | 1 = 1): Promise<number> {
    time.advance(86_417)
    for (let refused = 0; refused < 3; refused += 1) {
      if ((await outcome(shows(), window)) === 'accepted') return refused
      time.advance(30)
    }
    return assert.fail('it gets in no more')
  }

  for (const window of [0, 1] as const) {
    it(`is followed with a window of ${window} while it goes ever slower, and when it is set`, async () => {
      const { shows } = await enrol()
      let refused = 0
      for (let slow = 0; slow <= 54; slow += 1) refused += await signIn(() => shows(-slow), window)
      assert.ok(refused <= 12, String(refused))
      assert.ok(Math.abs((await driftOf()) + 54) <= 12, String(await driftOf()))
      // The account tells its owner to set the clock: that must lock nobody out.
      assert.ok((await signIn(() => shows(), window)) <= 1)
      let again = 0
      for (let turn = 0; turn < 20; turn += 1) again += await signIn(() => shows(), window)
      assert.ok(again <= 1, String(again))
      assert.ok(Math.abs(await driftOf()) <= 15, String(await driftOf()))
    })

    it(`has ${2 * window + 1} codes at any moment with a window of ${window}, wherever that lies`, async () => {
      const { secret } = await enrol()
      const at = time.now()
      const present = stepAt(at, 30)
      for (let drift = -60; drift <= 60; drift += 5) {
        const taken = Array.from({ length: 21 }, (_, index) => {
          const step = (present + index - 10) as TimeStep
          const code = codeAt(secret, step, DEFAULT_TOTP)
          return locate(secret, code, at, { parameters: DEFAULT_TOTP, drift }, window)?.is
        }).filter((is) => is === 'taken')
        assert.equal(taken.length, 2 * window + 1, String(drift))
      }
    })
  }

  it('is charged for a code outside the window, which alone is never taken', async () => {
    const { shows } = await enrol()
    time.advance(600)
    const code = shows(-60)
    assert.equal(await outcome(code), 'rejected')
    time.advance(5)
    assert.equal(await outcome(code), 'rejected')
    time.advance(400)
    // Long after it says nothing.
    assert.equal(await outcome(shows(-60)), 'rejected')
    time.advance(60)
    assert.equal(await outcome(shows(-60)), 'accepted')
  })

  it('has no code taken of a step at or below an accepted one', async () => {
    const { shows } = await enrol()
    time.advance(600)
    const [before, last] = [shows(-60), shows(-30)]
    assert.equal(await outcome(last), 'accepted')
    time.advance(30)
    for (const code of [before, last]) assert.equal(await outcome(code), 'rejected')
    time.advance(30)
    assert.equal(await outcome(shows(-60)), 'rejected')
  })

  it('is not followed to a clock that is further off than two steps', async () => {
    const { shows } = await enrol()
    time.advance(600)
    for (let code = 0; code < 3; code += 1) {
      time.advance(300)
      assert.equal(await outcome(shows(-120)), 'rejected')
    }
    assert.ok(Math.abs(await driftOf()) <= 2)
  })

  it('is forgotten with the device', async () => {
    const { id, shows } = await enrol()
    for (let slow = 0; slow < 40; slow += 1) await signIn(() => shows(-slow))
    assert.ok((await driftOf()) <= -20)
    await service().remove(account, id)
    await enrol()
    assert.ok(Math.abs(await driftOf()) <= 2)
  })
})
