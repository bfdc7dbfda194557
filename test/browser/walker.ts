import { strict as assert } from 'node:assert'
import type { BrowserContext, Locator, Page } from 'playwright-core'
import type { Account } from '../../src/people/account.ts'
import type { Language } from '../../src/kernel/languages.ts'
import type { Texts } from '../../src/views/texts.ts'
import { keepSecret } from '../support/secrets-in-logs.ts'
import { PASSWORD, type TestServer } from '../support/test-server.ts'
import { Examination } from './examination.ts'
import { scan, type Phone } from './phone.ts'
import { cookiesOf, signInOverHttp, type Place, type SecondFactor } from './signed-in.ts'

/** The first heading of the demo, and the one that it has for whoever is signed in. */
export const STRANGER = 'Hello, stranger'
export const HOME = 'You are signed in'

export interface Surroundings {
  readonly server: TestServer
  /** The demo relying party's origin. */
  readonly demo: string
  readonly who: Account
  /** Whether JavaScript runs. */
  readonly scripting: boolean
  readonly language: Language
  /** What the pages are expected to say. */
  readonly texts: Texts
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
  readonly scripting: boolean
  readonly texts: Texts
  readonly #context: BrowserContext
  readonly #surroundings: Surroundings
  readonly #examination: Examination

  private constructor(context: BrowserContext, page: Page, surroundings: Surroundings) {
    this.#context = context
    this.#surroundings = surroundings
    this.page = page
    this.server = surroundings.server
    this.demo = surroundings.demo
    this.who = surroundings.who
    this.scripting = surroundings.scripting
    this.texts = surroundings.texts
    this.#examination = new Examination(page, surroundings)
    page.setDefaultTimeout(20_000)
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

  /** Is signed in already, and looks at that place: for what lies behind the pages of a sign-in. */
  async beSignedIn(place: Place, second?: SecondFactor): Promise<void> {
    const agent = await this.page.evaluate<string>('navigator.userAgent')
    const before = await signInOverHttp(this.#surroundings, place, second, agent)
    await this.#context.addCookies(cookiesOf(before))
    await (place === 'account' ? this.openAccount() : this.openDemo(HOME))
  }

  /** Signs in at another browser, where the code is asked for exactly when there is a second factor. */
  async signsInElsewhere(place: Place, second?: SecondFactor): Promise<void> {
    await signInOverHttp(this.#surroundings, place, second)
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
      const complaints = this.#examination.complaints.join('; ')
      throw new Error(`not at "${heading}" but ${this.page.url()}: ${shown} ${complaints}`, {
        cause,
      })
    }
    await this.#examination.look()
  }

  open(url: string, heading: string): Promise<void> {
    return this.to(heading, () => this.page.goto(url))
  }

  openDemo(heading = STRANGER): Promise<void> {
    return this.open(this.demo, heading)
  }

  openAccount(heading = this.texts.account.security): Promise<void> {
    return this.open(`${this.issuer}/account`, heading)
  }

  press(name: string, heading: string): Promise<void> {
    return this.to(heading, () => this.button(name).click())
  }

  /** A link of that name; several of one name lead to one place. */
  follow(name: string, heading: string): Promise<void> {
    return this.to(heading, async () => {
      const links = this.page.getByRole('link', { name, exact: true })
      // On a narrow screen the account's menu is one line until it is opened.
      const menu = this.page.locator('.menu summary')
      if ((await links.count()) === 0 && (await menu.isVisible())) await menu.click()
      await links.first().waitFor()
      const all = await links.all()
      const targets = await Promise.all(all.map((link) => link.getAttribute('href')))
      assert.equal(new Set(targets).size, 1, `links named "${name}" to ${targets.join(' and ')}`)
      await links.first().click()
    })
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true })
  }

  get password(): Locator {
    return this.page.getByLabel(this.texts.common.password, { exact: true })
  }

  get code(): Locator {
    return this.page.getByLabel(this.texts.common.code({ digits: 6 }))
  }

  get login(): Locator {
    return this.page.getByLabel(this.texts.signIn.login)
  }

  /** Says who it is where the page asks for that alone. */
  async giveName(heading = this.texts.signIn.headingPassword, login = this.who.login) {
    await this.login.fill(login)
    await this.press(this.texts.common.continue, heading)
  }

