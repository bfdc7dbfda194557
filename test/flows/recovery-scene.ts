import { strict as assert } from 'node:assert'
import type { StepUpEvent } from '../../src/audit/events.ts'
import type { Page } from '../support/browser.ts'
import { Person, type Device } from '../support/person.ts'
import { essentialAcr, relyingParty, type RelyingParty } from '../support/relying-party.ts'
import { testServer } from '../support/test-server.ts'
import { visit, type Visit } from '../support/visit.ts'

export const ONE_FACTOR = 'urn:step-up:1fa'
export const TWO_FACTORS = 'urn:step-up:2fa'

/** Somebody with a device and recovery codes, as the wizard gave them. */
export interface Prepared {
  readonly person: Person
  readonly phone: Device
  readonly codes: readonly string[]
}

/** Where a page's link to the way by recovery code leads. */
export const recoveryLinkOn = (page: Page): string | undefined =>
  /href="([^"]*\/recovery)"/.exec(page.html)?.[1]

export const at = (page: Page): string => new URL(page.url).pathname

/** A server with a relying party, for the `describe` that it is called in, and ways to its pages. */
export function recoveryScene() {
  const server = testServer()
  let shop: RelyingParty
  before(async () => {
    shop = await relyingParty(server())
  })

  async function prepare(): Promise<Prepared> {
    const person = await Person.of(server())
    await visit(person, shop, essentialAcr(TWO_FACTORS))
    await person.givePassword()
    const { device, recoveryCodes } = await person.enrolHere('Phone')
    server().advance(60)
    return { person: person.elsewhere(), phone: device, codes: recoveryCodes }
  }

  /** At another browser, up to where a code is asked for. */
  async function pastPassword(person: Person, parameters = {}): Promise<Visit> {
    const { request } = await visit(person, shop, parameters)
    return { request, page: await person.givePassword() }
  }

  /** Follows the link on the page for codes. */
  async function toRecovery(person: Person): Promise<Page> {
    const link = recoveryLinkOn(person.browser.page)
    assert.ok(link)
    return person.browser.open(new URL(link, person.browser.page.url).href)
  }

  const events = ({ account }: Person, type: StepUpEvent['type']): StepUpEvent[] =>
    server()
      .audit()
      .filter((event) => event.type === type && event.accountId === account.id)

  const outcomes = (person: Person): (string | undefined)[] =>
    events(person, 'recovery_code').map((event) => ('outcome' in event ? event.outcome : undefined))

  /** Sends the form of the page, and reads nothing but the outcome. */
  async function send(visitor: Person, code: string): Promise<Response> {
    const { action, fields } = visitor.browser.form('/recovery')
    const response = await visitor.browser.send(new URL(action, visitor.browser.page.url).href, {
      method: 'POST',
      body: new URLSearchParams({ ...fields, recovery_code: code }),
    })
    await response.text()
    return response
  }

  return {
    server,
    shop: () => shop,
    prepare,
    pastPassword,
    toRecovery,
    events,
    outcomes,
    send,
  }
}
