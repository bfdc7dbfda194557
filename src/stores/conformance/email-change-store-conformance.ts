import { deepEqual, equal } from 'node:assert/strict'
import { createHash } from 'node:crypto'
import type { Account } from '../../people/account.ts'
import type { AccountStore } from '../../people/account-store.ts'
import type { EmailChangeStore } from '../../people/email-change-store.ts'
import type { PasswordResetStore } from '../../people/password-reset-store.ts'
import { createAccountId, type AccountId } from '../../kernel/ids.ts'
import { plusSeconds } from '../../kernel/instant.ts'
import { NOW } from './authenticator-samples.ts'
import {
  concurrently,
  propertiesOf,
  type ConformanceProperty,
  type OpenTwoHandles,
} from './property.ts'

/** The ports stand on one database. */
export interface AccountsAndAddresses {
  readonly accounts: AccountStore
  readonly emailChanges: EmailChangeStore
  readonly passwordResets: PasswordResetStore
}

const END = plusSeconds(NOW, 1800)
const IN_TIME = plusSeconds(NOW, 1799)
const LATE = plusSeconds(NOW, 72 * 3600)

const hashOf = (token: string): Uint8Array =>
  Uint8Array.from(createHash('sha256').update(token).digest())

const undoBy = (token: string) => ({ tokenHash: hashOf(token), expiresAt: LATE })

async function accountIn(
  { accounts }: AccountsAndAddresses,
  login: string,
  more: Partial<Account> = {},
): Promise<AccountId> {
  const id = createAccountId()
  equal(await accounts.add({ id, login, displayName: login, createdAt: NOW, ...more }), true)
  return id
}

const put = async (
  { emailChanges }: AccountsAndAddresses,
  accountId: AccountId,
  email: string,
  token = email,
) => emailChanges.put({ tokenHash: hashOf(token), accountId, email, expiresAt: END })

/** The address, whether it is verified, and whom it finds. */
async function addressOf({ accounts }: AccountsAndAddresses, id: AccountId) {
  const { email, emailVerified } = (await accounts.find(id)) ?? {}
  const found = email === undefined ? [] : await accounts.listByEmail(email, 9)
  return { email, emailVerified, found: found.map(({ account }) => account.id) }
}

const verified = (email: string, id: AccountId) => ({ email, emailVerified: true, found: [id] })