  /** In whatever shape the sign-in has, and stops before the password is sent. */
  async fillPassword(login = this.who.login): Promise<void> {
    if ((await this.password.count()) === 0) await this.giveName(undefined, login)
    else if (await this.login.isEditable()) await this.login.fill(login)
    await this.password.fill(PASSWORD)
  }

  async givePassword(heading: string, login?: string): Promise<void> {
    await this.fillPassword(login)
    await this.press(this.texts.common.continue, heading)
  }

  /** From the demo's first page to the one after the password. */
  async beginSignIn(heading: string, button = 'Sign in'): Promise<void> {
    await this.openDemo()
    await this.press(button, this.texts.signIn.heading)
    await this.givePassword(heading)
  }

  /** The code that the phone shows now. */
  giveCode(phone: Phone, heading: string, button?: string): Promise<void> {
    return this.typeCode(phone.code(this.server.now()), heading, button)
  }

  /** Types a code and leaves the sending to the page; without JavaScript it takes the button. */
  async typeCode(code: string, heading: string, button = this.texts.common.continue) {
    if (this.scripting) return this.to(heading, () => this.code.pressSequentially(code))
    await this.code.fill(code)
    return this.press(button, heading)
  }

  /** From the page for a device's code on, without the device. */
  async useRecoveryCode(code: string | undefined, heading: string): Promise<void> {
    await this.follow(this.texts.code.toRecovery, this.texts.recoveryCode.heading)
    await this.typeRecoveryCode(code, heading)
  }

  async typeRecoveryCode(code = '', heading: string): Promise<void> {
    await this.page.getByLabel(this.texts.recoveryCode.label).fill(code)
    await this.press(this.texts.common.continue, heading)
  }

  /** The first code of a device, on the page with its QR code. */
  confirmDevice(phone: Phone, heading: string): Promise<void> {
    return this.giveCode(phone, heading, this.texts.deviceSetup.submit)
  }

  /** From a page that asks for a device's name on: the QR code as the camera sees it. */
  async beginDevice(name: string): Promise<Phone> {
    await this.page.getByLabel(this.texts.deviceAdd.name).fill(name)
    if ((await this.password.count()) > 0) await this.password.fill(PASSWORD)
    await this.press(this.texts.common.continue, this.texts.deviceSetup.heading({ device: name }))
    return this.scan()
  }

  /** How far the wizard is. */
  async progress(): Promise<string> {
    return (await this.page.locator('.progress').innerText()).trim()
  }

  /** The recovery codes on the page that can still be used. */
  async recoveryCodes(): Promise<readonly string[]> {
    const codes = await this.page.locator('#codes code').allInnerTexts()
    return codes.map((code) => keepSecret(code))
  }

  /** From the page with the first recovery codes on, which ends at nothing else. */
  async saveCodes(heading: string): Promise<readonly string[]> {
    const codes = await this.recoveryCodes()
    await this.press(this.texts.recoveryCodes.saved, heading)
    return codes
  }

  async scan(): Promise<Phone> {
    return scan(await this.page.getByRole('img', { name: /QR/ }).screenshot())
  }

  /** Out of the demo and, as its page asks, out of the provider too. */
  async signOut(): Promise<void> {
    const { heading, yes } = this.texts.signOut
    await this.openDemo(HOME)
    await this.press('Sign out', heading)
    await this.press(yes, 'You are signed out of this application')
  }

  /** One of the links beside a device. */
  choose(link: string, device: string, heading: string): Promise<void> {
    const row = this.page.locator('.devices > li').filter({ hasText: device })
    return this.to(heading, () => row.getByRole('link', { name: link }).click())
  }

  /** The devices as the account's page lists them, with what it says of each. */
  async devices(): Promise<Record<string, string>> {
    // What the check-up lists has no heading.
    const heading = this.page.getByRole('heading')
    const rows = await this.page.locator('.devices > li').filter({ has: heading }).all()
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
    await this.openDemo(HOME)
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

  /** At the end of the way: nothing on it was wrong. */
  async end(): Promise<void> {
    await this.#context.close()
    assert.deepEqual(this.#examination.complaints, [])
  }
}
