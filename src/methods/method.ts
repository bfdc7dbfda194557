import type { MethodFacts } from '../assurance/index.ts'
import type { Guess } from '../kernel/throttle/attempt-budget.ts'
import type { AccountId, CredentialId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/instant.ts'
import type { TrustOffer } from '../pages/browsers.ts'
import type { Pages } from '../pages/pages.ts'
import type { CodeFrame, FormError } from '../pages/parts.ts'
import type {
  Authenticator,
  DirectoryAccount,
  RecoveryCodeSet,
  Recovery,
  Verification,
} from '../people/index.ts'

/** What an account has bound. */
export interface BoundFactors {
  /** Confirmed ones. */
  readonly devices: readonly Authenticator[]
  readonly recoveryCodes: RecoveryCodeSet | undefined
}

/** Whose it is, as far as methods go. */
export interface Holder extends BoundFactors, Pick<DirectoryAccount, 'hasPassword'> {}

/** What an account has of one method. */
export interface Held {
  /** A page could ask for it now. */
  readonly provable: boolean
  /** While it stands, the account has a second factor. */
  readonly protects: boolean
  /** What it is proved with: a proof by anything else of the method is void. */
  readonly credentials: readonly CredentialId[]
}

/** Where what is bound is read. */
export interface BoundSources {
  readonly authenticators: {
    confirmed(accountId: AccountId): Promise<readonly Authenticator[]>
  }
  /** Absent where none are given out. */
  readonly recoveryCodes?:
    { find(accountId: AccountId): Promise<RecoveryCodeSet | undefined> } | undefined
}

/** Where typed codes are checked. */
export interface CodeSources extends BoundSources {
  readonly authenticators: BoundSources['authenticators'] & {
    verify(accountId: AccountId, code: string, guess?: Guess): Promise<Verification>
  }
  readonly recoveryCodes?:
    | (NonNullable<BoundSources['recoveryCodes']> & {
        verify(accountId: AccountId, code: string, guess?: Guess): Promise<Recovery>
      })
    | undefined
}

/** Why a typed code did not do. */
export type CodeRefusal =
  Exclude<Verification, { outcome: 'accepted' }> | Exclude<Recovery, { outcome: 'accepted' }>

/** What came of a typed code: `facts` are for the audit trail, `name` what its owner calls it by. */
export type CodeResult =
  | {
      readonly outcome: 'accepted'
      readonly credential: CredentialId
      readonly name?: string
      readonly facts: object
    }
  | CodeRefusal

/** The page on which a code is asked for. */
export interface CodeForm {
  /** The end of its address. */
  readonly step: string
  /** The name of its field. */
  readonly field: string
  /** Whether the page offers to trust the browser, and who gives a code of this method may have it trusted, on any page. */
  readonly trusts: boolean
  /** What is wrong with a code that was refused, apart from waits and locks. */
  readonly errors: {
    readonly wrong: FormError
    /** @param digits how many each of the account's devices has */
    readonly malformed: (digits: readonly number[]) => FormError
  }
  readonly draw: (
    show: <Name extends 'code' | 'recovery-code'>(page: Name, model: Pages[Name]) => void,
    frame: CodeFrame,
    shown: {
      readonly bound: BoundFactors | undefined
      /** To the page for a code of another kind; absent where none would do. */
      readonly otherHref?: string | undefined
      readonly trust?: TrustOffer | undefined
      /** What was typed and cannot be a code. */
      readonly typed?: string | undefined
    },
  ) => void
}

/** How a method is proved by a code that is typed. */
export interface TypedCodes {
  /** What the audit trail calls an attempt. */
  readonly event: 'code' | 'recovery_code'
  /** Whether it could be one at all, whosever it is. */
  readonly reads: (input: string) => boolean
  /** Charges the attempt and checks the code; undefined where no such codes are taken. */
  readonly verify: (
    sources: CodeSources,
    accountId: AccountId,
    input: string,
    guess?: Guess,
  ) => Promise<CodeResult> | undefined
  /** When codes of the account were used, as far as that is kept. */
  readonly uses: (
    sources: BoundSources,
    accountId: AccountId,
  ) => Promise<readonly (Instant | undefined)[]>
  readonly form: CodeForm
}

/** One way to prove who one is: a folder beside this file, and a line in `index.ts`. */
export interface MethodModule extends MethodFacts {
  /** What of an account it is proved with. */
  readonly held: (holder: Holder) => Held
  /** The same, read for itself: of which credentials a proof still stands. */
  readonly standing: (
    sources: BoundSources,
    accountId: AccountId,
  ) => Promise<readonly CredentialId[]>
  /** Absent for what is not typed beside a name. */
  readonly codes?: TypedCodes
}
