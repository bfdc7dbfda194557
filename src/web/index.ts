/** Shows pages: forms, headers, cookies, languages, expiry. Knows no sign-in. */
export { applicationName, nameIn } from './application-name.ts'
export { cookiePlace, homeOf, placeBelow, standsBelow } from './base-path.ts'
export { endsAt, tellProlonged } from './expiry.ts'
export { fetchedPages } from './fetched-page.ts'
export { type FormAnswers, createFormAnswers } from './form-answers.ts'
export { isEncoded, parseForm } from './form-body.ts'
export type { FormFields, FormGuard } from './form-guard.ts'
export {
  browserLanguage,
  languageOf,
  offerLanguages,
  offeredLanguages,
  settleLanguage,
} from './language.ts'
export { setPageHeaders } from './page-headers.ts'
