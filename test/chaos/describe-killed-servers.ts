import { strict as assert } from 'node:assert'
import { Fault } from '../../src/kernel/faults.ts'
import type { Store } from '../../src/stores/store.ts'
import { openPatiently, openPlace } from '../support/store-place.ts'
import { findLosses, useAgain } from './ledger.ts'
import { live, type Entry } from './life.ts'
import type { KilledServer } from './targets.ts'

/** Accounts that are written to at a time. */
const LIVES = 8

/** Until the server is gone. */
export async function liveOn(store: Store, write: (entry: Entry) => void): Promise<void> {
  try {
    for (;;) await live(store, write)
  } catch (error) {
    if (!(error instanceof Fault && error.code === 'store_unavailable')) throw error
  }
}

const TIMEOUT = 3_600_000

export function describeKilledServers(
  name: string,
  start: () => Promise<KilledServer>,
  kills: number,
): void {
  describe(`${name}, whose server is killed`, () => {
    it(`loses nothing that was acknowledged in ${kills} kill -9, and does nothing by halves or twice`, async () => {
      const server = await start()
      const all: Entry[] = []
      let store = await openPlace(server.place, { refuseVolatile: true })
      try {
        for (let round = 0; round < kills; round += 1) {
          const current = store
          const entries: Entry[] = []
          const { promise: enough, resolve } = Promise.withResolvers<void>()
          const write = (entry: Entry): void => {
            entries.push(entry)
            if (entries.length >= 1 + ((round * 37) % 331)) resolve()
          }
          const lives = Array.from({ length: LIVES }, () => liveOn(current, write))
          await Promise.race([enough, ...lives])
          await server.kill()
          await Promise.all(lives)
          await store.close()
          await server.restart()
          await server.settle()
          store = await openPatiently(server.place)
          assert.deepEqual(await findLosses(store, entries), [], `round ${round}`)
          all.push(...entries)
        }
        assert.deepEqual(await findLosses(store, all), [])
        assert.deepEqual(await useAgain(store, all), [])
        await server.verify()
        assert.ok(all.filter(({ stage }) => stage === 'done').length > 10 * kills)
      } finally {
        await store.close()
        await server.close()
      }
    }).timeout(TIMEOUT)
  })
}
