/** What oidc-provider tells the developers of a provider, on the console. */
const NOTICE = /oidc-provider (?:NOTICE|WARNING): /

const kept: string[] = []

/**
 * Keeps the library's notices from standing between the lines of a run: tests put providers of their own together, as
 * hosts do, for which most of its defaults are good enough. What the server itself is told is looked at by a test.
 */
export function keepNotices(): void {
  for (const name of ['info', 'warn'] as const) {
    const print = console[name].bind(console)
    console[name] = (...args: unknown[]) => {
      const [text] = args
      if (typeof text === 'string' && NOTICE.test(text)) kept.push(text)
      else print(...args)
    }
  }
}

/** All that it has told in this process, oldest first. */
export const notices = (): readonly string[] => kept
