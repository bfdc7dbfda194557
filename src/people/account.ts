import type { AccountId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/instant.ts'
import type { Language } from '../kernel/languages.ts'

/** A person who can sign in. */
export interface Account {
  readonly id: AccountId
  /** Login name or e-mail address as its owner wrote it; `nameKey` of it is unique. */
  readonly login: string
  readonly displayName: string
  /** Where mails to its owner go, if not to the login. */
  readonly email?: string
  /** `email` is known to be its owner's: they opened a link that was mailed there, or an operator said so. */
  readonly emailVerified?: true
  /** What its owner chose to read. */
  readonly language?: Language
  readonly createdAt: Instant
  /** Signed in nowhere and by nothing from this moment on. */
  readonly disabledAt?: Instant
  /** What was proved before this moment counts no more: set by a new password or a reset. */
  readonly proofsNotBefore?: Instant
  /** Its owner wants it deleted, and can take that back before this moment; from then on it opens nothing. */
  readonly leavesAt?: Instant
}

/** Whether nobody is let in: it is disabled, or it is over and only waits to be taken away. */
export const isShut = (
  { disabledAt, leavesAt }: Pick<Account, 'disabledAt' | 'leavesAt'>,
  now: Instant,
): boolean => disabledAt !== undefined || (leavesAt !== undefined && leavesAt <= now)
