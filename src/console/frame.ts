import { ACCOUNT_PLACES, type AccountFrame, type AccountPlace } from '../pages.ts'
import { offeredLanguages } from '../provider/index.ts'
import type { ConsoleContext, Visit } from './console-context.ts'

/** The path of each page of the menu, below the console's own. */
const PATHS = {
  security: '',
  password: '/password',
  sessions: '/sessions',
  applications: '/applications',
  activity: '/activity',
  language: '/language',
} as const satisfies Readonly<Record<AccountPlace, string>>

/** What stands around a page of the console: whose account it is, and the menu. */
export const frameOf = (
  { path, provider }: ConsoleContext,
  { account, ctx }: Visit,
  here: AccountPlace,
): AccountFrame => ({
  accountName: account.label,
  signOutHref: provider.pathFor('end_session'),
  // One language is no choice.
  places: ACCOUNT_PLACES.filter(
    (place) => place !== 'language' || offeredLanguages(ctx).length > 1,
  ).map((place) => ({
    place,
    href: `${path}${PATHS[place]}`,
    here: place === here,
  })),
})
