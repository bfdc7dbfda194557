import type { AccountId } from '../kernel/ids.ts'
import type { Mail } from '../pages/mails.ts'

/** How a mail waits for what comes next. */
export interface Hold {
  /** Names it among the account's mails. */
  readonly name: string
  /** How long it is kept back. */
  readonly seconds: number
}

/** Port: where mails are posted. */
export interface Postbox {
  /**
   * Resolves when the mail is kept for good; it is sent afterwards, whatever becomes of this process.
   * Nothing waits for a mail server.
   *
   * @throws Fault `store_unavailable`
   */
  post(mail: Mail): Promise<void>

  /**
   * The same, but it is sent only after the time of its hold, and not at all when it is withdrawn until then, by
   * whichever node.
   */
  hold(mail: Mail, hold: Hold): Promise<void>

  /** Takes a held mail back. False when none of that name waits: it was never posted, or is being sent. */
  withdraw(accountId: AccountId, hold: Hold): Promise<boolean>
}
