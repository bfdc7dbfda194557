import { expect } from 'chai'
import type { AccountId } from '../../src/kernel/ids.ts'
import { accountsBench } from '../support/accounts-bench.ts'

const NOBODY = 'nobody' as AccountId

describe('the built-in accounts', () => {
  const bench = accountsBench()

  const createAlice = async () => {
    const creation = await bench().accounts.create({ login: 'Alice', password: 'kvm8Jd2-x' })
    if (creation.outcome !== 'created') throw new Error(creation.outcome)
    return creation.account
  }

  it('have ids that come of nothing else, and no two the same', async () => {
    const { accounts } = bench()
    const ids: string[] = []
    for (let round = 0; round < 30; round += 1) {
      const created = await accounts.create({ login: `alice-${round}` })
      expect(created.outcome).equal('created')
      if (created.outcome === 'created') ids.push(created.account.id)
    }
    expect(new Set(ids).size).equal(30)
    // 128 bits as base64url.
    for (const id of ids) expect(id).match(/^[\w-]{22}$/)
  })

  it('are created, found by any spelling of their login, and listed', async () => {
    const { accounts, now } = bench()
    const alice = await createAlice()
    expect(alice).deep.include({ login: 'Alice', displayName: 'Alice', createdAt: now() })
    await accounts.create({ login: 'bob@example.com', displayName: 'Bob' })

    expect(await accounts.find(alice.id)).deep.equal(alice)
    expect(await accounts.findByLogin('ALICE')).deep.equal(alice)
    expect(await accounts.findByLogin('carol')).equal(undefined)
    const list = await accounts.list()
    expect(list.map(({ displayName }) => displayName)).deep.equal(['Alice', 'Bob'])
    expect(await accounts.list('alice', 1)).length(1)
  })

  it('have one login each, however it is spelled and however many ask at once', async () => {
    const { accounts, another } = bench()
    const nodes = [accounts, another()]
    const outcomes = await Promise.all(
      ['dave', 'Dave', 'DAVE', 'dａve'].map(
        async (login, index) => (await nodes[index % 2]!.create({ login })).outcome,
      ),
    )
    expect(outcomes.toSorted()).deep.equal(['created', 'login_taken', 'login_taken', 'login_taken'])
  })

  it('refuse a login or a password that is none, before any work is done', async () => {
    const { accounts, hasher } = bench()
    expect(await accounts.create({ login: 'al ice', password: 'kvm8Jd2-x' })).deep.equal({
      outcome: 'login_invalid',
    })
    expect(await accounts.create({ login: 'alice', password: 'short' })).deep.equal({
      outcome: 'password_invalid',
      reason: 'too_short',
    })
    expect(hasher.taken()).deep.equal({ made: 0, checked: 0 })
    expect(await accounts.list()).deep.equal([])
  })

  it('lose what was proved with a password when it is replaced', async () => {
    const { accounts, now, pass } = bench()
    const { id } = await createAlice()
    pass(60)
    expect(await accounts.setPassword(id, 'x')).deep.include({ outcome: 'password_invalid' })
    expect(await accounts.setPassword(id, 'correct horse')).deep.equal({ outcome: 'changed' })
    expect(await accounts.find(id)).have.property('proofsNotBefore', now())
    expect(await accounts.authenticate('alice', 'kvm8Jd2-x')).include({ outcome: 'rejected' })
    expect(await accounts.authenticate('alice', 'correct horse')).include({ outcome: 'accepted' })
    expect(await accounts.setPassword(NOBODY, 'correct horse')).deep.equal({
      outcome: 'not_found',
    })
  })

  it('sign in no more while they are disabled', async () => {
    const { accounts } = bench()
    const { id } = await createAlice()
    expect(await accounts.disable(id)).equal(true)
    expect(await accounts.authenticate('alice', 'kvm8Jd2-x')).deep.equal({ outcome: 'rejected' })
    expect(await accounts.enable(id)).equal(true)
    expect(await accounts.authenticate('alice', 'kvm8Jd2-x')).include({ outcome: 'accepted' })
    expect(await accounts.disable(NOBODY)).equal(false)
    expect(await accounts.enable(NOBODY)).equal(false)
  })
})
