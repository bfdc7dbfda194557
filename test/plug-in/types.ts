import type { Configuration, Provider } from 'oidc-provider'
import {
  ConfigurationError,
  openSqliteStore,
  stepUp,
  type Attached,
  type AuthenticatorId,
  type AuthenticatorStore,
  type HostAccount,
  type HostAccounts,
  type PlugInStore,
  type RecoveryCodeStore,
  type StepUpEvent,
} from 'oidc-step-up'
import {
  attemptStoreConformance,
  authenticatorStoreConformance,
  recoveryCodeStoreConformance,
  type ConformanceProperty,
} from 'oidc-step-up/conformance'

// What a host writes, with the ids that it has. Nothing here runs: that it compiles is the test.

/** A host's own account. */
interface Customer {
  readonly id: string
  readonly name: string
  readonly passwordChangedAt: Date
}

declare const customers: Map<string, Customer>
declare const configuration: Configuration
declare const provider: Provider
declare const theirs: PlugInStore
declare const theirCodes: RecoveryCodeStore

export const accounts: HostAccounts = {
  async find(id) {
    const customer: Customer | undefined = customers.get(id)
    if (!customer) return undefined
    return { label: customer.name, proofsNotBefore: customer.passwordChangedAt }
  },
}

/** A row of the host's with more than is asked for. */
export class Repository implements HostAccounts {
  async find(id: string): Promise<(HostAccount & { readonly id: string }) | undefined> {
    const customer = customers.get(id)
    return customer && { id, label: customer.name }
  }
}

export const mfa = stepUp({
  accounts: new Repository(),
  store: openSqliteStore({ path: 'step-up.sqlite' }),
  sealingKeys: [{ id: '1', key: '' }],
  cookieKeys: ['sixteen characters or more'],
  issuerName: 'ACME',
  deviceLimit: 3,
  firstFactor: 'password',
  amrValues: { recovery_code: 'kba' },
  ladder: [
    { name: 'loa1', methods: ['password'] },
    { name: 'loa2', methods: ['password', 'totp'], maxAge: 300 },
  ],
  onEvent: (event: StepUpEvent) => record(event.type, event.origin.address),
})

declare function record(...texts: readonly string[]): void

export const configured: Configuration = mfa.configure(configuration)
export const pages: Attached = mfa.attach(provider)

/** The host's own tools, by plain ids. */
export async function help(customer: Customer): Promise<number> {
  for (const { name, confirmedAt } of await mfa.authenticators.list(customer.id)) {
    record(name, confirmedAt === undefined ? 'waits' : new Date(confirmedAt).toISOString())
  }
  const recovery = await mfa.recoveryCodes?.regenerate(customer.id)
  for (const { code, usedAt } of recovery?.codes ?? []) if (!usedAt) record(code.reveal())
  await mfa.authenticators.unlock(customer.id)
  return mfa.authenticators.removeAll(customer.id)
}

export async function removeOne(customer: Customer): Promise<boolean> {
  const [device] = await mfa.authenticators.confirmed(customer.id)
  // @ts-expect-error a device's id is no plain string: it would be too easy to swap the two
  await mfa.authenticators.remove(customer.id, customer.id)
  return device !== undefined && mfa.authenticators.remove(customer.id, device.id)
}

/** Ids that come back from a host's database. */
export const idOf = (row: { readonly id: string }): AuthenticatorId => row.id as AuthenticatorId

// @ts-expect-error a store that lacks a method is none
export const lacking: AuthenticatorStore = { list: async () => [] }

const handles =
  <Part>(part: Part) =>
  async () => ({
    first: part,
    second: part,
    close: async () => {},
  })
export const properties: readonly ConformanceProperty[] = [
  ...authenticatorStoreConformance(handles(theirs.authenticators)),
  ...attemptStoreConformance(handles(theirs.attempts)),
  ...recoveryCodeStoreConformance(handles(theirCodes)),
]

export const isOurs = (error: unknown): string | undefined =>
  error instanceof ConfigurationError ? error.path : undefined
