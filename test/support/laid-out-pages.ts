import type { Browser, BrowserContextOptions } from 'playwright-core'
import type { Language } from '../../src/kernel/languages.ts'
import { packagedAssets } from '../../src/views/assets.ts'
import { createViews } from '../../src/views/create-views.ts'
import { pageSamples, type PageSample } from './page-samples.ts'
import { renderSample, sampleName, staying } from './render-sample.ts'
import type { PageServer } from './serve-pages.ts'

const render = createViews({ chrome: { productName: 'Acme Sign-in', assets: '/assets' } })

export interface LaidOutPages {
  /** From now on it is about these pages, in that language. */
  take(language: Language, samples?: readonly PageSample[]): Promise<void>
  resize(width: number): Promise<void>
  /**
   * What is wrong with each page, its name first.
   *
   * @param check a function, as source, that returns what is wrong with the page in the document
   */
  faults(check: string): Promise<string[]>
  close(): Promise<void>
}

/**
 * Lays every sample out, one after the other in one document under the packaged styles, as JavaScript leaves it. That
 * takes a fiftieth of the time of opening each, so that all can be measured in each language at each width.
 */
export async function layOutPages(
  browser: Browser,
  server: PageServer,
  options: BrowserContextOptions = {},
): Promise<LaidOutPages> {
  const page = await browser.newPage(options)
  const script = options.javaScriptEnabled === false ? '' : packagedAssets.find('step-up.js')!.body
  const [first] = pageSamples.map(sampleName)
  await page.goto(`${server.url}/${first}`)
  await page.evaluate(`globalThis.ignore = () => undefined
  globalThis.faults = (check) =>
    samples.flatMap(([name, html]) => {
      const { documentElement: root } = document
      const opened = new DOMParser().parseFromString(html, 'text/html')
      const { lang, dir } = opened.documentElement
      Object.assign(root, { lang, dir })
      root.removeAttribute('style')
      document.body.replaceWith(document.adoptNode(opened.body))
      // What it does later, or when something is pressed, is not waited for.
      ;((addEventListener, setInterval, setTimeout) => {${String(script)}})(ignore, ignore, ignore)
      return check().map((fault) => name + ': ' + fault)
    })`)
  return {
    async take(language, samples = pageSamples) {
      const taken = samples.map((sample) => [
        sampleName(sample),
        staying(renderSample(render, sample, language)),
      ])
      await page.evaluate(`{ globalThis.samples = ${JSON.stringify(taken)} }`)
    },
    resize: (width) => page.setViewportSize({ width, height: 800 }),
    faults: (check) => page.evaluate<string[]>(`faults(${check})`),
    close: () => page.close(),
  }
}
