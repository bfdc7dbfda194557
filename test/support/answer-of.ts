import type { Page } from './browser.ts'

/** Differ at every request. */
const FLEETING = new Set(['x-request-id', 'date', 'content-length', 'set-cookie'])

/** All of an answer but what differs for a reason: identifiers, and what was typed. */
export function answerOf(page: Page, login: string): object {
  const uid = new URL(page.url).pathname.split('/')[2] ?? ''
  return {
    status: page.status,
    headers: [...page.headers].filter(([name]) => !FLEETING.has(name)),
    cookies: page.headers.getSetCookie().map((cookie) => cookie.split('=', 1)[0]),
    html: page.html
      .replaceAll(uid, 'UID')
      .replaceAll(/(?:name="csrf" value|data-csrf)="[^"]*"/g, 'CSRF')
      .replaceAll(/data-seconds="\d+"/g, 'SECONDS')
      .replaceAll(login, 'LOGIN'),
  }
}

/** What a page shows, wherever it stands and for however long. */
export const shownBy = ({ html }: Page): string =>
  html.replaceAll(/ data-(?:address|seconds|csrf)="[^"]*"|(?<=name="csrf" value=")[^"]*/g, '')
