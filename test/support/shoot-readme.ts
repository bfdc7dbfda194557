/**
 * Writes the pictures of the README, from the real pages of a real server:
 *
 *     npm run screenshots
 */
import { strict as assert } from 'node:assert'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openScene } from '../browser/scene.ts'
import type { Walker } from '../browser/walker.ts'
import { closeSharedBrowser } from './open-browser.ts'
import { withPalette } from './palette-png.ts'

const FOLDER = fileURLToPath(new URL('../../docs/screenshots/', import.meta.url))
const VIEWPORT = { width: 960, height: 900 }
/** Pixels around the card and what stands above it. */
const MARGIN = 24

mkdirSync(FOLDER, { recursive: true })
const scene = await openScene()
const account = await scene.server.addAccount('anna@example.com')
const phone = await scene.phoneOf(account, 'My Phone')
await scene.phoneOf(account, 'Tablet at home')
const HOME = 'You are signed in'

for (const colorScheme of ['light', 'dark'] as const) {
  const shoot = async ({ page }: Walker, name: string): Promise<void> => {
    const file = colorScheme === 'dark' ? `${name}-dark.png` : `${name}.png`
    const [above, card] = await Promise.all([
      page.locator('header').boundingBox(),
      page.locator('main').boundingBox(),
    ])
    assert.ok(above && card)
    const png = await page.screenshot({
      clip: {
        x: card.x - MARGIN,
        y: above.y - MARGIN / 2,
        width: card.width + 2 * MARGIN,
        height: card.y + card.height - above.y + 1.5 * MARGIN,
      },
    })
    const browser = page.context().browser()
    assert.ok(browser)
    writeFileSync(join(FOLDER, file), await withPalette(browser, png))
  }

  const anna = await scene.walker({
    account,
    colorScheme,
    viewport: VIEWPORT,
    deviceScaleFactor: 2,
  })
  await anna.openDemo()
  await anna.press('Sign in', 'Sign in')
  await anna.givePassword('Enter your code')
  const code = phone.code(scene.server.now())
  // All but the last digit, with which it would be sent.
  await anna.code.fill(code.slice(0, -1))
  await shoot(anna, 'code')
  await anna.code.fill('')
  await anna.typeCode(code, HOME)
  scene.server.advance(30)

  await anna.openAccount()
  if (colorScheme === 'light') {
    await anna.follow('Add a device', 'Add a device')
    await anna.beginDevice('Old phone')
    await anna.follow('Cancel', 'Security')
  }
  await shoot(anna, 'devices')
  await anna.end()
}
await scene.close()
await closeSharedBrowser()
