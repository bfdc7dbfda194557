import { expect } from 'chai'
import type { Browser, Page } from 'playwright-core'
import { normalizeCode } from '../../src/methods/totp/index.ts'
import { CODE_PATTERN, LONGEST_TYPED_CODE } from '../../src/kernel/typed.ts'
import { createViews } from '../../src/views/create-views.ts'
import { pageSamples } from '../support/page-samples.ts'
import { renderSample } from '../support/render-sample.ts'
import { NO_CODES, WRITINGS } from '../support/typed-codes.ts'
import { sharedBrowser } from '../support/open-browser.ts'
import { servePages, type PageServer } from '../support/serve-pages.ts'

/** The field for the code has the focus by itself, with the first frame. */
const focused = (page: Page) => page.waitForFunction(`document.activeElement?.name === 'code'`)

describe('a page in a browser', () => {
  let browser: Browser
  let server: PageServer
  before(async () => {
    browser = await sharedBrowser()
    server = await servePages()
  })
  after(() => server[Symbol.asyncDispose]())
  beforeEach(() => server.posts.splice(0))

  async function open(name: string, options: Parameters<Browser['newPage']>[0] = {}) {
    const page = await browser.newPage(options)
    await page.goto(`${server.url}/${name}`)
    return page
  }

  it('signs in without JavaScript', async () => {
    const page = await open('sign-in--together', { javaScriptEnabled: false })
    expect(await page.getByRole('button', { name: 'Show password' }).count()).to.equal(0)
    await page.getByLabel('Name or email').fill('anna')
    await page.getByLabel('Password', { exact: true }).fill('correct horse')
    await page.getByRole('button', { name: 'Continue' }).click()
    await page.getByText('received').waitFor()
    expect(server.posts).to.deep.equal([
      'csrf=tq3VZbn0&script=none&login=anna&password=correct+horse',
    ])
    await page.close()
  })

  it('sends a code without JavaScript when asked to, and does not promise more', async () => {
    const page = await open('code--account-protected', { javaScriptEnabled: false })
    expect(
      await page.getByText('submitted as soon as you type the last digit').isVisible(),
    ).to.equal(false)
    await page.getByLabel('6-digit code').fill('123456')
    await page.keyboard.press('Enter')
    await page.getByText('received').waitFor()
    expect(server.posts).to.deep.equal(['csrf=tq3VZbn0&script=none&code=123456'])
    await page.close()
  })

  it('sends a code by itself with the last digit', async () => {
    const page = await open('code--account-protected')
    expect(
      await page.getByText('submitted as soon as you type the last digit').isVisible(),
    ).to.equal(true)
    await focused(page)
    await page.keyboard.type('123 45')
    expect(server.posts).to.deep.equal([])
    await page.keyboard.type('6')
    await page.getByText('received').waitFor()
    expect(server.posts).to.deep.equal(['csrf=tq3VZbn0&code=123+456'])
    await page.close()
  })

  for (const name of ['code--account-protected', 'device-setup--in-account']) {
    it(`admits on ${name} what the server takes for a code, and nothing else`, async () => {
      const page = await open(name)
      const codes = WRITINGS.map(([, write]) => write('123456'))
      const refused = await page.evaluate<string[]>(`{
        const field = document.querySelector('[name=code]')
        const all = ${JSON.stringify([...codes, ...NO_CODES])}
        all.filter((typed) => {
          field.value = typed
          return !field.validity.valid || typed.length > field.maxLength
        })
      }`)
      expect(refused).to.deep.equal(NO_CODES)
      await page.close()
    })
  }

  for (const how of ['arab', 'adlm', 'hyphen', 'marks of direction']) {
    it(`sends a code with ${how} by itself when it is pasted`, async () => {
      const [, write] = WRITINGS.find(([name]) => name === how)!
      const page = await open('code--account-protected')
      await focused(page)
      await page.keyboard.insertText(write('123456'))
      await page.getByText('received').waitFor()
      const [sent] = server.posts.map((body) => new URLSearchParams(body).get('code') ?? '')
      expect(sent).to.equal(write('123456'))
      expect(normalizeCode(sent ?? '')).to.equal('123456')
      await page.close()
    })
  }

  it('has no other pattern and no other length than the server reads', () => {
    const render = createViews({ chrome: { productName: 'Acme Sign-in', assets: '/assets' } })
    const html = pageSamples.map((sample) => renderSample(render, sample)).join('')
    const values = (name: string) => [
      ...new Set(
        [...html.matchAll(new RegExp(` ${name}="([^"]*)"`, 'g'))].map(([, value]) => value),
      ),
    ]
    expect(values('pattern')).to.deep.equal([CODE_PATTERN])
    expect(values('maxlength')).to.deep.equal([String(LONGEST_TYPED_CODE)])
  })

  it('sends a code once, whatever is pressed meanwhile', async () => {
    const page = await open('code--account-protected')
    await page.getByLabel('6-digit code').fill('123456')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Enter')
    await page.getByText('received').waitFor()
    expect(server.posts).to.have.length(1)
    await page.close()
  })

  it('sends a form once, and works again after the way back', async () => {
    const page = await open('sign-in--again')
    const sent: (string | null)[] = []
    await page.route('**/next', (route) => {
      sent.push(new URLSearchParams(route.request().postData() ?? '').get('password'))
      return route.fulfill({ status: 204 })
    })
    const password = page.getByLabel('Password', { exact: true })
    const submit = page.getByRole('button', { name: 'Continue' })
    await password.fill('the first')
    await submit.click()
    await submit.click()
    await page.evaluate('dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }))')
    await password.fill('the second')
    const second = page.waitForResponse((response) =>
      Boolean(response.request().postData()?.includes('second')),
    )
    await submit.click()
    await second
    // They arrive in the order in which they are sent.
    expect(sent).to.deep.equal(['the first', 'the second'])
    await page.close()
  })

  it('shows a password and hides it before it is sent', async () => {
    const page = await open('sign-in--again')
    const password = page.getByLabel('Password', { exact: true })
    await page.route('**/next', (route) => route.fulfill({ status: 204 }))
    await password.fill('correct horse')
    await page.getByRole('button', { name: 'Show password' }).click()
    expect(await password.getAttribute('type')).to.equal('text')
    await page.getByRole('button', { name: 'Hide password' }).waitFor()
    await page.getByRole('button', { name: 'Continue' }).click()
    expect(await password.getAttribute('type')).to.equal('password')
    await page.close()
  })

  for (const [name, first, after] of [
    ['code--throttled', '1:30', 31],
    ['sign-in--with-code-throttled', '1:30', 31],
    ['code--code-just-used', '0:12', 3],
  ] as const) {
    it(`counts the wait of ${name} down and takes the next attempt then`, async () => {
      const page = await browser.newPage()
      await page.clock.install()
      await page.goto(`${server.url}/${name}`)
      const submit = page.locator('button.main')
      expect(await submit.isDisabled()).to.equal(true)
      expect(await submit.textContent()).to.equal(`Continue (${first})`)
      await page.clock.runFor(after * 1000)
      expect(await submit.textContent()).to.match(/^Continue \(0:(5\d|0[89])\)$/)
      await page.clock.runFor(60_000)
      expect(await submit.isDisabled()).to.equal(false)
      expect(await submit.textContent()).to.equal('Continue')
      const told = page.getByRole('alert')
      expect(await told.innerText()).to.equal('You can try again now.')
      // Nothing is wrong any more, and it does not look so.
      const colourOf = (selector: string) =>
        page.evaluate<string>(`getComputedStyle(document.querySelector('${selector}')).color`)
      expect(await colourOf('[role=alert]')).to.equal(await colourOf('main'))
      expect(await told.locator('svg').count()).to.equal(0)
      expect(await page.locator('[aria-invalid]').count()).to.equal(0)
      await page.close()
    })
  }

  for (const [width, order] of [
    [320, ['link', 'key', 'picture']],
    [390, ['link', 'key', 'picture']],
    [1280, ['picture', 'link', 'key']],
  ] as const) {
    it(`has on a screen of ${width} pixels first: ${order.join(', ')}`, async () => {
      const page = await open('device-setup--signing-in', { viewport: { width, height: 800 } })
      const link = page.getByRole('link', { name: 'Open the authenticator app' })
      const places = { link, key: page.locator('#key'), picture: page.locator('.qr') }
      const tops = await Promise.all(
        Object.entries(places).map(async ([name, place]) => {
          return [name, (await place.boundingBox())?.y ?? NaN] as const
        }),
      )
      expect(tops.toSorted(([, a], [, b]) => a - b).map(([name]) => name)).to.deep.equal(order)
      await page.close()
    })
  }

  it('opens the authenticator app by a link that the policy admits', async () => {
    const page = await browser.newPage()
    const complaints: string[] = []
    page.on('console', (message) => complaints.push(message.text()))
    await page.addInitScript(`document.addEventListener('securitypolicyviolation', (event) => {
      console.error(event.violatedDirective)
    })`)
    await page.goto(`${server.url}/device-setup--signing-in`)
    const opened = page.evaluate<string>(`new Promise((resolve) => {
      navigation.addEventListener('navigate', ({ destination }) => resolve(destination.url))
    })`)
    await page.getByRole('link', { name: 'Open the authenticator app' }).click()
    expect(await opened).to.match(/^otpauth:\/\/totp\/Acme%20Sign-in:.*secret=JBSW/)
    expect(await page.locator('#key').isVisible()).to.equal(true)
    expect(complaints.join()).to.not.match(/img|form|default|navigate|Content Security/)
    await page.close()
  })

  it('leaves the page with recovery codes when their time is over', async () => {
    const page = await browser.newPage()
    await page.clock.install()
    await page.goto(`${server.url}/recovery-codes--issued`)
    await page.clock.runFor(639_000)
    expect(await page.locator('#codes').isVisible()).to.equal(true)
    const fetched = page.waitForRequest('**/recovery-codes--issued')
    await page.clock.runFor(2000)
    await fetched
    await page.close()
  })

  it('copies the key without its spaces and says so', async () => {
    const page = await open('device-setup--in-account', {
      permissions: ['clipboard-read', 'clipboard-write'],
    })
    const copy = page.locator('[data-copies]')
    await copy.click()
    await page.getByText('Copied').waitFor()
    expect(await page.evaluate('navigator.clipboard.readText()')).to.equal(
      'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
    )
    await page.close()
  })

  it("tells times in the reader's zone", async () => {
    const page = await open('devices--on', { timezoneId: 'Asia/Tokyo' })
    expect(await page.locator('.devices li').first().innerText()).to.match(
      /21 November 2025 at 23:05/,
    )
    await page.close()
  })

  it('signs out by the button that says so', async () => {
    const page = await open('sign-out--plain')
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByText('received').waitFor()
    expect(server.posts).to.deep.equal(['xsrf=5f1c&logout=yes'])
    await page.close()
  })
})
