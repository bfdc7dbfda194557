import { randomBytes } from 'node:crypto'
import { DEFAULT_TOTP } from '../../src/people/index.ts'
import type { SealedSecret, SealPurpose } from '../../src/kernel/sealing/sealer.ts'
import {
  createAccountId,
  createAuthenticatorId,
  createMailId,
  createRecoveryCodeSetId,
  type AccountId,
} from '../../src/kernel/ids.ts'
import { systemClock } from '../../src/kernel/instant.ts'
import { Secret } from '../../src/kernel/secret.ts'
import { begin } from '../../src/stores/conformance/authenticator-samples.ts'
import { createSealer } from '../../src/stores/sealing.ts'
import type { Store } from '../../src/stores/store.ts'

/** What is sealed, in clear, by the record's id. */
export type Clear = Readonly<Record<string, string>>

/** The keys of a file of sealing keys. */
export const readSealing = (text: string): readonly { id: string; key: Secret }[] =>
  [...text.matchAll(/^([^:]+):([\w-]+)/gm)].map(([, id = '', key = '']) => ({
    id,
    key: new Secret<Uint8Array>(Buffer.from(key, 'base64url')),
  }))

/** Accounts with a device, recovery codes and a mail each, and what is in them. */
export async function fill(store: Store, key: string, accounts: number): Promise<Clear> {
  const sealer = createSealer([{ id: 'k1', key: new Secret(Buffer.from(key, 'base64url')) }])
  const clear: Record<string, string> = {}
  const seal = (purpose: SealPurpose, accountId: AccountId, id: string): SealedSecret => {
    const bytes = randomBytes(20)
    clear[id] = bytes.toString('hex')
    return sealer.seal(new Secret(bytes), { purpose, accountId, id })
  }
  const now = systemClock()
  for (let index = 0; index < accounts; index += 1) {
    const accountId = createAccountId()
    const [device, codes, mail] = [
      createAuthenticatorId(),
      createRecoveryCodeSetId(),
      createMailId(),
    ]
    const login = `person-${accountId}@example.com`
    await store.accounts.add({ id: accountId, login, displayName: login, createdAt: now })
    await begin(store.authenticators, {
      id: device,
      accountId,
      name: 'Phone',
      parameters: DEFAULT_TOTP,
      secret: seal('authenticator', accountId, device),
      createdAt: now,
    })
    await store.recoveryCodes.put(
      {
        id: codes,
        accountId,
        secret: seal('recovery_codes', accountId, codes),
        count: 10,
        createdAt: now,
        used: new Map(),
      },
      undefined,
    )
    await store.outbox.add({
      id: mail,
      accountId,
      sealed: seal('mail', accountId, mail),
      createdAt: now,
    })
  }
  return clear
}

/** Everything sealed in a store. */
export async function openAllIn(
  store: Store,
  keys: readonly { id: string; key: Secret }[],
): Promise<Clear> {
  const sealer = createSealer(keys)
  const clear: Record<string, string> = {}
  let after: string | undefined
  do {
    const page = await store.sealed.list(after, 5)
    for (const record of page.records) {
      clear[record.id] = Buffer.from(sealer.open(record.sealed, record).reveal()).toString('hex')
    }
    after = page.next
  } while (after !== undefined)
  return clear
}

/** How many secrets are sealed with each key. */
export async function countsIn(
  { sealed }: Store,
  wanted?: SealPurpose,
): Promise<Readonly<Record<string, number>>> {
  const counts: Record<string, number> = {}
  let after: string | undefined
  do {
    const page = await sealed.list(after, 100)
    for (const { purpose, sealed: secret } of page.records) {
      if (wanted !== undefined && purpose !== wanted) continue
      counts[secret.keyId] = (counts[secret.keyId] ?? 0) + 1
    }
    after = page.next
  } while (after !== undefined)
  return counts
}
