import { strict as assert } from 'node:assert'
import * as fc from 'fast-check'
import type { Instant } from '../../src/kernel/instant.ts'
import { stepAt, type TimeStep } from '../../src/people/authenticator.ts'
import {
  centreOf,
  driftAfter,
  isSecond,
  MOST_DRIFT,
  nextCodeAt,
  tellableDrift,
  type Clocked,
} from '../../src/people/drift.ts'

const NOW = 1_800_000_000_000 as Instant
const parameters = { period: 30 } as const
const later = (seconds: number): Instant => (NOW + seconds * 1000) as Instant
/** What a device shows whose clock is fast by so many seconds. */
const shown = (at: Instant, fast: number, period = 30): TimeStep =>
  stepAt((at + fast * 1000) as Instant, period)

/** A device that signs in so often, at moments that have nothing to do with its steps. */
function used(fast: number, times: number, device: Clocked = { parameters }): Clocked {
  let known = device
  for (let time = 0; time < times; time += 1) {
    const at = later(time * 86_417)
    known = { parameters: known.parameters, drift: driftAfter(known, shown(at, fast), at) }
  }
  return known
}

describe('the drift of a device', () => {
  it('follows a clock that goes wrong, to a third of a step', () => {
    fc.assert(
      fc.property(fc.integer({ min: -55, max: 55 }), (fast) => {
        const { drift = 0 } = used(fast, 60)
        assert.ok(Math.abs(drift - fast) <= 10, `${drift} for ${fast}`)
      }),
    )
  })

  it('is never more than two steps, whatever was accepted', () => {
    const steps = fc.array(fc.integer({ min: -100, max: 100 }), { maxLength: 200 })
    fc.assert(
      fc.property(steps, fc.constantFrom(30, 60), (offsets, period) => {
        let known: Clocked = { parameters: { period } }
        for (const [index, offset] of offsets.entries()) {
          const at = later(index * 7)
          const step = (stepAt(at, period) + offset) as TimeStep
          known = { parameters: { period }, drift: driftAfter(known, step, at) }
          assert.ok(Math.abs(known.drift ?? 0) <= MOST_DRIFT * period)
          assert.ok(Math.abs(centreOf(known, at) - stepAt(at, period)) <= MOST_DRIFT)
        }
      }),
    )
  })

  it('is not learnt from how late people type', () => {
    const { drift = 0 } = used(-8, 100)
    assert.equal(tellableDrift({ parameters, drift }), undefined)
  })

  it('is told to the ten seconds from two thirds of a step on', () => {
    const told = [-42, -20, -19, 0, 19, 20, 58].map((drift) => tellableDrift({ parameters, drift }))
    assert.deepEqual(told, [-40, -20, undefined, undefined, undefined, 20, 60])
    assert.equal(tellableDrift({ parameters: { period: 60 }, drift: -39 }), undefined)
  })

  it('tells when the device shows its next code, by its own clock', () => {
    assert.equal(nextCodeAt({ parameters, drift: -10 }, NOW), later(10))
    assert.equal(nextCodeAt({ parameters, drift: 10 }, NOW), later(20))
    assert.equal(nextCodeAt({ parameters }, later(12)), later(30))
  })

  describe('when the clock was set', () => {
    const device: Clocked = {
      parameters,
      drift: -60,
      nearMiss: { step: shown(NOW, 0), at: NOW },
    }

    it('is learnt anew by two codes in a row', () => {
      const at = later(35)
      assert.equal(isSecond(device, shown(at, 0), at), true)
      assert.ok(Math.abs(driftAfter(device, shown(at, 0), at)) <= 15)
    })

    it('is not by one code that is given twice, nor by one of before', () => {
      for (const back of [0, 1, 2]) {
        const step = (shown(NOW, 0) - back) as TimeStep
        assert.equal(isSecond(device, step, later(5)), false)
      }
    })

    it('is not by two codes that say different things of it', () => {
      const at = later(35)
      for (const fast of [-90, -60, 60, 90]) {
        assert.equal(isSecond(device, shown(at, fast), at), false, String(fast))
      }
    })

    it('is not by a code that comes long after, or before', () => {
      for (const seconds of [301, 3600, -31]) {
        const at = later(seconds)
        assert.equal(isSecond(device, (shown(at, 0) + 2) as TimeStep, at), false)
      }
    })
  })
})
