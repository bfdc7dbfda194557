/*
 * How long what is issued lives, in seconds. Keys that have signed it are published for as long.
 */

/** Where the API that it is for has no time of its own. */
export const ACCESS_TOKEN = 3600
export const ID_TOKEN = 3600
/** Of a client for itself, where the API that it is for has no time of its own. */
export const CLIENT_TOKEN = 600
/** And the grant that it hangs on. */
export const REFRESH_TOKEN = 14 * 86_400
/** What was allowed to an application, which is kept until it is taken back: longer than anybody counts. */
export const CONSENT = 10 * 365 * 86_400
