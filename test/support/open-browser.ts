import { execFileSync } from 'node:child_process'
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

/** The Chromium of the system; a test without it fails, it does not skip. */
export async function openBrowser(): Promise<Browser> {
  // Loaded here: the hooks of every process import this file, and most need no browser.
  const { chromium } = await import('playwright-core')
  const executablePath = execFileSync('which', ['chromium'], { encoding: 'utf8' }).trim()
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

let shared: Promise<Browser> | undefined

/**
 * One Chromium for all tests of a process, started by whichever needs it first. Contexts keep tests apart: cookies,
 * storage and permissions are theirs alone.
 */
export function sharedBrowser(): Promise<Browser> {
  return (shared ??= openBrowser())
}

export async function closeSharedBrowser(): Promise<void> {
  const browser = shared
  shared = undefined
  await (await browser)?.close()
}
