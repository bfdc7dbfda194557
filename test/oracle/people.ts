import { HOTP, Secret as OtpSecret } from 'otpauth'
import type { AccountId } from '../../src/kernel/ids.ts'
import { Browser } from '../support/browser.ts'
import { keepSecret } from '../support/secrets-in-logs.ts'
import type { TestServer } from '../support/test-server.ts'
import type { SeenRequest } from './model.ts'
import type { Started } from '../support/relying-party.ts'

/** A device in somebody's hand; the server knows it by its id once it is confirmed. */
export interface HeldDevice {
  readonly key: string
  id?: string
}

/** An account, and all that its owner knows and holds. */
export interface Owner {
  readonly accountId: AccountId
  readonly login: string
  password: string
  /** Passwords that were, and are wrong now. */
  readonly former: string[]
  devices: HeldDevice[]
  /** Recovery codes that were shown, whether used or not. */
  codes: { readonly code: string; readonly set: string }[]
}

/** A browser, whose it mostly is, and what it is about. */
export interface Window {
  readonly name: string
  readonly owner: Owner
  readonly browser: Browser
  /** The authorization request that it was sent with last. */
  request?: { readonly seen: SeenRequest; readonly started: Started }
  /** Names for the devices that it adds. */
  named: number
}

export async function createOwners(server: TestServer, count: number): Promise<Owner[]> {
  const owners: Owner[] = []
  while (owners.length < count) {
    const login = `owner-${owners.length}@example.com`
    // Each another one: else a password given under the wrong name would be right.
    const password = keepSecret(`correct horse battery ${owners.length}`)
    const created = await server.accounts.create({ login, password })
    if (created.outcome !== 'created') throw new Error(created.outcome)
    owners.push({
      accountId: created.account.id,
      login,
      password,
      former: [],
      devices: [],
      codes: [],
    })
  }
  return owners
}

/** Two windows each: at home and elsewhere. */
export const createWindows = (owners: readonly Owner[]): Window[] =>
  owners.flatMap((owner, index) =>
    ['home', 'elsewhere'].map((place) => ({
      name: `${place}-${index}`,
      owner,
      browser: new Browser(),
      named: 0,
    })),
  )

/** A device's time step and its code. */
export function codeOf(
  { key }: HeldDevice,
  now: number,
  steps = 0,
): { readonly step: number; readonly code: string } {
  const step = Math.floor(now / 30_000) + steps
  const code = HOTP.generate({ secret: OtpSecret.fromBase32(key), counter: step, digits: 6 })
  return { step, code: keepSecret(code) }
}
