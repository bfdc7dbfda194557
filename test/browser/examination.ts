import type { Browser, Page } from 'playwright-core'
import { matchLanguage } from '../../src/kernel/languages.ts'
import { catalogues } from '../../src/views/texts.ts'
import { injectAxe, violations } from '../support/axe.ts'
import { isComplaint } from '../support/complaints.ts'
import { structureOf } from '../support/structure-of.ts'

/** What axe has looked at in this process: the structures of pages, light or dark. */
const known = new Set<string>()

/** In each Chromium a page with axe in it: to put it into every page that is met takes as long as to ask it. */
const examiners = new WeakMap<Browser, Promise<Page>>()

function examinerIn(page: Page): Promise<Page> {
  const browser = page.context().browser()
  if (!browser) throw new Error('it is in no browser')
  const examiner = examiners.get(browser) ?? openExaminer(browser)
  examiners.set(browser, examiner)
  return examiner
}

async function openExaminer(browser: Browser): Promise<Page> {
  const examiner = await browser.newPage()
  await injectAxe(examiner)
  return examiner
}

/** The page as it stands, on its own: without its scripts, which have run, and with its styles in it. */
async function standing(html: string, url: string): Promise<string> {
  const links = html.matchAll(/<link [^>]*rel="stylesheet"[^>]*href="([^"]*)"[^>]*>/g)
  let page = html.replaceAll(/<script[^]*?<\/script>/g, '')
  for (const [link, href = ''] of links) {
    const style = await (await fetch(new URL(href.replaceAll('&amp;', '&'), url))).text()
    page = page.replace(link, () => `<style>${style}</style>`)
  }
  return `<!doctype html>${page}`
}

/** What a page is made of; the rest is what it says, and of whom. */
const isContent = (attribute: string): boolean =>
  !['class', 'role', 'type', 'autocomplete'].includes(attribute)

interface Look {
  readonly html: string
  readonly dark: boolean
  readonly language: string
  readonly direction: string
  readonly scrolls: boolean
}

/** What is wrong with the pages on somebody's way. */
export class Examination {
  readonly complaints: string[] = []
  readonly #page: Page
  readonly #scripting: boolean

  constructor(page: Page, { scripting }: { readonly scripting: boolean }) {
    this.#page = page
    this.#scripting = scripting
    page.on('pageerror', ({ message }) => this.#complain(message))
    page.on('console', (message) => {
      if (isComplaint(message)) this.#complain(message.text())
    })
  }

  /**
   * A page that is met must run in the direction of its language and fit the screen, and it must be accessible: axe looks
   * at each structure once, where scripts run, as it is one.
   */
  async look(): Promise<void> {
    const page = this.#page
    await page.waitForLoadState('load')
    const { html, dark, language, direction, scrolls } = await page.evaluate<Look>(`({
      html: document.documentElement.outerHTML,
      dark: matchMedia('(prefers-color-scheme: dark)').matches,
      language: document.documentElement.lang,
      direction: document.documentElement.dir || 'ltr',
      scrolls: document.documentElement.scrollWidth > document.documentElement.clientWidth,
    })`)
    const spoken = matchLanguage([language])
    if (spoken === undefined || catalogues[spoken].language.direction !== direction) {
      this.#complain(`runs ${direction} in ${language}`)
    }
    if (scrolls) this.#complain('scrolls sideways')
    const structure = `${dark ? 'dark' : 'light'} ${structureOf(html, isContent)}`
    if (!this.#scripting || known.has(structure)) return
    known.add(structure)
    const examiner = await examinerIn(page)
    await examiner.setViewportSize(page.viewportSize() ?? { width: 1280, height: 720 })
    await examiner.emulateMedia({ colorScheme: dark ? 'dark' : 'light' })
    await examiner.evaluate(`{
      document.open()
      document.write(${JSON.stringify(await standing(html, page.url()))})
      document.close()
    }`)
    for (const violation of await violations(examiner)) this.#complain(violation)
  }

  #complain(about: string): void {
    this.complaints.push(`${this.#page.url()}: ${about}`)
  }
}
