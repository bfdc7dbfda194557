import { expect } from 'chai'
import type { Page } from 'playwright-core'
import { complaintsOf } from '../support/complaints.ts'
import { sharedBrowser } from '../support/open-browser.ts'
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

/**
 * Notes in the page where the keyboard is, each time before Tab leaves it: the stop has then been drawn and scrolled to,
 * and nobody has to ask between two keys.
 */
const WATCH = `{
  const reachable = () =>
    [...document.querySelectorAll('a[href], button, input, select, textarea, summary')]
      .filter((one) => one.checkVisibility() && !one.disabled && one.tabIndex >= 0 && one.type !== 'hidden')
      .filter((one) => one.type !== 'radio' || one.checked)
  const stop = () => {
    const one = document.activeElement
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(one)
    const { left, top, width, height } = one.getBoundingClientRect()
    const on = document.elementFromPoint(left + width / 2, top + height / 2)
    return {
      place: reachable().indexOf(one),
      html: one.outerHTML.slice(0, 120),
      outline: boxShadow === 'none' ? outlineStyle + ' ' + outlineWidth : 'shadow',
      seen: on !== null && (one.contains(on) || on.contains(one)),
    }
  }
  const stops = []
  addEventListener('keydown', () => stops.push(stop()), { capture: true })
  globalThis.keyboard = {
    // A cursor that is put into a field is put there when the page is first drawn.
    count: async () => {
      if (document.querySelector('[autofocus]')) await new Promise(requestAnimationFrame)
      return reachable().length
    },
    stops: () => [...stops, stop()],
  }
}`

describe('every page, by keyboard alone', () => {
  let server: PageServer
  let page: Page
  let complaints: string[]
  before(async () => {
    server = await servePages()
    const browser = await sharedBrowser()
    page = await browser.newPage({ viewport: { width: 390, height: 700 } })
    complaints = complaintsOf(page)
    await page.addInitScript(WATCH)
  })
  after(async () => {
    await page.close()
    await server[Symbol.asyncDispose]()
  })
  beforeEach(() => complaints.splice(0))

  for (const name of pageSamples.map(sampleName)) {
    it(`${name}: everything is reached in its order, is seen, and lets go, and the console is silent`, async () => {
      await page.goto(`${server.url}/${name}`)
      const count = await page.evaluate<number>('keyboard.count()')
      // The page may have put the cursor into a field: from there, once around. Between the last and the first the
      // browser may take a step of its own, and on a busy machine a key or two before it has come back from there.
      const steps = count + 3
      for (let step = 0; step < steps; step += 1) await page.keyboard.press('Tab')
      const [, ...stops] = await page.evaluate<Stop[]>('keyboard.stops()')
      expect(stops).to.have.length(steps)
      const places = stops
        .map(({ place }) => place)
        .filter((place) => place >= 0)
        .filter((place, index, all) => place !== all[index - 1])
      const from = places[0] ?? 0
      expect(places.slice(0, count)).deep.equal(
        Array.from({ length: count }, (_, index) => (from + index) % count),
      )
      for (const { place, html, outline, seen } of stops) {
        if (place < 0) continue
        expect(outline, html).match(/^(shadow|(solid|auto|double) [2-9])/)
        expect(seen, html).equal(true)
      }
      expect(complaints).deep.equal([])
    })
  }
})
