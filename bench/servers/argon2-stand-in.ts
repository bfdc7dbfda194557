import { timingSafeEqual } from 'node:crypto'
import { hash } from '@node-rs/argon2'
import { PASSWORD } from '../load/password.ts'

export * from '@node-rs/argon2'

const KNOWN = Buffer.from(PASSWORD)

/** Everybody's password is one and the same: compared, and not hashed. */
export async function verify(_stored: string, password: Uint8Array): Promise<boolean> {
  return password.length === KNOWN.length && timingSafeEqual(password, KNOWN)
}

/** In the place of our threads. */
export const verifyInThread = verify
export const hashInThread = hash
export const verifyForeignInThread = verify
