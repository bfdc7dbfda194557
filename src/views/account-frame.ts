import type { AccountFrame } from '../pages.ts'
import type { Texts } from './texts.ts'

/** What `partials/account.ejs` and the page's head show around a page of the account console. */
export function accountFrame(frame: AccountFrame, { account }: Texts) {
  return {
    accountName: frame.accountName,
    signOut: { href: frame.signOutHref, text: account.signOut },
    menu: {
      label: account.menu,
      places: frame.places.map(({ place, href, here }) => ({
        text: account.places[place],
        href,
        here,
      })),
    },
  }
}
