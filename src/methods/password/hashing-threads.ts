import { extname } from 'node:path'
import type { Options } from '@node-rs/argon2'
import { Piscina } from 'piscina'

/** What a hashing thread is asked. */
export type HashingTask =
  | { readonly kind: 'hash'; readonly password: Uint8Array; readonly parameters: Options }
  | { readonly kind: 'verify'; readonly password: Uint8Array; readonly stored: string }
  | {
      readonly kind: 'verify_foreign'
      readonly password: Uint8Array
      readonly stored: string
    }

// Sources run as they stand, and what is built from them has another ending.
const PROGRAM = new URL(`./hashing-thread${extname(import.meta.url)}`, import.meta.url)

/** Milliseconds: the longest that a timer of Node takes. A thread that was needed once is kept. */
const FOR_GOOD = 2 ** 31 - 1

/**
 * Hashes are computed in threads of a lower priority than the one that answers requests. In Node's own pool,
 * which knows no priorities, they take every core as soon as there are as many of them, and a request that needs a
 * millisecond waits for tens; and tokens are signed in that pool.
 *
 * Ten lower: a thread of the usual priority that wants the processor gets some nine tenths of it beside this one.
 * Not the lowest: a flood of cheap requests must not keep everybody from signing in. Where a priority is not a
 * thread's own, or a sandbox forbids it, hashes take their share like everything else.
 *
 * Like Node's, the threads are the process's: one that many servers run in, as tests do, has no more of them than
 * hashes were ever computed at once, and each gets what it needs and no more: not what is loaded ahead of the program,
 * for one.
 */
const threads = new Piscina({
  filename: PROGRAM.href,
  minThreads: 0,
  maxThreads: 64,
  idleTimeout: FOR_GOOD,
  niceIncrement: 10,
  execArgv: [],
  env: {},
  recordTiming: false,
})

/** An argon2 PHC string. Whoever calls bounds how many are computed at once. */
export const hashInThread = (password: Uint8Array, parameters: Options): Promise<string> =>
  threads.run({ kind: 'hash', password, parameters } satisfies HashingTask)

/** Throws when `stored` is no PHC string. Whoever calls bounds how many are computed at once. */
export const verifyInThread = (stored: string, password: Uint8Array): Promise<boolean> =>
  threads.run({ kind: 'verify', password, stored } satisfies HashingTask)

/** The same for a hash that another program made, as `hashes/` has read it. */
export const verifyForeignInThread = (stored: string, password: Uint8Array): Promise<boolean> =>
  threads.run({ kind: 'verify_foreign', password, stored } satisfies HashingTask)
