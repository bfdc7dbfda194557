import { strict as assert } from 'node:assert'
import { hashSync as bcryptSync } from 'bcryptjs'
import { Fault } from '../../src/kernel/faults.ts'
import type { AccountId } from '../../src/kernel/ids.ts'
import { readPasswordHash } from '../../src/methods/password/hashes/index.ts'
import { createPasswordHasher } from '../../src/methods/password/password-hasher.ts'
import { accountsBench } from '../support/accounts-bench.ts'
import { CHEAP } from '../support/counting-hasher.ts'
import { madeHashes, taken } from '../support/foreign-hashes.ts'

const RIGHT = 'correct horse'

describe('signing in to an account whose password hash another program made', () => {
  const bench = accountsBench()
  let id: AccountId

  beforeEach(async () => {
    const creation = await bench().accounts.create({ login: 'alice', password: 'of before' })
    if (creation.outcome !== 'created') throw new Error(creation.outcome)
    id = creation.account.id
  })

  const hashOf = async () => (await bench().store.accounts.findByLogin('alice'))?.passwordHash
  const bring = async (text: string): Promise<string> => {
    const { hash } = taken(readPasswordHash(text))
    assert.equal(await bench().store.accounts.rehash(id, (await hashOf()) ?? '', hash), true)
    return hash
  }
  const outcomeOf = async (password: string, accounts = bench().accounts): Promise<string> =>
    (await accounts.authenticate('alice', password)).outcome

  const bcrypt = (): string => bcryptSync(RIGHT, 4)

  it('leaves it at a wrong password, and at the right one makes argon2id of it', async () => {
    const ofEachKind = new Map(
      madeHashes()
        .filter(({ password, hash }) => password === RIGHT && hash.seconds < 0.005)
        .map(({ hash }) => [hash.text.split(/[$}]/, 2).join(), hash.text]),
    )
    assert.ok(ofEachKind.size > 4)
    for (const text of ofEachKind.values()) {
      const brought = await bring(text)
      assert.equal(await outcomeOf(`${RIGHT}r`), 'rejected', text)
      assert.equal(await hashOf(), brought)
      assert.equal(await outcomeOf(RIGHT), 'accepted', text)
      assert.match((await hashOf()) ?? '', /^\$argon2id\$v=19\$m=64,t=1,p=1\$/)
      assert.equal(await outcomeOf(RIGHT), 'accepted', text)
    }
  })

  it('does so however many hashes wait, unless none may wait any longer', async () => {
    const cheap = createPasswordHasher(CHEAP)
    const busy = { ...cheap, queueLength: () => 200 }
    await bring(bcrypt())
    assert.equal(await outcomeOf(RIGHT, bench().another({ hasher: busy })), 'accepted')
    assert.match((await hashOf()) ?? '', /^\$argon2id/)

    const brought = await bring(bcrypt())
    const hash = async (): Promise<string> => {
      throw new Fault('overloaded', '256 password hashes are waiting already')
    }
    assert.equal(await outcomeOf(RIGHT, bench().another({ hasher: { ...busy, hash } })), 'accepted')
    assert.equal(await hashOf(), brought)
  })

  it('keeps bcrypt while the password is longer than bcrypt compares', async () => {
    const long = 'x'.repeat(72)
    const brought = await bring(bcryptSync(`${long}end`, 4))
    assert.equal(await outcomeOf(`${long}emd`), 'accepted')
    assert.equal(await hashOf(), brought)
    assert.equal(await outcomeOf(`${long}end`), 'accepted')
  })

  it('takes the password in either spelling of its accents afterwards', async () => {
    const [typed, composed] = ['cafe\u0301 au lait', 'caf\u00e9 au lait']
    await bring(bcryptSync(typed, 4))
    assert.equal(await outcomeOf(composed), 'rejected')
    assert.equal(await outcomeOf(typed), 'accepted')
    assert.equal(await outcomeOf(composed), 'accepted')
  })

  it('counts wrong passwords as for every account', async () => {
    await bring(bcrypt())
    for (let failure = 0; failure < 5; failure += 1) await outcomeOf('wrong')
    assert.equal(await outcomeOf(RIGHT), 'throttled')
  })
})
