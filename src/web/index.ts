/** Shows pages: forms, headers, cookies, languages, expiry. Knows no sign-in. */
export { applicationName, nameIn } from './application-name.ts'
export { cookiePlace, homeOf, placeBelow, standsBelow } from './base-path.ts'
export { type CookieRules, setCookie } from './cookies.ts'
export { emit, handOn, ownerIn } from './emit.ts'
export { endsAt, tellProlonged } from './expiry.ts'
export { fetchedPages } from './fetched-page.ts'
export { goTo, readFlash, setFlash, takeFlash } from './flash.ts'
export { type FormAnswers, type ReadAnew, createFormAnswers } from './form-answers.ts'
export { isEncoded, parseForm } from './form-body.ts'
export type { FormFields, FormGuard } from './form-guard.ts'
export {
  browserLanguage,
  languageOf,
  offerLanguages,
  offeredLanguages,
  settleLanguage,
} from './language.ts'
export { type Addressed, followMailLink } from './mail-link.ts'
export { noteDevice, originOf } from './origin.ts'
export { show, showOnTheWay, signsOutAt, standsAt } from './show.ts'
