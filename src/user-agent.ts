import { BROWSER_MAP, OS_MAP, parse } from 'bowser'

/** What a `User-Agent` header tells; only names that are well known, never what somebody wrote there. */
export interface BrowserKind {
  /** "Firefox" */
  readonly browser?: string
  /** "Windows" */
  readonly system?: string
}

const BROWSERS: ReadonlySet<string> = new Set(Object.values(BROWSER_MAP))
const SYSTEMS: ReadonlySet<string> = new Set(Object.values(OS_MAP))

/** Names a browser and the system that it runs on, for those who look for their own in a list. */
export function browserOf(userAgent: string): BrowserKind {
  if (userAgent === '') return {}
  const { browser, os } = parse(userAgent)
  return {
    ...(browser.name !== undefined && BROWSERS.has(browser.name) ? { browser: browser.name } : {}),
    ...(os.name !== undefined && SYSTEMS.has(os.name) ? { system: os.name } : {}),
  }
}
