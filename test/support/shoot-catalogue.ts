/**
 * Writes docs/pages.md: a picture of every page, on a phone and on a desktop.
 *
 *     npm run screenshots
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { openBrowser } from './open-browser.ts'
import { SCREENS, catalogue, pictureOf, type Screen } from './catalogue.ts'
import type { PageSample } from './page-samples.ts'
import { withPalette } from './palette-png.ts'
import { sampleName } from './render-sample.ts'
import { servePages } from './serve-pages.ts'

const DOCS = fileURLToPath(new URL('../../docs/', import.meta.url))
const FOLDER = `${DOCS}screenshots/pages/`

const screens = Object.keys(SCREENS) as Screen[]

/** By page, in the order of the samples. */
function chapters(): string {
  const byPage = Map.groupBy(catalogue, ({ page }) => page)
  return [...byPage]
    .map(([page, samples]) =>
      [`## ${page}`, ...samples.map((sample) => picture(sample))].join('\n\n'),
    )
    .join('\n\n')
}

function picture(sample: PageSample): string {
  const alt = `${sample.page}: ${sample.state.replaceAll('-', ' ')}`
  const images = screens.map((screen) => {
    const width = screen === 'phone' ? '30%' : '66%'
    return `<img src="screenshots/pages/${pictureOf(sample, screen)}" alt="${alt}, on a ${screen}" width="${width}">`
  })
  return [`**${sample.state.replaceAll('-', ' ')}**`, images.join('\n')].join('\n\n')
}

const INTRODUCTION = `# Every page

What people see, on a phone and on a desktop. Names and addresses are made up; the pages are drawn by
the views and the stylesheet of this version. \`npm run screenshots\` draws them again.`

rmSync(FOLDER, { recursive: true, force: true })
mkdirSync(FOLDER, { recursive: true })
await using server = await servePages()
const browser = await openBrowser()
for (const screen of screens) {
  const page: Page = await browser.newPage(SCREENS[screen])
  for (const sample of catalogue) {
    await page.goto(`${server.url}/${sampleName(sample)}`)
    const png = await page.screenshot({ fullPage: true })
    writeFileSync(`${FOLDER}${pictureOf(sample, screen)}`, await withPalette(browser, png))
  }
  await page.close()
}
await browser.close()
writeFileSync(`${DOCS}pages.md`, `${INTRODUCTION}\n\n${chapters()}\n`)
