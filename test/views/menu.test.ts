import { expect } from 'chai'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { LANGUAGES, type Language } from '../../src/kernel/languages.ts'
import { ACCOUNT_PLACES, type AccountPlace } from '../../src/pages/parts.ts'
import { createViews } from '../../src/views/create-views.ts'
import { injectAxe, violations } from '../support/axe.ts'
import { sharedBrowser } from '../support/open-browser.ts'
import { pageSamples, type PageSample } from '../support/page-samples.ts'
import { renderSample } from '../support/render-sample.ts'
import { servePages, type PageServer } from '../support/serve-pages.ts'

const render = createViews({ chrome: { productName: 'Acme Sign-in', assets: '/assets' } })

/** The page behind each entry of the menu. */
const PAGES = {
  security: 'devices',
  password: 'password-change',
  sessions: 'sessions',
  browsers: 'browsers',
  applications: 'applications',
  activity: 'activity',
  language: 'language',
} as const satisfies Record<AccountPlace, PageSample['page']>

/** That page, as it knows where it is. */
function sampleAt(here: AccountPlace): PageSample {
  const sample = pageSamples.find(({ page }) => page === PAGES[here])
  if (!sample || !('frame' in sample.model) || !sample.model.frame) throw new Error(here)
  const places = ACCOUNT_PLACES.map((place) => ({ place, href: `/${place}`, here: place === here }))
  const model = { ...sample.model, frame: { ...sample.model.frame, places } }
  return { ...sample, model } as PageSample
}

const text = (html: string, pattern: RegExp): string | undefined => pattern.exec(html)?.[1]

describe('the menu of the account', () => {
  for (const language of LANGUAGES) {
    it(`calls each page what the page calls itself, in ${language}`, () => {
      for (const place of ACCOUNT_PLACES) {
        const html = renderSample(render, sampleAt(place), language)
        const heading = text(html, /<h1>([^<]*)<\/h1>/)
        expect(text(html, /aria-current="page">([^<]*)</), place).to.equal(heading)
      }
    })
  }

  describe('in a browser', () => {
    let browser: Browser
    let server: PageServer
    before(async () => {
      browser = await sharedBrowser()
      server = await servePages()
    })
    after(() => server[Symbol.asyncDispose]())

    async function open(options: BrowserContextOptions): Promise<Page> {
      const page = await browser.newPage(options)
      await page.goto(`${server.url}/landing--plain`)
      return page
    }

    /** In the document of the page before, with its styles. */
    async function show(page: Page, place: AccountPlace, language: Language): Promise<void> {
      const html = renderSample(render, sampleAt(place), language)
      await page.evaluate(`new Promise((resolve) => {
        document.open()
        addEventListener('load', () => resolve(), { once: true })
        document.write(${JSON.stringify(html)})
        document.close()
      })`)
    }

    const PHONE = { viewport: { width: 390, height: 800 } }
    const DESKTOP = { viewport: { width: 1280, height: 900 } }

    for (const javaScriptEnabled of [true, false]) {
      it(`takes one line of a phone, the same on every page${javaScriptEnabled ? '' : ', without JavaScript'}`, async () => {
        const page = await browser.newPage({ ...PHONE, javaScriptEnabled })
        await page.goto(`${server.url}/devices--on`)
        const menu = page.locator('.menu')
        const { height = 0 } = (await menu.boundingBox()) ?? {}
        expect(height).to.be.within(44, 60)
        expect(await page.getByRole('link', { name: 'Activity' }).isVisible()).to.equal(false)
        await page.locator('.menu summary').click()
        await page.getByRole('link', { name: 'Activity' }).click({ trial: true })
        await page.close()
      })
    }

    for (const language of LANGUAGES) {
      it(`stays where it is when another page is opened, in ${language}`, async () => {
        for (const options of [PHONE, DESKTOP]) {
          const page = await open(options)
          const boxes: string[] = []
          for (const place of ACCOUNT_PLACES) {
            await show(page, place, language)
            boxes.push(
              await page.evaluate<string>(`JSON.stringify(
                [...document.querySelectorAll('.menu, .menu li')].map((one) => {
                  const { x, y, width, height } = one.getBoundingClientRect()
                  return [x, y, width, height].map(Math.round)
                }),
              )`),
            )
          }
          expect(new Set(boxes).size, boxes.join('\n')).to.equal(1)
          await page.close()
        }
      })
    }

    it('is accessible where it is opened and where it is wide', async () => {
      const found: string[] = []
      for (const options of [PHONE, DESKTOP]) {
        const page = await open(options)
        await injectAxe(page)
        await show(page, 'sessions', 'en')
        if (options === PHONE) await page.locator('.menu summary').click()
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme })
          // axe takes what is in `details` for hidden unless it is open, whatever is seen.
          await page.evaluate("document.querySelector('.menu details').open = true")
          found.push(...(await violations(page)))
        }
        await page.close()
      }
      expect(found).to.deep.equal([])
    })

    it('and the main button are told apart from what is beside them in forced colours', async () => {
      for (const colorScheme of ['light', 'dark'] as const) {
        for (const options of [PHONE, DESKTOP]) {
          const page = await open({ ...options, forcedColors: 'active', colorScheme })
          await show(page, 'sessions', 'en')
          const grounds = (selector: string) =>
            page.evaluate<string[]>(`[...document.querySelectorAll('${selector}')].map(
              (one) => getComputedStyle(one).backgroundColor)`)
          const [here] = await grounds('.menu [aria-current]')
          expect(await grounds('.menu a:not([aria-current])')).to.not.include(here)
          await page.goto(`${server.url}/sign-in--empty`)
          const [main] = await grounds('button.main')
          expect(await grounds('.quiet, .small, body')).to.not.include(main)
          expect(
            await page.evaluate<string>(`getComputedStyle(document.querySelector('.main')).color`),
          ).not.to.equal(main)
          await page.close()
        }
      }
    })
  })
})
