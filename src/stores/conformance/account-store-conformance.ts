import { deepEqual, equal } from 'node:assert/strict'
import { type Account } from '../../people/account.ts'
import { nameKey } from '../../kernel/typed.ts'
import type { AccountStore } from '../../people/account-store.ts'
import { createAccountId } from '../../kernel/ids.ts'
import { plusSeconds, type Instant } from '../../kernel/instant.ts'
import {
  concurrently,
  countOf,
  propertiesOf,
  type ConformanceProperty,
  type OpenTwoHandles,
} from './property.ts'

const NOW = 1_800_000_000_000 as Instant
const LATER = plusSeconds(NOW, 60)

const newAccount = (login: string): Account => ({
  id: createAccountId(),
  login,
  displayName: `Display name of ${login}`,
  createdAt: NOW,
})

async function added(store: AccountStore, login: string, hash?: string): Promise<Account> {
  const account = newAccount(login)
  equal(await store.add(account, hash), true)
  return account
}

/** Every sentence of `AccountStore`, through two handles on one database. */
export const accountStoreConformance = (
  open: OpenTwoHandles<AccountStore>,
): readonly ConformanceProperty[] =>
  propertiesOf(open, {
    ...ADDING,
    ...FINDING,
    ...FINDING_BY_ADDRESS,
    ...CHANGING_CONTACT,
    ...CHANGING_PASSWORDS,
    ...SHUTTING_OUT,
  })

type Checks = Parameters<typeof propertiesOf<AccountStore>>[1]

const ADDING: Checks = {
  'of 50 concurrent additions with one login exactly one is true, and it stands': async (
    handles,
  ) => {
    const accounts = Array.from({ length: 50 }, (_, index) =>
      newAccount(index % 2 ? 'Ann@example.org' : ' ann@EXAMPLE.org'),
    )
    const results = await concurrently(handles, 50, async (store, index) => {
      const account = accounts[index]
      return account !== undefined && (await store.add(account, `hash ${index}`))
    })
    equal(countOf(results, true), 1)
    const winner = results.indexOf(true)
    deepEqual(await handles.second.findByLogin('ann@example.org'), {
      account: accounts[winner],
      passwordHash: `hash ${winner}`,
    })
  },

  'an account is never replaced, neither by its login nor by its id': async ({ first, second }) => {
    const account = await added(first, 'ann', 'hash')
    equal(await second.add(newAccount('ANN'), 'another'), false)
    equal(await second.add({ ...newAccount('bob'), id: account.id }, 'another'), false)
    deepEqual(await first.findByLogin('ann'), { account, passwordHash: 'hash' })
    equal(await first.findByLogin('bob'), undefined)
  },
}

const FINDING: Checks = {
  'what was added is found, field by field': async ({ first, second }) => {
    const account: Account = {
      ...newAccount('Ünïcode'),
      disabledAt: LATER,
      proofsNotBefore: NOW,
      leavesAt: LATER,
    }
    equal(await first.add(account), true)
    deepEqual(await second.find(account.id), account)
    // Without a password there is nothing to check one against, not an empty hash.
    deepEqual(await second.findByLogin('ünïcode'), { account })
  },

  'who is unknown is not found': async ({ first }) => {
    await added(first, 'ann')
    equal(await first.find(createAccountId()), undefined)
    equal(await first.findByLogin('anna'), undefined)
    equal(await first.findByLogin(''), undefined)
  },

  'a login is found in every spelling of it': async ({ first, second }) => {
    for (const [one, other] of [
      ['Ann@Example.org', ' aNN@example.ORG '],
      ['ﬁfi', 'FIFI'],
      ['zo\u00EB', 'ZOE\u0308'],
      ['H\u0331', '\u1E96'],
    ] as const) {
      const account = await added(first, one)
      deepEqual((await second.findByLogin(other))?.account, account)
    }
  },

  'lists in order of the login key, page by page, every account once': async ({
    first,
    second,
  }) => {
    const logins = ['d', 'B', 'a', 'E', 'c']
    for (const login of logins) await added(first, login)
    const seen: string[] = []
    let after: string | undefined
    for (;;) {
      const page: readonly Account[] = await second.list(after, 2)
      equal(page.length <= 2, true)
      const last = page.at(-1)
      if (!last) break
      seen.push(...page.map(({ login }) => login))
      after = nameKey(last.login)
    }
    deepEqual(seen, ['a', 'B', 'c', 'd', 'E'])
    deepEqual(await first.list(undefined, 0), [])
  },
}

const CHANGING_CONTACT: Checks = {
  'an address and a language are kept, changed and taken back, and touch nothing else': async ({
    first,
    second,
  }) => {
    const account = await added(first, 'ann', 'hash')
    equal(await first.setEmail(account.id, 'ann@example.org'), true)
    equal(await second.setLanguage(account.id, 'de'), true)
    const known: Account = { ...account, email: 'ann@example.org', language: 'de' }
    deepEqual(await second.findByLogin('ann'), { account: known, passwordHash: 'hash' })
    equal(await second.setEmail(account.id, undefined), true)
    equal(await first.setLanguage(account.id, undefined), true)
    deepEqual(await first.find(account.id), account)
    equal(await first.setLanguage(createAccountId(), 'de'), false)
    equal(await first.setEmail(createAccountId(), 'ann@example.org'), false)
  },
}

