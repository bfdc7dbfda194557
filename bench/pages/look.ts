import { setTimeout as sleep } from 'node:timers/promises'
import type { Browser, Page } from 'playwright-core'

/** What one page took in one browser. Times are milliseconds. */
export interface Look {
  readonly name: string
  /** Of the page and everything that it loads, headers included. */
  readonly bytes: number
  /** Of the QR code within. */
  readonly picture: number
  /** Spent on redirects before the page was asked for. */
  readonly before: number
  /** From asking for the page to its first byte: the server's part. */
  readonly answer: number
  /** From asking for the page to its first paint. */
  readonly paint: number
}

/** How somebody comes to a page. */
export interface Way {
  readonly name: string
  readonly issuer: string
  readonly cookies?: readonly {
    readonly name: string
    readonly value: string
    readonly path: string
  }[]
  readonly go: (page: Page) => Promise<unknown>
}

/** Milliseconds after which a new browser context has nothing to do any more. */
const AT_REST = 150

/** Looks at one page in a browser context of its own, which has kept nothing. */
export async function lookAt(browser: Browser, way: Way): Promise<Look> {
  const context = await browser.newContext()
  const { hostname: domain } = new URL(way.issuer)
  await context.addCookies((way.cookies ?? []).map((cookie) => ({ ...cookie, domain })))
  const page = await context.newPage()
  const session = await context.newCDPSession(page)
  await session.send('Network.enable')
  // As if for the first time, also where the way there has shown other pages.
  await session.send('Network.setCacheDisabled', { cacheDisabled: true })
  let bytes = 0
  session.on('Network.requestWillBeSent', ({ type }) => {
    if (type === 'Document') bytes = 0
  })
  session.on('Network.loadingFinished', ({ encodedDataLength }) => {
    bytes += encodedDataLength
  })
  await sleep(AT_REST)
  await way.go(page)
  let times = await page.evaluate<Times>(TIMES)
  // The paint is told some frames later.
  while (times.paint === 0) {
    await sleep(20)
    times = await page.evaluate<Times>(TIMES)
  }
  const picture = await page.evaluate<number>(
    `document.querySelector('.qr')?.outerHTML.length ?? 0`,
  )
  await context.close()
  const { before, asked, answered, paint } = times
  return {
    name: way.name,
    bytes,
    picture,
    before,
    answer: answered - asked,
    // A navigation's clock begins with its first redirect, and a page's with the page.
    paint: paint - before,
  }
}

/** Since the navigation began. */
interface Times {
  readonly before: number
  readonly asked: number
  readonly answered: number
  readonly paint: number
}

const TIMES = `(() => {
  const [{ redirectEnd: before, requestStart: asked, responseStart: answered }] =
    performance.getEntriesByType('navigation')
  const paint = performance.getEntriesByName('first-paint')[0]?.startTime ?? 0
  return { before, asked, answered, paint }
})()`
