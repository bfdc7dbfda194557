import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { Agent, get } from 'node:http'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { freePort } from '../../test/support/free-port.ts'
import { openBrowser } from '../../test/support/open-browser.ts'
import { openScene, type Scene } from '../candidates.ts'
import { authorizationUrl, flow } from '../load/flow.ts'
import { answersOf } from '../load/people.ts'
import { PASSWORD } from '../load/password.ts'
import { kilobytes, number, spread } from '../report/format.ts'
import { withScenes } from '../scenes.ts'
import type { Section } from '../section.ts'
import { median, spreadOf } from '../statistics.ts'

/** What a person waits for: target 9, but for Lighthouse. */
export const pagesSection: Section = {
  name: 'pages',
  about: 'npm start to the first page; transfer and first paint of each page in Chromium',
  async run({ quick, say }) {
    say('pages')
    const runs = quick ? 1 : 7
    const starts: number[] = []
    for (let run = 0; run < (quick ? 1 : 5); run += 1) starts.push(await startUp())
    const options = { program: 'full', store: 'sqlite' } as const
    return withScenes([() => openScene(options)], async ([scene]) => {
      const browser = await openBrowser()
      try {
        const looks: Look[] = []
        // The first is for the browser to wake up.
        for (let run = -1; run < runs; run += 1) {
          const seen = await lookAround(browser, scene)
          if (run >= 0) looks.push(...seen)
        }
        const names = [...new Set(looks.map(({ name }) => name))]
        const of = (name: string) => looks.filter((look) => look.name === name)
        const bytes = (name: string) =>
          Math.max(...of(name).map((look) => look.bytes - look.picture))
        const paints = names.map((name) => median(of(name).map(({ paint }) => paint)))
        const [slowest, heaviest] = [Math.max(...paints), Math.max(...names.map(bytes))]
        return {
          tables: [
            {
              title: 'Pages in Chromium',
              head: ['page', 'transfer, all files', 'of it the QR code', 'first paint, ms'],
              rows: names.map((name) => [
                name,
                kilobytes(bytes(name) + (of(name)[0]?.picture ?? 0)),
                kilobytes(of(name)[0]?.picture ?? 0),
                spread(spreadOf(of(name).map(({ paint }) => paint))),
              ]),
              note: `Each page in a browser that has kept nothing. \`npm start\` to the first page took ${spread(spreadOf(starts))} ms.`,
            },
          ],
          findings: [
            {
              target: 9,
              part: 'npm start',
              measured: `${number(median(starts))} ms`,
              met: median(starts) <= 1500,
            },
            {
              target: 9,
              part: 'transfer',
              measured: `at most ${kilobytes(heaviest)}`,
              met: heaviest <= 15_000,
            },
            {
              target: 9,
              part: 'first paint',
              measured: `at most ${number(slowest)} ms`,
              met: slowest <= 100,
            },
          ],
        }
      } finally {
        await browser.close()
      }
    })
  },
}

/** Milliseconds from `npm start` to the first page, in the development profile on a folder of its own. */
async function startUp(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'oidc-step-up-bench-'))
  const [port, demo] = [await freePort(), await freePort()]
  const began = performance.now()
  // A group of its own, so that what npm has started ends with it.
  const npm = spawn('npm', ['start'], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    detached: true,
    stdio: 'ignore',
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      OIDC_STEP_UP_PORT: String(port),
      OIDC_STEP_UP_DEMO_PORT: String(demo),
      OIDC_STEP_UP_DATA_DIR: folder,
    },
  })
  const ended = once(npm, 'exit')
  try {
    while (!(await isServed(port))) {
      if (npm.exitCode !== null || performance.now() - began > 30_000) {
        throw new Error('npm start does not come to a page')
      }
      await sleep(10)
    }
    return performance.now() - began
  } finally {
    if (npm.pid !== undefined && npm.exitCode === null) process.kill(-npm.pid, 'SIGTERM')
    await ended
    rmSync(folder, { recursive: true, force: true })
  }
}

const isServed = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    get({ host: '127.0.0.1', port }, (response) => {
      response.resume().on('end', () => {
        resolve(response.statusCode === 200)
      })
    }).on('error', () => {
      resolve(false)
    })
  })

/** What one page took in one browser. */
interface Look {
  readonly name: string
  /** Of the page and everything that it loads, headers included. */
  readonly bytes: number
  /** Of the QR code within. */
  readonly picture: number
  /** Milliseconds. */
  readonly paint: number
}

/** Every page in a browser of its own, with the cookies of somebody who has come that far. */
async function lookAround(browser: Browser, scene: Scene): Promise<Look[]> {
  const looks: Look[] = []
  const agent = new Agent({ keepAlive: true })
  const visitor = scene.visitor(agent)
  const comer = scene.crowd.next()
  await flow(scene.issuer, visitor, answersOf(comer))
  const signedIn = visitor.cookies()
  agent.destroy()
  const visit = async (
    name: string,
    cookies: typeof signedIn,
    go: (page: Page) => Promise<void>,
  ) => {
    const context = await browser.newContext()
    const { hostname } = new URL(scene.issuer)
    await context.addCookies(cookies.map((cookie) => ({ ...cookie, domain: hostname })))
    const page = await context.newPage()
    looks.push(await lookAt(name, page, go))
    await context.close()
  }
  const open = (path: string) => async (page: Page) => {
    await page.goto(`${scene.issuer}${path}`, { waitUntil: 'load' })
  }
  await visit('sign-in', [], async (page) => {
    await page.goto(authorizationUrl(scene.issuer).href, { waitUntil: 'load' })
  })
  await visit('password', [], async (page) => {
    const hinted = authorizationUrl(scene.issuer, { login_hint: comer.login })
    await page.goto(hinted.href, { waitUntil: 'load' })
  })
  await visit('code', [], async (page) => {
    const other = scene.crowd.next()
    await page.goto(authorizationUrl(scene.issuer, { login_hint: other.login }).href)
    await page.fill('#password', PASSWORD)
    await page.click('form button.main')
    await page.waitForSelector('#code')
    await page.reload({ waitUntil: 'load' })
  })
  await visit('devices', signedIn, open('/account'))
  await visit('activity', signedIn, open('/account/activity'))
  await visit('device setup', signedIn, async (page) => {
    await page.goto(`${scene.issuer}/account/devices/add`)
    await page.fill('#name', 'Telephone')
    if ((await page.locator('#password').count()) > 0) await page.fill('#password', PASSWORD)
    await page.click('form button.main')
    await page.waitForSelector('#key')
    await page.reload({ waitUntil: 'load' })
  })
  return looks
}

async function lookAt(name: string, page: Page, go: (page: Page) => Promise<void>): Promise<Look> {
  const session = await page.context().newCDPSession(page)
  await session.send('Network.enable')
  // As if for the first time, also where the way there has shown other pages.
  await session.send('Network.setCacheDisabled', { cacheDisabled: true })
  let bytes = 0
  session.on('Network.requestWillBeSent', ({ type }) => {
    if (type === 'Document') bytes = 0
  })
  session.on('Network.loadingFinished', ({ encodedDataLength }) => {
    bytes += encodedDataLength
  })
  await go(page)
  // The paint is told some frames later.
  const painted = (): Promise<number> =>
    page.evaluate<number>(`performance.getEntriesByName('first-paint')[0]?.startTime ?? 0`)
  while ((await painted()) === 0) await sleep(20)
  const paint = await painted()
  const picture = await page.evaluate<number>(
    `document.querySelector('.qr')?.outerHTML.length ?? 0`,
  )
  return { name, bytes, picture, paint }
}