/** Every sentence of `EmailChangeStore`, through two handles on one database. */
export const emailChangeStoreConformance = (
  open: OpenTwoHandles<AccountsAndAddresses>,
): readonly ConformanceProperty[] =>
  propertiesOf(open, {
    'an address that an operator sets is verified only if they say so, and voids every change':
      async ({ first, second }) => {
        const id = await accountIn(first, 'ann')
        await put(first, id, 'a@example.org')
        equal(await second.accounts.setEmail(id, 'b@example.org', true), true)
        deepEqual(await addressOf(first, id), verified('b@example.org', id))
        equal(await first.emailChanges.find(hashOf('a@example.org'), NOW), undefined)
        equal(await second.accounts.setEmail(id, 'b@example.org'), true)
        equal((await addressOf(first, id)).emailVerified, undefined)
        equal(await second.accounts.setEmail(id, undefined), true)
        deepEqual(await addressOf(first, id), {
          email: undefined,
          emailVerified: undefined,
          found: [],
        })
      },

    'a change is found until it expires or another takes its place': async ({ first, second }) => {
      const id = await accountIn(first, 'ann')
      await put(first, id, 'a@example.org')
      deepEqual(await second.emailChanges.find(hashOf('a@example.org'), IN_TIME), {
        tokenHash: hashOf('a@example.org'),
        accountId: id,
        email: 'a@example.org',
        expiresAt: END,
      })
      equal(await second.emailChanges.find(hashOf('a@example.org'), END), undefined)
      equal(await second.emailChanges.findUndo(hashOf('a@example.org'), NOW), undefined)
      await put(second, id, 'b@example.org')
      equal(await first.emailChanges.find(hashOf('a@example.org'), NOW), undefined)
    },

    'of 50 concurrent uses one changes the address, and resolves what it was': async (handles) => {
      const { first, second } = handles
      const id = await accountIn(first, 'ann', { email: 'old@example.org' })
      const other = await accountIn(first, 'bob', { email: 'bob@example.org' })
      await put(first, id, 'new@example.org')
      const reset = { tokenHash: hashOf('reset'), accountId: id, expiresAt: END }
      await first.passwordResets.put(reset)
      const token = hashOf('new@example.org')
      equal(
        await first.emailChanges.redeem(token, other, NOW, undoBy('other')),
        undefined,
        'another account',
      )
      const results = await concurrently(handles, 50, async ({ emailChanges }, index) =>
        emailChanges.redeem(token, id, IN_TIME, undoBy(`undo ${index}`)),
      )
      deepEqual(
        results.filter((one) => one !== undefined),
        [{ accountId: id, email: 'old@example.org' }],
      )
      deepEqual(await addressOf(second, id), verified('new@example.org', id))
      deepEqual(await second.accounts.listByEmail('old@example.org', 9), [])
      equal(await second.passwordResets.find(hashOf('reset'), NOW), undefined)
      deepEqual((await addressOf(second, other)).email, 'bob@example.org')
    },

    'a change that has expired, or of an account that is disabled, changes nothing': async ({
      first,
      second,
    }) => {
      const id = await accountIn(first, 'ann')
      await put(first, id, 'a@example.org')
      const token = hashOf('a@example.org')
      equal(await second.emailChanges.redeem(token, id, END, undoBy('undo')), undefined)
      await first.accounts.disable(id, NOW)
      equal(await second.emailChanges.redeem(token, id, NOW, undoBy('undo')), undefined)
      equal((await addressOf(first, id)).email, undefined)
      equal(await first.emailChanges.findUndo(hashOf('undo'), NOW), undefined)
    },

    'what is undone is as it was, once, and until its time is over': async (handles) => {
      const { first, second } = handles
      const id = await accountIn(first, 'ann', { email: 'old@example.org', emailVerified: true })
      await put(first, id, 'new@example.org')
      await first.emailChanges.redeem(hashOf('new@example.org'), id, NOW, undoBy('undo'))
      const former = { accountId: id, email: 'old@example.org', verified: true }
      deepEqual(await second.emailChanges.findUndo(hashOf('undo'), IN_TIME), former)
      equal(await second.emailChanges.findUndo(hashOf('undo'), LATE), undefined)
      equal(await second.emailChanges.undo(hashOf('undo'), LATE), undefined)
      await put(second, id, 'newer@example.org')
      const results = await concurrently(handles, 30, async ({ emailChanges }) =>
        emailChanges.undo(hashOf('undo'), IN_TIME),
      )
      deepEqual(
        results.filter((one) => one !== undefined),
        [former],
      )
      deepEqual(await addressOf(first, id), verified('old@example.org', id))
      deepEqual(await first.accounts.listByEmail('new@example.org', 9), [])
      equal(await first.emailChanges.find(hashOf('newer@example.org'), NOW), undefined)
    },

    'an account whose mails went to its login has that again': async ({ first, second }) => {
      const id = await accountIn(first, 'ann@example.org')
      await put(first, id, 'new@example.org')
      await first.emailChanges.redeem(hashOf('new@example.org'), id, NOW, undoBy('undo'))
      deepEqual(await second.emailChanges.undo(hashOf('undo'), NOW), { accountId: id })
      equal((await addressOf(first, id)).email, undefined)
    },

    'the first to be replaced takes all that came after with it': async ({ first, second }) => {
      const id = await accountIn(first, 'ann', { email: 'a@example.org' })
      for (const next of ['b', 'c', 'd']) {
        await put(first, id, `${next}@example.org`)
        const token = hashOf(`${next}@example.org`)
        await first.emailChanges.redeem(token, id, NOW, undoBy(`undo ${next}`))
      }
      await second.emailChanges.undo(hashOf('undo c'), NOW)
      deepEqual(await addressOf(first, id), verified('b@example.org', id))
      equal(await first.emailChanges.undo(hashOf('undo d'), NOW), undefined)
      await second.emailChanges.undo(hashOf('undo b'), NOW)
      equal((await addressOf(first, id)).email, 'a@example.org')
    },
  })
