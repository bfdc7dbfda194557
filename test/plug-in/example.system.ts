import { strict as assert } from 'node:assert'
import { readFileSync } from 'node:fs'
import { systemClock } from '../../src/index.ts'
import { Browser, type Page } from '../support/browser.ts'
import { openExample, type ExampleProcess } from '../support/example-process.ts'
import { codesOn, deviceOf, keyOn, type Device } from '../support/person.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

describe('the example of the plug-in', () => {
  const folder = temporaryFolder()
  let example: ExampleProcess | undefined
  let browser: Browser

  beforeEach(() => {
    browser = new Browser()
  })
  afterEach(async () => {
    await example?.close()
    example = undefined
  })

  const open = async (version: 'before' | 'after') => {
    example = await openExample(version, folder())
  }

  const start = (query = ''): Promise<Page> => {
    assert.ok(example)
    return browser.open(new URL(`/shop/start${query}`, example.url).href)
  }

  /** Answers the application's own login page, whose token comes with the form. */
  const logIn = (): Promise<Page> => {
    assert.ok(example)
    assert.equal(browser.page.heading, 'ACME: sign in')
    const { pathname } = new URL(browser.page.url)
    return browser.submit(pathname, { email: example.login, password: example.password })
  }

  const acceptTerms = (): Promise<Page> => {
    assert.equal(browser.page.heading, 'ACME: terms')
    return browser.submit(new URL(browser.page.url).pathname)
  }

  const told = ({ heading, html }: Page): Record<string, unknown> => {
    assert.equal(heading, 'Welcome', html)
    const [, claims = ''] = /<pre>(.*?)<\/pre>/.exec(html) ?? []
    return JSON.parse(claims) as Record<string, unknown>
  }

  /** Adds the device that the sign-in asks for, saves the recovery codes, and goes on. */
  const enrol = async (): Promise<Device> => {
    const page = await browser.submit('/device', { name: 'Phone' })
    const device = deviceOf({ now: systemClock }, 'Phone', keyOn(page))
    const shown = await browser.submit('/device/code', { code: device.code() })
    assert.equal(shown.heading, 'Save your recovery codes')
    assert.equal(codesOn(shown).length, 10)
    await browser.submit('/continue')
    return device
  }

  it('signs in before, with its own pages, and says nothing of how', async () => {
    await open('before')
    await start('?acr_values=urn:step-up:2fa')
    await logIn()
    const claims = told(await acceptTerms())
    assert.deepEqual(claims, { sub: 'user-1' })
  })

  it('signs in afterwards as before and says how, steps up in the live session, and asks for a code at the next sign-in', async () => {
    await open('after')
    await start()
    await logIn()
    const first = told(await acceptTerms())
    assert.deepEqual([first['acr'], first['amr']], ['urn:step-up:1fa', ['pwd']])
    await start('?acr_values=urn:step-up:2fa')
    const device = await enrol()
    assert.equal(told(browser.page)['acr'], 'urn:step-up:2fa')

    browser = new Browser()
    await start()
    await logIn()
    // The code that added the device is used up; the next one is accepted ahead of its time.
    const { acr, amr } = told(await browser.submit('/code', { code: device.code(1) }))
    assert.deepEqual([acr, amr], ['urn:step-up:2fa', ['pwd', 'otp', 'mfa']])
  })

  it('adds a device on demand, between the login page and the terms, and keeps it over a restart, although it forgets its sessions', async () => {
    await open('after')
    const { url } = await start('?acr_values=urn:step-up:2fa')
    assert.ok(example)
    const { login, password } = example
    const forged = await browser.post(url, { email: login, password })
    assert.equal(forged.status, 403, 'a form without its token is refused')
    await start('?acr_values=urn:step-up:2fa')
    await logIn()
    const device = await enrol()
    const { acr, amr } = told(await acceptTerms())
    assert.deepEqual([acr, amr], ['urn:step-up:2fa', ['pwd', 'otp', 'mfa']])
    await example.close()
    await open('after')
    browser = new Browser()
    await start()
    await logIn()
    await browser.submit('/code', { code: device.code(1) })
    assert.equal(told(await acceptTerms())['acr'], 'urn:step-up:2fa')
  })

  it('takes about ten lines', () => {
    const [before, after] = ['before', 'after'].map((name) =>
      readFileSync(`examples/plug-in/${name}.ts`, 'utf8').split('\n'),
    )
    assert.ok(before && after)
    const common = longestCommon(before, after)
    assert.ok(after.length - common <= 12, `${after.length - common} lines are added`)
    assert.ok(before.length - common <= 3, `${before.length - common} lines are gone`)
  })
})

/** How many lines two files have in common, in order. */
function longestCommon(one: readonly string[], other: readonly string[]): number {
  let row = [0]
  for (const line of one) {
    const above = row
    row = [0]
    for (const [at, candidate] of other.entries()) {
      const best = Math.max(above[at + 1] ?? 0, row[at] ?? 0)
      row.push(line === candidate ? (above[at] ?? 0) + 1 : best)
    }
  }
  return row.at(-1) ?? 0
}
