import { strict as assert } from 'node:assert'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { DEFAULT_THROTTLE } from '../../src/kernel/throttle/attempt-store.ts'
import { codeAt, createAuthenticators, type Authenticators } from '../../src/methods/totp/index.ts'
import { stepAt } from '../../src/people/authenticator.ts'
import type { TotpParameters } from '../../src/people/index.ts'
import { createAccountId, type AccountId, type AuthenticatorId } from '../../src/kernel/ids.ts'
import { plusSeconds } from '../../src/kernel/instant.ts'
import { Secret } from '../../src/kernel/secret.ts'
import { createSealer } from '../../src/stores/sealing.ts'
import { openSqliteStore, type SqliteStore } from '../../src/stores/sqlite/open-sqlite-store.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { createTestClock, type TestClock } from '../support/test-clock.ts'
import { ENROLLER } from '../support/enroller.ts'

const STANDARD: TotpParameters = { algorithm: 'SHA1', digits: 6, period: 30 }
const UNUSUAL: TotpParameters = { algorithm: 'SHA512', digits: 8, period: 60 }

describe('verifying codes', () => {
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

  const service = (parameters = STANDARD): Authenticators =>
    createAuthenticators({
      ...store,
      store: store.authenticators,
      sealer,
      clock: time.clock,
      parameters,
    })

  /** A confirmed device, and how it computes its codes. */
  async function enrol(name: string, parameters = STANDARD) {
    const authenticators = service(parameters)
    const begun = await authenticators.begin(account, name, ENROLLER)
    assert.equal(begun.outcome, 'begun')
    const id = 'id' in begun ? begun.id : ('' as AuthenticatorId)
    const secret = (await authenticators.pending(account, ENROLLER))?.secret
    assert.ok(secret)
    const code = (steps = 0) => {
      const step = stepAt(time.now(), parameters.period) + steps
      return codeAt(secret, step as ReturnType<typeof stepAt>, parameters)
    }
    assert.equal((await authenticators.confirm(account, id, code(), ENROLLER)).outcome, 'confirmed')
    return { id, code }
  }

  it('takes each device’s own algorithm, digits and period', async () => {
    const phone = await enrol('Phone', STANDARD)
    const token = await enrol('Token', UNUSUAL)
    time.advance(120)
    for (const { id, code } of [phone, token]) {
      const result = await service().verify(account, code())
      assert.equal(result.outcome === 'accepted' && result.authenticator, id)
    }
  })

  it('refuses a code already used to enrol', async () => {
    const { code } = await enrol('Phone')
    const result = await service().verify(account, code())
    assert.equal(result.outcome === 'rejected' && result.reason, 'replayed')
  })

  it('tells when the next code comes after one that was just used', async () => {
    const { code } = await enrol('Phone')
    time.advance(42)
    assert.equal((await service().verify(account, code())).outcome, 'accepted')
    const again = await service().verify(account, code())
    assert.ok(again.outcome === 'rejected' && again.reason === 'replayed')
    assert.equal(again.nextAt - time.now(), 18_000)
  })

  it('accepts no step before one that was accepted', async () => {
    const { code } = await enrol('Phone')
    time.advance(60)
    assert.equal((await service().verify(account, code(1))).outcome, 'accepted')
    for (const steps of [-1, 0]) {
      assert.equal((await service().verify(account, code(steps))).outcome, 'rejected')
    }
  })

  it('charges nothing for what is no code', async () => {
    const { code } = await enrol('Phone')
    time.advance(30)
    for (let attempt = 0; attempt < 20; attempt += 1) {
      const result = await service().verify(account, '12345')
      assert.deepEqual(result, { outcome: 'malformed', digits: [6] })
    }
    assert.equal((await service().verify(account, code())).outcome, 'accepted')
  })

  it('gives an account with more devices no more guesses', async () => {
    await enrol('Phone')
    await enrol('Tablet')
    time.advance(90)
    const outcomes: string[] = []
    for (let attempt = 0; attempt < 8; attempt += 1) {
      outcomes.push(
        (await service().verify(account, '00000a'.replace('a', String(attempt)))).outcome,
      )
    }
    assert.deepEqual(outcomes.slice(DEFAULT_THROTTLE.free), ['throttled', 'throttled', 'throttled'])
  })

  it('locks after 100 failures, and opens only when it is unlocked', async () => {
    const { code } = await enrol('Phone')
    let failures = 0
    for (; failures < 1000; failures += 1) {
      time.advance(901)
      const wrong = String((Number(code()) + 500_000) % 1_000_000).padStart(6, '0')
      const result = await service().verify(account, wrong)
      if (result.outcome === 'locked') break
    }
    assert.equal(failures, 100)
    time.advance(86_400)
    assert.equal((await service().verify(account, code())).outcome, 'locked')
    assert.equal(await service().unlock(account), true)
    assert.equal((await service().verify(account, code())).outcome, 'accepted')
  })

  it('has a pending device for its enroller alone, and for nothing that was voided since', async () => {
    const begun = await service().begin(account, 'Phone', ENROLLER)
    assert.ok('id' in begun)
    assert.equal(await service().pending(account, { id: 'another' }), undefined)
    const { outcome } = await service().confirm(account, begun.id, '123456', { id: 'another' })
    assert.equal(outcome, 'gone')
    assert.deepEqual(await service().list(account), [])
    assert.equal((await service().list(account, ENROLLER)).length, 1)
    const notBefore = time.clock()
    assert.ok(await service().pending(account, { ...ENROLLER, notBefore }))
    const since = { ...ENROLLER, notBefore: plusSeconds(notBefore, 1) }
    assert.equal(await service().pending(account, since), undefined)
    assert.equal((await service().confirm(account, begun.id, '123456', since)).outcome, 'gone')
  })

  it('forgets a pending device after fifteen minutes', async () => {
    const begun = await service().begin(account, 'Phone', ENROLLER)
    assert.ok('id' in begun)
    time.advance(900)
    assert.ok(await service().pending(account, ENROLLER))
    time.advance(1)
    assert.equal(await service().pending(account, ENROLLER), undefined)
    assert.deepEqual(await service().confirm(account, begun.id, '123456', ENROLLER), {
      outcome: 'gone',
    })
    assert.equal((await service().begin(account, 'phone', ENROLLER)).outcome, 'begun')
  })
})
