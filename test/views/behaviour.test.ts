import axe from 'axe-core'
import { expect } from 'chai'
import type { Browser, Page } from 'playwright-core'
import { openBrowser } from '../support/open-browser.ts'
import { pageSamples } from '../support/page-samples.ts'
import { sampleName } from '../support/render-sample.ts'
import { servePages, type PageServer } from '../support/serve-pages.ts'

/** The narrowest screen, a phone and a desktop. */
const widths = [320, 390, 1280]

describe('in a browser', () => {
  let browser: Browser
  let server: PageServer
  before(async () => {
    browser = await openBrowser()
    server = await servePages()
  })
  after(async () => {
    await browser.close()
    await server[Symbol.asyncDispose]()
  })
  beforeEach(() => server.posts.splice(0))

  async function open(name: string, options: Parameters<Browser['newPage']>[0] = {}) {
    const page = await browser.newPage(options)
    await page.goto(`${server.url}/${name}`)
    return page
  }

  for (const name of pageSamples.map(sampleName)) {
    it(`shows ${name} accessibly on each screen, light and dark`, async () => {
      const page = await browser.newPage()
      const complaints: string[] = []
      page.on('console', (message) => complaints.push(message.text()))
      page.on('pageerror', (error) => complaints.push(error.message))
      await page.goto(`${server.url}/${name}`)
      // Injected past the content security policy, as no page would allow it.
      await page.evaluate(axe.source)
      for (const width of widths) {
        await page.setViewportSize({ width, height: 800 })
        if (await scrollsSideways(page)) complaints.push(`scrolls sideways at ${width}`)
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme })
          // Nothing but the colours differs in the dark.
          const rules = colorScheme === 'dark' ? ['color-contrast'] : undefined
          complaints.push(...(await violations(page, rules)))
        }
      }
      await page.close()
      expect(complaints).to.deep.equal([])
    })
  }

  describe('from right to left', () => {
    let mirrored: PageServer
    before(async () => {
      mirrored = await servePages({}, 'ar')
    })
    after(() => mirrored[Symbol.asyncDispose]())

    for (const name of pageSamples.map(sampleName)) {
      it(`shows ${name} accessibly on a phone`, async () => {
        const page = await browser.newPage({ viewport: { width: 390, height: 800 } })
        await page.goto(`${mirrored.url}/${name}`)
        await page.evaluate(axe.source)
        // The colours, light and dark, are those of every language.
        const complaints = await violations(page)
        if (await scrollsSideways(page)) complaints.push('scrolls sideways')
        await page.close()
        expect(complaints).to.deep.equal([])
      })
    }
  })

  // The longest words, and the other direction.
  for (const language of ['de', 'ar'] as const) {
    it(`scrolls one way only on the narrowest screens in ${language}`, async () => {
      await using translated = await servePages({}, language)
      const page = await browser.newPage({ javaScriptEnabled: false })
      for (const name of pageSamples.map(sampleName)) {
        await page.goto(`${translated.url}/${name}`)
        for (const width of [320, 390]) {
          await page.setViewportSize({ width, height: 800 })
          expect(await scrollsSideways(page), `${name} at ${width}`).to.equal(false)
        }
      }
      await page.close()
    })
  }

  it('scrolls one way only with text at twice its size, from right to left', async () => {
    await using mirrored = await servePages({}, 'ar')
    const page = await browser.newPage({ viewport: { width: 640, height: 800 } })
    for (const name of pageSamples.map(sampleName)) {
      await page.goto(`${mirrored.url}/${name}`)
      await page.evaluate('document.documentElement.style.fontSize = "200%"')
      expect(await scrollsSideways(page), name).to.equal(false)
    }
    await page.close()
  })

  it('gives every control a target of 44 pixels', async () => {
    const page = await browser.newPage({ viewport: { width: 390, height: 800 } })
    for (const name of pageSamples.map(sampleName)) {
      await page.goto(`${server.url}/${name}`)
      // A link within a sentence or after its words is exempt (WCAG 2.5.8), and what is hidden has no size.
      const small = await page.evaluate<string[]>(
        `[...document.querySelectorAll(
          'button, summary, input:not(.choice input), .choice label, a:not(p.hint a, p.told a)',
        )]
          .filter((one) => one.offsetHeight > 0 && one.offsetHeight < 44)
          .map((one) => one.outerHTML)`,
      )
      expect(small, name).to.deep.equal([])
    }
    await page.close()
  })

  it('puts the cards of a sign-in and their buttons at one place', async () => {
    const places = []
    for (const name of ['sign-in--empty', 'sign-in--password', 'code--application-asks']) {
      const page = await open(name, { viewport: { width: 1280, height: 800 } })
      const card = await page.locator('main').boundingBox()
      const heading = await page.locator('h1').boundingBox()
      places.push({ x: card?.x, y: card?.y, width: card?.width, heading: heading?.y })
      await page.close()
    }
    expect(places[1]).to.deep.equal(places[0])
    expect(places[2]).to.deep.equal(places[0])
  })

  it('signs in without JavaScript', async () => {
    const page = await open('sign-in--together', { javaScriptEnabled: false })
    expect(await page.getByRole('button', { name: 'Show password' }).count()).to.equal(0)
    await page.getByLabel('Name or email').fill('anna')
    await page.getByLabel('Password', { exact: true }).fill('correct horse')
    await page.getByRole('button', { name: 'Continue' }).click()
    await page.getByText('received').waitFor()
    expect(server.posts).to.deep.equal(['csrf=tq3VZbn0&login=anna&password=correct+horse'])
    await page.close()
  })

  it('sends a code without JavaScript when asked to, and does not promise more', async () => {
    const page = await open('code--account-protected', { javaScriptEnabled: false })
    expect(await page.getByText('sent with the last digit').isVisible()).to.equal(false)
    await page.getByLabel('6-digit code').fill('123456')
    await page.keyboard.press('Enter')
    await page.getByText('received').waitFor()
    expect(server.posts).to.deep.equal(['csrf=tq3VZbn0&code=123456'])
    await page.close()
  })

  it('sends a code by itself with the last digit', async () => {
    const page = await open('code--account-protected')
    expect(await page.getByText('sent with the last digit').isVisible()).to.equal(true)
    await page.keyboard.type('123 45')
    expect(server.posts).to.deep.equal([])
    await page.keyboard.type('6')
    await page.getByText('received').waitFor()
    expect(server.posts).to.deep.equal(['csrf=tq3VZbn0&code=123+456'])
    await page.close()
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

  it('works again after the way back', async () => {
    const page = await open('sign-in--again')
    let posts = 0
    await page.route('**/next', (route) => {
      posts++
      return route.fulfill({ status: 204 })
    })
    const submit = page.getByRole('button', { name: 'Continue' })
    await page.getByLabel('Password', { exact: true }).fill('correct horse')
    await submit.click()
    await submit.click()
    await page.waitForTimeout(100)
    expect(posts).to.equal(1)
    await page.evaluate('dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }))')
    await submit.click()
    await page.waitForTimeout(100)
    expect(posts).to.equal(2)
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
      expect(await page.getByRole('alert').innerText()).to.equal('You can try again now.')
      await page.close()
    })
  }

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

async function violations(page: Page, rules?: readonly string[]): Promise<string[]> {
  const options = { resultTypes: ['violations'], ...(rules && { runOnly: rules }) }
  const found = await page.evaluate<axe.AxeResults>(`axe.run(${JSON.stringify(options)})`)
  return found.violations.map(
    ({ id, nodes }) => `${id} at ${nodes.map((node) => node.html).join(' | ')}`,
  )
}

function scrollsSideways(page: Page): Promise<boolean> {
  return page.evaluate<boolean>(
    'document.documentElement.scrollWidth > document.documentElement.clientWidth',
  )
}
