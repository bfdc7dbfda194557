import { createHash } from 'node:crypto'
import type { Branded } from '../kernel/typing.ts'
import type { Instant } from '../kernel/instant.ts'

/**
 * Who sets a device up. Until its first code the device belongs to nobody else: whoever knows the
 * account's password as well neither sees its key nor finishes it.
 */
export interface Enroller {
  /** Names one session, or one interaction, and no other. */
  readonly id: string
  /** What was begun before has ended, with the password or the reset that it was begun under. */
  readonly notBefore?: Instant
}

/** An enroller as a store knows it. */
export type EnrollerKey = Branded<string, 'EnrollerKey'>

/** A digest: a host may name its session by what is in a cookie, which no store must hold. */
export const enrollerKey = ({ id }: Pick<Enroller, 'id'>): EnrollerKey =>
  createHash('sha256').update(id).digest('base64url') as EnrollerKey
