import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { Options } from '@node-rs/argon2'

/*
 * Hashes are computed in threads of a lower priority than the one that answers requests. In Node's
 * own pool, which knows no priorities, they take every core as soon as there are as many of them, and a
 * request that needs a millisecond waits for tens; and tokens are signed in that pool.
 *
 * Like Node's, the threads are the process's: one that many servers run in, as tests do, has no more of
 * them than hashes were ever computed at once.
 */

export type HashingTask =
  | { readonly kind: 'hash'; readonly password: Uint8Array; readonly parameters: Options }
  | { readonly kind: 'verify'; readonly password: Uint8Array; readonly stored: string }

export type HashingAnswer =
  { readonly hash: string } | { readonly matches: boolean } | { readonly error: unknown }

// Sources run as they stand, and what is built from them has another ending.
const PROGRAM = new URL(`./hashing-thread${extname(import.meta.url)}`, import.meta.url)

/** Those that wait for work; the one that worked last comes first. */
const idle: Worker[] = []

/** An argon2 PHC string. Whoever calls bounds how many are computed at once. */
export async function hashInThread(password: Uint8Array, parameters: Options): Promise<string> {
  const answer = await run({ kind: 'hash', password, parameters })
  if ('hash' in answer) return answer.hash
  throw reasonOf(answer)
}

/** Throws when `stored` is no PHC string. Whoever calls bounds how many are computed at once. */
export async function verifyInThread(stored: string, password: Uint8Array): Promise<boolean> {
  const answer = await run({ kind: 'verify', password, stored })
  if ('matches' in answer) return answer.matches
  throw reasonOf(answer)
}

function run(task: HashingTask): Promise<HashingAnswer> {
  const thread = idle.pop() ?? start()
  // While it is at work the process does not end by itself.
  thread.ref()
  return new Promise((resolve, reject) => {
    const answered = (answer: HashingAnswer): void => {
      settle()
      thread.unref()
      idle.push(thread)
      resolve(answer)
    }
    const ended = (reason: unknown): void => {
      settle()
      reject(reason instanceof Error ? reason : new Error('a hashing thread has ended'))
    }
    const settle = (): void => {
      thread.off('message', answered).off('error', ended).off('exit', ended)
    }
    thread.on('message', answered).on('error', ended).on('exit', ended)
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- A thread is no window.
    thread.postMessage(task)
  })
}

/** A thread gets what it needs and no more: not what is loaded ahead of the program, for one. */
function start(): Worker {
  const thread = new Worker(PROGRAM, { execArgv: [], env: {}, name: 'hashing' })
  // One that ends by itself gets no further work. The next one takes its place.
  const forget = (): void => {
    const place = idle.indexOf(thread)
    if (place !== -1) idle.splice(place, 1)
  }
  return thread.on('error', forget).on('exit', forget)
}

const reasonOf = (answer: HashingAnswer): unknown =>
  'error' in answer ? answer.error : new Error('a hashing thread answered another question')
