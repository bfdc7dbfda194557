import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { create } from 'qrcode'
import { keyUri } from '../../src/methods/totp/key-uri.ts'
import { DEFAULT_TOTP } from '../../src/people/authenticator.ts'
import type { Language } from '../../src/kernel/languages.ts'
import { qrSvg } from '../../src/web/qr.ts'
import { Secret } from '../../src/kernel/secret.ts'
import type { PageServer } from './serve-pages.ts'

/** How the page that sets a device up is looked at. */
export interface Look {
  readonly options: BrowserContextOptions
  readonly language?: Language
  readonly print?: boolean
}

const desktop = { width: 1280, height: 1000 }

export const LOOKS: Readonly<Record<string, Look>> = {
  'in the light': { options: { viewport: desktop, colorScheme: 'light' } },
  'in the dark': { options: { viewport: desktop, colorScheme: 'dark' } },
  'in forced colours': {
    options: { viewport: desktop, colorScheme: 'dark', forcedColors: 'active' },
  },
  'on a screen of 320 pixels': { options: { viewport: { width: 320, height: 800 } } },
  'in print': { options: { viewport: desktop, colorScheme: 'dark' }, print: true },
  'from right to left': {
    options: { viewport: { width: 390, height: 844 }, colorScheme: 'dark' },
    language: 'ar',
  },
}

/** Of codes with names as short as can be, and as long as a code holds. */
export const VERSIONS = [5, 6, 7, 8, 9, 10, 11, 12, 13] as const

/** The same at every run: a reader that fails at some pictures fails at the same ones. */
const SECRET = new Secret(Buffer.from('3f8c1ad25e907b46c8d1e2f3a4b5069788796a5b', 'hex'))

/** A key URI whose code has that version: an account's name as long as it takes. */
export function uriOf(version: number): string {
  for (let length = 1; length < 300; length += 1) {
    const uri = keyUri(
      SECRET,
      'Acme',
      `${'anna.lindqvist.'.repeat(20).slice(0, length)}@x.org`,
      DEFAULT_TOTP,
    )
    if (create(uri, { errorCorrectionLevel: 'M' }).version === version) return uri
  }
  throw new Error(`no name is as long as version ${version}`)
}

export interface QrPicture {
  readonly text: string
  readonly png: Buffer
  /** CSS pixels for each module, and those of the white margin on each side. */
  readonly module: number
  /** What is on the page sideways of the code that the screen does not show. */
  readonly hidden: number
}

/** The code on the page as a screen shows it, with some of the page around it. */
export async function qrPictures(
  browser: Browser,
  server: PageServer,
  { options, print = false }: Look,
): Promise<QrPicture[]> {
  const page = await browser.newPage({ deviceScaleFactor: 1, ...options })
  await page.goto(`${server.url}/device-setup--signing-in`)
  if (print) await page.emulateMedia({ media: 'print' })
  const pictures: QrPicture[] = []
  for (const version of VERSIONS) pictures.push(await pictureOf(page, uriOf(version)))
  await page.close()
  return pictures
}

async function pictureOf(page: Page, text: string): Promise<QrPicture> {
  const svg = JSON.stringify(await qrSvg(text))
  const measured = await page.evaluate<Record<'module' | 'hidden', number>>(`{
    const box = document.querySelector('.qr')
    box.innerHTML = ${svg}
    box.scrollIntoView({ block: 'center' })
    const { width } = box.firstElementChild.getBoundingClientRect()
    const { scrollWidth, clientWidth } = document.documentElement
    const across = Number(box.firstElementChild.getAttribute('viewBox').split(' ')[2])
    ;({ module: width / across, hidden: Math.max(0, scrollWidth - clientWidth) })
  }`)
  const box = await page.locator('.qr').boundingBox()
  if (!box) throw new Error('there is no code')
  const x = Math.max(0, box.x - 12)
  const clip = { x, y: box.y - 12, width: box.width + 24, height: box.height + 24 }
  return { text, png: await page.screenshot({ clip }), ...measured }
}
