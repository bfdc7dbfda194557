/** Browsers that are spared the routine code. */
export type { TrustedBrowser, TrustedBrowserStore } from './trusted-browser-store.ts'
export { type Trust, type TrustedBrowsers, createTrustedBrowsers } from './trusted-browsers.ts'
