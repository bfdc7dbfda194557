import { hashSync, verifySync } from '@node-rs/argon2'
import type { HashingTask } from './hashing-threads.ts'

/** What each of the hashing threads runs, one task after the other. */
export default (task: HashingTask): string | boolean =>
  task.kind === 'hash'
    ? hashSync(task.password, task.parameters)
    : verifySync(task.stored, task.password)
