/** Codes of devices (RFC 6238). */
export { TOTP } from './method.ts'
export {
  type Authenticators,
  type Begun,
  PENDING_LIFETIME,
  type PendingAuthenticator,
} from './authenticators.ts'
export {
  type AssignedTokens,
  type Assignment,
  createAssignedTokens,
  type Token,
  type TokenConfirmation,
} from './assigned-tokens.ts'
export { createAuthenticators } from './create-authenticators.ts'
export {
  NOTHING_LEFT,
  base32Of,
  createTotpSecret,
  exactKeyUri,
  groupsOfFour,
  isIssuerName,
  keyUri,
} from './key-uri.ts'
export { codeAt, isCodeOf, matchCode, normalizeCode } from './totp.ts'
export { stepAt } from '../../people/authenticator.ts'
