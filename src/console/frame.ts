import { ACCOUNT_PLACES, type AccountFrame, type AccountPlace } from '../pages/parts.ts'
import { offeredLanguages } from '../web/index.ts'
import type { Subject } from '../oidc/index.ts'
import type { ConsoleContext, Visit } from './console-context.ts'
import type { Context } from 'koa'
import { renderMessage } from '../sign-in/index.ts'

/** The path of each page of the menu, below the console's own. */
const PATHS = {
  security: '',
  password: '/password',
  sessions: '/sessions',
  browsers: '/browsers',
  applications: '/applications',
  activity: '/activity',
  language: '/language',
} as const satisfies Readonly<Record<AccountPlace, string>>

/** What stands around a page of the console: whose account it is, and the menu. */
export const frameOf = (
  context: ConsoleContext,
  { account, subject, ctx }: Visit,
  here: AccountPlace,
): AccountFrame => ({
  accountName: account.label,
  signOutHref: context.provider.pathFor('end_session'),
  places: ACCOUNT_PLACES.filter((place) => {
    // One language is no choice.
    if (place === 'language') return offeredLanguages(ctx).length > 1
    return place !== 'browsers' || trustsBrowsers(context, subject)
  }).map((place) => ({
    place,
    href: `${context.path}${PATHS[place]}`,
    here: place === here,
  })),
})

/** What a form has that has a page to itself, beside its fields and where it is sent. */
export const formParts = ({ path, stepUp }: ConsoleContext, { account, session }: Visit) => ({
  csrf: stepUp.guard.token(`session:${session.uid}`),
  accountName: account.label,
  cancelHref: path,
})

/** Trust skips the second factor's code: without one there is nothing to skip. */
export const trustsBrowsers = (
  { trustedBrowsers }: ConsoleContext,
  { enrolled }: Subject,
): boolean => trustedBrowsers !== undefined && enrolled

/** Where it says what to do about something that somebody else did, an entry of the history, if one is meant. */
export const notMeHref = ({ path }: ConsoleContext, place?: number): string =>
  place === undefined ? `${path}/not-me` : `${path}/not-me?event=${place}`

/** Another account's device gets the same answer as one that never was. */
export const notFound = (context: ConsoleContext, ctx: Context): void =>
  renderMessage(context, ctx, 404, 'not_found', [{ code: 'account', href: context.path }])
