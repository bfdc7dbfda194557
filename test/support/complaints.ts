import type { Page } from 'playwright-core'

/** What a page says in its console from now on, errors and violations of its policy among it, and where. */
export function complaintsOf(page: Page): string[] {
  const complaints: string[] = []
  page.on('console', (message) => complaints.push(`${message.text()} on ${page.url()}`))
  page.on('pageerror', (error) => complaints.push(`${error.message} on ${page.url()}`))
  return complaints
}
