import { deepEqual, equal } from 'node:assert/strict'
import * as fc from 'fast-check'
import { migrateStore } from '../../../src/stores/transfer/migrate.ts'
import { createTestClock } from '../../support/test-clock.ts'
import { observe } from './observe.ts'
import { population, settle } from './population.ts'
import { PLACES, using, type Place } from './stores.ts'

const PAIRS = [
  ['SQLite', 'SQLite'],
  ['SQLite', 'Redis'],
  ['Redis', 'SQLite'],
  ['Redis', 'Redis'],
  ['SQLite', 'a Redis Cluster'],
  ['a Redis Cluster', 'SQLite'],
] as const

for (const [from, to] of PAIRS) {
  describe(`moving a store from ${from} to ${to}`, () => {
    let [source, target]: Place[] = []

    before(async () => {
      source = await PLACES[from]()
      target = await PLACES[to]()
    })

    after(async () => {
      await source?.close()
      await target?.close()
    })

    it('brings everything that the ports tell, and forgets nothing that was used', async () => {
      const { clock } = createTestClock()
      await fc.assert(
        fc.asyncProperty(population, async (people) => {
          await source!.empty()
          await target!.empty()
          const [origin, destination] = [await source!.open(clock), await target!.open(clock)]
          try {
            const known = await settle(origin, people, clock())
            await using(source!.openWhole(clock), (whole) =>
              using(target!.openWhole(clock), (empty) => migrateStore(whole, empty, { clock })),
            )
            const [expected, found] = [
              await observe(origin, known, clock()),
              await observe(destination, known, clock()),
            ]
            deepEqual(found, expected)
          } finally {
            await origin.close()
            await destination.close()
          }
        }),
        { numRuns: 10 },
      )
    }).timeout(120_000)

    it('counts the same there, back and there again', async () => {
      const { clock } = createTestClock()
      const [people] = fc.sample(population, { numRuns: 1, seed: 42 })
      await source!.empty()
      await target!.empty()
      await using(source!.open(clock), (store) => settle(store, people ?? [], clock()))
      const move = (a: Place, b: Place) =>
        using(a.openWhole(clock), (whole) =>
          using(b.openWhole(clock), (empty) => migrateStore(whole, empty, { clock })),
        )
      const there = await move(source!, target!)
      await source!.empty()
      const back = await move(target!, source!)
      equal(back.checksum, there.checksum)
      deepEqual(back.counts, there.counts)
    })
  })
}
