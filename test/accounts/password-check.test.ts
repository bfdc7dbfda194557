import { expect } from 'chai'
import type { Accounts } from '../../src/actions/accounts.ts'
import type { KnownBrowser } from '../../src/methods/password/passwords.ts'
import { createPasswordHasher } from '../../src/methods/password/password-hasher.ts'
import { DEFAULT_THROTTLE } from '../../src/kernel/throttle/attempt-store.ts'
import { Fault } from '../../src/kernel/faults.ts'
import type { AccountId } from '../../src/kernel/ids.ts'
import { plusSeconds, type Instant } from '../../src/kernel/instant.ts'
import { accountsBench } from '../support/accounts-bench.ts'
import { CHEAP } from '../support/counting-hasher.ts'

const RIGHT = 'correct horse'
const WRONG = 'battery staple'
const REJECTED = { outcome: 'rejected' }
/** It signed in with the first password that the account had. */
const KNOWN: KnownBrowser = { since: 0 as Instant }

describe('checking a password', () => {
  const bench = accountsBench()
  let id: AccountId

  beforeEach(async () => {
    const creation = await bench().accounts.create({ login: 'alice', password: RIGHT })
    if (creation.outcome !== 'created') throw new Error(creation.outcome)
    id = creation.account.id
    bench().hasher.taken()
  })

  const hashOf = async () => (await bench().store.accounts.findByLogin('alice'))?.passwordHash

  const fail = async (
    times: number,
    accounts: Accounts = bench().accounts,
    browser?: KnownBrowser,
  ) => {
    for (let count = 0; count < times; count += 1) {
      expect(await accounts.authenticate('alice', WRONG, browser)).include(REJECTED)
    }
  }

  it('accepts the right one, for the login in any spelling, and tells when', async () => {
    const { accounts, now } = bench()
    const account = await accounts.find(id)
    const accepted = { outcome: 'accepted', account, at: now() }
    expect(await accounts.authenticate(' ALICE ', RIGHT)).deep.equal(accepted)
    expect(await accounts.reauthenticate(id, RIGHT)).deep.equal(accepted)
  })

  it('answers alike, at one cost, whatever is wrong', async () => {
    const { accounts, hasher } = bench()
    await accounts.create({ login: 'without' })
    const disabled = await accounts.create({ login: 'disabled', password: RIGHT })
    if (disabled.outcome === 'created') await accounts.disable(disabled.account.id)
    for (const login of ['first', 'second']) {
      await accounts.create({ login, password: RIGHT, email: 'shared@example.org' })
    }
    await accounts.setEmail(id, 'unproved@example.org')
    hasher.taken()
    for (const [login, password] of [
      ['alice', WRONG],
      ['nobody', RIGHT],
      ['nobody@example.org', RIGHT],
      ['unproved@example.org', RIGHT],
      ['shared@example.org', RIGHT],
      ['without', RIGHT],
      ['disabled', RIGHT],
      ['', ''],
    ] as const) {
      expect(await accounts.authenticate(login, password), login).include(REJECTED)
      expect(hasher.taken(), login).deep.equal({ made: 0, checked: 1 })
    }
    expect(await accounts.reauthenticate('nobody' as AccountId, RIGHT)).include(REJECTED)
    expect(hasher.taken()).deep.equal({ made: 0, checked: 1 })
  })

  it('throttles and locks names that nobody has like those that somebody has', async () => {
    const { another, now } = bench()
    const accounts = another({ throttle: { ...DEFAULT_THROTTLE, free: 2, lockAt: 3 } })
    for (const login of ['alice', 'nobody']) {
      const outcomes = []
      for (let count = 0; count < 3; count += 1) {
        outcomes.push(await accounts.authenticate(login, WRONG))
      }
      const [first, second, third] = outcomes
      expect([first?.outcome, second?.outcome]).deep.equal(['rejected', 'rejected'])
      const throttled = { outcome: 'throttled', retryAt: plusSeconds(now(), 5) }
      expect(third).deep.equal(throttled)
    }
    bench().pass(5)
    for (const login of ['alice', 'nobody']) {
      expect(await accounts.authenticate(login, WRONG)).include(REJECTED)
      expect(await accounts.authenticate(login, RIGHT)).deep.equal({ outcome: 'locked' })
    }
  })

  it('holds one budget against parallel guesses on several nodes, and hashes no more than that', async () => {
    const { accounts, another, hasher } = bench()
    const nodes = [accounts, another()]
    const results = await Promise.all(
      Array.from({ length: 200 }, (_, index) => nodes[index % 2]!.authenticate('alice', WRONG)),
    )
    const rejected = results.filter(({ outcome }) => outcome === 'rejected')
    expect(rejected).length(DEFAULT_THROTTLE.free)
    expect(hasher.taken()).deep.equal({ made: 0, checked: DEFAULT_THROTTLE.free })
    expect(await accounts.authenticate('alice', RIGHT)).include({ outcome: 'throttled' })
  })

  it('shares the budget of a login with asking again', async () => {
    const { accounts } = bench()
    await fail(DEFAULT_THROTTLE.free)
    expect(await accounts.reauthenticate(id, RIGHT)).include({ outcome: 'throttled' })
  })

  it('forgets failures after a success', async () => {
    const { accounts } = bench()
    await fail(DEFAULT_THROTTLE.free - 1)
    expect(await accounts.authenticate('alice', RIGHT)).include({ outcome: 'accepted' })
    await fail(DEFAULT_THROTTLE.free)
    expect(await accounts.authenticate('alice', RIGHT)).include({ outcome: 'throttled' })
  })

  it('charges nobody for an attempt that a fault kept from being looked at', async () => {
    const { hasher } = bench()
    const verify = async (): Promise<never> => {
      throw new Fault('overloaded', 'too many hashes wait')
    }
    const flooded = bench().another({ hasher: { ...hasher, verify } })
    for (let count = 0; count < 2 * DEFAULT_THROTTLE.free; count += 1) {
      const error = await flooded.authenticate('alice', RIGHT).catch((thrown: unknown) => thrown)
      expect(error).include({ code: 'overloaded' })
    }
    expect(await bench().accounts.authenticate('alice', RIGHT)).include({ outcome: 'accepted' })
    // What was evaluated before is counted as ever.
    await fail(DEFAULT_THROTTLE.free - 1)
    await flooded.authenticate('alice', RIGHT).catch(() => undefined)
    await fail(1)
    expect(await bench().accounts.authenticate('alice', RIGHT)).include({ outcome: 'throttled' })
  })

  it('lets an operator unlock', async () => {
    const accounts = bench().another({ throttle: { ...DEFAULT_THROTTLE, free: 2, lockAt: 2 } })
    await fail(2, accounts)
    expect(await accounts.authenticate('alice', RIGHT)).deep.equal({ outcome: 'locked' })
    expect(await accounts.unlock('Alice')).equal(true)
    expect(await accounts.unlock('alice')).equal(false)
    expect(await accounts.authenticate('alice', RIGHT)).include({ outcome: 'accepted' })
  })

  describe('in a browser that signed in before', () => {
    it('lets the owner in while a stranger has used up the name’s budget', async () => {
      const { accounts } = bench()
      await fail(DEFAULT_THROTTLE.free)
      expect(await accounts.authenticate('alice', RIGHT)).include({ outcome: 'throttled' })
      expect(await accounts.authenticate('alice', RIGHT, KNOWN)).include({ outcome: 'accepted' })
      // The stranger gains nothing by it.
      expect(await accounts.authenticate('alice', WRONG)).include({ outcome: 'throttled' })
    })

    it('has a budget too, which is that of all such browsers together', async () => {
      const { accounts } = bench()
      await fail(DEFAULT_THROTTLE.free, accounts, KNOWN)
      expect(await accounts.authenticate('alice', RIGHT, KNOWN)).include({ outcome: 'throttled' })
      expect(await accounts.authenticate('alice', RIGHT)).include({ outcome: 'accepted' })
    })

    it('is a stranger’s since the password is another one', async () => {
      const { accounts, pass } = bench()
      pass(1)
      await accounts.setPassword(id, 'another horse battery')
      await fail(DEFAULT_THROTTLE.free, accounts, KNOWN)
      expect(await accounts.authenticate('alice', WRONG)).include({ outcome: 'throttled' })
      const { proofsNotBefore: since } = (await accounts.find(id)) ?? {}
      if (since === undefined) throw new Error('a new password voids what was proved')
      expect(await accounts.authenticate('alice', WRONG, { since })).include(REJECTED)
    })

    it('is a stranger’s once it is locked, so that an operator can unlock it', async () => {
      const accounts = bench().another({ throttle: { ...DEFAULT_THROTTLE, free: 2, lockAt: 2 } })
      await fail(4, accounts, KNOWN)
      expect(await accounts.authenticate('alice', RIGHT, KNOWN)).deep.equal({ outcome: 'locked' })
      await accounts.unlock('alice')
      await fail(1, accounts, KNOWN)
      expect(await accounts.authenticate('alice', RIGHT, KNOWN)).include({ outcome: 'accepted' })
      await fail(1, accounts, KNOWN)
      expect(await accounts.authenticate('alice', RIGHT)).include({ outcome: 'accepted' })
    })
  })

  describe('that was hashed with other parameters', () => {
    it('hashes it anew at the next right answer, and not at a wrong one', async () => {
      const before = await hashOf()
      const hasher = createPasswordHasher({ ...CHEAP, memoryCost: 128 })
      const accounts = bench().another({ hasher })
      await fail(1, accounts)
      expect(await hashOf()).equal(before)
      expect(await accounts.authenticate('alice', RIGHT)).include({ outcome: 'accepted' })
      const after = await hashOf()
      expect(after).include('m=128')
      expect(await accounts.authenticate('alice', RIGHT)).include({ outcome: 'accepted' })
      expect(await hashOf()).equal(after)
    })

    it('does not undo a password that was set meanwhile', async () => {
      const strong = createPasswordHasher({ ...CHEAP, memoryCost: 128 })
      const accounts = bench().another({
        hasher: {
          ...strong,
          // Somebody sets another password between the check and the new hash.
          async hash(password) {
            await bench().accounts.setPassword(id, 'another horse')
            return strong.hash(password)
          },
        },
      })
      await accounts.authenticate('alice', RIGHT)
      expect(await bench().accounts.authenticate('alice', 'another horse')).include({
        outcome: 'accepted',
      })
      expect(await bench().accounts.authenticate('alice', RIGHT)).include(REJECTED)
    })
  })
})
