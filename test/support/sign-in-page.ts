import type { Page } from './browser.ts'

/** The fields of a page for the first factor, as somebody sees them, with their values. */
export function fieldsOn(page: Page): Readonly<Record<string, string>> {
  const inputs = [...page.html.matchAll(/<input id="(\w+)"[^>]* value="([^"]*)"[^>]*>/g)]
  return Object.fromEntries(
    inputs.map(([input, name = '', value = '']) => [
      name,
      /\sreadonly\b/.test(input) ? `${value} (fixed)` : value,
    ]),
  )
}

/** Where "Not you?" leads. */
export const otherNameOn = (page: Page): string | undefined =>
  /<a [^>]*href="([^"]*)"[^>]*>Not you\?<\/a>/.exec(page.html)?.[1]
