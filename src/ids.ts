import { randomBytes } from 'node:crypto'
import type { Branded } from './brand.ts'

/** The stable identifier of an account: the `sub` that relying parties see. Never reused. */
export type AccountId = Branded<string, 'AccountId'>

/** The identifier of one authenticator; unique within the whole deployment, not a secret. */
export type AuthenticatorId = Branded<string, 'AuthenticatorId'>

/** 128 random bits, base64url: enough that an identifier can be neither guessed nor drawn twice. */
const randomId = (): string => randomBytes(16).toString('base64url')

export const createAccountId = (): AccountId => randomId() as AccountId
export const createAuthenticatorId = (): AuthenticatorId => randomId() as AuthenticatorId
