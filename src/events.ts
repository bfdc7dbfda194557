import type { AccountId, AuthenticatorId } from './ids.ts'

/** Where a request came from, for the audit trail. */
export interface Origin {
  readonly address: string
  readonly userAgent: string
  readonly requestId?: string
}

/**
 * What happened, for the audit trail: every authentication outcome with its factor, every change of
 * factors. No event carries a code, a password, a secret or a key URI.
 */
export type StepUpEvent = { readonly origin: Origin } & (
  | {
      readonly type: 'password'
      readonly outcome: 'accepted' | 'rejected' | 'throttled' | 'locked'
      readonly accountId?: AccountId
      readonly clientId?: string
    }
  | {
      readonly type: 'code'
      readonly outcome: 'accepted' | 'mismatch' | 'replayed' | 'throttled' | 'locked'
      readonly accountId: AccountId
      readonly authenticator?: AuthenticatorId
      readonly clientId?: string
    }
  | {
      readonly type: 'signed_in' | 'stepped_up'
      readonly accountId: AccountId
      readonly clientId?: string
      readonly methods: readonly string[]
    }
  | { readonly type: 'declined'; readonly accountId?: AccountId; readonly clientId?: string }
  | {
      readonly type: 'device_begun' | 'device_confirmed' | 'device_renamed' | 'device_removed'
      readonly accountId: AccountId
      readonly authenticator: AuthenticatorId
    }
  | {
      readonly type: 'device_code_rejected'
      readonly outcome: 'mismatch' | 'throttled' | 'locked'
      readonly accountId: AccountId
      readonly authenticator: AuthenticatorId
    }
)

/** Called synchronously, after the fact; it must not throw and cannot change what happened. */
export type EventSink = (event: StepUpEvent) => void
