import axe from 'axe-core'
import type { Page } from 'playwright-core'
import { matchLanguage } from '../../src/languages.ts'
import { catalogues } from '../../src/views/texts.ts'

interface Circumstances {
  /** Pages that somebody with the same kind of browser has examined already. */
  readonly examined: Set<string>
  /** Whether JavaScript runs. */
  readonly scripting: boolean
}

/** What is wrong with the pages on somebody's way. */
export class Examination {
  readonly complaints: string[] = []
  readonly #page: Page
  readonly #circumstances: Circumstances

  constructor(page: Page, circumstances: Circumstances) {
    this.#page = page
    this.#circumstances = circumstances
    page.on('pageerror', ({ message }) => this.#complain(message))
    page.on('console', (message) => {
      // A form that has to be corrected is answered with 422, and Chromium notes that.
      if (!/Failed to load resource: .* 422 /.test(message.text())) this.#complain(message.text())
    })
  }

  /**
   * A page that is met must be accessible, run in the direction of its language and fit the screen.
   * Once is enough for each.
   */
  async look(): Promise<void> {
    const page = this.#page
    const { examined } = this.#circumstances
    await page.waitForLoadState('load')
    const heading = await page.getByRole('heading', { level: 1 }).innerText()
    const state = (await page.locator('[role=alert], [role=status], dt').allInnerTexts()).join()
    if (examined.has(heading + state)) return
    examined.add(heading + state)
    await page.screenshot({
      fullPage: true,
    })
    for (const violation of await this.#violations()) this.#complain(violation)
    const language = matchLanguage([(await page.locator('html').getAttribute('lang')) ?? ''])
    const direction = (await page.locator('html').getAttribute('dir')) ?? 'ltr'
    if (language === undefined || catalogues[language].language.direction !== direction) {
      this.#complain(`runs ${direction} in ${language}`)
    }
    const tooWide = await page.evaluate<boolean>(
      'document.documentElement.scrollWidth > document.documentElement.clientWidth',
    )
    if (tooWide) this.#complain('scrolls sideways')
  }

  async #violations(): Promise<string[]> {
    // Where scripts do not run, axe does not either; the same pages are met with scripts as well.
    if (!this.#circumstances.scripting) return []
    // Injected past the content security policy, as no page would allow it.
    await this.#page.evaluate(axe.source)
    const { violations } = await this.#page.evaluate<axe.AxeResults>(
      'axe.run({ resultTypes: ["violations"] })',
    )
    return violations.map(
      ({ id, nodes }) => `${id} at ${nodes.map(({ html }) => html).join(' | ')}`,
    )
  }

  #complain(about: string): void {
    this.complaints.push(`${this.#page.url()}: ${about}`)
  }
}
