import { randomBytes } from 'node:crypto'
import type { Clock } from '../kernel/instant.ts'
import type { Store } from '../stores/store.ts'
import type { CheckResult } from './readiness.ts'

/** Seconds that two clocks may be apart without anybody being told. */
const TOLERANCE = 5

/** Seconds beyond which the codes of this node are not those of the others: one time step (RFC 6238 §4.1). */
const STEP = 30

export interface ClockWatch {
  /** Compares again. What is known stays as it was where the store does not answer. */
  look(): Promise<void>
  /** Seconds that this node's clock is ahead of the store's; undefined where that is not known. */
  skew(): number | undefined
  /** How the last look went. */
  check(): CheckResult
}

/**
 * Compares this node's clock, by which codes, proofs and sessions go, with the store's.
 *
 * Above five seconds it is told. Above a time step the node refuses the codes that its people see, and takes
 * old ones; so it goes out of use, **if another node's clock agrees with the store's**: two against one.
 * Where nobody agrees with the store, it may as well be the store's clock that is wrong, by which nothing
 * goes (what expires there, expires after so many seconds); to take every node away for that would be the
 * greater harm. One node that agrees with the store therefore always stays.
 */
export function createClockWatch(store: Pick<Store, 'compareClocks'>, clock: Clock): ClockWatch {
  const node = randomBytes(9).toString('base64url')
  let skew: number | undefined
  let isWitnessed = false
  return {
    async look() {
      const sent = clock()
      // A store that is out is told of by a check of its own.
      const compared = await store.compareClocks?.(node, sent).catch(() => undefined)
      if (!compared) return
      // The store looked at its clock somewhere between.
      const now = sent + (clock() - sent) / 2
      skew = (now - compared.storeTime) / 1000
      isWitnessed = compared.others.some((other) => Math.abs(other) <= TOLERANCE * 1000)
    },

    skew: () => skew,

    check() {
      if (skew === undefined) return { status: 'ok' }
      const skewSeconds = Math.round(skew * 10) / 10
      const apart = Math.abs(skew)
      if (apart <= TOLERANCE) return { status: 'ok', skewSeconds }
      return { status: apart > STEP && isWitnessed ? 'failed' : 'warning', skewSeconds }
    },
  }
}
