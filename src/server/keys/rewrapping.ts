import { randomInt } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import type { Logger } from 'pino'
import { rewrap } from '../../kernel/sealing/rewrap.ts'
import type { SealedSecrets } from '../../kernel/sealing/sealed-secrets.ts'
import type { Sealer } from '../../kernel/sealing/sealer.ts'

export interface RewrappingParts {
  readonly store: SealedSecrets
  readonly sealer: Sealer
  readonly log: Logger
  /** Milliseconds: what is waited for is a part or a multiple of it. */
  readonly interval: number
}

/** Brings what older keys sealed under the one that is used, a little at a time. */
export interface Rewrapping {
  /** The keys are these many now: with more than one there may be something to do. */
  wake(keys: number): void
  /** Resolves when no walk is under way, and none will be. */
  close(): Promise<void>
}

/** Of the interval: between two pages; doubled for as long as another node is at the same place. */
const PAUSE = 0.05
/** Intervals until another walk, after one that found something: a node may have been late. */
const AGAIN = 360
const AFTER_FAILURE = 6

/**
 * Nodes need no agreement: each record is exchanged by one of them, and who finds itself a step behind
 * stands back until the other is well ahead, where there is nothing left to write.
 */
export function startRewrapping({ store, sealer, log, interval }: RewrappingParts): Rewrapping {
  let stop = new AbortController()
  let closed = false
  let working: Promise<void> = Promise.resolve()

  /** Resolves whether there was something to do. */
  async function flow(signal: AbortSignal): Promise<boolean> {
    let [pause, passed, rewrapped, unreadable] = [interval * PAUSE, 0, 0, 0]
    for await (const progress of rewrap(store, sealer)) {
      const behind = progress.passed > passed
      pause = behind ? Math.min(pause * 2, 10 * interval) : interval * PAUSE
      ;({ passed, rewrapped } = progress)
      unreadable = progress.unreadable.length
      await wait(pause * (0.5 + Math.random()), undefined, { signal, ref: false })
    }
    if (unreadable > 0) {
      log.error({ count: unreadable }, 'secrets do not open: run "oidc-step-up keys verify"')
    }
    if (rewrapped > 0) {
      log.info({ rewrapped, keyId: sealer.keyId }, 'secrets are sealed with the newer key')
    }
    return rewrapped > 0
  }

  async function work(signal: AbortSignal): Promise<void> {
    const later = (milliseconds: number) => wait(milliseconds, undefined, { signal, ref: false })
    // A server that shares the file has read it by then, and opens what is sealed anew.
    await later(interval + randomInt(Math.max(1, interval)))
    for (;;) {
      try {
        if (!(await flow(signal))) return
        await later(interval * AGAIN)
      } catch (error) {
        if (signal.aborted) return
        log.error({ err: error }, 'sealed secrets could not be rewrapped; trying again')
        await later(interval * AFTER_FAILURE)
      }
    }
  }

  return {
    wake(keys) {
      stop.abort()
      if (keys < 2 || closed) return
      stop = new AbortController()
      const { signal } = stop
      // What is waited for ends in an error when it is told to stop.
      working = working.then(() => work(signal)).catch(() => undefined)
    },
    async close() {
      closed = true
      stop.abort()
      await working
    },
  }
}
