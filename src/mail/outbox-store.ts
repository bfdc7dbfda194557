import type { SealedSecret } from '../kernel/sealing/sealer.ts'
import type { AccountId, MailId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/instant.ts'

/** A mail as it is added: sealed, because some hold a link that opens an account. */
export interface NewMail {
  readonly id: MailId
  readonly accountId: AccountId
  readonly sealed: SealedSecret
  readonly createdAt: Instant
}

/** A mail that somebody has claimed. */
export interface ClaimedMail extends NewMail {
  /** How often it was claimed, this time included: tells this claim from a later one. */
  readonly attempts: number
}

/** Port: mails that wait to be sent. State is durable and shared by all nodes. */
export interface OutboxStore {
  /** @param dueAt it is due from then on. @default when it was created */
  add(mail: NewMail, dueAt?: Instant): Promise<void>

  /**
   * Claims the mail that is longest due, until `until`: of any number of concurrent claimers, on any
   * node, each due mail goes to exactly one, and to nobody else before `until`. A mail whose claimer
   * died is due again then. Undefined when nothing is due at `now`.
   */
  claim(now: Instant, until: Instant): Promise<ClaimedMail | undefined>

  /** How many wait, and for how many seconds the one that is longest due has been due (0 for none). */
  waiting(now: Instant): Promise<{ readonly mails: number; readonly dueFor: number }>

  /** How many of an account's wait. */
  waitingFor(accountId: AccountId): Promise<number>

  /** It was sent, or need not be sent any more. False when it was gone already. */
  done(id: MailId): Promise<boolean>

  /**
   * Takes a mail back that nobody has claimed yet. False, and nothing is changed, when it was claimed or is gone:
   * of a withdrawal and any number of concurrent claims exactly one has it.
   */
  withdraw(id: MailId): Promise<boolean>

  /**
   * It was not sent, and is due again at `dueAt`. False, and nothing is changed, when it is gone or was
   * claimed again meanwhile.
   */
  later(claim: Pick<ClaimedMail, 'id' | 'attempts'>, dueAt: Instant): Promise<boolean>
}
