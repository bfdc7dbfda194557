import { strict as assert } from 'node:assert'
import {
  createAccount,
  disableAccount,
  enableAccount,
  setEmail,
  unlockAccount,
} from '../../src/actions/administration.ts'
import { resetSecondFactor } from '../../src/actions/second-factor.ts'
import { createAccountId, type AccountId } from '../../src/kernel/ids.ts'
import { createTrustedBrowsers } from '../../src/trust/trusted-browsers.ts'
import type { Acting } from '../../src/actions/acting.ts'
import { actionsBench } from '../support/actions-bench.ts'

describe('what an operator does, without a terminal', () => {
  const bench = actionsBench()
  const nobody = () => ({ ...bench().operator, subject: createAccountId() })

  it('creates an account, and records it of that one', async () => {
    const { accounts, operator } = bench()
    const recorded: AccountId[] = []
    const as = (subject: AccountId): Acting => ({
      ...operator,
      subject,
      async record(deed) {
        recorded.push(subject)
        await operator.record(deed)
      },
    })
    assert.equal((await createAccount(accounts, as, { login: 'ALICE' })).outcome, 'login_taken')
    assert.deepEqual(bench().taken(), [])
    const creation = await createAccount(accounts, as, { login: 'bob' })
    assert.equal(creation.outcome, 'created')
    assert.deepEqual(recorded, [creation.account.id])
    assert.deepEqual(bench().taken(), [{ type: 'account_created' }])
  })

  it('disables an account and lets it in again, where there is one', async () => {
    const { accounts, operator } = bench()
    assert.equal(await disableAccount(accounts, operator), true)
    assert.equal(await enableAccount(accounts, operator), true)
    assert.equal(await disableAccount(accounts, nobody()), false)
    assert.equal(await enableAccount(accounts, nobody()), false)
    assert.deepEqual(bench().taken(), [{ type: 'account_disabled' }, { type: 'account_enabled' }])
  })

  it('forgets what was counted, and says nothing where there was nothing', async () => {
    const { operator, authenticators, subject } = bench()
    const nothing = { password: false, codes: false }
    assert.deepEqual(await unlockAccount(bench(), operator, 'alice'), nothing)
    assert.deepEqual(bench().taken(), [])
    await bench().enrol('Phone')
    bench().taken()
    await authenticators.verify(subject, '000000')
    const forgotten = await unlockAccount(bench(), operator, 'alice')
    assert.deepEqual(forgotten, { password: false, codes: true })
    assert.deepEqual(bench().taken(), [{ type: 'account_unlocked' }])
  })

  it('states that an address is the account’s only of one that there is', async () => {
    const { accounts, operator } = bench()
    const set = (given: string | undefined, verified: boolean) =>
      setEmail(accounts, operator, 'alice', { given, verified })
    assert.deepEqual(await set(undefined, true), { outcome: 'email_invalid' })
    assert.deepEqual(await set('nowhere', false), { outcome: 'email_invalid' })
    assert.deepEqual(bench().taken(), [])
    const email = 'alice@example.org'
    assert.deepEqual(await set(email, true), { outcome: 'changed', email })
    assert.deepEqual(await set(undefined, false), { outcome: 'changed', email: undefined })
    assert.deepEqual(bench().taken(), [
      { type: 'email_changed', by: 'administrator', verified: true },
      { type: 'email_changed', by: 'administrator', verified: false },
    ])
  })

  it('resets the second factor with every proof, every count and every trusted browser', async () => {
    const { operator, authenticators, accounts, subject, store, time } = bench()
    await bench().enrol('Phone')
    const parts = { store: store.trustedBrowsers, clock: time.clock, lifetime: 3600 }
    const browser = { userAgent: '', address: '' }
    await createTrustedBrowsers(parts).trust(subject, 'factors', browser)
    await authenticators.verify(subject, '000000')
    bench().taken()
    const removed = await resetSecondFactor(bench(), operator)
    assert.deepEqual(removed, { devices: 1, recoveryCodes: true })
    assert.deepEqual(bench().taken(), [{ type: 'second_factor_reset' }])
    assert.equal((await accounts.find(subject))?.proofsNotBefore, time.now())
    assert.equal(await authenticators.unlock(subject), false)
    assert.deepEqual(await store.trustedBrowsers.list(subject, time.now()), [])
  })
})
