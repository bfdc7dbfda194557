import { strict as assert } from 'node:assert'
import { askEmailChange, confirmEmailChange, undoEmailChange } from '../../src/actions/emails.ts'
import { actionsBench } from '../support/actions-bench.ts'

describe('an address, without a page', () => {
  const bench = actionsBench()
  const NEXT = 'alice@example.org'

  it('is asked for, confirmed and taken back by links, and each is recorded', async () => {
    const { accounts, emailChanges, owner, subject } = bench()
    await accounts.setEmail(subject, 'old@example.org', true)
    let link = ''
    const asked = await askEmailChange(emailChanges, owner, NEXT, async ({ to, token }) => {
      assert.equal(to, NEXT)
      link = token.reveal()
    })
    assert.equal(asked.outcome, 'issued')
    let undo = ''
    const confirm = () =>
      confirmEmailChange(emailChanges, owner, link, async ({ to, token }) => {
        assert.equal(to, 'old@example.org')
        undo = token.reveal()
      })
    assert.equal((await confirm()).outcome, 'changed')
    assert.equal((await confirm()).outcome, 'expired')
    assert.equal((await undoEmailChange(emailChanges, () => owner, undo))?.account.id, subject)
    assert.equal(await undoEmailChange(emailChanges, () => owner, undo), undefined)
    assert.deepEqual(bench().taken(), [
      { type: 'email_change_asked' },
      { type: 'email_changed', by: 'owner', verified: true },
      { type: 'email_change_undone' },
    ])
    assert.equal((await accounts.find(subject))?.email, 'old@example.org')
  })

  it('that is none is mailed to nobody, and one whose mail fails is not recorded', async () => {
    const { emailChanges, owner } = bench()
    const fail = () => Promise.reject(new Error('no mail goes out'))
    const asked = await askEmailChange(emailChanges, owner, 'nowhere', fail)
    assert.equal(asked.outcome, 'email_invalid')
    await assert.rejects(askEmailChange(emailChanges, owner, NEXT, fail), /no mail goes out/)
    assert.deepEqual(bench().taken(), [])
  })
})
