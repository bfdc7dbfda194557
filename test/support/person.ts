import { DEFAULT_TOTP, type TotpAlgorithm } from '../../src/people/index.ts'
import { HOTP, Secret as OtpSecret } from 'otpauth'
import type { Account } from '../../src/people/account.ts'
import { Browser, type Page } from './browser.ts'
import { keepSecret } from './secrets-in-logs.ts'
import { PASSWORD, type TestServer } from './test-server.ts'

/** What people and relying parties need of a server: in this process, or in others. */
export type PersonServer = Omit<
  TestServer,
  | 'provider'
  | 'sessions'
  | 'clients'
  | 'refreshKeys'
  | 'refreshClients'
  | 'underWay'
  | 'announce'
  | 'close'
>

/** A device in somebody's hand: it knows its key and the time. */
export interface Device {
  readonly name: string
  /** The code at the server's time, or so many steps later (or earlier). */
  code(steps?: number): string
}

export function deviceOf(
  server: Pick<TestServer, 'now'> & Partial<Pick<TestServer, 'configuration'>>,
  name: string,
  key: string,
): Device {
  keepSecret(key)
  const { algorithm } = server.configuration?.newDevices ?? DEFAULT_TOTP
  return {
    name,
    code: (steps = 0) => codeOf(server, key, algorithm, steps),
  }
}

/** What an app shows in half a minute, and so many of these later. */
export function codeOf(
  server: Pick<TestServer, 'now'>,
  key: string,
  algorithm: TotpAlgorithm,
  steps = 0,
): string {
  const counter = Math.floor(server.now() / 30_000) + steps
  const secret = OtpSecret.fromBase32(key)
  return keepSecret(HOTP.generate({ secret, algorithm, counter, digits: 6 }))
}

/** The key as the setup page shows it, groups and all. */
export function keyOn(page: Page): string {
  const shown = /id="key"[^>]*>([\s\S]*?)<\/code>/.exec(page.html)?.[1] ?? ''
  return shown.replaceAll(/<[^>]*>|\s/g, '')
}

/** The recovery codes that a page shows and that still work. */
export const codesOn = (page: Page): string[] =>
  [...page.html.matchAll(/<li><code>([^<]+)<\/code>/g)].map(([, code = '']) => keepSecret(code))

export type Enrolled = Page & {
  readonly device: Device
  readonly recoveryCodes: readonly string[]
}

/** Somebody with an account and a browser of their own. */
export class Person {
  readonly browser: Browser
  readonly server: PersonServer
  readonly account: Account
  /** Those that the account console gave last. */
  recoveryCodes: readonly string[] = []

  constructor(server: PersonServer, account: Account, browser = new Browser()) {
    this.server = server
    this.account = account
    this.browser = browser
  }

  static async of(server: PersonServer, login?: string): Promise<Person> {
    return new Person(server, await server.addAccount(login))
  }

  /** The same person at another browser. */
  elsewhere(): Person {
    return new Person(this.server, this.account)
  }

  /** The same person in another tab of the same browser. */
  inAnotherTab(): Person {
    return new Person(this.server, this.account, this.browser.tab())
  }

  /** Says who it is, where the page asks for that alone. */
  async giveName(login = this.account.login): Promise<Page> {
    const { page } = this.browser
    const alone = page.forms.some(({ action }) => action.endsWith('/identify'))
    return alone ? this.browser.submit('/identify', { login }) : page
  }

  /** In whatever shape the sign-in has: the name, on its own page or not, and the password. */
  async givePassword(
    password = PASSWORD,
    { login = this.account.login, code = '' } = {},
  ): Promise<Page> {
    await this.giveName(login)
    return this.browser.submit('/password', { login, password, code })
  }

  giveCode(code: string): Promise<Page> {
    return this.browser.submit('/code', { code })
  }

  openAccount(path = '/account'): Promise<Page> {
    return this.browser.open(`${this.server.configuration.issuer}${path}`)
  }

  /** The wizard as far as its last page, which shows the recovery codes. */
  async beginHere(name: string): Promise<Page & { readonly device: Device }> {
    const page = await this.browser.submit('/device', { name })
    const device = deviceOf(this.server, name, keyOn(page))
    return { ...(await this.browser.submit('/device/code', { code: device.code() })), device }
  }

  /** Adds the device that a sign-in asks for, saves the recovery codes, and goes on. */
  async enrolHere(name: string): Promise<Enrolled> {
    const page = await this.beginHere(name)
    const recoveryCodes = codesOn(page)
    const saved = page.forms.some(({ action }) => action.endsWith('/continue'))
    return { ...page, ...(saved ? await this.browser.submit('/continue') : {}), recoveryCodes }
  }

  giveRecoveryCode(code: string): Promise<Page> {
    return this.browser.submit('/recovery', { recovery_code: code })
  }

  /** Adds a device in the account console. Asks for a code of `by` where one is enrolled already. */
  async addDevice(name: string, by?: Device): Promise<Device> {
    let page = await this.openAccount('/account/devices/add')
    if (page.forms.some(({ action }) => /\/(identify|password)$/.test(action))) {
      page = await this.givePassword()
    }
    if (page.forms.some(({ action }) => action.endsWith('/code')) && by) {
      this.server.advance(30)
      page = await this.giveCode(by.code())
    }
    page = await this.browser.submit('/devices/add', { name, password: PASSWORD })
    const device = deviceOf(this.server, name, keyOn(page))
    page = await this.browser.submit('/setup', { code: device.code() })
    page = await this.saveCodes(page)
    if (!page.html.includes(name)) throw new Error(`not added: ${page.errors.join()}`)
    return device
  }

  /** Saves the recovery codes, where the account console has just made some. */
  async saveCodes(page: Page): Promise<Page> {
    if (!page.forms.some(({ action }) => action.endsWith('/saved'))) return page
    this.recoveryCodes = codesOn(page)
    return this.browser.submit('/saved')
  }
}
