import { deepEqual, equal } from 'node:assert/strict'
import { createHash } from 'node:crypto'
import type { AccountStore } from '../../people/account-store.ts'
import type { PasswordReset, PasswordResetStore } from '../../people/password-reset-store.ts'
import { createAccountId, type AccountId } from '../../kernel/ids.ts'
import { plusSeconds } from '../../kernel/instant.ts'
import { NOW } from './authenticator-samples.ts'
import {
  concurrently,
  countOf,
  propertiesOf,
  type ConformanceProperty,
  type OpenTwoHandles,
} from './property.ts'

/** The two ports stand on one database. */
export interface AccountsAndResets {
  readonly accounts: AccountStore
  readonly passwordResets: PasswordResetStore
}

const IN_TIME = plusSeconds(NOW, 1799)
const END = plusSeconds(NOW, 1800)

const hashOf = (token: string): Uint8Array =>
  Uint8Array.from(createHash('sha256').update(token).digest())

async function accountIn({ accounts }: AccountsAndResets, login: string): Promise<AccountId> {
  const id = createAccountId()
  const account = { id, login, displayName: login, createdAt: NOW }
  equal(await accounts.add(account, 'the old one'), true)
  return id
}

async function put(
  { passwordResets }: AccountsAndResets,
  accountId: AccountId,
  token: string,
): Promise<PasswordReset> {
  const reset = { tokenHash: hashOf(token), accountId, clientId: 'shop', expiresAt: END }
  await passwordResets.put(reset)
  return reset
}

const passwordOf = async ({ accounts }: AccountsAndResets, login: string) =>
  (await accounts.findByLogin(login))?.passwordHash

