import type { Pages } from '../../pages/pages.ts'
import type {
  AccountAction,
  CodeReason,
  FormError,
  LinkCode,
  MessageCode,
} from '../../pages/parts.ts'
import type { Protection } from '../../pages/second-factor.ts'

/**
 * Tables from the codes of `pages.ts` to words. A language that lacks one, or a code added there
 * and not here, fails the type check.
 */

/** Told beside the field; each takes the facts of its own error. */
export type ErrorTexts = {
  readonly [Code in FormError['code']]: (error: Extract<FormError, { code: Code }>) => string
}

export interface MessageText {
  readonly title: string
  readonly body: string
}
export type MessageTexts = Readonly<Record<MessageCode, MessageText>>

/** Takes the application's name, where the link has one. */
export type LinkTexts = Readonly<Record<LinkCode, (name?: string) => string>>

/** Why a code is asked for; takes the application's name. */
export type ReasonTexts = Readonly<Record<CodeReason, (application: string) => string>>

/** Why the account itself asks for a proof: what it is needed for. */
export type ActionTexts = Readonly<Record<AccountAction, string>>

export type DoneCode = NonNullable<Pages['devices']['done']>['code']
export type DoneTexts = Readonly<Record<DoneCode, (device: string) => string>>

/** What protects the account once a device is gone. */
export type ProtectionTexts = Readonly<Record<Protection, string>>

export type StatusTexts = Readonly<Record<Pages['devices']['devices'][number]['status'], string>>

/** Scopes and claims that have words; any other is shown by its own name. */
export const knownPermissions = [
  'openid',
  'profile',
  'email',
  'phone',
  'address',
  'offline_access',
  'name',
  'email_verified',
  'phone_number',
  'birthdate',
  'groups',
  'acr',
  'amr',
  'auth_time',
] as const
export type KnownPermission = (typeof knownPermissions)[number]
export type PermissionTexts = Readonly<Record<KnownPermission, string>>
