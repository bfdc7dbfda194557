import { hashSync, verifySync } from '@node-rs/argon2'
import { assertNever } from '../../kernel/typing.ts'
import { isRefused } from './hashes/foreign-hash.ts'
import { matchesForeign, readForeignHash } from './hashes/index.ts'
import type { HashingTask } from './hashing-threads.ts'

/** What each of the hashing threads runs, one task after the other. */
export default function run(task: HashingTask): string | boolean {
  switch (task.kind) {
    case 'hash':
      return hashSync(task.password, task.parameters)
    case 'verify':
      return verifySync(task.stored, task.password)
    case 'verify_foreign':
      return verifyForeign(task.stored, task.password)
    default:
      return assertNever(task)
  }
}

function verifyForeign(stored: string, password: Uint8Array): boolean {
  const hash = readForeignHash(stored)
  if (isRefused(hash)) throw new Error(hash.refused)
  return matchesForeign(hash, password)
}
