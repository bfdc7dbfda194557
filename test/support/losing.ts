import { strict as assert } from 'node:assert'
import type { Authenticators } from '../../src/methods/totp/index.ts'
import type { AuthenticatorId } from '../../src/kernel/ids.ts'
import type { Page } from './browser.ts'
import { Person, type Device } from './person.ts'
import { keepSecret } from './secrets-in-logs.ts'
import type { TestServer } from './test-server.ts'
import { deviceFor } from './trust.ts'
import { stepOf } from './visit.ts'

export const devicesOf = ({ server, account }: Person) => server.authenticators.list(account.id)
export const codesOf = ({ server, account }: Person) => server.recoveryCodes.find(account.id)

export const namesOf = async (person: Person): Promise<string[]> =>
  (await devicesOf(person)).map(({ name }) => name)

export async function idOf(person: Person, device: string): Promise<AuthenticatorId> {
  const found = (await devicesOf(person)).find(({ name }) => name === device)
  assert.ok(found)
  return found.id
}

/** Somebody with a first device, recovery codes, and further devices; a code of the last one is fresh. */
export async function somebody(
  server: TestServer,
  ...further: readonly string[]
): Promise<{ person: Person; phone: Device; last: Device }> {
  const owner = await Person.of(server)
  let phone: Device
  if (server.configuration.secondFactorRequired) {
    await owner.openAccount()
    await owner.givePassword()
    const enrolled = await owner.enrolHere('Phone')
    phone = enrolled.device
    owner.recoveryCodes = enrolled.recoveryCodes
  } else {
    phone = await owner.addDevice('Phone')
  }
  let last = phone
  for (const name of further) last = await deviceFor(owner, name)
  const person = owner.elsewhere()
  person.recoveryCodes = owner.recoveryCodes
  await person.openAccount()
  await person.givePassword()
  server.advance(30)
  assert.equal((await person.giveCode(last.code())).heading, 'Security')
  return { person, phone, last }
}

export const pathOf = async (person: Person, device: string): Promise<string> =>
  `/account/devices/${await idOf(person, device)}/lost`

export const ask = async (person: Person, device = 'Phone'): Promise<Page> =>
  person.openAccount(await pathOf(person, device))

/** Sends the form that was shown, to what it was told then. */
export const lose = ({ browser }: Person, fields: Readonly<Record<string, string>> = {}) => {
  const form = browser.page.forms.find(({ action }) => action.includes('/lost?until='))
  assert.ok(form, browser.page.heading)
  return browser.submit(form.action, fields)
}

export const changesOf = ({ server, account }: Person): string[] =>
  server
    .audit()
    .filter((event) => 'accountId' in event && event.accountId === account.id)
    .map(({ type }) => type)
    .filter((type) => /^(device_removed|second_factor|sessions_ended)/.test(type))

export async function unchanged(person: Person, action: () => Promise<unknown>): Promise<void> {
  const state = async () => [await devicesOf(person), await codesOf(person), changesOf(person)]
  const before = await state()
  await action()
  assert.deepEqual(await state(), before)
}

/** Recovery codes were used, elsewhere: all that still work. */
export async function useUp({ server, account }: Person): Promise<void> {
  const shown = await server.recoveryCodes.show(account.id)
  for (const { code, usedAt } of shown?.codes ?? []) {
    if (usedAt !== undefined) continue
    const { outcome } = await server.recoveryCodes.verify(account.id, keepSecret(code.reveal()))
    assert.equal(outcome, 'accepted')
  }
}

/** Proves it with a recovery code, where a code is asked for, and with the password, where that has grown old as well. */
export async function byRecoveryCode(
  person: Person,
  code = person.recoveryCodes[0] ?? '',
): Promise<Page> {
  if (stepOf(person.browser.page) === 'password') await person.givePassword()
  const { html, url } = person.browser.page
  const [, path] = /href="([^"]*\/recovery)"/.exec(html) ?? []
  if (path !== undefined) await person.browser.open(new URL(path, url).href)
  await person.giveRecoveryCode(code)
  return person.browser.submit('/continue')
}

/** Holds the next removals of devices until there are so many: each has read what stands before any is done. */
export function removeTogether(
  { authenticators }: Pick<TestServer, 'authenticators'>,
  count: number,
): void {
  const own = { ...authenticators }
  const all = Promise.withResolvers<void>()
  let waiting = 0
  const meet = async (): Promise<void> => {
    waiting += 1
    if (waiting === count) {
      Object.assign(authenticators, own)
      all.resolve()
    }
    await all.promise
  }
  Object.assign(authenticators, {
    remove: async (accountId, id) => {
      await meet()
      return own.remove(accountId, id)
    },
    removeSpare: async (accountId, id) => {
      await meet()
      return own.removeSpare(accountId, id)
    },
  } satisfies Partial<Authenticators>)
}
