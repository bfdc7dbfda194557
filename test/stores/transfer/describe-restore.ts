import { strict as assert } from 'node:assert'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { DEFAULT_THROTTLE } from '../../../src/kernel/throttle/attempt-store.ts'
import { codeAt, createAuthenticators } from '../../../src/methods/totp/index.ts'
import { stepAt, type TimeStep } from '../../../src/people/authenticator.ts'
import { createRecoveryCodes } from '../../../src/methods/recovery-codes/index.ts'
import { createAccountId, createMailId, createTrustedBrowserId } from '../../../src/kernel/ids.ts'
import { plusSeconds } from '../../../src/kernel/instant.ts'
import { Secret } from '../../../src/kernel/secret.ts'
import { createSealer } from '../../../src/stores/sealing.ts'
import type { Store } from '../../../src/stores/store.ts'
import { backupStore } from '../../../src/stores/transfer/backup.ts'
import { restoreBackup, type RestoreRules } from '../../../src/stores/transfer/restore.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { createTestClock, type TestClock } from '../../support/test-clock.ts'
import { PLACES, using, type Place } from '../places.ts'
import { ENROLLER } from '../../support/enroller.ts'

const accountId = createAccountId()
const PLAIN: RestoreRules = { withSessions: false, dropRecoveryCodes: false }

