import { expect } from 'chai'
import type { Browser, Page } from 'playwright-core'
import { openBrowser } from '../support/open-browser.ts'
import { pageSamples } from '../support/page-samples.ts'
import { sampleName } from '../support/render-sample.ts'
import { servePages, type PageServer } from '../support/serve-pages.ts'

interface Stop {
  /** The place among all that can be reached, or -1 past the last. */
  readonly place: number
  readonly html: string
  readonly outline: string
  /** Nothing lies over it, and it is on the screen (WCAG 2.2 §2.4.11). */
  readonly seen: boolean
}

const REACHABLE = `[...document.querySelectorAll('a[href], button, input, select, textarea, summary')]
  .filter((one) => one.checkVisibility() && !one.disabled && one.tabIndex >= 0 && one.type !== 'hidden')
  .filter((one) => one.type !== 'radio' || one.checked)`

/** Where the keyboard is. */
const stopOf = (page: Page): Promise<Stop> =>
  page.evaluate<Stop>(`(() => {
    const one = document.activeElement
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(one)
    const { left, top, width, height } = one.getBoundingClientRect()
    const on = document.elementFromPoint(left + width / 2, top + height / 2)
    return {
      place: (${REACHABLE}).indexOf(one),
      html: one.outerHTML.slice(0, 120),
      outline: boxShadow === 'none' ? outlineStyle + ' ' + outlineWidth : 'shadow',
      seen: on !== null && (one.contains(on) || on.contains(one)),
    }
  })()`)

describe('by keyboard alone', () => {
  let browser: Browser
  let server: PageServer
  let page: Page
  before(async () => {
    browser = await openBrowser()
    server = await servePages()
    page = await browser.newPage({ viewport: { width: 390, height: 700 } })
  })
  after(async () => {
    await browser.close()
    await server[Symbol.asyncDispose]()
  })

  for (const name of pageSamples.map(sampleName)) {
    it(`everything of ${name} is reached in its order, is seen, and lets go`, async () => {
      await page.goto(`${server.url}/${name}`)
      const count = await page.evaluate<number>(`(${REACHABLE}).length`)
      // The page may have put the cursor into a field: from there, once around.
      const stops: Stop[] = []
      while (stops.length < count + 2) {
        await page.keyboard.press('Tab')
        stops.push(await stopOf(page))
      }
      // Between the last and the first the browser may take a step of its own.
      const places = stops.map(({ place }) => place).filter((place) => place >= 0)
      const from = places[0] ?? 0
      expect(places.slice(0, count)).deep.equal(
        Array.from({ length: count }, (_, index) => (from + index) % count),
      )
      for (const { place, html, outline, seen } of stops) {
        if (place < 0) continue
        expect(outline, html).match(/^(shadow|(solid|auto|double) [2-9])/)
        expect(seen, html).equal(true)
      }
    })
  }
})

describe('with wider spacing', () => {
  it('no text of any page is cut off or runs out of the screen (WCAG 2.2 §1.4.12)', async () => {
    const browser = await openBrowser()
    await using server = await servePages()
    const page = await browser.newPage({ viewport: { width: 390, height: 700 } })
    for (const name of pageSamples.map(sampleName)) {
      await page.goto(`${server.url}/${name}`)
      const wide = await page.evaluate<string[]>(`(() => {
        for (const one of document.querySelectorAll('body, body *')) {
          one.style.lineHeight = '1.5'
          one.style.letterSpacing = '0.12em'
          one.style.wordSpacing = '0.16em'
        }
        for (const one of document.querySelectorAll('p')) one.style.marginBlockEnd = '2em'
        const root = document.documentElement
        const cut = [...document.querySelectorAll('h1, h2, h3, p, li, label, button, a, dd')].filter(
          (one) => one.checkVisibility() && getComputedStyle(one).overflow === 'hidden'
            && !one.classList.contains('unseen') && one.scrollHeight > one.clientHeight + 1,
        )
        return [
          ...(root.scrollWidth > root.clientWidth ? ['the page scrolls sideways'] : []),
          ...cut.map((one) => one.outerHTML.slice(0, 120)),
        ]
      })()`)
      expect(wide, name).deep.equal([])
    }
    await browser.close()
  })
})
