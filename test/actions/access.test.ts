import { strict as assert } from 'node:assert'
import {
  endSession,
  endSessions,
  forgetBrowser,
  forgetBrowsers,
  revokeAccess,
} from '../../src/actions/access.ts'
import { createAccountId, type AccountId } from '../../src/kernel/ids.ts'
import { createTrustedBrowsers } from '../../src/trust/trusted-browsers.ts'
import { actionsBench } from '../support/actions-bench.ts'

describe('access, without a page', () => {
  const bench = actionsBench()

  const signIn = (uid: string, accountId: AccountId = bench().subject) =>
    bench()
      .store.adapter('Session')
      .upsert(uid, { uid, accountId, kind: 'Session', loginTs: 1 }, 3600)
  const isSignedIn = async (uid: string) =>
    (await bench().store.adapter('Session').find(uid)) !== undefined

  it('is ended in one session of the account, and in no other one', async () => {
    const { owner } = bench()
    await Promise.all([signIn('one'), signIn('other'), signIn('foreign', createAccountId())])
    assert.equal(await endSession(bench().sessions, owner, 'foreign'), 0)
    assert.deepEqual(bench().taken(), [])
    const ended = await Promise.all([1, 2].map(() => endSession(bench().sessions, owner, 'one')))
    assert.deepEqual(ended.map(String).toSorted(), ['0', '1'])
    assert.deepEqual(bench().taken(), [{ type: 'sessions_ended', count: 1 }])
    assert.deepEqual(await Promise.all(['one', 'other', 'foreign'].map(isSignedIn)), [
      false,
      true,
      true,
    ])
  })

  it('is ended everywhere else, or everywhere, and says so of an operator', async () => {
    await Promise.all(['one', 'two', 'own'].map((uid) => signIn(uid)))
    assert.equal(await endSessions(bench().sessions, bench().owner, 'own'), 2)
    assert.equal(await endSessions(bench().sessions, bench().owner, 'own'), 0)
    assert.deepEqual(bench().taken(), [{ type: 'sessions_ended', count: 2 }])
    assert.equal(await endSessions(bench().sessions, bench().operator), 1)
    assert.deepEqual(bench().taken(), [
      { type: 'sessions_ended', count: 1, because: 'administrator' },
    ])
  })

  it('is forgotten of a trusted browser, once, or of all of them', async () => {
    const { store, time, owner, subject } = bench()
    const clock = time.clock
    const browsers = createTrustedBrowsers({ store: store.trustedBrowsers, clock, lifetime: 3600 })
    const trust = () => browsers.trust(subject, 'factors', { userAgent: '', address: '' })
    const { id } = await trust()
    assert.equal(await forgetBrowser(browsers, owner, id), true)
    assert.equal(await forgetBrowser(browsers, owner, id), false)
    assert.deepEqual(bench().taken(), [{ type: 'browser_forgotten', browser: id }])
    await trust()
    await trust()
    await forgetBrowsers(browsers, owner)
    assert.deepEqual(bench().taken(), [{ type: 'browsers_forgotten', count: 2 }])
  })

  it('is taken away from an application that has any', async () => {
    const { store, subject, owner } = bench()
    const applications = {
      revoke: async (id: AccountId, clientId: string) =>
        (await store.artefacts.revokeGrants(id, clientId)) > 0,
    }
    const grant = { accountId: subject, clientId: 'shop', kind: 'Grant', iat: 1 }
    await store.adapter('Grant').upsert('grant', grant, 3600)
    assert.equal(await revokeAccess(applications, owner, 'other'), false)
    assert.equal(await revokeAccess(applications, owner, 'shop'), true)
    assert.equal(await revokeAccess(applications, owner, 'shop'), false)
    assert.deepEqual(bench().taken(), [{ type: 'application_revoked', clientId: 'shop' }])
  })
})
