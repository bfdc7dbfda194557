import { strict as assert } from 'node:assert'
import { join } from 'node:path'
import { createAccountId } from '../../../src/kernel/ids.ts'
import { systemClock } from '../../../src/kernel/instant.ts'
import { DEFAULT_THROTTLE } from '../../../src/kernel/throttle/attempt-store.ts'
import {
  begin,
  firstCodeOf,
  newAuthenticator,
} from '../../../src/stores/conformance/authenticator-samples.ts'
import type { Store } from '../../../src/stores/store.ts'
import { backupStore } from '../../../src/stores/transfer/backup.ts'
import { migrateStore } from '../../../src/stores/transfer/migrate.ts'
import { restoreBackup } from '../../../src/stores/transfer/restore.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { PLACES, using, type Place } from '../places.ts'

const RULES = { withSessions: false, dropRecoveryCodes: false }
const clock = systemClock

/** Says where it was refused, and by what. */
const UNFINISHED = {
  code: 'configuration_invalid',
  path: 'store',
  message: /has not ended/,
} as const

/** So many accounts, each with a device. */
async function settleSome(store: Store, count: number): Promise<void> {
  const people = Array.from({ length: count }, async (_, number) => {
    const device = newAuthenticator(createAccountId(), 'Phone')
    const { accountId: id } = device
    const account = { id, login: `person ${number}`, displayName: '', createdAt: clock() }
    await store.accounts.add(account, 'hash')
    await begin(store.authenticators, device)
    await store.authenticators.confirm(firstCodeOf(device, { at: clock() }))
  })
  await Promise.all(people)
}

/** Writes a backup of so many accounts: from Redis, which waits for no disk. */
export async function backUp(file: string, count: number): Promise<void> {
  const place = await PLACES.Redis()
  await using(place.open(clock), (store) => settleSome(store, count))
  await using(place.openWhole(clock), (whole) => backupStore(whole, file, { clock }))
  await place.close()
}

/** Describes a store of which the filling does not come to its end. */
export function describeFilling(name: keyof typeof PLACES): void {
  describe(`a store that is filled on ${name}`, () => {
    const folder = temporaryFolder()
    let place: Place
    before(async () => {
      place = await PLACES[name]()
    })
    after(() => place.close())
    beforeEach(() => place.empty())

    const restore = (file: string, discard = false) =>
      using(place.openWhole(clock), (whole) =>
        restoreBackup(file, whole, RULES, { clock, discard }),
      )

    const logins = () =>
      using(place.open(clock), async ({ accounts }) =>
        (await accounts.list(undefined, 100)).map(({ login }) => login),
      )

    it('and was cut off, is opened by nobody, filled by nobody, and emptied where that is asked for', async () => {
      const file = join(folder(), 'backup')
      await backUp(file, 3)
      await using(place.openWhole(clock), async (whole) => {
        assert.deepEqual(await whole.begin(clock()), { outcome: 'begun' })
        const id = createAccountId()
        const profile = { login: 'half', displayName: '', createdAt: clock() }
        const lists = { devices: [], trustedBrowsers: [], activity: [] }
        await whole.write([{ kind: 'account', id, profile, ...lists }])
        // Whoever did so is heard of no more.
      })
      await assert.rejects(place.open(clock), UNFINISHED)
      await using(place.openWhole(clock), (whole) =>
        assert.rejects(backupStore(whole, join(folder(), 'other'), { clock }), UNFINISHED),
      )
      await assert.rejects(restore(file), { code: 'import_unfinished' })
      const { restored } = await restore(file, true)
      assert.equal(restored.counts.accounts, 3)
      assert.deepEqual(await logins(), ['person 0', 'person 1', 'person 2'])
      // What is whole is emptied by no word.
      await assert.rejects(restore(file, true), { code: 'store_not_empty' })
      assert.equal((await logins()).length, 3)
    })

    it('and was cut off, goes on where it was, where that is asked for', async () => {
      const origin = await PLACES.SQLite()
      const store = await origin.open(clock)
      await settleSome(store, 30)
      await store.adapter('Session').upsert('id', { uid: 'uid', accountId: 'anybody' }, 3600)
      await store.attempts.charge('password:somebody', DEFAULT_THROTTLE, clock())
      await using(origin.openWhole(clock), async (source) => {
        await using(place.openWhole(clock), async (target) => {
          await target.begin(clock())
          for await (const batch of source.read()) await target.write(batch.slice(0, 20))
          // Whoever did so is heard of no more.
        })
        await using(place.openWhole(clock), async (target) => {
          await assert.rejects(migrateStore(source, target, { clock }), {
            code: 'import_unfinished',
          })
          const { counts } = await migrateStore(source, target, { clock, resume: true })
          assert.equal(counts.accounts, 30)
          await assert.rejects(migrateStore(source, target, { clock, resume: true }), {
            code: 'store_not_empty',
          })
        })
      })
      assert.equal((await logins()).length, 30)
      await store.close()
      await origin.close()
    })

    it('is filled by one of those who begin at once', async () => {
      const wholes = await Promise.all(Array.from({ length: 4 }, () => place.openWhole(clock)))
      const begun = await Promise.all(wholes.map((whole) => whole.begin(clock())))
      assert.equal(begun.filter(({ outcome }) => outcome === 'begun').length, 1)
      await Promise.all(wholes.map((whole) => whole.close()))
    })

    it('from one that somebody writes to meanwhile, is empty again, and it is told', async () => {
      const origin = await PLACES.SQLite()
      const store = await origin.open(clock)
      await settleSome(store, 3)
      let further = 0
      await using(origin.openWhole(clock), (source) =>
        using(place.openWhole(clock), (target) =>
          assert.rejects(
            migrateStore(source, target, {
              clock,
              onProgress(stage) {
                if (stage !== 'copying' || further > 0) return
                further += 1
                const account = { id: createAccountId(), login: 'late', displayName: '' }
                void store.accounts.add({ ...account, createdAt: clock() }, 'hash')
              },
            }),
            { code: 'source_changed' },
          ),
        ),
      )
      await store.close()
      await origin.close()
      assert.equal(further, 1)
      assert.deepEqual(await logins(), [])
    })

    it('is empty again where it was stopped', async () => {
      const file = join(folder(), 'backup')
      await backUp(file, 500)
      const stopping = new AbortController()
      await using(place.openWhole(clock), (whole) =>
        assert.rejects(
          restoreBackup(file, whole, RULES, {
            clock,
            signal: stopping.signal,
            onProgress: (stage) => {
              if (stage === 'copying') stopping.abort()
            },
          }),
        ),
      )
      assert.deepEqual(await logins(), [])
    })
  })
}
