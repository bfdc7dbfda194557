import type { ConsoleMessage, Page } from 'playwright-core'

/**
 * What Chromium notes of a page that is as it should be: that a form was answered with 422, as one that has to be
 * corrected is; and that somebody was in a field before the first frame gave the focus to another, as tests are on a busy
 * machine.
 */
const NOTES = [
  /Failed to load resource: .* 422 /,
  /Autofocus processing was blocked because a document already has a focused element/,
]

/** Whether what stands in the console tells of a fault. */
export const isComplaint = (message: ConsoleMessage): boolean =>
  !NOTES.some((note) => note.test(message.text()))

/** What a page says in its console from now on, errors and violations of its policy among it, and where. */
export function complaintsOf(page: Page): string[] {
  const complaints: string[] = []
  page.on('console', (message) => {
    if (isComplaint(message)) complaints.push(`${message.text()} on ${page.url()}`)
  })
  page.on('pageerror', (error) => complaints.push(`${error.message} on ${page.url()}`))
  return complaints
}
