import { createAccountId, createAuthenticatorId, type AccountId } from '../../src/kernel/ids.ts'
import { enrollerKey } from '../../src/people/enroller.ts'
import { createTotpSecret } from '../../src/methods/totp/key-uri.ts'
import { DEFAULT_TOTP, type TimeStep } from '../../src/people/authenticator.ts'
import { createRecoveryCodes } from '../../src/methods/recovery-codes/index.ts'
import type { Sealer } from '../../src/kernel/sealing/sealer.ts'
import { createPasswordHasher } from '../../src/methods/password/password-hasher.ts'
import { plusSeconds, systemClock } from '../../src/kernel/instant.ts'
import { Secret } from '../../src/kernel/secret.ts'
import { createSealer } from '../../src/stores/sealing.ts'
import type { Store } from '../../src/stores/store.ts'
import { openSqliteStore } from '../../src/stores/sqlite/open-sqlite-store.ts'
import { openRedisStore } from '../../src/stores/redis/open-redis-store.ts'
import type { Person } from '../load/people.ts'
import { PASSWORD } from '../load/password.ts'
import type { SettingsKeys } from '../servers/settings.ts'
import { copyInRedis } from './copy-redis.ts'
import { copyInSqlite } from './copy-sqlite.ts'
import type { Location } from './location.ts'

/** What differs between two accounts: each text of the first in the place of that of the second. */
export type Copy = readonly (readonly [from: string | Uint8Array, to: string | Uint8Array])[]

export interface Population {
  readonly accounts: number
  readonly devices: number
  /** How many of them sign in; the others are only there. */
  readonly people: number
}

/**
 * Fills a store. One account is made as the program makes it, with its devices and recovery codes, and
 * the others are copied from what then stands in the store: a million of them in a minute, and whatever
 * way the store keeps them.
 *
 * @returns those who sign in, spread over all that there are
 */
export async function populate(
  location: Location,
  keys: SettingsKeys,
  population: Population,
): Promise<readonly Person[]> {
  const sealer = createSealer(
    keys.sealing.map(({ id, key }) => ({ id, key: new Secret(Buffer.from(key, 'base64url')) })),
  )
  const first = await makeFirst(location, sealer, population.devices)
  const people: Person[] = []
  const every = Math.max(1, Math.floor(population.accounts / population.people))
  function* copies(): Generator<Copy> {
    for (let place = 1; place < population.accounts; place += 1) {
      const login = loginOf(place)
      const signsIn = place % every === 0 && people.length < population.people
      const { copy, secret } = copyOf(first, login, sealer, signsIn)
      if (secret) people.push({ login, secret })
      yield copy
    }
  }
  const { store = '' } = location
  await (location.kind === 'redis' ? copyInRedis(store, copies()) : copyInSqlite(store, copies()))
  return people
}

/** All of one length, so that every account takes as much room as any other. */
const loginOf = (place: number): string => `person-${String(place).padStart(8, '0')}`

interface First {
  readonly id: AccountId
  readonly login: string
  readonly devices: readonly { readonly id: string; readonly sealed: Uint8Array }[]
}

async function makeFirst(location: Location, sealer: Sealer, count: number): Promise<First> {
  const store = await openStore(location)
  const clock = systemClock
  const [id, login, createdAt] = [createAccountId(), loginOf(0), clock()]
  const account = { id, login, displayName: login, createdAt }
  await store.accounts.add(account, await createPasswordHasher().hash(PASSWORD))
  const devices = []
  for (let place = 0; place < count; place += 1) {
    const device = createAuthenticatorId()
    const secret = sealer.seal(createTotpSecret('SHA1'), {
      purpose: 'authenticator',
      accountId: id,
      id: device,
    })
    const [by, since] = [enrollerKey({ id: 'bench' }), plusSeconds(createdAt, -900)]
    const name = `Device ${place + 1}`
    await store.authenticators.begin(
      { id: device, accountId: id, name, parameters: DEFAULT_TOTP, secret, createdAt },
      by,
      count,
      since,
    )
    await store.authenticators.confirm({
      accountId: id,
      id: device,
      by,
      step: 1 as TimeStep,
      at: createdAt,
      since,
      limit: count,
    })
    devices.push({ id: device, sealed: secret.bytes })
  }
  const { attempts, recoveryCodes } = store
  if (count > 0)
    await createRecoveryCodes({ store: recoveryCodes, attempts, sealer, clock }).issue(id)
  await store.close()
  return { id, login, devices }
}

function copyOf(
  first: First,
  login: string,
  sealer: Sealer,
  signsIn: boolean,
): { readonly copy: Copy; readonly secret: Secret | undefined } {
  const accountId = createAccountId()
  const secret = signsIn ? createTotpSecret('SHA1') : undefined
  const devices = first.devices.flatMap(({ id, sealed }) => {
    const device = createAuthenticatorId()
    // A secret opens only in its own place. Of those who never sign in none is ever opened.
    const context = { purpose: 'authenticator', accountId, id: device } as const
    const own = secret ? [[sealed, sealer.seal(secret, context).bytes] as const] : []
    return [[id, device] as const, ...own]
  })
  return { copy: [[first.id, accountId], [first.login, login], ...devices], secret }
}

async function openStore({ store = '' }: Location): Promise<Store> {
  return store.startsWith('sqlite:')
    ? openSqliteStore({ path: store.slice('sqlite:'.length) })
    : openRedisStore({ url: store })
}