/** Describes what becomes of what was used, or ended, in a backup of one place that is restored to the other. */
export function describeRestore(from: keyof typeof PLACES, to: keyof typeof PLACES): void {
  describe(`a backup of ${from} restored to ${to}`, () => {
    const folder = temporaryFolder()
    const sealer = createSealer([{ id: 'k1', key: new Secret(randomBytes(32)) }])
    let [source, target]: Place[] = []
    let time: TestClock

    before(async () => {
      source = await PLACES[from]()
      target = await PLACES[to]()
    })

    after(async () => {
      await source?.close()
      await target?.close()
    })

    beforeEach(async () => {
      time = createTestClock()
      await source?.empty()
      await target?.empty()
    })

    const authenticators = ({ authenticators: store, attempts }: Store) =>
      createAuthenticators({ store, attempts, sealer, clock: time.clock })
    const recoveryCodes = ({ recoveryCodes: store, attempts }: Store) =>
      createRecoveryCodes({ store, attempts, sealer, clock: time.clock })

    /** An account with a device that was confirmed a while ago; tells its secret. */
    async function enrolled(store: Store): Promise<Secret> {
      const account = { id: accountId, login: 'ann', displayName: 'Ann', createdAt: time.now() }
      assert.equal(await store.accounts.add(account, 'hash'), true)
      const devices = authenticators(store)
      const begun = await devices.begin(accountId, 'Phone', ENROLLER)
      assert.ok(begun.outcome === 'begun')
      const pending = await devices.pending(accountId, ENROLLER)
      assert.ok(pending)
      const { secret } = pending
      const first = codeOf(secret, 0)
      const confirmation = await devices.confirm(accountId, begun.id, first, ENROLLER)
      assert.equal(confirmation.outcome, 'confirmed')
      time.advance(300)
      return secret
    }

    const codeOf = (secret: Secret, steps: number): string =>
      codeAt(secret, (stepAt(time.now(), 30) + steps) as TimeStep, {
        algorithm: 'SHA1',
        digits: 6,
        period: 30,
      })

    const backup = (file = join(folder(), 'backup')) =>
      using(source!.openWhole(time.clock), async (whole) => {
        await backupStore(whole, file, { clock: time.clock })
        return file
      })

    const restore = (file: string, rules = PLAIN) =>
      using(target!.openWhole(time.clock), (whole) =>
        restoreBackup(file, whole, rules, { clock: time.clock }),
      )

    const onSource = <T>(work: (store: Store) => Promise<T>) =>
      using(source!.open(time.clock), work)
    const onTarget = <T>(work: (store: Store) => Promise<T>) =>
      using(target!.open(time.clock), work)

    it('accepts no code that was used before the backup', async () => {
      const { secret, codes } = await onSource(async (store) => {
        const key = await enrolled(store)
        const shown = await recoveryCodes(store).issue(accountId)
        const all = shown.codes.map(({ code }) => code.reveal())
        assert.equal(
          (await recoveryCodes(store).verify(accountId, all[3] ?? '')).outcome,
          'accepted',
        )
        const used = await authenticators(store).verify(accountId, codeOf(key, 0))
        assert.equal(used.outcome, 'accepted')
        return { secret: key, codes: all }
      })
      await restore(await backup())
      await onTarget(async (store) => {
        const again = await authenticators(store).verify(accountId, codeOf(secret, 0))
        assert.ok(again.outcome === 'rejected' && again.reason === 'replayed', again.outcome)
        const recovery = recoveryCodes(store)
        assert.deepEqual(await recovery.verify(accountId, codes[3] ?? ''), {
          outcome: 'rejected',
          reason: 'used',
        })
        assert.deepEqual(await recovery.verify(accountId, codes[4] ?? ''), {
          outcome: 'accepted',
          set: (await recovery.find(accountId))?.id,
          remaining: 8,
        })
        // Who is locked out by no mistake: two minutes on, the code is new, and signs in.
        time.advance(120)
        const next = await authenticators(store).verify(accountId, codeOf(secret, 0))
        assert.equal(next.outcome, 'accepted')
      })
    })

    it('accepts no code that was used between the backup and the restore', async () => {
      const secret = await onSource(enrolled)
      const file = await backup()
      time.advance(3600)
      // With a clock that is fast, or one that is slow.
      const used = [-1, 0, 1].map((steps) => codeOf(secret, steps))
      await restore(file)
      await onTarget(async (store) => {
        for (const code of used) {
          const again = await authenticators(store).verify(accountId, code)
          assert.ok(again.outcome === 'rejected' && again.reason === 'replayed', again.outcome)
        }
        // It may have become two steps faster since, and its code of one step later was taken.
        const [device] = await store.authenticators.list(accountId)
        assert.ok(device)
        const accepts = (steps: number) => {
          const step = (stepAt(time.now(), 30) + steps) as TimeStep
          return store.authenticators.acceptStep(accountId, device.id, step, time.now())
        }
        assert.deepEqual([await accepts(3), await accepts(4)], [false, true])
      })
    })

    it('follows the clock of a device as before', async () => {
      const drift = async (store: Store) => (await store.authenticators.list(accountId))[0]?.drift
      const known = await onSource(async (store) => {
        const secret = await enrolled(store)
        for (let turn = 0; turn < 9; turn += 1) {
          time.advance(120)
          const code = codeOf(secret, -1)
          assert.equal((await authenticators(store).verify(accountId, code)).outcome, 'accepted')
        }
        return drift(store)
      })
      assert.ok(known !== undefined && known <= -10, String(known))
      await restore(await backup())
      assert.equal(await onTarget(drift), known)
    })

    it('goes on throttling where it was', async () => {
      const secret = await onSource(async (store) => {
        const key = await enrolled(store)
        for (let guess = 0; guess < DEFAULT_THROTTLE.free; guess += 1) {
          await authenticators(store).verify(accountId, '000000')
        }
        return key
      })
      await restore(await backup())
      await onTarget(async (store) => {
        const verification = await authenticators(store).verify(accountId, codeOf(secret, 0))
        assert.equal(verification.outcome, 'throttled')
      })
    })

    /** What may end any moment, of every kind. */
    const busy = (store: Store) =>
      (async () => {
        await enrolled(store)
        const now = time.now()
        assert.equal(
          (await authenticators(store).begin(accountId, 'Laptop', ENROLLER)).outcome,
          'begun',
        )
        await store.adapter('Session').upsert('cookie', { uid: 'uid', accountId }, 3600)
        await store.adapter('Session').upsert('gone', { uid: 'gone', accountId }, 3600)
        await store.endSession('gone')
        await store.adapter('Grant').upsert('grant', { accountId, clientId: 'shop' }, 3600)
        await store.adapter('RefreshToken').upsert('token', { accountId, grantId: 'grant' }, 3600)
        await store.adapter('ReplayDetection').upsert('assertion', { iss: 'shop' }, 3600)
        await store.adapter('Client').upsert('shop', { clientId: 'shop' })
        const bytes = new Uint8Array(32)
        const expiresAt = plusSeconds(now, 3600)
        await store.passwordResets.put({ tokenHash: bytes, accountId, expiresAt })
        const sealed = { keyId: 'k1', bytes }
        await store.outbox.add({ id: createMailId(), accountId, sealed, createdAt: now })
        const times = { createdAt: now, expiresAt, lastUsedAt: now }
        const id = createTrustedBrowserId()
        const about = { secretHash: bytes, factors: 'f', userAgent: '', address: '' }
        await store.trustedBrowsers.add({ id, accountId, ...about, ...times }, 5)
        await recoveryCodes(store).issue(accountId)
        await store.activity.add(accountId, now, '{}')
      })()

    const alive = async (store: Store): Promise<Record<string, boolean>> => ({
      account: (await store.accounts.findByLogin('ann'))?.passwordHash === 'hash',
      device: (await authenticators(store).confirmed(accountId)).length === 1,
      recoveryCodes: (await store.recoveryCodes.find(accountId)) !== undefined,
      activity: (await store.activity.list(accountId, undefined, 9)).length === 1,
      client: (await store.adapter('Client').find('shop')) !== undefined,
      usedAssertion: (await store.adapter('ReplayDetection').find('assertion')) !== undefined,
      pendingDevice: (await authenticators(store).list(accountId, ENROLLER)).length === 2,
      session: (await store.adapter('Session').find('cookie')) !== undefined,
      endedSession: (await store.adapter('Session').find('gone')) !== undefined,
      grant: (await store.artefacts.grantsOf(accountId)).length === 1,
      token: (await store.adapter('RefreshToken').find('token')) !== undefined,
      reset: (await store.passwordResets.find(new Uint8Array(32), time.now())) !== undefined,
      browser: (await store.trustedBrowsers.list(accountId, time.now())).length === 1,
      mail: (await store.outbox.claim(time.now(), time.now())) !== undefined,
    })

    const LASTING = {
      account: true,
      device: true,
      recoveryCodes: true,
      activity: true,
      client: true,
      usedAssertion: true,
      endedSession: false,
      // It is begun again: in a quarter of an hour it would be over anyway.
      pendingDevice: false,
    }
    const PASSING = ['session', 'grant', 'token', 'reset', 'browser', 'mail']
    const all = (value: boolean) => Object.fromEntries(PASSING.map((name) => [name, value]))

    it('brings back nothing that may have ended since', async () => {
      await onSource(busy)
      await restore(await backup())
      assert.deepEqual(await onTarget(alive), { ...LASTING, ...all(false) })
    })

    it('brings it back where it is asked to, and nothing that had ended before', async () => {
      await onSource(busy)
      await restore(await backup(), { ...PLAIN, withSessions: true })
      assert.deepEqual(await onTarget(alive), { ...LASTING, ...all(true) })
    })

    it('brings back every open reset of every account, and a used one voids those of its account', async () => {
      const people = ['ann', 'bob', 'cleo'].map((login) => ({ id: createAccountId(), login }))
      const resets = people.flatMap(({ id }) =>
        [600, 1200, 1200, 1800].map((seconds, place) => ({
          tokenHash: new Uint8Array(randomBytes(32)),
          accountId: id,
          ...(place === 0 ? {} : { clientId: `client ${place}` }),
          expiresAt: plusSeconds(time.now(), seconds),
        })),
      )
      await onSource(async (store) => {
        for (const { id, login } of people) {
          const account = { id, login, displayName: login, createdAt: time.now() }
          assert.equal(await store.accounts.add(account, 'hash'), true)
        }
        for (const reset of resets) await store.passwordResets.put(reset)
      })
      const findAll = (store: Store) =>
        Promise.all(resets.map(({ tokenHash }) => store.passwordResets.find(tokenHash, time.now())))
      time.advance(601)
      const open = resets.map((reset, index) => (index % 4 === 0 ? undefined : reset))
      assert.deepEqual(await onSource(findAll), open)
      const file = await backup()
      await restore(file, { ...PLAIN, withSessions: true })
      await onTarget(async (store) => {
        assert.deepEqual(await findAll(store), open)
        const [, second] = resets
        assert.ok(second)
        assert.equal(await store.passwordResets.redeem(second.tokenHash, 'next', time.now()), true)
        assert.deepEqual(
          await findAll(store),
          open.map((reset) => (reset?.accountId === second.accountId ? undefined : reset)),
        )
      })
      // Nor are they there where nothing is to come back that may have ended since.
      await target?.empty()
      await restore(file)
      const none = resets.map(() => undefined)
      assert.deepEqual(await onTarget(findAll), none)
    })

    it('leaves recovery codes out where it is asked to', async () => {
      await onSource(busy)
      await restore(await backup(), { ...PLAIN, dropRecoveryCodes: true })
      const expected = { ...LASTING, ...all(false), recoveryCodes: false }
      assert.deepEqual(await onTarget(alive), expected)
    })
  })
}
