import { expect } from 'chai'
import { LANGUAGES } from '../../src/kernel/languages.ts'
import { layOutPages, type LaidOutPages } from '../support/laid-out-pages.ts'
import { longestSamples } from '../support/longest-samples.ts'
import { sharedBrowser } from '../support/open-browser.ts'
import { sampleName } from '../support/render-sample.ts'
import { servePages, type PageServer } from '../support/serve-pages.ts'

/** The narrowest screen, a phone and a desktop. */
const WIDTHS = [320, 390, 1280]

const SCROLLS = `document.documentElement.scrollWidth > document.documentElement.clientWidth
  ? ['scrolls sideways']
  : []`

/** A link within a sentence or after its words is exempt (WCAG 2.5.8), and what is hidden has no size. */
const SMALL = `[...document.querySelectorAll(
    'button, summary, input:not(.choice input), .choice label, a:not(p.hint a, p.told a)',
  )]
    .filter((one) => one.offsetHeight > 0 && one.offsetHeight < 44)
    .map((one) => one.outerHTML)`

/** WCAG 2.2 §1.4.12. */
const SPACE = `{
  for (const one of document.querySelectorAll('body, body *')) {
    one.style.lineHeight = '1.5'
    one.style.letterSpacing = '0.12em'
    one.style.wordSpacing = '0.16em'
  }
  for (const one of document.querySelectorAll('p')) one.style.marginBlockEnd = '2em'
}`

const CUT = `[...document.querySelectorAll('h1, h2, h3, p, li, label, button, a, dd')]
  .filter((one) => one.checkVisibility() && getComputedStyle(one).overflow === 'hidden'
    && !one.classList.contains('unseen') && one.scrollHeight > one.clientHeight + 1)
  .map((one) => 'cut off: ' + one.outerHTML.slice(0, 120))`

/** Where the number of a code in the next column stands. */
const CROWDED = `[...document.querySelectorAll('.codes li')].flatMap((one, _, all) => {
  const words = document.createRange()
  words.selectNodeContents(one)
  const end = words.getBoundingClientRect().right + 32
  const here = one.getBoundingClientRect().left
  const starts = all.map((other) => other.getBoundingClientRect().left).filter((left) => left > here)
  return starts.some((left) => left < end) ? ['runs into the next: ' + one.textContent] : []
})`

describe('every page', () => {
  let server: PageServer
  let pages: LaidOutPages
  before(async () => {
    server = await servePages()
    pages = await layOutPages(await sharedBrowser(), server)
  })
  after(async () => {
    await pages.close()
    await server[Symbol.asyncDispose]()
  })

  for (const language of LANGUAGES) {
    describe(`in ${language}`, () => {
      before(() => pages.take(language))

      for (const width of WIDTHS) {
        it(`scrolls one way only on a screen of ${width} pixels`, async () => {
          await pages.resize(width)
          expect(await pages.faults(`() => ${SCROLLS}`)).to.deep.equal([])
        })
      }

      it('parts its recovery codes, and what is said of each, from the next column', async () => {
        await pages.resize(1280)
        expect(await pages.faults(`() => ${CROWDED}`)).to.deep.equal([])
      })

      it('is laid out as it is when it is opened: the five longest on the narrowest screen', async () => {
        const five = longestSamples().slice(0, 5)
        await pages.take(language, five)
        await pages.resize(320)
        const height = 'document.documentElement.scrollHeight'
        const laidOut = await pages.faults(`() => [${height}]`)

        await using translated = await servePages({}, language)
        const page = await (
          await sharedBrowser()
        ).newPage({ viewport: { width: 320, height: 800 } })
        const opened: string[] = []
        for (const name of five.map(sampleName)) {
          await page.goto(`${translated.url}/${name}`)
          opened.push(`${name}: ${await page.evaluate<number>(height)}`)
          expect(await page.evaluate<string[]>(SCROLLS), name).to.deep.equal([])
        }
        await page.close()
        expect(laidOut).to.deep.equal(opened)
      })
    })
  }

  // The longest words, and the other direction.
  for (const language of ['de', 'ar'] as const) {
    it(`scrolls one way only without JavaScript, in ${language}`, async () => {
      const plain = await layOutPages(await sharedBrowser(), server, { javaScriptEnabled: false })
      await plain.take(language)
      for (const width of [320, 390]) {
        await plain.resize(width)
        expect(await plain.faults(`() => ${SCROLLS}`), `at ${width}`).to.deep.equal([])
      }
      await plain.close()
    })

    it(`scrolls one way only with text at twice its size, in ${language}`, async () => {
      await pages.take(language)
      await pages.resize(640)
      const faults = await pages.faults(`() => {
        document.documentElement.style.fontSize = '200%'
        return ${SCROLLS}
      }`)
      expect(faults).to.deep.equal([])
    })
  }

  for (const language of ['en', 'ar'] as const) {
    it(`has no text that is cut off or runs out of the screen with wider spacing, in ${language}`, async () => {
      await pages.take(language)
      await pages.resize(390)
      const faults = await pages.faults(`() => {
        ${SPACE}
        return [...(${SCROLLS}), ...${CUT}]
      }`)
      expect(faults).to.deep.equal([])
    })

    it(`gives every control a target of 44 pixels, in ${language}`, async () => {
      await pages.take(language)
      await pages.resize(390)
      expect(await pages.faults(`() => ${SMALL}`)).to.deep.equal([])
    })
  }
})

describe('the pages of a sign-in', () => {
  it('have their cards and buttons at one place', async () => {
    await using server = await servePages()
    const page = await (await sharedBrowser()).newPage({ viewport: { width: 1280, height: 800 } })
    const places = []
    for (const name of ['sign-in--empty', 'sign-in--password', 'code--application-asks']) {
      await page.goto(`${server.url}/${name}`)
      const card = await page.locator('main').boundingBox()
      const heading = await page.locator('h1').boundingBox()
      places.push({ x: card?.x, y: card?.y, width: card?.width, heading: heading?.y })
    }
    await page.close()
    expect(places[1]).to.deep.equal(places[0])
    expect(places[2]).to.deep.equal(places[0])
  })
})
