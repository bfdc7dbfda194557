import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'

/** Half as long as the one with comments, and parsed in half the time. */
const source = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8')

/** No page here has a frame, and of what passes nothing is read. */
const OPTIONS = { resultTypes: ['violations'], iframes: false, selectors: false }

/** Past the content security policy, as no page would allow it; it stays as long as the window. */
export async function injectAxe(page: Page): Promise<void> {
  await page.evaluate(source)
}

/** What axe has against the page as it stands: by all of its rules, or some. */
export function violations(page: Page, rules?: readonly string[]): Promise<string[]> {
  const options = { ...OPTIONS, ...(rules && { runOnly: rules }) }
  return page.evaluate<string[]>(`axe.run(${JSON.stringify(options)}).then(({ violations }) =>
    violations.map(({ id, nodes }) => id + ' at ' + nodes.map(({ html }) => html).join(' | ')))`)
}
