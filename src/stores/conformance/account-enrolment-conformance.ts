import { deepEqual, equal } from 'node:assert/strict'
import { createHash } from 'node:crypto'
import type { AccountStore } from '../../people/account-store.ts'
import type { PasswordResetStore } from '../../people/password-reset-store.ts'
import type { AuthenticatorStore } from '../../people/authenticator-store.ts'
import type { TimeStep } from '../../people/authenticator.ts'
import type { RecoveryCodeSet, RecoveryCodeStore } from '../../people/recovery-code-store.ts'
import { createAccountId, createRecoveryCodeSetId, type AccountId } from '../../kernel/ids.ts'
import { plusSeconds } from '../../kernel/instant.ts'
import { NOW, confirmed, firstCodeOf, pending } from './authenticator-samples.ts'
import {
  concurrently,
  propertiesOf,
  type ConformanceProperty,
  type OpenTwoHandles,
} from './property.ts'

/** The ports whose changes go together with an enrolment; all on one database. */
export interface EnrollingStore {
  readonly accounts: AccountStore
  readonly passwordResets: PasswordResetStore
  readonly authenticators: AuthenticatorStore
  readonly recoveryCodes: RecoveryCodeStore
}

const LATER = plusSeconds(NOW, 60)
const END = plusSeconds(NOW, 1800)
const TOKEN = Uint8Array.from(createHash('sha256').update('token').digest())
const STEP = 7 as TimeStep

async function accountIn({ accounts }: EnrollingStore): Promise<AccountId> {
  const id = createAccountId()
  const account = { id, login: `person ${id}`, displayName: 'Ann', createdAt: NOW }
  equal(await accounts.add(account, 'the old one'), true)
  return id
}

const newSet = (accountId: AccountId): RecoveryCodeSet => ({
  id: createRecoveryCodeSetId(),
  accountId,
  secret: { keyId: 'key-1', bytes: Uint8Array.from([0, 1, 2, 127, 128, 255]) },
  count: 10,
  createdAt: NOW,
  used: new Map(),
})

/** What else changes where an account is enrolled, or its proofs are voided: in the same step. */
export const accountEnrolmentConformance = (
  open: OpenTwoHandles<EnrollingStore>,
): readonly ConformanceProperty[] => propertiesOf(open, { ...VOIDING, ...CODES })

type Checks = Parameters<typeof propertiesOf<EnrollingStore>>[1]

const DEEDS: Readonly<Record<string, (store: EnrollingStore, id: AccountId) => Promise<boolean>>> =
  {
    'a new password': ({ accounts }, id) => accounts.setPassword(id, 'new', LATER),
    'a new password after the old one': ({ accounts }, id) =>
      accounts.setPassword(id, 'new', LATER, NOW),
    'a password reset': async ({ passwordResets }, accountId) => {
      await passwordResets.put({ tokenHash: TOKEN, accountId, expiresAt: END })
      return passwordResets.redeem(TOKEN, 'new', LATER)
    },
    disabling: ({ accounts }, id) => accounts.disable(id, LATER),
    'voiding proofs': ({ accounts }, id) => accounts.voidProofs(id, LATER),
  }

const VOIDING: Checks = {
  ...Object.fromEntries(
    Object.entries(DEEDS).map(([name, deed]): [string, Checks[string]] => [
      `${name} ends what waits for a first code, and nothing of others`,
      async ({ first, second }) => {
        const [id, other] = [await accountIn(first), await accountIn(first)]
        await confirmed(first.authenticators, id, 'Phone', STEP)
        const mine = await pending(first.authenticators, id, 'Laptop')
        const theirs = await pending(first.authenticators, other, 'Laptop')
        equal(await deed(second, id), true)
        deepEqual(await first.authenticators.confirm(firstCodeOf(mine)), { outcome: 'gone' })
        equal((await first.authenticators.list(id)).length, 1)
        const confirming = await first.authenticators.confirm(firstCodeOf(theirs))
        equal(confirming.outcome, 'confirmed')
      },
    ]),
  ),

  'a password that could not be set ends nothing': async ({ first, second }) => {
    const id = await accountIn(first)
    await first.accounts.voidProofs(id, LATER)
    const waiting = await pending(first.authenticators, id, 'Phone')
    equal(await second.accounts.setPassword(id, 'new', LATER, NOW), false)
    equal((await first.authenticators.confirm(firstCodeOf(waiting))).outcome, 'confirmed')
  },
}

const CODES: Checks = {
  'a first device brings its recovery codes with it, and no code of them is used': async ({
    first,
    second,
  }) => {
    const id = await accountIn(first)
    const waiting = await pending(first.authenticators, id, 'Phone')
    const recoveryCodes = newSet(id)
    deepEqual(await first.authenticators.confirm(firstCodeOf(waiting, { recoveryCodes })), {
      outcome: 'confirmed',
      recoveryCodes: true,
    })
    deepEqual(await second.recoveryCodes.find(id), recoveryCodes)
  },

  'of 20 confirmed at once as the first, the codes of that one stand': async (handles) => {
    const id = await accountIn(handles.first)
    const sets = Array.from({ length: 20 }, () => newSet(id))
    const waiting = await pending(handles.first.authenticators, id, 'Phone')
    const results = await concurrently(handles, 20, ({ authenticators }, index) =>
      authenticators.confirm(firstCodeOf(waiting, { recoveryCodes: sets[index] ?? newSet(id) })),
    )
    const winner = results.findIndex(({ outcome }) => outcome === 'confirmed')
    deepEqual(results[winner], { outcome: 'confirmed', recoveryCodes: true })
    deepEqual(await handles.second.recoveryCodes.find(id), sets[winner])
  },

  'a further device brings none, and a first one none where some stand': async ({
    first,
    second,
  }) => {
    const [id, other] = [await accountIn(first), await accountIn(first)]
    await confirmed(first.authenticators, id, 'Phone', STEP)
    const further = await pending(first.authenticators, id, 'Laptop')
    const standing = newSet(other)
    await first.recoveryCodes.put(standing, undefined)
    const again = await pending(first.authenticators, other, 'Phone')
    for (const [waiting, whose] of [
      [further, id],
      [again, other],
    ] as const) {
      const recoveryCodes = newSet(whose)
      deepEqual(await second.authenticators.confirm(firstCodeOf(waiting, { recoveryCodes })), {
        outcome: 'confirmed',
        recoveryCodes: false,
      })
    }
    equal(await second.recoveryCodes.find(id), undefined)
    deepEqual(await second.recoveryCodes.find(other), standing)
  },

  'where the device is not confirmed, no codes are put': async ({ first, second }) => {
    const id = await accountIn(first)
    const waiting = await pending(first.authenticators, id, 'Phone')
    const recoveryCodes = newSet(id)
    for (const further of [{ since: LATER }, { limit: 0 }]) {
      const firstCode = firstCodeOf(waiting, { recoveryCodes, ...further })
      equal((await first.authenticators.confirm(firstCode)).outcome === 'confirmed', false)
    }
    equal(await second.recoveryCodes.find(id), undefined)
  },
}