/** Every sentence of `PasswordResetStore`, through two handles on one database. */
export const passwordResetStoreConformance = (
  open: OpenTwoHandles<AccountsAndResets>,
): readonly ConformanceProperty[] =>
  propertiesOf(open, {
    'a reset is found as it was put, as often as one looks, until it expires': async ({
      first,
      second,
    }) => {
      const reset = await put(first, await accountIn(first, 'ann'), 'one')
      const { clientId: _, ...plain } = reset
      const other = { ...plain, tokenHash: hashOf('two'), accountId: await accountIn(first, 'bob') }
      await first.passwordResets.put(other)
      for (const at of [NOW, IN_TIME]) {
        deepEqual(await second.passwordResets.find(reset.tokenHash, at), reset)
        deepEqual(await second.passwordResets.find(other.tokenHash, at), other)
      }
      equal(await second.passwordResets.find(reset.tokenHash, END), undefined)
      equal(await second.passwordResets.find(hashOf('none'), NOW), undefined)
    },

    'of 50 concurrent uses of one reset exactly one is true, and its password stands': async (
      handles,
    ) => {
      const id = await accountIn(handles.first, 'ann')
      const { tokenHash } = await put(handles.first, id, 'one')
      const used = await concurrently(handles, 50, async ({ passwordResets }, index) =>
        passwordResets.redeem(tokenHash, `hash ${index}`, IN_TIME),
      )
      equal(countOf(used, true), 1)
      equal(await passwordOf(handles.second, 'ann'), `hash ${used.indexOf(true)}`)
      equal((await handles.second.accounts.find(id))?.proofsNotBefore, IN_TIME)
      equal(await handles.second.passwordResets.find(tokenHash, NOW), undefined)
    },

    'a reset that has expired, or never was, changes nothing': async ({ first }) => {
      const { tokenHash } = await put(first, await accountIn(first, 'ann'), 'one')
      equal(await first.passwordResets.redeem(tokenHash, 'new', END), false)
      equal(await first.passwordResets.redeem(hashOf('none'), 'new', NOW), false)
      equal(await passwordOf(first, 'ann'), 'the old one')
    },

    'of 20 concurrent resets of one account all stand': async (handles) => {
      const id = await accountIn(handles.first, 'ann')
      const tokens = Array.from({ length: 20 }, (_, index) => `token ${index}`)
      await concurrently(handles, 20, (store, index) => put(store, id, tokens[index] ?? ''))
      const found = await Promise.all(
        tokens.map((token) => handles.second.passwordResets.find(hashOf(token), NOW)),
      )
      equal(found.filter((reset) => reset !== undefined).length, 20)
    },

    'a new reset voids none; one that is used voids the others of its account, and no other’s':
      async ({ first, second }) => {
        const ann = await accountIn(first, 'ann')
        const bob = await accountIn(first, 'bob')
        const old = await put(first, ann, 'old')
        const his = await put(first, bob, 'his')
        const latest = await put(second, ann, 'new')
        deepEqual(await second.passwordResets.find(old.tokenHash, NOW), old)
        deepEqual(await first.passwordResets.find(latest.tokenHash, NOW), latest)
        equal(await first.passwordResets.redeem(old.tokenHash, 'new', NOW), true)
        equal(await second.passwordResets.find(latest.tokenHash, NOW), undefined)
        equal(await second.passwordResets.redeem(latest.tokenHash, 'newer', NOW), false)
        equal(await first.passwordResets.redeem(his.tokenHash, 'new', NOW), true)
      },

    'of 20 concurrent uses of as many resets of one account exactly one is true': async (
      handles,
    ) => {
      const ann = await accountIn(handles.first, 'ann')
      const tokens = Array.from({ length: 20 }, (_, index) => `token ${index}`)
      for (const token of tokens) await put(handles.first, ann, token)
      const used = await concurrently(handles, 20, async ({ passwordResets }, index) =>
        passwordResets.redeem(hashOf(tokens[index] ?? ''), `hash ${index}`, IN_TIME),
      )
      equal(countOf(used, true), 1)
      equal(await passwordOf(handles.second, 'ann'), `hash ${used.indexOf(true)}`)
    },

    'a password that is set voids the resets of its account': async ({ first, second }) => {
      const ann = await accountIn(first, 'ann')
      const { tokenHash } = await put(first, ann, 'one')
      equal(await second.accounts.setPassword(ann, 'set', NOW), true)
      equal(await first.passwordResets.find(tokenHash, NOW), undefined)
      equal(await first.passwordResets.redeem(tokenHash, 'new', NOW), false)
      equal(await passwordOf(first, 'ann'), 'set')
    },

    'another address voids the resets that were mailed to the old one': async ({
      first,
      second,
    }) => {
      const ann = await accountIn(first, 'ann')
      const bob = await accountIn(first, 'bob')
      const { tokenHash } = await put(first, ann, 'one')
      const his = await put(first, bob, 'his')
      equal(await second.accounts.setEmail(ann, 'ann@elsewhere.example'), true)
      equal(await first.passwordResets.redeem(tokenHash, 'new', NOW), false)
      equal(await passwordOf(first, 'ann'), 'the old one')
      equal(await first.passwordResets.redeem(his.tokenHash, 'new', NOW), true)
    },

    'a password that could not be set voids none': async ({ first }) => {
      const ann = await accountIn(first, 'ann')
      await first.accounts.voidProofs(ann, IN_TIME)
      const { tokenHash } = await put(first, ann, 'one')
      equal(await first.accounts.setPassword(ann, 'set', IN_TIME, NOW), false)
      equal(await first.passwordResets.redeem(tokenHash, 'new', IN_TIME), true)
    },

    'a disabled account is reset by none, neither then nor when it is enabled again': async ({
      first,
      second,
    }) => {
      const ann = await accountIn(first, 'ann')
      const before = await put(first, ann, 'before')
      await second.accounts.disable(ann, NOW)
      equal(await first.passwordResets.redeem(before.tokenHash, 'new', NOW), false)
      const meanwhile = await put(first, ann, 'meanwhile')
      equal(await first.passwordResets.redeem(meanwhile.tokenHash, 'new', NOW), false)
      await second.accounts.enable(ann)
      equal(await first.passwordResets.redeem(before.tokenHash, 'new', NOW), false)
      equal(await passwordOf(first, 'ann'), 'the old one')
    },

    'the moment before which nothing counts never moves back by a reset': async ({ first }) => {
      const ann = await accountIn(first, 'ann')
      await first.accounts.voidProofs(ann, IN_TIME)
      const { tokenHash } = await put(first, ann, 'one')
      equal(await first.passwordResets.redeem(tokenHash, 'new', NOW), true)
      equal((await first.accounts.find(ann))?.proofsNotBefore, IN_TIME)
    },
  })
