import { strict as assert } from 'node:assert'
import type { Cookie } from 'playwright-core'
import { Browser } from '../support/browser.ts'
import { byRecoveryCode } from '../support/losing.ts'
import { Person } from '../support/person.ts'
import { stepOf } from '../support/visit.ts'
import type { Phone } from './phone.ts'
import { HOME, type Surroundings } from './walker.ts'

/** Where somebody is signed in: the account alone, or the demo relying party as well. */
export type Place = 'account' | 'demo'

/** A device, or one of the recovery codes. */
export type SecondFactor = Pick<Phone, 'code'> | string

/** Who it is, and where. @property demo whose origin it is where they come from there */
export type Signing = Pick<Surroundings, 'server' | 'who' | 'texts' | 'language'> &
  Partial<Pick<Surroundings, 'demo'>>

/**
 * Signs somebody in over HTTP, as their browser would: by the password and, if they have a device, by its code (or a
 * recovery code), which must then be asked for. What the pages on that way are in Chromium is shown by `sign-in-shapes`,
 * `end-to-end`, `story` and `in-place`; whose subject lies behind them begins there.
 */
export async function signInOverHttp(
  { server, demo, who, texts, language }: Signing,
  place: Place,
  second?: SecondFactor,
  userAgent = 'test',
): Promise<Browser> {
  const browser = new Browser(undefined, { userAgent, languages: language })
  const person = new Person(server, who, browser)
  if (place === 'account') await person.openAccount()
  else {
    assert.ok(demo)
    await browser.open(demo)
    await browser.submit('/sign-in')
  }
  assert.equal(stepOf(browser.page), 'password')
  await person.givePassword()
  assert.equal(stepOf(browser.page), second && 'code')
  if (typeof second === 'string') {
    await byRecoveryCode(person, second)
  } else if (second) await person.giveCode(second.code(server.now()))
  assert.equal(stepOf(browser.page), undefined)
  const heading = place === 'account' ? texts.account.security : HOME
  assert.equal(browser.page.heading, heading)
  return browser
}

/** The cookies of a browser over HTTP, for one that shows pages. */
export const cookiesOf = ({ jar }: Browser): Cookie[] =>
  (jar.serializeSync()?.cookies ?? []).map(({ key, value, domain, path, httpOnly, secure }) => ({
    name: String(key),
    value: String(value),
    domain: String(domain),
    path: String(path),
    expires: -1,
    httpOnly: httpOnly === true,
    secure: secure === true,
    sameSite: 'Lax',
  }))
