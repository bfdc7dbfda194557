import { spawnSync } from 'node:child_process'
import type { Browser } from 'playwright-core'

/**
 * Off in each window, because what they cost is more than a page of ours: two pages of Chromium's own behind the address
 * bar.
 */
const ADDRESS_BAR = ['WebUIOmniboxPopup', 'WebUIOmniboxAimPopup']

/** What Playwright turns off; Chromium heeds the last list alone. */
const BY_PLAYWRIGHT = [
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsUpgrades',
  'HttpsFirstBalancedModeAutoEnable',
  'LensOverlay',
  'MediaRouter',
  'PaintHolding',
  'ThirdPartyStoragePartitioning',
  'AvoidCorsURLLoaderRestartOnRedirect',
  'OptimizationHints',
  'NetworkTimeServiceQuerying',
  'AimEnabled',
  'PreconnectToSearch',
]

/** Chromium as people have it, and its pages without windows: they take a third of the time, and are the same otherwise. */
const [WINDOWS, PAGES] = ['chromium', 'chromium-headless-shell']

function find(program: string): string | undefined {
  const { status, stdout } = spawnSync('which', [program], { encoding: 'utf8' })
  return status === 0 ? stdout.trim() : undefined
}

/** The Chromium of the system, with its windows; a test without it fails, it does not skip. */
export const openBrowser = (): Promise<Browser> => launch(find(WINDOWS))

async function launch(executablePath: string | undefined): Promise<Browser> {
  if (executablePath === undefined) throw new Error(`there is no ${WINDOWS}`)
  // Loaded here: the hooks of every process import this file, and most need no browser.
  const { chromium } = await import('playwright-core')
  return chromium.launch({
    executablePath,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      `--disable-features=${[...BY_PLAYWRIGHT, ...ADDRESS_BAR].join(',')}`,
    ],
  })
}

const shared = new Map<string, Promise<Browser>>()

function share(executablePath: string | undefined): Promise<Browser> {
  const key = String(executablePath)
  const browser = shared.get(key) ?? launch(executablePath)
  shared.set(key, browser)
  return browser
}

/**
 * One Chromium for all tests of a process, without windows where the system has it so, started by whichever needs it
 * first. Contexts keep tests apart: cookies, storage and permissions are theirs alone.
 */
export const sharedBrowser = (): Promise<Browser> => share(find(PAGES) ?? find(WINDOWS))

/** The same with its windows, for what is of the program around the page. */
export const sharedWindows = (): Promise<Browser> => share(find(WINDOWS))

export async function closeSharedBrowser(): Promise<void> {
  const browsers = [...shared.values()]
  shared.clear()
  await Promise.all(browsers.map(async (browser) => (await browser).close()))
}
