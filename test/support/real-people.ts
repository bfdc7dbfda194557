import { HOTP, Secret as OtpSecret } from 'otpauth'
import type { Account } from '../../src/people/account.ts'
import { base32Of } from '../../src/methods/totp/index.ts'
import type { StepUpEvent } from '../../src/audit/events.ts'
import type { AccountId } from '../../src/kernel/ids.ts'
import { systemClock, type Clock, type Instant } from '../../src/kernel/instant.ts'
import type { Configuration } from '../../src/server/config/configuration.ts'
import { loadConfiguration } from '../../src/server/config/load-configuration.ts'
import { createDomain, type Domain, type DomainParts } from '../../src/server/domain.ts'
import { openStore } from '../../src/server/open-store.ts'
import type { Store } from '../../src/stores/store.ts'
import type { LogEntry } from './audit-trail.ts'
import { Browser } from './browser.ts'
import { Person, type Device, type PersonServer } from './person.ts'
import { keepSecret } from './secrets-in-logs.ts'
import { PASSWORD } from './test-server.ts'
import { ENROLLER } from './enroller.ts'

/**
 * People of servers that are processes of their own, put into the store that those share. The clocks are
 * real: `advance` does nothing, and devices show each of their codes once.
 */
export interface RealPeople extends PersonServer {
  readonly store: Store
  /** The domain over the servers' store, as the command line has it. */
  readonly domain: Domain
  /** Somebody with a device that was added an hour ago. @param agent what the browser calls itself */
  somebody(agent?: string): Promise<{ readonly person: Person; readonly phone: Device }>
  addDevice(accountId: AccountId, name: string): Promise<Device>
  close(): Promise<void>
}

/** What the servers' processes say. */
export interface Told {
  audit(): readonly StepUpEvent[]
  log(): readonly LogEntry[]
}

/** @param file the servers' configuration, which is for production */
export const openPeople = (file: string, told: Told): Promise<RealPeople> =>
  peopleIn(loadConfiguration({ file, env: {}, profile: 'production' }), told)

/**
 * People in the store that a configuration names, whether or not a server runs on it.
 *
 * @param parts a quick hasher, where no server is to check what it made
 */
export async function peopleIn(
  configuration: Configuration,
  told: Told = { audit: () => [], log: () => [] },
  parts: Pick<DomainParts, 'hasher'> = {},
): Promise<RealPeople> {
  const store = await openStore(configuration)
  const domain = createDomain(configuration, store, systemClock, parts)
  const hourAgo: Clock = () => (systemClock() - 3_600_000) as Instant
  const past = createDomain(configuration, store, hourAgo, parts)
  let accounts = 0

  async function addAccount(login = `person-${(accounts += 1)}@example.com`): Promise<Account> {
    const created = await domain.accounts.create({ login, password: PASSWORD })
    if (created.outcome !== 'created') throw new Error(created.outcome)
    return created.account
  }

  async function addDevice(accountId: AccountId, name: string): Promise<Device> {
    const begun = await past.authenticators.begin(accountId, name, ENROLLER)
    if (begun.outcome !== 'begun') throw new Error(begun.outcome)
    const pending = await past.authenticators.pending(accountId, ENROLLER)
    if (!pending) throw new Error('the device is gone')
    const key = keepSecret(base32Of(pending.secret))
    await past.authenticators.confirm(accountId, begun.id, codeAt(key, stepOf(hourAgo())), ENROLLER)
    return deviceInHand(name, key)
  }

  const server: PersonServer = {
    url: configuration.issuer,
    configuration,
    clock: systemClock,
    now: systemClock,
    advance: () => {},
    accounts: domain.accounts,
    authenticators: domain.authenticators,
    recoveryCodes: domain.recoveryCodes,
    audit: () => told.audit(),
    log: () => told.log(),
    addAccount,
  }

  return {
    ...server,
    store,
    domain,
    addDevice,
    async somebody(agent) {
      const account = await addAccount()
      const phone = await addDevice(account.id, 'Phone')
      const browser = new Browser(undefined, agent === undefined ? {} : { userAgent: agent })
      return { person: new Person(server, account, browser), phone }
    },
    close: async () => store.close(),
  }
}

const stepOf = (at: Instant): number => Math.floor(at / 30_000)

const codeAt = (key: string, counter: number): string =>
  keepSecret(HOTP.generate({ secret: OtpSecret.fromBase32(key), counter, digits: 6 }))

/**
 * Shows the next code that it has not shown: the present one, and the one after it, which servers take as
 * well. Not the one before: it may be too old by the time that it arrives.
 */
function deviceInHand(name: string, key: string): Device {
  let shown = 0
  return {
    name,
    code(steps) {
      const present = stepOf(systemClock())
      if (steps !== undefined) return codeAt(key, present + steps)
      shown = Math.max(shown + 1, present)
      if (shown > present + 1) throw new Error(`${name} shows no code that was not used`)
      return codeAt(key, shown)
    },
  }
}
