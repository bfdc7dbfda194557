import { strict as assert } from 'node:assert'
import axe from 'axe-core'
import type { BrowserContext, Locator, Page } from 'playwright-core'
import type { Account } from '../../src/accounts/account.ts'
import { PASSWORD, type TestServer } from '../support/test-server.ts'
import { scan, type Phone } from './phone.ts'

export interface Surroundings {
  readonly server: TestServer
  /** The demo relying party's origin. */
  readonly demo: string
  readonly who: Account
  /** Pages that somebody with the same kind of browser has examined already. */
  readonly examined: Set<string>
  /** Whether JavaScript runs. */
  readonly scripting: boolean
}

/**
 * Somebody on the way through the real pages. Each step ends on a page whose heading it names, and
 * each page on the way is looked at: it must be accessible, and say nothing in the console.
 */
export class Walker {
  readonly page: Page
  readonly server: TestServer
  readonly demo: string
  readonly who: Account
  readonly #context: BrowserContext
  readonly #scripting: boolean
  readonly #complaints: string[] = []
  readonly #examined: Set<string>

  private constructor(context: BrowserContext, page: Page, surroundings: Surroundings) {
    this.#context = context
    this.page = page
    this.server = surroundings.server
    this.demo = surroundings.demo
    this.who = surroundings.who
    this.#scripting = surroundings.scripting
    this.#examined = surroundings.examined
    page.setDefaultTimeout(20_000)
    page.on('pageerror', ({ message }) => this.#complain(message))
    page.on('console', (message) => {
      // A form that has to be corrected is answered with 422, and Chromium notes that.
      if (!/Failed to load resource: .* 422 /.test(message.text())) this.#complain(message.text())
    })
  }

  static async start(context: BrowserContext, surroundings: Surroundings): Promise<Walker> {
    // The page itself knows best what its policy has stopped.
    await context.addInitScript(`document.addEventListener('securitypolicyviolation', (event) => {
      console.error(event.violatedDirective + ' forbids ' + event.blockedURI)
    })`)
    return new Walker(context, await context.newPage(), surroundings)
  }

  get issuer(): string {
    return this.server.configuration.issuer
  }

  /** Does something that leads to another page, and waits for the page with that heading. */
  async to(heading: string, step: () => Promise<unknown>): Promise<void> {
    const left = this.page.waitForEvent('framenavigated', (frame) => frame.parentFrame() === null)
    // What stops a step says more than that no page came.
    left.catch(() => undefined)
    const wanted = this.page.getByRole('heading', { level: 1, name: heading, exact: true })
    try {
      await step()
      await left
      await wanted.waitFor()
    } catch (cause) {
      const shown = await this.page.locator('body').innerText()
      const complaints = this.#complaints.join('; ')
      throw new Error(`not at "${heading}" but ${this.page.url()}: ${shown} ${complaints}`, {
        cause,
      })
    }
    await this.look()
  }

  open(url: string, heading: string): Promise<void> {
    return this.to(heading, () => this.page.goto(url))
  }

  openDemo(heading = 'Hello, stranger'): Promise<void> {
    return this.open(this.demo, heading)
  }

  openAccount(heading = 'Two-factor authentication'): Promise<void> {
    return this.open(`${this.issuer}/account`, heading)
  }

  press(name: string, heading: string): Promise<void> {
    return this.to(heading, () => this.button(name).click())
  }

  follow(name: string, heading: string): Promise<void> {
    return this.to(heading, () => this.page.getByRole('link', { name, exact: true }).click())
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true })
  }

  get password(): Locator {
    return this.page.getByLabel('Password', { exact: true })
  }

  get code(): Locator {
    return this.page.getByLabel('6-digit code')
  }

  get login(): Locator {
    return this.page.getByLabel('Name or email')
  }

  /** Says who it is where the page asks for that alone, and stops before the password is sent. */
  async fillPassword(login = this.who.login): Promise<void> {
    if (await this.login.isEditable()) await this.login.fill(login)
    if ((await this.password.count()) === 0) await this.press('Continue', 'Enter your password')
    await this.password.fill(PASSWORD)
  }

  async givePassword(heading: string, login?: string): Promise<void> {
    await this.fillPassword(login)
    await this.press('Continue', heading)
  }

  /** Types the code that the phone shows now and leaves the sending to the page. */
  giveCode(phone: Phone, heading: string): Promise<void> {
    return this.typeCode(phone.code(this.server.now()), heading)
  }

  typeCode(code: string, heading: string): Promise<void> {
    return this.to(heading, () => this.code.pressSequentially(code))
  }

  /** The same by hand, for those without JavaScript. */
  async sendCode(phone: Phone, button: string, heading: string): Promise<void> {
    await this.code.fill(phone.code(this.server.now()))
    await this.press(button, heading)
  }

  /** From the page "Add a device" on: the name, the password, and the QR code as the camera sees it. */
  async beginDevice(name: string): Promise<Phone> {
    await this.page.getByLabel('Name of the device').fill(name)
    await this.password.fill(PASSWORD)
    await this.press('Continue', `Set up “${name}”`)
    return this.scan()
  }

  async scan(): Promise<Phone> {
    return scan(await this.page.getByRole('img', { name: /QR/ }).screenshot())
  }

  /** Out of the demo and, as its page asks, out of the provider too. */
  async signOut(): Promise<void> {
    await this.openDemo('You are signed in')
    await this.press('Sign out', 'Sign out?')
    await this.press('Sign out', 'You are signed out of this application')
  }

  /** One of the links beside a device. */
  choose(link: string, device: string, heading: string): Promise<void> {
    const row = this.page.locator('.devices > li').filter({ hasText: device })
    return this.to(heading, () => row.getByRole('link', { name: link }).click())
  }

  /** The devices as the account's page lists them, with what it says of each. */
  async devices(): Promise<Record<string, string>> {
    const rows = await this.page.locator('.devices > li').all()
    const entries = rows.map(async (row) => [
      await row.getByRole('heading').innerText(),
      (await row.locator('.status').innerText()).trim(),
    ])
    return Object.fromEntries(await Promise.all(entries)) as Record<string, string>
  }

  /** What is told at the field, as a screen reader finds it: through `aria-describedby`. */
  async errorAt(field: Locator): Promise<string> {
    assert.equal(await field.getAttribute('aria-invalid'), 'true')
    const described = (await field.getAttribute('aria-describedby')) ?? ''
    const id = described.split(' ').find((one) => one.endsWith('-error'))
    assert.ok(id, 'the error describes the field')
    const error = this.page.locator(`#${id}`)
    assert.equal(await error.getAttribute('role'), 'alert')
    return (await error.innerText()).trim()
  }

  /** Where the demo's "Sign in" leads, as another relying party would have it: with more parameters. */
  async signInUrl(parameters: Readonly<Record<string, string>>): Promise<string> {
    await this.openDemo('You are signed in')
    const csrf = await this.page.locator('[name=csrf]').first().inputValue()
    const response = await this.#context.request.post(`${this.demo}/sign-in`, {
      form: { csrf },
      maxRedirects: 0,
    })
    const url = new URL(response.headers()['location'] ?? '')
    for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value)
    return url.href
  }

  /** The claims that the demo shows, as they came. */
  async claims(): Promise<Record<string, unknown>> {
    const shown = await this.page.locator('pre').innerText()
    return JSON.parse(shown) as Record<string, unknown>
  }

  /** A page that is met must be accessible and fit the screen. Once is enough for each. */
  async look(): Promise<void> {
    const { page } = this
    await page.waitForLoadState('load')
    const heading = await page.getByRole('heading', { level: 1 }).innerText()
    const state = (await page.locator('[role=alert], [role=status], dt').allInnerTexts()).join()
    if (this.#examined.has(heading + state)) return
    this.#examined.add(heading + state)
    for (const violation of await this.#violations()) this.#complain(violation)
    const tooWide = await page.evaluate<boolean>(
      'document.documentElement.scrollWidth > document.documentElement.clientWidth',
    )
    if (tooWide) this.#complain('scrolls sideways')
  }

  async #violations(): Promise<string[]> {
    // Where scripts do not run, axe does not either; the same pages are met with scripts as well.
    if (!this.#scripting) return []
    // Injected past the content security policy, as no page would allow it.
    await this.page.evaluate(axe.source)
    const { violations } = await this.page.evaluate<axe.AxeResults>(
      'axe.run({ resultTypes: ["violations"] })',
    )
    return violations.map(
      ({ id, nodes }) => `${id} at ${nodes.map(({ html }) => html).join(' | ')}`,
    )
  }

  #complain(about: string): void {
    this.#complaints.push(`${this.page.url()}: ${about}`)
  }

  /** At the end of the way: nothing on it was wrong. */
  async end(): Promise<void> {
    await this.#context.close()
    assert.deepEqual(this.#complaints, [])
  }
}
