import { strict as assert } from 'node:assert'
import type { Cookie } from 'tough-cookie'
import { base32Of } from '../../src/methods/totp/index.ts'
import type { Page } from './browser.ts'
import { deviceOf, type Device, type Person } from './person.ts'
import type { RelyingParty, Tokens } from './relying-party.ts'
import { keepSecret } from './secrets-in-logs.ts'
import { stepOf, visit, type Parameters } from './visit.ts'
import { ENROLLER } from './enroller.ts'

/** A device that was added without the pages. */
export async function deviceFor({ server, account }: Person, name = 'Phone'): Promise<Device> {
  const begun = await server.authenticators.begin(account.id, name, ENROLLER)
  assert.equal(begun.outcome, 'begun')
  const pending = await server.authenticators.pending(account.id, ENROLLER)
  assert.ok(pending)
  const device = deviceOf(server, name, base32Of(pending.secret))
  const { outcome } = await server.authenticators.confirm(
    account.id,
    begun.id,
    device.code(),
    ENROLLER,
  )
  assert.equal(outcome, 'confirmed')
  server.advance(30)
  return device
}

/** On the page that asks for the code: ticks the box. */
export async function giveCodeAndTrust(person: Person, device: Device): Promise<Page> {
  person.server.advance(30)
  const page = await person.browser.submit('/code', { code: device.code(), trust: 'yes' })
  for (const { value } of trustCookies(person)) keepSecret(value.split('.')[1] ?? value)
  return page
}

/** Signs in with password and code, and has the browser trusted. */
export async function trustHere(
  person: Person,
  party: RelyingParty,
  device: Device,
  parameters: Parameters = {},
): Promise<Tokens> {
  const { request } = await visit(person, party, parameters)
  assert.equal(stepOf(await person.givePassword()), 'code')
  const { arrived } = await giveCodeAndTrust(person, device)
  assert.ok(trustCookies(person).length > 0)
  return request.finish(arrived)
}

export const trustCookies = ({ browser, server }: Person): Cookie[] =>
  browser.jar
    .getCookiesSync(server.configuration.issuer)
    .filter(({ key }) => key.startsWith('step_up_trusted_'))

/** Days later: what was a session is none any more. */
export function forgetSession({ browser, server }: Person): void {
  const over = 'step_up_session=; Max-Age=0; Path=/'
  browser.jar.setCookieSync(over, server.configuration.issuer)
}

/** Whether the page offers to trust the browser, and how. */
export const offerOn = ({ html }: Page): string | undefined =>
  /<input[^>]*name="trust"[^>]*>/.exec(html)?.[0]
