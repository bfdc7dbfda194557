/** The plug-in for oidc-provider. Start with `step-up.ts`; `policy.ts` is where the decision comes in. */
export { stepUp, type PageRequest, type StepUp } from './step-up.ts'
export type { StepUpOptions } from './step-up-options.ts'
export type { SessionView } from './session-evidence.ts'
export {
  createAccountSessions,
  type AccountSession,
  type AccountSessions,
} from './account-sessions.ts'
export {
  createAccountApplications,
  type AccountApplications,
  type GrantedApplication,
} from './account-applications.ts'
export {
  EVERYTHING,
  allowedBy,
  asksMore,
  createConsents,
  hangOn,
  isConsent,
  widen,
  type Consents,
} from './consents.ts'
export {
  LOGOUT_LEASE,
  createLogoutNotices,
  type LogoutFailure,
  type LogoutNotice,
  type LogoutNotices,
} from './back-channel-logout.ts'
export { attachRefreshGrace } from './refresh-grace.ts'
export { labelOfClient } from './known-client.ts'
export { sessionStart } from './session-evidence.ts'
export { AMR, MINIMUM_ACR, issuedAmr } from './client-metadata.ts'
export { readClaimsRequest } from './claims-request.ts'
export { REASONS, reasonOf, type Reason } from './interaction-reason.ts'
export { judgeRequest } from './judge-request.ts'
export { findSubject, type Subject, type SubjectSources } from './abilities.ts'
export { clearTrustCookie, factorsOf } from './trusted-browser.ts'
export { sessionEnroller } from './enroller.ts'
export { beginDevice, confirmDevice, nameError, setupOf } from './pages/new-device.ts'
export { newPasswordError, passwordError, refuseForm, secondsUntil } from './pages/form-errors.ts'
export { fetchedPages } from './pages/fetched-page.ts'
export { isEncoded, parseForm } from './pages/form-body.ts'
export { createFormAnswers, type FormAnswers } from './form-answers.ts'
export type { FormGuard, FormFields } from './pages/form-guard.ts'
export { endsAt, tellProlonged } from './pages/expiry.ts'
export {
  deviceBehind,
  emit,
  handOn,
  noteDevice,
  originOf,
  show,
  signsOutAt,
  type ReadAnew,
} from './pages/page.ts'
export { tellLock, verifyEither } from './pages/verify-code.ts'
export { forgottenIn, rememberForgotten } from './pages/forgotten.ts'
export { wayBackTo } from './pages/way-back.ts'
export {
  browserLanguage,
  languageOf,
  offeredLanguages,
  offerLanguages,
  speak,
} from './pages/language.ts'
export { applicationName, nameIn } from './application-name.ts'
export { setPageHeaders } from './pages/page-headers.ts'
export { cookiePlace, homeOf, placeBelow, standsBelow } from './pages/base-path.ts'
export type { SignInPage } from './pages/sign-in-shape.ts'
export { createKnownBrowsers, type KnownBrowsers } from './pages/known-browser.ts'
export { issueCodes, sendCodesFile, shownCodes } from './pages/recovery-codes.ts'
export { renderMessage } from './pages/routes.ts'
