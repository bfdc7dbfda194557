import type { AuthenticatorId } from '../kernel/ids.ts'
import type { Account } from './account.ts'
import type { Authenticator, TimeStep } from './authenticator.ts'

/** A device whose owner has proved it elsewhere. */
export interface AdoptedDevice {
  /** What it is called, if no other of the account's is. */
  readonly authenticator: Authenticator
  /** By which it is known again: it is adopted once, whatever has become of it since. */
  readonly mark: string
  /** What was used elsewhere is not known: no code of this step or of one before is accepted. */
  readonly lastStep: TimeStep
}

/** What comes from elsewhere for one account. */
export interface Adoption {
  /** The account, which is added where there is none of its id. */
  readonly account: Account
  /** @default it is found, or nothing happens */
  readonly mayAdd: boolean
  /** Is set where the account has none. */
  readonly passwordHash?: string
  readonly devices: readonly AdoptedDevice[]
  /** Confirmed ones per account. */
  readonly limit: number
}

/** What became of it. */
export type Adopting =
  | {
      readonly outcome: 'adopted'
      readonly added: boolean
      /** `kept`: it has another one. Undefined where none came. */
      readonly password: 'set' | 'same' | 'kept' | undefined
      /** Of each device, in their order. */
      readonly devices: readonly DeviceAdopting[]
    }
  | { readonly outcome: 'login_taken' | 'not_found' }

export type DeviceAdopting =
  /** `name`: its own, or with a number where that was another's. */
  | { readonly outcome: 'adopted'; readonly id: AuthenticatorId; readonly name: string }
  | { readonly outcome: 'known' | 'limit_reached' }

/** Port: takes in what other programs kept. A store that cannot answer throws `Fault` (`store_unavailable`). */
export interface AdoptionStore {
  /**
   * All that is taken in for one account, at once or not at all. The same again changes nothing: an account that is there, a
   * password that is set and a device that was ever adopted stay as they are.
   */
  adopt(adoption: Adoption): Promise<Adopting>
}
