import type { AccountId } from '../ids.ts'
import type { Secret } from '../secret.ts'

/** An encrypted secret as a store keeps it: opaque bytes, and the key that opens them. */
export interface SealedSecret {
  readonly keyId: string
  readonly bytes: Uint8Array
}

/** What is sealed: a secret of one kind never opens as one of another. */
export type SealPurpose = 'authenticator' | 'recovery_codes' | 'mail' | 'client_secret'

/** What a sealed secret is bound to: moved to another account or record it does not open. */
export interface SealContext {
  readonly purpose: SealPurpose
  /** Whose it is; of a `client_secret`, the client's id. */
  readonly accountId: AccountId
  /** The record that it stands in. */
  readonly id: string
}

/** Port: encrypts secrets under keys that the store does not hold. */
export interface Sealer {
  /** The key that seals; others may open. */
  readonly keyId: string
  seal(secret: Secret, context: SealContext): SealedSecret
  /** @throws Fault `secret_unreadable` for an unknown key, another context or changed bytes */
  open(sealed: SealedSecret, context: SealContext): Secret
}
