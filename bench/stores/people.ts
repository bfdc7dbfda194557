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
import type { Person } from '../load/people.ts'
import { PASSWORD } from '../load/password.ts'
import type { SettingsKeys } from '../servers/settings.ts'
import type { Copy } from './copy.ts'
import { copyInPostgres } from './copy-postgres.ts'
import { copyInRedis } from './copy-redis.ts'
import { copyInSqlite } from './copy-sqlite.ts'
import type { Kept, Location } from './location.ts'
import { openStoreOf } from './open-store.ts'

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
 * @param root of the checkout whose program is going to open it. @default this one
 * @returns those who sign in, spread over all that there are
 */
export async function populate(
  location: Location,
  keys: SettingsKeys,
  population: Population,
  root?: string,
): Promise<readonly Person[]> {
  const { kind, store } = location
  if (kind === 'memory' || store === undefined) throw new TypeError('nobody is kept in memory')
  const sealer = createSealer(
    keys.sealing.map(({ id, key }) => ({ id, key: new Secret(Buffer.from(key, 'base64url')) })),
  )
  const first = await makeFirst(await openStoreOf(kind, store, root), sealer, population.devices)
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
  await COPY_IN[kind](store, copies())
  return people
}

const COPY_IN = {
  sqlite: copyInSqlite,
  redis: copyInRedis,
  postgres: copyInPostgres,
} as const satisfies Record<Kept, unknown>

/** All of one length, so that every account takes as much room as any other. */
const loginOf = (place: number): string => `person-${String(place).padStart(8, '0')}`

interface First {
  readonly id: AccountId
  readonly login: string
  readonly devices: readonly { readonly id: string; readonly sealed: Uint8Array }[]
}

async function makeFirst(store: Store, sealer: Sealer, count: number): Promise<First> {
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
