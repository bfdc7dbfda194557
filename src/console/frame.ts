import { ACCOUNT_PLACES, type AccountFrame, type AccountPlace } from '../pages.ts'
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
  { account }: Visit,
  here: AccountPlace,
): AccountFrame => ({
  accountName: account.label,
  signOutHref: provider.pathFor('end_session'),
  places: ACCOUNT_PLACES.map((place) => ({
    place,
    href: `${path}${PATHS[place]}`,
    here: place === here,
  })),
})
