import { deepEqual, equal, ok } from 'node:assert/strict'
import type { AccountStore } from '../../people/account-store.ts'
import type { AuthenticatorStore } from '../../people/authenticator-store.ts'
import type { TimeStep } from '../../people/authenticator.ts'
import type { RecoveryCodeStore } from '../../people/recovery-code-store.ts'
import type { SealedSecret } from '../../kernel/sealing/sealer.ts'
import type { SealedRecord, SealedSecrets } from '../../kernel/sealing/sealed-secrets.ts'
import {
  createAccountId,
  createMailId,
  createRecoveryCodeSetId,
  type AccountId,
  type AuthenticatorId,
} from '../../kernel/ids.ts'
import type { OutboxStore } from '../../mail/outbox-store.ts'
import { EVER, NOW, confirmed, enrollerOf, firstCodeOf, pending } from './authenticator-samples.ts'
import {
  concurrently,
  countOf,
  propertiesOf,
  type ConformanceProperty,
  type OpenTwoHandles,
} from './property.ts'

/** What the suite for sealed secrets works on: them, and the stores that they stand in. */
export interface SealedStore {
  readonly sealed: SealedSecrets
  readonly accounts: AccountStore
  readonly authenticators: AuthenticatorStore
  readonly recoveryCodes: RecoveryCodeStore
  readonly outbox: OutboxStore
}

const STEP = 60_000_000 as TimeStep
const OLD: SealedSecret = { keyId: 'key-1', bytes: Uint8Array.from([0, 1, 2, 127, 128, 255]) }
const NEW: SealedSecret = { keyId: 'key-2', bytes: Uint8Array.from([255, 0, 10, 13]) }

/** An account with a device, recovery codes and a mail: three records. */
async function furnished(store: SealedStore, login: string): Promise<AccountId> {
  const id = createAccountId()
  equal(await store.accounts.add({ id, login, displayName: login, createdAt: NOW }), true)
  await confirmed(store.authenticators, id, 'Phone', STEP)
  await store.recoveryCodes.put(
    {
      id: createRecoveryCodeSetId(),
      accountId: id,
      secret: OLD,
      count: 10,
      createdAt: NOW,
      used: new Map(),
    },
    undefined,
  )
  await store.outbox.add({ id: createMailId(), accountId: id, sealed: OLD, createdAt: NOW })
  return id
}

/** Each record once, whatever a walk says twice. */
async function flow({ sealed }: SealedStore, limit: number): Promise<readonly SealedRecord[]> {
  const found = new Map<string, SealedRecord>()
  let after: string | undefined
  do {
    const page = await sealed.list(after, limit)
    for (const record of page.records) found.set(`${record.purpose} ${record.id}`, record)
    after = page.next
  } while (after !== undefined)
  return [...found.values()]
}

const recordOf = async (store: SealedStore, purpose: string): Promise<SealedRecord> => {
  const record = (await flow(store, 100)).find((one) => one.purpose === purpose)
  if (!record) throw new Error(`a walk does not come by ${purpose}`)
  return record
}

const PURPOSES = ['authenticator', 'recovery_codes', 'mail'] as const

