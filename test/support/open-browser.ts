import { execFileSync } from 'node:child_process'
import type { Browser } from 'playwright-core'

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
