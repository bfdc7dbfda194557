import { strict as assert } from 'node:assert'
import { setTimeout } from 'node:timers/promises'
import { DEFAULT_THROTTLE, signInBudgetOf } from '../../src/kernel/throttle/attempt-store.ts'
import { createAccountId, type AccountId } from '../../src/kernel/ids.ts'
import { NOW } from '../../src/stores/conformance/authenticator-samples.ts'
import { attemptInSteps } from '../../src/people/index.ts'
import type { Store } from '../../src/stores/store.ts'
import { PLACES, handlesOn } from './places.ts'

/** Guesses at the account's codes, some 200 a second, none of them right. */
async function guess(store: Store, accountId: AccountId, until: () => boolean): Promise<number> {
  const attempt = store.attemptCode ?? attemptInSteps(store.attempts, store.authenticators)
  const policy = { ...DEFAULT_THROTTLE, free: 1_000_000, lockAt: Infinity }
  const subject = signInBudgetOf(accountId)
  const guesses: Promise<unknown>[] = []
  while (!until()) {
    guesses.push(attempt({ accountId, subject, policy, at: NOW, matches: [] }))
    await setTimeout(5)
  }
  await Promise.all(guesses)
  return guesses.length
}

for (const name of ['SQLite', 'PostgreSQL', 'Redis'] as const) {
  describe(`${name}: an account at whose codes somebody guesses all the time`, () => {
    const open = handlesOn(PLACES[name])

    it('is changed by its owner at the first, second or third try', async () => {
      const { first, second } = await open()
      const id = createAccountId()
      await first.accounts.add({ id, login: 'ann', displayName: 'Ann', createdAt: NOW }, 'hash')
      let isDone = false
      const guessing = guess(second, id, () => isDone)
      const tries: number[] = []
      for (let change = 0; change < 40; change += 1) {
        let runs = 0
        await first.together(id, async () => {
          runs += 1
          await first.accounts.rehash(id, change === 0 ? 'hash' : `${change - 1}`, `${change}`)
          await first.activity.add(id, NOW, '{}')
          await setTimeout(10)
        })
        tries.push(runs)
      }
      isDone = true
      assert.ok((await guessing) > 20)
      assert.ok(Math.max(...tries) <= 3, tries.join(' '))
      assert.equal((await second.accounts.findByLogin('ann'))?.passwordHash, '39')
      assert.equal((await second.activity.list(id, undefined, 100)).length, 40)
    })
  })
}
