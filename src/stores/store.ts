import type { AccountRemoval } from '../people/account-removal.ts'
import type { AdoptionStore } from '../people/adoption-store.ts'
import type { AccountStore } from '../people/account-store.ts'
import type { ArtefactAdapterFactory, ArtefactIndex } from '../people/artefact-index.ts'
import type { LogoutOutbox } from '../people/logout-outbox.ts'
import type { EmailChangeStore } from '../people/email-change-store.ts'
import type { PasswordResetStore } from '../people/password-reset-store.ts'
import type { AttemptStore } from '../kernel/throttle/attempt-store.ts'
import type { AttemptCode } from '../people/code-attempts.ts'
import type { AssignedStore } from '../people/assigned-store.ts'
import type { AuthenticatorStore } from '../people/authenticator-store.ts'
import type { RecoveryCodeStore } from '../people/recovery-code-store.ts'
import type { SealedSecrets } from '../kernel/sealing/sealed-secrets.ts'
import type { TrustedBrowserStore } from '../trust/trusted-browser-store.ts'
import type { ClientStore } from '../clients/client-store.ts'
import type { AccountId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/instant.ts'
import type { ActivityStore } from '../audit/activity-store.ts'
import type { OutboxStore } from '../mail/outbox-store.ts'
import type { OnOverflow } from './limits.ts'

/** Everything that the provider keeps, wherever that is. */
export interface Store {
  readonly accounts: AccountStore
  /** Takes in what other programs kept. */
  readonly adoption: AdoptionStore
  /** Takes an account away, and all that stands in the other parts. */
  readonly removal: AccountRemoval
  readonly authenticators: AuthenticatorStore
  /** Tokens that wait for their holders' first codes. */
  readonly assigned: AssignedStore
  readonly attempts: Required<AttemptStore>
  /** Absent where it takes several calls. */
  readonly attemptCode?: AttemptCode
  readonly recoveryCodes: RecoveryCodeStore
  readonly passwordResets: PasswordResetStore
  readonly emailChanges: EmailChangeStore
  readonly outbox: OutboxStore
  readonly logouts: LogoutOutbox
  readonly activity: ActivityStore
  readonly trustedBrowsers: TrustedBrowserStore
  /** The clients that are not written in the configuration. */
  readonly clients: ClientStore
  /** All that is sealed in these: devices, recovery codes, mails that wait, and secrets of clients. */
  readonly sealed: SealedSecrets
  /** For oidc-provider's `adapter` option. */
  readonly adapter: ArtefactAdapterFactory
  /** The same artefacts, by whose they are. */
  readonly artefacts: ArtefactIndex
  /**
   * `artefacts.endSession`. Call it at logout: from oidc-provider's event `session.destroyed`, which is
   * not emitted when a session merely changes its id.
   */
  endSession(uid: string): ReturnType<ArtefactIndex['endSession']>
  /**
   * Runs what answers one request. What it writes without waiting for is written when this resolves, and
   * the request may be answered only then; what it reads more than once may be read once. A store that
   * gains nothing by that runs it as it is.
   *
   * @param onLost told of what could not be written and fails no request: an account's history
   * @param onOverflow told of what had to go for what it wrote, when that is written. @default nobody is
   * @throws Fault, AlreadyConsumed whatever the request throws, or what became of its writes
   */
  within<T>(
    request: () => Promise<T>,
    onLost: (error: unknown) => void,
    onOverflow?: OnOverflow,
  ): Promise<T>
  /**
   * Runs an action on one account. What it changes of the account, adds to its history and posts to its owner is written at
   * once when the work has ended, or nothing of it; where somebody else has changed the account meanwhile the work is run
   * anew. Within, the account is read as it is by now. Sessions, grants and failures are no part of that.
   */
  together<T>(accountId: AccountId, work: () => Promise<T>): Promise<T>
  /** What is under way together is not written, and fails by this error. False where nothing is under way. */
  abandon(error: unknown): boolean
  /** Does it once all that is under way together is written, and never where that fails; else at once. */
  afterwards(work: () => void): void
  /** What is read inside is read anew, whatever the request has read before: others may have written it. */
  anew<T>(read: () => Promise<T>): Promise<T>
  /** Deletes at most `limit` expired rows, in small batches; resolves how many. */
  sweep(limit: number): Promise<number>
  /** Resolves when the store can be read and written. @throws Fault `store_unavailable` */
  check(): Promise<void>
  /**
   * How this node's clock stands to the store's own, and leaves word of it for the other nodes. Absent where
   * the store has no clock but the machine's. @throws Fault `store_unavailable`
   *
   * @param node this node's name among those that share the store
   */
  compareClocks?(node: string, now: Instant): Promise<ComparedClocks>
  /**
   * The version of what is stored, and the one that this program knows. Absent where there are no versions.
   * @throws Fault `store_unavailable`
   */
  schema?(): Promise<{ readonly found: number; readonly known: number }>
  /** Afterwards every method throws `Fault` (`store_unavailable`). */
  close(): void | Promise<void>
}

/** How clocks stood at one moment. */
export interface ComparedClocks {
  readonly storeTime: Instant
  /** How far the clocks of other nodes were ahead of the store's when they last looked, in milliseconds. */
  readonly others: readonly number[]
}