/** Every sentence of `SealedSecrets`, through two handles on one database. */
export const sealedSecretsConformance = (
  open: OpenTwoHandles<SealedStore>,
): readonly ConformanceProperty[] =>
  propertiesOf(open, {
    'a walk comes by every device, set of recovery codes and mail, however short its pages':
      async ({ first, second }) => {
        const logins = Array.from({ length: 25 }, (_, index) => `person-${index}@example.com`)
        const ids = await Promise.all(logins.map((login) => furnished(first, login)))
        const more = await furnished(first, 'ann@example.com')
        await pending(first.authenticators, more, 'Waits')
        const expected = PURPOSES.flatMap((purpose) =>
          [...ids, more].map((id) => `${purpose} ${id}`),
        )
        expected.push(`authenticator ${more}`)
        for (const limit of [1, 7, 1000]) {
          const records = await flow(second, limit)
          deepEqual(
            records.map(({ purpose, accountId }) => `${purpose} ${accountId}`).toSorted(),
            expected.toSorted(),
          )
          for (const { sealed } of records) deepEqual(sealed, OLD)
        }
      },

    'a walk through an empty store comes by nothing, and ends': async ({ first }) => {
      deepEqual(await flow(first, 10), [])
    },

    'what is resealed holds the new secret, and nothing else of it has changed': async ({
      first,
      second,
    }) => {
      const accountId = await furnished(first, 'ann@example.com')
      const [device] = await first.authenticators.list(accountId)
      const codes = await first.recoveryCodes.find(accountId)
      ok(device && codes)
      await first.recoveryCodes.use(accountId, codes.id, 3, NOW)
      for (const purpose of PURPOSES) {
        equal(await second.sealed.reseal(await recordOf(first, purpose), NEW), true, purpose)
        deepEqual((await recordOf(first, purpose)).sealed, NEW)
      }
      deepEqual(await first.authenticators.list(accountId), [{ ...device, secret: NEW }])
      deepEqual(await first.recoveryCodes.find(accountId), {
        ...codes,
        secret: NEW,
        used: new Map([[3, NOW]]),
      })
      equal(await first.authenticators.acceptStep(accountId, device.id, STEP, NOW), false)
      const mail = await first.outbox.claim(NOW, NOW)
      deepEqual(mail?.sealed, NEW)
      equal(mail?.attempts, 1)
    },

    'what waits for its first code is resealed too, and confirmed with the new secret': async ({
      first,
      second,
    }) => {
      const accountId = createAccountId()
      const login = 'ann@example.com'
      await first.accounts.add({ id: accountId, login, displayName: login, createdAt: NOW })
      const waiting = await pending(first.authenticators, accountId, 'Waits')
      const record = { purpose: 'authenticator', accountId, id: waiting.id } as const
      equal(await second.sealed.reseal({ ...record, sealed: waiting.secret }, NEW), true)
      const found = await first.authenticators.waiting(accountId, enrollerOf(waiting), EVER)
      deepEqual(found, { ...waiting, secret: NEW })
      await first.authenticators.confirm(firstCodeOf(waiting))
      const [device] = await second.authenticators.list(accountId)
      deepEqual(device?.secret, NEW)
    },

    'of 20 concurrent calls for one record exactly one is true': async (handles) => {
      await furnished(handles.first, 'ann@example.com')
      for (const purpose of PURPOSES) {
        const record = await recordOf(handles.first, purpose)
        const done = await concurrently(handles, 20, async ({ sealed }, index) =>
          sealed.reseal(record, { keyId: 'key-2', bytes: Uint8Array.from([index]) }),
        )
        equal(countOf(done, true), 1, purpose)
      }
    },

    'what was removed does not come back': async ({ first, second }) => {
      const accountId = await furnished(first, 'ann@example.com')
      const records = await flow(first, 100)
      await first.authenticators.removeAll(accountId)
      await first.recoveryCodes.remove(accountId)
      for (const { purpose, id } of records)
        if (purpose === 'mail') await first.outbox.done(id as never)
      for (const record of records) equal(await second.sealed.reseal(record, NEW), false)
      deepEqual(await flow(second, 100), [])
    },

    'of removing a device and resealing it at once, removing wins': async (handles) => {
      for (let round = 0; round < 10; round += 1) {
        const accountId = await furnished(handles.first, `person-${round}@example.com`)
        const devices = (await flow(handles.first, 100)).filter(
          (one) => one.purpose === 'authenticator' && one.accountId === accountId,
        )
        const [record] = devices
        ok(record)
        await Promise.all([
          handles.first.sealed.reseal(record, NEW),
          handles.second.authenticators.remove(accountId, record.id as AuthenticatorId),
        ])
        deepEqual(await handles.first.authenticators.list(accountId), [])
      }
    },

    'what was replaced meanwhile stays': async ({ first, second }) => {
      const accountId = await furnished(first, 'ann@example.com')
      const record = await recordOf(first, 'recovery_codes')
      const codes = await first.recoveryCodes.find(accountId)
      ok(codes)
      const id = createRecoveryCodeSetId()
      await first.recoveryCodes.put({ ...codes, id, used: new Map() }, codes.id)
      equal(await second.sealed.reseal(record, NEW), false)
      deepEqual((await first.recoveryCodes.find(accountId))?.secret, OLD)
      const device = await recordOf(first, 'authenticator')
      equal(await first.sealed.reseal(device, NEW), true)
      equal(await second.sealed.reseal(device, { ...NEW, keyId: 'key-3' }), false)
      deepEqual((await recordOf(first, 'authenticator')).sealed, NEW)
    },

    'a secret is resealed for its own account and record alone': async ({ first }) => {
      await furnished(first, 'ann@example.com')
      for (const purpose of PURPOSES) {
        const record = await recordOf(first, purpose)
        equal(await first.sealed.reseal({ ...record, id: 'another' }, NEW), false)
        deepEqual((await recordOf(first, purpose)).sealed, OLD)
      }
    },
  })
