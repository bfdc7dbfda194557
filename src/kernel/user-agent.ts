import { BROWSER_MAP, OS_MAP, parse } from 'bowser'

const BROWSERS: ReadonlySet<string> = new Set(Object.values(BROWSER_MAP))
const SYSTEMS: ReadonlySet<string> = new Set(Object.values(OS_MAP))

/** Longer ones tell no more, and take longer to read. */
const LONGEST = 256

/**
 * Browser and system by their names, as a `User-Agent` header tells them. Known names alone: the header
 * is the visitor's to write, and a name that it made up would be shown to the account's owner as ours.
 */
export function browserOf(userAgent: string): { browser?: string; system?: string } {
  if (userAgent.trim() === '') return {}
  const { browser, os } = parse(userAgent.slice(0, LONGEST))
  return {
    ...(browser.name !== undefined && BROWSERS.has(browser.name) ? { browser: browser.name } : {}),
    ...(os.name !== undefined && SYSTEMS.has(os.name) ? { system: os.name } : {}),
  }
}
