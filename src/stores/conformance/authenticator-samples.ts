import { deepEqual, equal } from 'node:assert/strict'
import { DEFAULT_TOTP, type Authenticator, type TimeStep } from '../../people/authenticator.ts'
import type { AuthenticatorStore, FirstCode } from '../../people/authenticator-store.ts'
import type { EnrollerKey } from '../../people/enroller.ts'
import { createAuthenticatorId, type AccountId } from '../../kernel/ids.ts'
import type { Instant } from '../../kernel/instant.ts'

export const NOW = 1_800_000_000_000 as Instant
/** As `since`: nothing has expired. */
export const EVER = 0 as Instant
export const LIMIT = 10

export const newAuthenticator = (
  accountId: AccountId,
  name: string,
  createdAt: Instant = NOW,
): Authenticator => ({
  id: createAuthenticatorId(),
  accountId,
  name,
  parameters: DEFAULT_TOTP,
  secret: { keyId: 'key-1', bytes: Uint8Array.from([0, 1, 2, 127, 128, 255]) },
  createdAt,
})

/** In the samples each device has an enroller of its own, unless they are about one that has several. */
export const enrollerOf = ({ id }: Pick<Authenticator, 'id'>): EnrollerKey =>
  id as string as EnrollerKey

export const begin = (
  store: AuthenticatorStore,
  authenticator: Authenticator,
  limit = LIMIT,
  since = EVER,
) => store.begin(authenticator, enrollerOf(authenticator), limit, since)

export async function pending(
  store: AuthenticatorStore,
  accountId: AccountId,
  name: string,
  createdAt: Instant = NOW,
): Promise<Authenticator> {
  const authenticator = newAuthenticator(accountId, name, createdAt)
  equal(await begin(store, authenticator), 'begun')
  return authenticator
}

/** The right first code of a device that waits. */
export const firstCodeOf = (
  { id, accountId }: Authenticator,
  further: Partial<FirstCode> = {},
): FirstCode => ({
  accountId,
  id,
  by: enrollerOf({ id }),
  step: 1 as TimeStep,
  at: NOW,
  since: EVER,
  limit: LIMIT,
  ...further,
})

export async function confirmed(
  store: AuthenticatorStore,
  accountId: AccountId,
  name: string,
  step: TimeStep,
): Promise<Authenticator> {
  const authenticator = await pending(store, accountId, name)
  const confirming = await store.confirm(firstCodeOf(authenticator, { step }))
  deepEqual(confirming, { outcome: 'confirmed', recoveryCodes: false })
  return authenticator
}
