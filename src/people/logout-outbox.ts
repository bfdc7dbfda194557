import type { AccountId, LogoutNoticeId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/instant.ts'

/**
 * That a session is over, for one application that was signed in to with it. The logout token is not among it: it
 * lives for two minutes, and is signed again at each attempt.
 */
export interface NewLogoutNotice {
  readonly id: LogoutNoticeId
  readonly clientId: string
  readonly accountId: AccountId
  /** The session, as the application knows it. Absent where a session does not say. */
  readonly sid?: string
  readonly createdAt: Instant
}

/** One that somebody has claimed. */
export interface ClaimedLogoutNotice extends NewLogoutNotice {
  /** How often it was claimed, this time included: tells this claim from a later one. */
  readonly attempts: number
}

/**
 * Port: logout notices that no application has taken yet (OpenID Connect Back-Channel Logout 1.0). State is durable and
 * shared by all nodes. A notice outlives its account, whose end it may tell of.
 */
export interface LogoutOutbox {
  /**
   * @param claimedUntil whoever adds it has claimed it until then, for its first attempt. @default nobody has, and it
   *   is due when it was created
   */
  add(notice: NewLogoutNotice, claimedUntil?: Instant): Promise<void>

  /**
   * Claims the notice that is longest due, until `until`: of any number of concurrent claimers, on any node, each due
   * notice goes to exactly one, and to nobody else before `until`. One whose claimer died is due again then. Undefined
   * when nothing is due at `now`.
   */
  claim(now: Instant, until: Instant): Promise<ClaimedLogoutNotice | undefined>

  /** It was taken, or is given up. False when it was gone already. */
  done(id: LogoutNoticeId): Promise<boolean>

  /**
   * It was not taken, and is due again at `dueAt`. False, and nothing is changed, when it is gone or was claimed again
   * meanwhile.
   */
  later(claim: Pick<ClaimedLogoutNotice, 'id' | 'attempts'>, dueAt: Instant): Promise<boolean>
}
