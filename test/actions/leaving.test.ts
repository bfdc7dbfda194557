import { strict as assert } from 'node:assert'
import type { AdapterPayload } from 'oidc-provider'
import { DAYS_TO_STAY } from '../../src/actions/accounts.ts'
import { leave, removeAccount, stay } from '../../src/actions/leaving.ts'
import { plusSeconds } from '../../src/kernel/instant.ts'
import { actionsBench } from '../support/actions-bench.ts'

describe('the end of an account, without a page', () => {
  const bench = actionsBench()

  it('can be taken back for some days, and each is recorded once', async () => {
    const { accounts, owner, time } = bench()
    const until = plusSeconds(time.now(), DAYS_TO_STAY * 86_400)
    const asked = await Promise.all([1, 2].map(() => leave(accounts, owner)))
    assert.deepEqual(
      asked.filter((at) => at !== undefined),
      [until],
    )
    assert.deepEqual(bench().taken(), [{ type: 'account_leaving', until }])
    assert.equal(await stay(accounts, owner), true)
    assert.equal(await stay(accounts, owner), false)
    assert.deepEqual(bench().taken(), [{ type: 'account_staying' }])
  })

  it('is recorded by the one who removed it, and tells whose sessions are over', async () => {
    const { store, subject, operator, owner } = bench()
    await store.adapter('Session').upsert('one', { uid: 'one', accountId: subject }, 3600)
    const over: AdapterPayload[] = []
    const finishEnding = (sessions: readonly AdapterPayload[]) => void over.push(...sessions)
    const ports = { removal: store.removal, finishEnding }
    assert.equal((await removeAccount(ports, operator))?.id, subject)
    assert.equal(await removeAccount(ports, owner), undefined)
    assert.deepEqual(
      over.map(({ uid }) => uid),
      ['one'],
    )
    assert.deepEqual(bench().taken(), [{ type: 'account_removed', by: 'administrator' }])
  })
})
