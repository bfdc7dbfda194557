import { strict as assert } from 'node:assert'
import type { Person } from './person.ts'
import type { RelyingParty } from './relying-party.ts'
import { stepOf, visit } from './visit.ts'

/** Browsers of one account, each in an interaction of its own that is past the password. */
export async function pastPassword(
  person: Person,
  party: RelyingParty,
  count: number,
): Promise<Person[]> {
  const visitors: Person[] = []
  for (let index = 0; index < count; index += 1) {
    const visitor = person.elsewhere()
    await visit(visitor, party)
    assert.equal(stepOf(await visitor.givePassword()), 'code')
    visitors.push(visitor)
  }
  return visitors
}

/** Sends the form that the browser has before it, and follows nothing: where it was led is in the answer. */
export async function sendForm(
  { browser, server }: Person,
  action: string,
  fields: Readonly<Record<string, string>>,
  base = server.configuration.issuer,
): Promise<Response> {
  const form = browser.form(action)
  const response = await browser.send(new URL(form.action, base).href, {
    method: 'POST',
    body: new URLSearchParams({ ...form.fields, ...fields }),
    headers: { Origin: server.configuration.issuer },
  })
  await response.text()
  return response
}

export const sendCode = (visitor: Person, code: string, base?: string): Promise<Response> =>
  sendForm(visitor, '/code', { code }, base)
