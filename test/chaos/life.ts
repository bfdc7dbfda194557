import { DEFAULT_TOTP, type TimeStep, stepAt } from '../../src/people/authenticator.ts'
import { createAuthenticators, type Authenticators } from '../../src/methods/totp/index.ts'
import { createRecoveryCodes, type RecoveryCodes } from '../../src/methods/recovery-codes/index.ts'
import { codeAt } from '../../src/methods/totp/totp.ts'
import {
  createAccountId,
  createMailId,
  type AccountId,
  type AuthenticatorId,
} from '../../src/kernel/ids.ts'
import { plusSeconds, type Instant } from '../../src/kernel/instant.ts'
import { Secret } from '../../src/kernel/secret.ts'
import { createSealer } from '../../src/stores/sealing.ts'
import type { Store } from '../../src/stores/store.ts'
import { ENROLLER } from '../support/enroller.ts'

/** When every life begins. */
export const BIRTH = 1_767_225_600_000 as Instant

/** Nobody is held up: what is looked at here is what is kept. */
const PATIENT = { free: 99, firstDelay: 1, longestDelay: 1, lockAt: 100 }

/** What is done to an account, with all that it takes to see afterwards whether it was. */
export type Deed =
  | { readonly kind: 'account' }
  | {
      readonly kind: 'enrol'
      readonly device: AuthenticatorId
      readonly key: string
      readonly step: number
    }
  | { readonly kind: 'code'; readonly device: AuthenticatorId; readonly step: number }
  | { readonly kind: 'remove'; readonly device: AuthenticatorId }
  | { readonly kind: 'codes'; readonly codes: readonly string[] }
  | { readonly kind: 'recover'; readonly code: string }
  // The address stands in the document, the history tells of it, and so does a mail: all three at once.
  | { readonly kind: 'address'; readonly address: string }

/** Written down twice: before a deed, and when it was acknowledged. */
export interface Entry {
  readonly accountId: AccountId
  readonly at: Instant
  readonly stage: 'begun' | 'done'
  readonly deed: Deed
}

/** The domain at some time: what is written down of a life is all that is known of its clock. */
export function domainAt(
  store: Store,
  clock: () => Instant,
): { authenticators: Authenticators; recoveryCodes: RecoveryCodes } {
  const sealer = createSealer([{ id: 'chaos', key: new Secret(new Uint8Array(32).fill(7)) }])
  const parts = { attempts: store.attempts, sealer, clock, throttle: PATIENT }
  return {
    authenticators: createAuthenticators({ ...parts, store: store.authenticators }),
    recoveryCodes: createRecoveryCodes({ ...parts, store: store.recoveryCodes }),
  }
}

export const stepOf = (at: Instant): TimeStep => stepAt(at, DEFAULT_TOTP.period)

export const codeOf = (key: string, step: number): string =>
  codeAt(new Secret(Buffer.from(key, 'base64url')), step as TimeStep, DEFAULT_TOTP)

/**
 * An account that gets devices and recovery codes, uses them and loses them again, as the pages would
 * have it, for as many rounds as it has recovery codes. Whatever is refused is a bug and is thrown.
 *
 * @param write told of each deed before it is begun and after it was acknowledged
 */
export async function live(store: Store, write: (entry: Entry) => void): Promise<void> {
  const accountId = createAccountId()
  let now = BIRTH
  const { authenticators, recoveryCodes } = domainAt(store, () => now)

  async function act<T>(deed: Deed, work: () => Promise<T>, isDone: (result: T) => boolean) {
    write({ accountId, at: now, stage: 'begun', deed })
    const result = await work()
    if (!isDone(result)) throw new Error(`${deed.kind} was refused: ${JSON.stringify(result)}`)
    write({ accountId, at: now, stage: 'done', deed })
  }

  async function enrol(name: string): Promise<{ device: AuthenticatorId; key: string }> {
    const begun = await authenticators.begin(accountId, name, ENROLLER)
    if (begun.outcome !== 'begun') throw new Error(`${name} was refused: ${begun.outcome}`)
    const pending = await authenticators.pending(accountId, ENROLLER)
    if (!pending) throw new Error(`${name} is gone before it was confirmed`)
    const key = Buffer.from(pending.secret.reveal()).toString('base64url')
    const step = stepOf(now)
    const draft = () => recoveryCodes.draft(accountId)
    await act(
      { kind: 'enrol', device: begun.id, key, step },
      () => authenticators.confirm(accountId, begun.id, codeOf(key, step), ENROLLER, draft),
      ({ outcome }) => outcome === 'confirmed',
    )
    return { device: begun.id, key }
  }

  await act(
    { kind: 'account' },
    () => store.accounts.add({ id: accountId, login: accountId, displayName: '', createdAt: now }),
    Boolean,
  )
  let inHand = await enrol('Device 0')
  const { codes } = await recoveryCodes.issue(accountId)
  const texts = codes.map(({ code }) => code.reveal())
  await act({ kind: 'codes', codes: texts }, async () => true, Boolean)
  for (const [round, code] of texts.entries()) {
    now = plusSeconds(now, 2 * DEFAULT_TOTP.period)
    const step = stepOf(now)
    const { device, key } = inHand
    await act(
      { kind: 'code', device, step },
      () => authenticators.verify(accountId, codeOf(key, step)),
      ({ outcome }) => outcome === 'accepted',
    )
    await act(
      { kind: 'recover', code },
      () => recoveryCodes.verify(accountId, code),
      ({ outcome }) => outcome === 'accepted',
    )
    const address = `${round}.${accountId}@example.com`
    await act(
      { kind: 'address', address },
      () => store.together(accountId, () => changeAddress(store, accountId, now, address)),
      Boolean,
    )
    inHand = await enrol(`Device ${round + 1}`)
    await act({ kind: 'remove', device }, () => authenticators.remove(accountId, device), Boolean)
  }
}

async function changeAddress(
  store: Store,
  accountId: AccountId,
  at: Instant,
  address: string,
): Promise<boolean> {
  const isChanged = await store.accounts.setEmail(accountId, address)
  await store.activity.add(accountId, at, JSON.stringify({ address }))
  const sealed = { keyId: 'chaos', bytes: Uint8Array.from([1, 2, 3]) }
  await store.outbox.add({ id: createMailId(), accountId, sealed, createdAt: at })
  return isChanged
}
