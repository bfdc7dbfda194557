import { equal } from 'node:assert/strict'
import {
  DEFAULT_TOTP,
  type Authenticator,
  type TimeStep,
} from '../../authenticators/authenticator.ts'
import type { AuthenticatorStore } from '../../authenticators/authenticator-store.ts'
import { createAuthenticatorId, type AccountId } from '../../ids.ts'
import type { Instant } from '../../instant.ts'

export const NOW = 1_800_000_000_000 as Instant
/** As `pendingSince`: nothing has expired. */
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

export async function pending(
  store: AuthenticatorStore,
  accountId: AccountId,
  name: string,
  createdAt: Instant = NOW,
): Promise<Authenticator> {
  const authenticator = newAuthenticator(accountId, name, createdAt)
  equal(await store.add(authenticator, LIMIT, EVER), 'added')
  return authenticator
}

export async function confirmed(
  store: AuthenticatorStore,
  accountId: AccountId,
  name: string,
  step: TimeStep,
): Promise<Authenticator> {
  const authenticator = await pending(store, accountId, name)
  equal(await store.confirm(accountId, authenticator.id, step, NOW, EVER), true)
  return authenticator
}
