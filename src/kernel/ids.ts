import { randomBytes } from 'node:crypto'
import type { Branded } from './typing.ts'

/** The stable identifier of an account: the `sub` that relying parties see. Never reused. */
export type AccountId = Branded<string, 'AccountId'>

/** The identifier of one authenticator; unique within the whole deployment, not a secret. */
export type AuthenticatorId = Branded<string, 'AuthenticatorId'>

/** The identifier of one set of recovery codes; a new set has a new one. */
export type RecoveryCodeSetId = Branded<string, 'RecoveryCodeSetId'>

/** What a second factor was proved with: when it is gone, so is the proof. */
export type CredentialId = AuthenticatorId | RecoveryCodeSetId

/** The identifier of a browser that an account trusts; not the secret that proves it. */
export type TrustedBrowserId = Branded<string, 'TrustedBrowserId'>

/** The identifier of a mail that waits to be sent. */
export type MailId = Branded<string, 'MailId'>
export type LogoutNoticeId = Branded<string, 'LogoutNoticeId'>

/** 128 random bits, base64url: enough that an identifier can be neither guessed nor drawn twice. */
const randomId = (): string => randomBytes(16).toString('base64url')

export const createAccountId = (): AccountId => randomId() as AccountId
export const createAuthenticatorId = (): AuthenticatorId => randomId() as AuthenticatorId
export const createRecoveryCodeSetId = (): RecoveryCodeSetId => randomId() as RecoveryCodeSetId
export const createTrustedBrowserId = (): TrustedBrowserId => randomId() as TrustedBrowserId
export const createMailId = (): MailId => randomId() as MailId
export const createLogoutNoticeId = (): LogoutNoticeId => randomId() as LogoutNoticeId