const FINDING_BY_ADDRESS: Checks = {
  'accounts are found by their address, in either case, and not by their login': async ({
    first,
    second,
  }) => {
    for (const login of ['carl', 'bea']) {
      await first.add({ ...newAccount(login), email: 'Home@Example.org' }, `hash of ${login}`)
    }
    await first.add(newAccount('home@example.org'))
    const found = await second.listByEmail('hOME@example.ORG', 10)
    deepEqual(
      found.map(({ account, passwordHash }) => [account.login, passwordHash]),
      [
        ['bea', 'hash of bea'],
        ['carl', 'hash of carl'],
      ],
    )
    equal((await second.listByEmail('home@example.org', 1)).length, 1)
    deepEqual(await second.listByEmail('home%', 10), [])
  },

  'a name is looked for as a login and as an address in one': async ({ first, second }) => {
    const bea = { ...newAccount('bea'), email: 'Home@Example.org', emailVerified: true } as const
    await first.add(bea, 'hash of bea')
    await first.add({ ...newAccount('carl'), email: 'home@example.org' }, 'hash of carl')
    const addressed = [{ account: bea, passwordHash: 'hash of bea' }]
    deepEqual(await second.findNamed('hOME@example.ORG', 1), { addressed })
    equal((await second.findNamed('home@example.org', 9)).addressed.length, 2)
    deepEqual(await second.findNamed('nobody@example.org', 9), { addressed: [] })
    const account = await added(first, 'home@example.org', 'hash')
    const { named } = await second.findNamed('Home@example.org', 9)
    deepEqual(named, { account, passwordHash: 'hash' })
    equal((await second.findNamed('bea', 9)).named?.account.id, bea.id)
  },
}

const CHANGING_PASSWORDS: Checks = {
  'a password that replaces a proved one is set, unless the proof was voided meanwhile': async ({
    first,
    second,
  }) => {
    const { id } = await added(first, 'ann', 'old')
    equal(await first.setPassword(id, 'new', LATER, NOW), true)
    equal(await second.setPassword(id, 'the thief’s', plusSeconds(LATER, 1), NOW), false)
    equal((await first.findByLogin('ann'))?.passwordHash, 'new')
    equal((await first.find(id))?.proofsNotBefore, LATER)
    equal(await second.setPassword(id, 'newer', plusSeconds(LATER, 1), LATER), true)
    equal(await second.setPassword(createAccountId(), 'any', LATER, NOW), false)
  },

  'a new password replaces the old and voids what was proved before': async ({ first, second }) => {
    const account = await added(first, 'ann', 'old')
    equal(await first.setPassword(account.id, 'new', LATER), true)
    deepEqual(await second.findByLogin('ann'), {
      account: { ...account, proofsNotBefore: LATER },
      passwordHash: 'new',
    })
    equal(await first.setPassword(createAccountId(), 'new', LATER), false)
  },

  'a rehash changes the hash and voids nothing': async ({ first, second }) => {
    const account = await added(first, 'ann', 'old')
    equal(await first.rehash(account.id, 'old', 'old, stronger'), true)
    deepEqual(await second.findByLogin('ann'), { account, passwordHash: 'old, stronger' })
  },

  'a rehash that was overtaken by a new password changes nothing': async ({ first, second }) => {
    const { id } = await added(first, 'ann', 'old')
    equal(await first.setPassword(id, 'new', LATER), true)
    equal(await second.rehash(id, 'old', 'old, stronger'), false)
    equal((await second.findByLogin('ann'))?.passwordHash, 'new')
    equal(await second.rehash(createAccountId(), 'old', 'x'), false)
  },

  'no rehash of 50 brings an old password back while a new one is set': async (handles) => {
    const { id } = await added(handles.first, 'ann', 'old')
    const results = await concurrently(handles, 50, async (store, index) =>
      index === 25
        ? store.setPassword(id, 'new', LATER)
        : store.rehash(id, 'old', `stronger ${index}`),
    )
    equal(results[25], true)
    equal(countOf(results, true) <= 2, true)
    equal((await handles.second.findByLogin('ann'))?.passwordHash, 'new')
  },
}

const SHUTTING_OUT: Checks = {
  'disabling voids what was proved; enabling does not bring it back': async ({ first, second }) => {
    const account = await added(first, 'ann', 'hash')
    equal(await first.disable(account.id, LATER), true)
    deepEqual(await second.find(account.id), {
      ...account,
      disabledAt: LATER,
      proofsNotBefore: LATER,
    })
    equal(await second.enable(account.id), true)
    deepEqual(await first.findByLogin('ann'), {
      account: { ...account, proofsNotBefore: LATER },
      passwordHash: 'hash',
    })
  },

  'a disabled account stays so when its password is set': async ({ first, second }) => {
    const { id } = await added(first, 'ann', 'hash')
    await first.disable(id, NOW)
    equal(await second.setPassword(id, 'new', LATER), true)
    equal((await first.find(id))?.disabledAt, NOW)
  },

  'voiding proofs leaves all else': async ({ first, second }) => {
    const account = await added(first, 'ann', 'hash')
    equal(await first.voidProofs(account.id, LATER), true)
    deepEqual(await second.findByLogin('ann'), {
      account: { ...account, proofsNotBefore: LATER },
      passwordHash: 'hash',
    })
  },

  'the moment before which nothing counts never moves back': async ({ first, second }) => {
    const { id } = await added(first, 'ann', 'hash')
    equal(await first.voidProofs(id, LATER), true)
    equal(await second.voidProofs(id, NOW), true)
    equal(await second.setPassword(id, 'new', NOW), true)
    equal(await second.disable(id, NOW), true)
    equal((await first.find(id))?.proofsNotBefore, LATER)
  },

  'an unknown account can be neither disabled nor enabled nor voided': async ({ first }) => {
    await added(first, 'ann')
    equal(await first.disable(createAccountId(), NOW), false)
    equal(await first.enable(createAccountId()), false)
    equal(await first.voidProofs(createAccountId(), NOW), false)
  },
}
