import type { AccountId, AuthenticatorId } from '../ids.ts'
import type { Secret } from '../secret.ts'

/** An encrypted secret as a store keeps it: opaque bytes, and the key that opens them. */
export interface SealedSecret {
  readonly keyId: string
  readonly bytes: Uint8Array
}

/** What a sealed secret is bound to: moved to another account or authenticator it does not open. */
export interface SealContext {
  readonly accountId: AccountId
  readonly authenticatorId: AuthenticatorId
}

/** Port: encrypts secrets under keys that the store does not hold. */
export interface Sealer {
  seal(secret: Secret, context: SealContext): SealedSecret
  /** @throws Fault `secret_unreadable` for an unknown key, another context or changed bytes */
  open(sealed: SealedSecret, context: SealContext): Secret
}
