import { strict as assert } from 'node:assert'
import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { DEFAULT_THROTTLE } from '../../src/kernel/throttle/attempt-store.ts'
import { codeAt, createAuthenticators } from '../../src/methods/totp/index.ts'
import { stepAt } from '../../src/people/authenticator.ts'
import {
  createRecoveryCode,
  createRecoveryCodes,
  remainingOf,
  type RecoveryCodes,
  type ShownRecoveryCodes,
} from '../../src/methods/recovery-codes/index.ts'
import { removeSecondFactor } from '../../src/people/index.ts'
import { Fault } from '../../src/kernel/faults.ts'
import { createAccountId, type AccountId } from '../../src/kernel/ids.ts'
import { Secret } from '../../src/kernel/secret.ts'
import { createSealer } from '../../src/stores/sealing.ts'
import { openSqliteStore, type SqliteStore } from '../../src/stores/sqlite/open-sqlite-store.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { createTestClock, type TestClock } from '../support/test-clock.ts'
import { ENROLLER } from '../support/enroller.ts'

const { free, lockAt } = DEFAULT_THROTTLE

describe('recovery codes', () => {
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

  const service = (): RecoveryCodes =>
    createRecoveryCodes({
      store: store.recoveryCodes,
      attempts: store.attempts,
      sealer,
      clock: time.clock,
    })

  const lettersOf = ({ codes }: ShownRecoveryCodes): string[] =>
    codes.map(({ code }) => code.reveal())

  const setId = async () => (await service().find(account))?.id

  const issued = async (): Promise<string[]> => lettersOf(await service().issue(account))

  /** A confirmed device of the account. */
  async function enrol() {
    const authenticators = createAuthenticators({
      store: store.authenticators,
      attempts: store.attempts,
      sealer,
      clock: time.clock,
    })
    const begun = await authenticators.begin(account, 'Phone', ENROLLER)
    assert.ok('id' in begun)
    const pending = await authenticators.pending(account, ENROLLER)
    assert.ok(pending)
    const { secret, authenticator } = pending
    const code = () =>
      codeAt(secret, stepAt(time.now(), authenticator.parameters.period), authenticator.parameters)
    assert.equal(
      (await authenticators.confirm(account, begun.id, code(), ENROLLER)).outcome,
      'confirmed',
    )
    time.advance(60)
    const wrong = () => String((Number(code()) + 500_000) % 1_000_000).padStart(6, '0')
    return { authenticators, code, wrong }
  }

  it('are ten, all different, and shown as they were issued', async () => {
    const codes = await issued()
    assert.equal(new Set(codes).size, 10)
    assert.deepEqual(await issued(), codes)
    const shown = await service().show(account)
    assert.deepEqual(shown && lettersOf(shown), codes)
  })

  it('work in any order, each once, and say how many are left', async () => {
    const codes = await issued()
    const ofSet = await setId()
    const order = [7, 0, 9, 3, 1, 8, 2, 6, 5, 4]
    for (const [index, place] of order.entries()) {
      time.advance(1)
      const result = await service().verify(account, codes[place] ?? '')
      assert.deepEqual(result, { outcome: 'accepted', set: ofSet, remaining: 9 - index })
    }
    for (const code of codes) {
      const result = await service().verify(account, code)
      assert.ok(result.outcome !== 'accepted')
      time.advance(DEFAULT_THROTTLE.longestDelay)
    }
    const set = await service().find(account)
    assert.equal(set && remainingOf(set), 0)
  })

  it('work in either case, with and without separators', async () => {
    const [one = '', two = '', three = '', four = ''] = await issued()
    const ways = [
      one.toUpperCase(),
      two.replaceAll('-', ''),
      three.replaceAll('-', '  '),
      ` ${four} `,
    ]
    for (const typed of ways) {
      assert.equal((await service().verify(account, typed)).outcome, 'accepted', typed)
    }
  })

  it('are accepted exactly once, of 50 concurrent attempts with one code', async () => {
    const [code = ''] = await issued()
    // Two instances, as on two nodes; a budget that does not get in the way.
    const throttle = { ...DEFAULT_THROTTLE, free: 1000, lockAt: 1000 }
    const other = openSqliteStore({ path: join(folder(), 'store.sqlite') })
    const nodes = [store, other].map((node) =>
      createRecoveryCodes({
        store: node.recoveryCodes,
        attempts: node.attempts,
        sealer,
        clock: time.clock,
        throttle,
      }),
    )
    const results = await Promise.all(
      Array.from({ length: 50 }, async (_, index) => nodes[index % 2]!.verify(account, code)),
    )
    other.close()
    const accepted = results.filter(({ outcome }) => outcome === 'accepted')
    assert.deepEqual(accepted, [{ outcome: 'accepted', set: await setId(), remaining: 9 }])
    const refused = results.filter(({ outcome }) => outcome !== 'accepted')
    assert.deepEqual(
      refused,
      refused.map(() => ({ outcome: 'rejected', reason: 'used' })),
    )
  })

  it('tell a used code from a wrong one, for the audit trail alone', async () => {
    const [code = ''] = await issued()
    await service().verify(account, code)
    assert.deepEqual(await service().verify(account, code), { outcome: 'rejected', reason: 'used' })
    const wrong = await service().verify(account, createRecoveryCode())
    assert.deepEqual(wrong, { outcome: 'rejected', reason: 'mismatch' })
  })

  it('open no other account', async () => {
    const [code = ''] = await issued()
    const other = createAccountId()
    assert.equal((await service().verify(other, code)).outcome, 'rejected')
    await service().issue(other)
    assert.equal((await service().verify(other, code)).outcome, 'rejected')
    assert.equal((await service().verify(account, code)).outcome, 'accepted')
  })

  it('charge nothing for what is no recovery code', async () => {
    const [code = ''] = await issued()
    for (let attempt = 0; attempt < lockAt + 20; attempt += 1) {
      const typed = attempt % 2 === 0 ? code.slice(1) : '123456'
      assert.deepEqual(await service().verify(account, typed), { outcome: 'malformed' })
    }
    assert.equal((await service().verify(account, code)).outcome, 'accepted')
  })

  it('cost no attempt where nobody could look at them: their key is missing', async () => {
    const [code = ''] = await issued()
    const present = sealer
    sealer = createSealer([{ id: '2', key: new Secret(randomBytes(32)) }])
    for (let attempt = 0; attempt <= free; attempt += 1) {
      await assert.rejects(service().verify(account, code), { code: 'secret_unreadable' })
    }
    sealer = present
    assert.equal((await service().verify(account, code)).outcome, 'accepted')
  })

  it('share the budget of the devices: wrong recovery codes slow down codes', async () => {
    const { authenticators, code } = await enrol()
    await issued()
    for (let failures = 0; failures < free; failures += 1) {
      assert.equal((await service().verify(account, createRecoveryCode())).outcome, 'rejected')
    }
    assert.equal((await authenticators.verify(account, code())).outcome, 'throttled')
    time.advance(DEFAULT_THROTTLE.firstDelay)
    assert.equal((await authenticators.verify(account, code())).outcome, 'accepted')
    // A success of one forgets the failures of both.
    assert.equal((await service().verify(account, createRecoveryCode())).outcome, 'rejected')
  })

  it('share the budget of the devices: wrong codes slow down recovery codes', async () => {
    const { authenticators, wrong } = await enrol()
    const [code = ''] = await issued()
    for (let failures = 0; failures < free; failures += 1) {
      assert.equal((await authenticators.verify(account, wrong())).outcome, 'rejected')
    }
    assert.equal((await service().verify(account, code)).outcome, 'throttled')
    time.advance(DEFAULT_THROTTLE.firstDelay)
    assert.equal((await service().verify(account, code)).outcome, 'accepted')
    assert.equal((await authenticators.verify(account, wrong())).outcome, 'rejected')
  })

  it('are locked with the devices, and unlocked with them', async () => {
    const { authenticators, code, wrong } = await enrol()
    const [recovery = ''] = await issued()
    for (let failures = 0; failures < lockAt; failures += 1) {
      time.advance(DEFAULT_THROTTLE.longestDelay)
      const result =
        failures % 2 === 0
          ? await service().verify(account, createRecoveryCode())
          : await authenticators.verify(account, wrong())
      assert.equal(result.outcome, 'rejected', `failure ${failures}`)
    }
    time.advance(86_400)
    assert.equal((await service().verify(account, recovery)).outcome, 'locked')
    assert.equal((await authenticators.verify(account, code())).outcome, 'locked')
    assert.equal(await authenticators.unlock(account), true)
    assert.equal((await service().verify(account, recovery)).outcome, 'accepted')
  })

  it('die at once when new ones are made', async () => {
    const old = await issued()
    await service().verify(account, old[0] ?? '')
    const renewed = lettersOf(await service().regenerate(account))
    assert.deepEqual(
      renewed.filter((code) => old.includes(code)),
      [],
    )
    assert.equal((await service().verify(account, old[1] ?? '')).outcome, 'rejected')
    assert.deepEqual(await service().verify(account, renewed[0] ?? ''), {
      outcome: 'accepted',
      set: await setId(),
      remaining: 9,
    })
  })

  it('are one set in the end, which everybody is shown who asked for one at the same time', async () => {
    const sets = await Promise.all(Array.from({ length: 10 }, issued))
    for (const codes of sets) assert.deepEqual(codes, sets[0])
    const renewed = await Promise.all(
      Array.from({ length: 10 }, async () => lettersOf(await service().regenerate(account))),
    )
    const standing = await service().show(account)
    assert.ok(standing && renewed.some((codes) => codes[0] === lettersOf(standing)[0]))
  })

  it('are gone when they are removed, or everything is', async () => {
    const { authenticators } = await enrol()
    const [code = ''] = await issued()
    assert.equal(await service().remove(account), true)
    assert.equal((await service().verify(account, code)).outcome, 'rejected')
    const [other = ''] = await issued()
    const removed = await removeSecondFactor({ authenticators, recoveryCodes: service() }, account)
    assert.deepEqual(removed, { devices: 1, recoveryCodes: true })
    assert.equal((await service().verify(account, other)).outcome, 'rejected')
    assert.equal(await service().find(account), undefined)
  })

  it('stand in no file in clear, used or not', async () => {
    const codes = await issued()
    await service().verify(account, codes[0] ?? '')
    const files = readdirSync(folder()).map((file) => readFileSync(join(folder(), file)))
    assert.ok(
      files.some((bytes) => bytes.includes(account)),
      'these are the files that hold them',
    )
    for (const code of codes) {
      const plain = code.replaceAll('-', '')
      for (const written of [code, plain, code.slice(0, 11), plain.toUpperCase()]) {
        assert.ok(files.every((bytes) => !bytes.includes(written)))
      }
    }
  })

  it('do not open when they were moved to another account', async () => {
    await issued()
    const set = await service().find(account)
    assert.ok(set)
    const thief = createAccountId()
    await store.recoveryCodes.put({ ...set, accountId: thief }, undefined)
    const unreadable = (error: unknown) =>
      error instanceof Fault && error.code === 'secret_unreadable'
    await assert.rejects(service().show(thief), unreadable)
    await assert.rejects(service().verify(thief, createRecoveryCode()), unreadable)
  })

  it('do not come out of logs or JSON', async () => {
    const shown = await service().issue(account)
    const printed = JSON.stringify(shown) + inspect(shown, { depth: 9 })
    for (const code of lettersOf(shown)) assert.ok(!printed.includes(code))
  })
})
