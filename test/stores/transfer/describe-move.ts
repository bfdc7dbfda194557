import { deepEqual, equal } from 'node:assert/strict'
import * as fc from 'fast-check'
import type { ThrottleSubject } from '../../../src/kernel/throttle/attempt-store.ts'
import { plusSeconds } from '../../../src/kernel/instant.ts'
import type { Store } from '../../../src/stores/store.ts'
import { migrateStore } from '../../../src/stores/transfer/migrate.ts'
import { createTestClock } from '../../support/test-clock.ts'
import { PLACES, using, type Place } from '../places.ts'
import { observe } from './observe.ts'
import { population, settle } from './population.ts'

/** Stores of people that fast-check makes up. */
const RUNS = 10

/** Describes moving a store from one place to the other. */
export function describeMove(from: keyof typeof PLACES, to: keyof typeof PLACES): void {
  describe(`moving a store from ${from} to ${to}`, () => {
    const { clock } = createTestClock()
    let source: Place
    let target: Place
    let origin: Store
    let destination: Store

    before(async () => {
      source = await PLACES[from]()
      target = await PLACES[to]()
      origin = await source.open(clock)
      destination = await target.open(clock)
    })
    after(async () => {
      await origin.close()
      await destination.close()
      await source.close()
      await target.close()
    })

    const empty = async (): Promise<void> => {
      await source.empty()
      await target.empty()
    }
    const move = (a: Place, b: Place) =>
      using(a.openWhole(clock), (whole) =>
        using(b.openWhole(clock), (other) => migrateStore(whole, other, { clock })),
      )

    it('brings everything that the ports tell, and forgets nothing that was used', async () => {
      await fc.assert(
        fc.asyncProperty(population, async (people) => {
          await empty()
          const known = await settle(origin, people, clock())
          await move(source, target)
          const expected = await observe(origin, known, clock())
          deepEqual(await observe(destination, known, clock()), expected)
        }),
        // What has failed once on a machine that is busy is not made small for minutes.
        { numRuns: RUNS, endOnFailure: true },
      )
    }).timeout(120_000)

    it('keeps what is locked, however few failures that takes and however long nobody comes', async () => {
      await empty()
      const policy = { free: 9, firstDelay: 1, longestDelay: 1, lockAt: 10 }
      const longAgo = plusSeconds(clock(), -31 * 86_400)
      const fail = async (subject: ThrottleSubject, times: number) => {
        for (let time = 0; time < times; time += 1) {
          const at = plusSeconds(longAgo, time)
          equal((await origin.attempts.charge(subject, policy, at)).outcome, 'charged')
        }
      }
      await fail('password:locked', 10)
      await fail('password:few', 9)
      // A fault locks nobody, and one that came to nothing is as forgettable as before.
      await fail('password:refunded', 10)
      await origin.attempts.refund?.('password:refunded')
      await origin.sweep(100)
      await move(source, target)
      await destination.sweep(100)
      for (const store of [origin, destination]) {
        deepEqual(await store.attempts.charge('password:locked', policy, clock()), {
          outcome: 'locked',
        })
      }
      for (const subject of ['password:few', 'password:refunded'] as const) {
        equal(await destination.attempts.clear(subject), false)
      }
      equal(await destination.attempts.clear('password:locked'), true)
    })

    it('counts the same there, back and there again', async () => {
      const [people = []] = fc.sample(population, { numRuns: 1, seed: 42 })
      await empty()
      await settle(origin, people, clock())
      const there = await move(source, target)
      await source.empty()
      const back = await move(target, source)
      equal(back.checksum, there.checksum)
      deepEqual(back.counts, there.counts)
    })
  })
}
