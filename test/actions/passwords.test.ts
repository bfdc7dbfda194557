import { strict as assert } from 'node:assert'
import {
  changePassword,
  flawOf,
  followReset,
  provePassword,
  setPassword,
} from '../../src/actions/passwords.ts'
import { actionsBench, PASSWORD } from '../support/actions-bench.ts'

const NEXT = 'rwq4-Lp8z-mm'

describe('a password, without a page', () => {
  const bench = actionsBench()
  const isIt = (password: string) => bench().accounts.hasPassword(bench().subject, password)

  it('is checked on the account’s budget, and recorded whatever comes of it', async () => {
    const { passwords, owner } = bench()
    const prove = (password: string) => provePassword(passwords, owner, password, undefined)
    assert.equal((await prove('not it')).outcome, 'rejected')
    assert.equal((await prove(PASSWORD)).outcome, 'accepted')
    assert.deepEqual(bench().taken(), [
      { type: 'password', outcome: 'rejected' },
      { type: 'password', outcome: 'accepted' },
    ])
  })

  it('is not replaced by itself, nor by one that is easy to guess', async () => {
    const { accounts, subject } = bench()
    assert.equal(await flawOf(accounts, subject, PASSWORD), 'unchanged')
    assert.equal(await flawOf(accounts, subject, 'short'), 'too_short')
    assert.equal(await flawOf(accounts, subject, NEXT), undefined)
  })

  it('is changed by its owner as long as the proof of the present one stands', async () => {
    const { accounts, owner, time } = bench()
    const provedAt = time.now()
    time.advance(1)
    const hash = await accounts.hashPassword(NEXT)
    assert.equal(await changePassword(accounts, owner, { hash, provedAt }), true)
    assert.deepEqual(bench().taken(), [{ type: 'password_changed', by: 'owner' }])
    time.advance(1)
    assert.equal(await changePassword(accounts, owner, { hash, provedAt }), false)
    assert.deepEqual(bench().taken(), [])
    assert.equal(await isIt(NEXT), true)
  })

  it('is set by an operator, of whom the record tells', async () => {
    const { accounts, operator } = bench()
    const refused = await setPassword(accounts, operator, 'short')
    assert.deepEqual(refused, { outcome: 'password_invalid', reason: 'too_short' })
    assert.deepEqual(bench().taken(), [])
    assert.deepEqual(await setPassword(accounts, operator, NEXT), { outcome: 'changed' })
    assert.deepEqual(bench().taken(), [{ type: 'password_changed', by: 'administrator' }])
    assert.equal(await isIt(NEXT), true)
  })

  it('that was reset ends the sessions, whatever else fails', async () => {
    const { owner, store, subject, sessions } = bench()
    await store.adapter('Session').upsert('one', { uid: 'one', accountId: subject }, 3600)
    const failure = new Error('no counter can be forgotten')
    const resets = { forgetAttempts: () => Promise.reject(failure) }
    const failures: unknown[] = []
    await followReset({ resets, sessions }, owner, 'alice', (error) => failures.push(error))
    assert.deepEqual(failures, [failure])
    assert.deepEqual(bench().taken(), [
      { type: 'password_changed', by: 'reset' },
      { type: 'sessions_ended', count: 1 },
    ])
  })
})
