import { writeSync } from 'node:fs'
import { once } from 'node:events'
import { Fault } from '../../src/kernel/faults.ts'
import { openPatiently, type StorePlace } from '../support/store-place.ts'
import { live, type Entry } from './life.ts'

/** Accounts that are written to at a time. */
const LIVES = 4

/** A process of its own that writes to the store that it is told, until somebody kills it. */
const [place = ''] = process.argv.slice(2)

// Synchronous: what is said before a kill has been said.
const say = (line: Entry | 'ready'): void => void writeSync(1, `${JSON.stringify(line)}\n`)

/** Who waits in vain while another process writes and writes is told so, and what was begun may be done or not. */
async function liveOn(store: Parameters<typeof live>[0]): Promise<never> {
  for (;;) {
    await live(store, say).catch((error: unknown) => {
      if (!(error instanceof Fault && error.code === 'store_unavailable')) throw error
    })
  }
}

say('ready')
await once(process.stdin, 'data')
const store = await openPatiently(JSON.parse(place) as StorePlace)
await Promise.all(Array.from({ length: LIVES }, () => liveOn(store)))
