import { assertNever } from '../kernel/typing.ts'
import type { AccountFrame, AccountPlace } from '../pages/parts.ts'
import type { Texts } from './texts.ts'

/** What `partials/account.ejs` and the page's head show around a page of the account console. */
export function accountFrame(frame: AccountFrame, texts: Texts) {
  const { account } = texts
  return {
    accountName: frame.accountName,
    signOut: { href: frame.signOutHref, text: account.signOut },
    menu: {
      label: account.menu,
      places: frame.places.map(({ place, href, here }) => ({
        text: placeName(place, texts),
        href,
        here,
      })),
    },
  }
}

/** The menu calls each page by its heading: one thing has one name. */
function placeName(place: AccountPlace, texts: Texts): string {
  switch (place) {
    case 'security':
      return texts.account.security
    case 'password':
      return texts.passwords.change.heading
    case 'sessions':
      return texts.sessions.heading
    case 'browsers':
      return texts.trusted.browsers.heading
    case 'applications':
      return texts.applications.heading
    case 'activity':
      return texts.activity.heading
    case 'language':
      return texts.languageChoice.heading
    default:
      return assertNever(place)
  }
}
