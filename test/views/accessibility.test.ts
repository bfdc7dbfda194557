import { expect } from 'chai'
import type { Page } from 'playwright-core'
import type { Language } from '../../src/kernel/languages.ts'
import { createViews } from '../../src/views/create-views.ts'
import { injectAxe, violations } from '../support/axe.ts'
import { complaintsOf } from '../support/complaints.ts'
import { longestSamples } from '../support/longest-samples.ts'
import { sharedBrowser } from '../support/open-browser.ts'
import { pageSamples, type PageSample } from '../support/page-samples.ts'
import { renderSample, sampleName, staying } from '../support/render-sample.ts'
import { servePages, type PageServer } from '../support/serve-pages.ts'

const render = createViews({ chrome: { productName: 'Acme Sign-in', assets: '/assets' } })

describe('every page', () => {
  let server: PageServer
  let page: Page
  let complaints: string[]
  before(async () => {
    server = await servePages()
    page = await (await sharedBrowser()).newPage({ viewport: { width: 390, height: 800 } })
    complaints = complaintsOf(page)
    await page.goto(`${server.url}/landing--plain`)
    await injectAxe(page)
  })
  after(async () => {
    await page.close()
    await server[Symbol.asyncDispose]()
  })
  beforeEach(() => complaints.splice(0))

  /**
   * A whole page, its styles and scripts included, in the document of the one before: the policy holds on, axe is there
   * already, and it takes a quarter of the time of a navigation.
   */
  async function show(sample: PageSample, language: Language = 'en'): Promise<void> {
    await page.evaluate(`new Promise((resolve) => {
      document.open()
      addEventListener('load', () => resolve(), { once: true })
      document.write(${JSON.stringify(staying(renderSample(render, sample, language)))})
      document.close()
    })`)
  }

  for (const sample of pageSamples) {
    it(`${sampleName(sample)} is accessible, in the light and in the dark`, async () => {
      await show(sample)
      const found = await violations(page)
      await page.emulateMedia({ colorScheme: 'dark' })
      // Nothing but the colours differs in the dark.
      found.push(...(await violations(page, ['color-contrast'])))
      await page.emulateMedia({ colorScheme: 'light' })
      expect([...found, ...complaints]).to.deep.equal([])
    })
  }

  // Each page is the same in every language but for its words (render.test.ts), and these and their direction are here.
  for (const sample of longestSamples()) {
    it(`${sampleName(sample)} is accessible from right to left`, async () => {
      await show(sample, 'ar')
      expect([...(await violations(page)), ...complaints]).to.deep.equal([])
    })
  }

  it('is the same at every width but for its measures and which way to a key is first, and nothing on it scrolls by itself', async () => {
    // So what axe finds at one width it finds at any other.
    const [byWidth, overflows] = await page.evaluate<[string[], string[]]>(`(() => {
      const rules = [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules])
      const within = (rule) => (rule.cssRules?.length ? [...rule.cssRules].flatMap(within) : [rule])
      const media = rules.filter((rule) => rule instanceof CSSMediaRule && /width/.test(rule.conditionText))
      // The menu of the account is another one there: menu.test.ts looks at both.
      const menu = (rule) => rule.selectorText?.startsWith('.menu')
      return [
        media.flatMap(within).filter((rule) => !menu(rule)).flatMap(({ style }) => [...style]),
        rules.flatMap(within).flatMap(({ style }) => style?.overflow || []),
      ]
    })()`)
    const measures = byWidth.map((property) => property.replace(/^(margin|padding)-.*/, '$1'))
    expect(new Set(measures)).to.deep.equal(new Set(['inline-size', 'margin', 'padding', 'order']))
    expect(new Set(overflows)).to.deep.equal(new Set(['hidden']))
  })
})
