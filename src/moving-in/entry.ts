import type { Secret } from '../kernel/secret.ts'
import type { TotpAlgorithm, TotpParameters } from '../people/index.ts'

/** Where in the file something stands, as reports name it: `line 12`, or what people find it by where there are no lines. */
export type Place = string

export const lineAt = (line: number): Place => `line ${line}`

/** Whose it is, by what the origin calls them. */
export interface Person {
  /** Their name at the origin; the login, where an account is made. */
  readonly name: string
  readonly email?: string
  readonly emailVerified?: boolean
  /** @default the name */
  readonly displayName?: string
  /** The origin let nobody in by it. */
  readonly disabled?: boolean
}

/** A device whose codes will be right here. */
export interface ReadDevice {
  readonly place: Place
  /** What its owner called it. @default they gave no name */
  readonly label?: string
  /** The very bytes of the HMAC's key. */
  readonly secret: Secret
  readonly parameters: TotpParameters
  /** What of it was read otherwise than it is written, in words. */
  readonly changes: readonly string[]
}

/** What cannot be carried, and why: in words, and without the secret. */
export interface Refused {
  readonly place: Place
  readonly refused: string
}

/** What a password is checked against, as this program keeps it, or why it cannot be. */
export type ReadPassword = { readonly hash: string } | { readonly refused: string }

/** Everything that a file says of one person at one place. */
export interface Entry {
  readonly place: Place
  readonly person: Person
  /** Whether an account is made where there is none: the origin kept accounts, and not only devices. */
  readonly makesAccount: boolean
  readonly password?: ReadPassword
  readonly devices: readonly (ReadDevice | Refused)[]
  /** What stands in the file and does not come along, in words. */
  readonly left: readonly string[]
}

/** A file as it was handed over. */
export interface SourceFile {
  /** For messages. */
  readonly name: string
  readonly bytes: Uint8Array
  /** What an encrypted file opens with: a password, or in hexadecimal a key. @default none was given */
  readonly password?: Secret<string>
  /** What the devices hash by, where the format does not say. @default nobody said */
  readonly algorithm?: TotpAlgorithm
}

export type Read = readonly (Entry | Refused)[]

/** The file is not what it should be: nothing of it is taken. */
export class MalformedFile extends Error {
  readonly code = 'file_malformed'
  constructor(problem: string, place?: Place, options?: ErrorOptions) {
    super(place === undefined ? problem : `${place}: ${problem}`, options)
    this.name = 'MalformedFile'
  }
}

export const isRefused = (one: object): one is Refused =>
  'refused' in one && typeof one.refused === 'string'
