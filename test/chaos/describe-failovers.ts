import { strict as assert } from 'node:assert'
import type { Store } from '../../src/stores/store.ts'
import { openPostgresProxy } from '../support/postgres-proxy.ts'
import { startPostgres } from '../support/postgres-server.ts'
import { promote, startStandby, waitForStandby } from '../support/postgres-standby.ts'
import { openPlace, type StorePlace } from '../support/store-place.ts'
import { liveOn } from './describe-killed-servers.ts'
import { findLosses, useAgain } from './ledger.ts'
import type { Entry } from './life.ts'

/** Accounts that each of two nodes writes to at a time. */
const LIVES = 4

const TIMEOUT = 3_600_000

/** The primary is killed at work, its standby promoted, and the next one made of that. */
export function describeFailovers(failovers: number): void {
  describe('PostgreSQL with a standby that it waits for', () => {
    it(`loses nothing that was acknowledged in ${failovers} failovers, and does nothing by halves or twice`, async () => {
      let primary = await startPostgres()
      const address = await openPostgresProxy(primary.url)
      const place: StorePlace = { kind: 'postgres', url: address.url }
      const openNode = (): Promise<Store> => openPlace(place, { refuseVolatile: true })
      let nodes = await Promise.all([openNode(), openNode()])
      const all: Entry[] = []
      try {
        for (let round = 0; round < failovers; round += 1) {
          const standby = await startStandby(primary)
          await waitForStandby(primary)
          const entries: Entry[] = []
          const { promise: enough, resolve } = Promise.withResolvers<void>()
          const write = (entry: Entry): void => {
            entries.push(entry)
            if (entries.length >= 60 + ((round * 37) % 331)) resolve()
          }
          const lives = nodes.flatMap((node) =>
            Array.from({ length: LIVES }, () => liveOn(node, write)),
          )
          await Promise.race([enough, ...lives])
          await primary.crash()
          await Promise.all(lives)
          await promote(standby)
          address.leadTo(standby.port)
          // Nodes find the new primary by themselves where the address follows it, and when they are started anew.
          if (round % 2 === 1) {
            for (const node of nodes) await node.close()
            nodes = await Promise.all([openNode(), openNode()])
          }
          await primary.close()
          primary = standby
          all.push(...entries)
          for (const node of nodes) {
            assert.deepEqual(await findLosses(node, entries), [], `failover ${round}`)
          }
        }
        assert.deepEqual(await findLosses(nodes[0], all), [])
        assert.deepEqual(await useAgain(nodes[1], all), [])
        assert.ok(all.filter(({ stage }) => stage === 'done').length > 20 * failovers)
      } finally {
        for (const node of nodes) await node.close()
        await address.close()
        await primary.close()
      }
    }).timeout(TIMEOUT)
  })
}
