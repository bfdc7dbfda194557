import { getPriority, setPriority } from 'node:os'
import { parentPort } from 'node:worker_threads'
import { hashSync, verifySync } from '@node-rs/argon2'
import type { HashingAnswer, HashingTask } from './hashing-threads.ts'

/*
 * What each of the hashing threads runs: one task after the other.
 */

/**
 * How much lower than the rest of the process. A thread of the usual priority that wants the processor
 * gets some nine tenths of it beside this one. Not the lowest: a flood of cheap requests must not
 * keep everybody from signing in.
 */
const LOWER_BY = 10
const LOWEST = 19

/**
 * On Linux a priority is a thread's own, and without an id it is the calling thread's. Elsewhere it would be
 * the whole process's.
 */
function giveWay(): void {
  if (process.platform !== 'linux') return
  try {
    setPriority(Math.min(getPriority() + LOWER_BY, LOWEST))
  } catch {
    // Where a sandbox forbids it hashes take their share like everything else.
  }
}

function answer(task: HashingTask): HashingAnswer {
  try {
    return task.kind === 'hash'
      ? { hash: hashSync(task.password, task.parameters) }
      : { matches: verifySync(task.stored, task.password) }
  } catch (error) {
    return { error }
  }
}

giveWay()
parentPort?.on('message', (task: HashingTask) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- A thread is no window.
  parentPort?.postMessage(answer(task))
})
