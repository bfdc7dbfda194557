/**
 * Writes a screenshot of every page sample, on a phone and a desktop, light and dark:
 *
 *     node test/support/shoot-pages.ts FOLDER [only those whose name contains this] [language]
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { matchLanguage } from '../../src/kernel/languages.ts'
import { openBrowser } from './open-browser.ts'
import { pageSamples } from './page-samples.ts'
import { sampleName } from './render-sample.ts'
import { servePages } from './serve-pages.ts'

const screens = {
  phone: { width: 390, height: 844 },
  desktop: { width: 1280, height: 800 },
}

const [folder, only = '', asked = 'en'] = process.argv.slice(2)
const language = matchLanguage([asked])
if (language === undefined) throw new Error(`there is no ${asked}`)
if (folder === undefined) throw new Error('usage: shoot-pages.ts FOLDER [FILTER]')
mkdirSync(folder, { recursive: true })

await using server = await servePages({}, language)
const browser = await openBrowser()
for (const [screen, viewport] of Object.entries(screens)) {
  for (const colorScheme of ['light', 'dark'] as const) {
    const page = await browser.newPage({ viewport, colorScheme, isMobile: screen === 'phone' })
    for (const name of pageSamples.map(sampleName).filter((one) => one.includes(only))) {
      await page.goto(`${server.url}/${name}`)
      const path = join(folder, `${name}.${screen}.${colorScheme}.png`)
      await page.screenshot({ path, fullPage: true })
    }
    await page.close()
  }
}
await browser.close()
