import type { Page } from './browser.ts'
import type { Device, Person } from './person.ts'
import type { RelyingParty, Started, Tokens } from './relying-party.ts'

export type Parameters = Readonly<Record<string, string>>

/** What a page asks for, by the end of its form's address; undefined when it asks for nothing. */
const STEPS = [
  'password',
  'device/code',
  'code',
  'recovery',
  'device',
  'continue',
  'consent',
] as const
export type Step = (typeof STEPS)[number]

export function stepOf(page: Page): Step | undefined {
  const has = (end: string) => page.forms.some(({ action }) => action.endsWith(`/${end}`))
  // Whoever is asked for the name is asked for the password, on this page or on the next.
  return has('identify') ? 'password' : STEPS.find(has)
}

/** Refresh tokens are given for this alone, and always after a question. */
export const OFFLINE: Parameters = { scope: 'openid offline_access', prompt: 'consent' }

export interface Visit {
  readonly request: Started
  readonly page: Page
}

/** A relying party sends somebody to the provider. */
export async function visit(
  person: Person,
  party: RelyingParty,
  parameters: Parameters = {},
): Promise<Visit> {
  const request = await party.start(parameters)
  return { request, page: await person.browser.open(request.url) }
}

/** Answers whatever is asked, with the password, a fresh code and consent, and comes back with tokens. */
export async function signIn(
  person: Person,
  party: RelyingParty,
  parameters: Parameters = {},
  device?: Device,
): Promise<Tokens> {
  const { request, page } = await visit(person, party, parameters)
  return request.finish((await answer(person, page, device)).arrived)
}

export async function answer(
  person: Person,
  first: Page,
  device?: Device,
  consent: 'allow' | 'decline' = 'allow',
): Promise<Page> {
  let page = first
  if (stepOf(page) === 'password') page = await person.givePassword()
  if (stepOf(page) === 'code' && device) {
    person.server.advance(30)
    page = await person.giveCode(device.code())
  }
  // Told how many recovery codes are left.
  if (stepOf(page) === 'continue') page = await person.browser.submit('/continue')
  if (stepOf(page) === 'consent') {
    page = await person.browser.submit(consent === 'allow' ? '/consent' : '/cancel')
  }
  return page
}

/** The error under `prompt=none`, or undefined when it was answered; no page may be shown. */
export async function silently(
  person: Person,
  party: RelyingParty,
  parameters: Parameters = {},
): Promise<string | undefined> {
  const { page } = await visit(person, party, { ...parameters, prompt: 'none' })
  if (!page.arrived) throw new Error(`prompt=none showed "${page.heading}"`)
  return page.arrived.get('error') ?? undefined
}
