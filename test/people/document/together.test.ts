import { expect } from 'chai'
import type { ActivityStore } from '../../../src/audit/activity-store.ts'
import { createAccountId, createMailId, type AccountId } from '../../../src/kernel/ids.ts'
import type { Instant } from '../../../src/kernel/instant.ts'
import { createAccountStores } from '../../../src/stores/documents/account-stores.ts'
import { createDocuments } from '../../../src/stores/documents/documents.ts'
import {
  activityTogether,
  createTogether,
  outboxTogether,
} from '../../../src/stores/documents/together.ts'
import { TAKEN, type Along, type DocumentEngine } from '../../../src/stores/documents/port.ts'
import type { OutboxStore } from '../../../src/mail/outbox-store.ts'
import { documentsInMemory } from '../../support/documents-in-memory.ts'

const NOW = 1_800_000_000_000 as Instant

/** What is asked for directly is noted as such: in an action nothing should be. */
function setting() {
  const written: { readonly id: AccountId; readonly along: Along }[] = []
  const direct: string[] = []
  const engine = documentsInMemory((id, along) => written.push({ id, along }))
  const together = createTogether(engine)
  const activity = activityTogether(
    { add: async (_id, _at, entry) => void direct.push(entry) } as ActivityStore,
    together,
  )
  const outbox = outboxTogether(
    { add: async ({ id }) => void direct.push(id) } as OutboxStore,
    together,
  )
  const { accounts } = createAccountStores(createDocuments(engine, together))
  const elsewhere = createAccountStores(createDocuments(engine)).accounts
  return { together, activity, outbox, accounts, elsewhere, written, direct }
}

async function ann({ accounts }: ReturnType<typeof setting>): Promise<AccountId> {
  const id = createAccountId()
  await accounts.add({ id, login: 'ann', displayName: 'Ann', createdAt: NOW }, 'old')
  return id
}

describe('An action on an account', () => {
  it('writes the account, its history and its mails at once, and is read as it is by now', async () => {
    const parts = setting()
    const id = await ann(parts)
    const { together, accounts, elsewhere, activity, outbox, written, direct } = parts
    const mail = {
      id: createMailId(),
      accountId: id,
      sealed: { keyId: 'key', bytes: Uint8Array.from([1]) },
      createdAt: NOW,
    }
    const seen: unknown[] = []
    const done = await together.run(id, async () => {
      await accounts.setPassword(id, 'new', NOW)
      await activity.add(id, NOW, 'password_changed')
      await outbox.add(mail)
      await accounts.setLanguage(id, 'de')
      seen.push((await accounts.find(id))?.language, (await elsewhere.find(id))?.language)
      together.afterwards(() => seen.push('afterwards'))
      seen.push(written.length)
      return 'done'
    })
    expect(done).to.equal('done')
    expect(seen).to.deep.equal(['de', undefined, 0, 'afterwards'])
    expect(written).to.deep.equal([
      {
        id,
        along: {
          entries: [{ at: NOW, entry: 'password_changed' }],
          mails: [{ mail, dueAt: NOW }],
        },
      },
    ])
    expect(direct).to.deep.equal([])
    const found = await elsewhere.findByLogin('ann')
    expect([found?.passwordHash, found?.account.language]).to.deep.equal(['new', 'de'])
  })

  it('writes nothing where it fails, and tells nobody', async () => {
    const parts = setting()
    const id = await ann(parts)
    const { together, accounts, activity, written } = parts
    const told: string[] = []
    const failing = together.run(id, async () => {
      await accounts.setPassword(id, 'new', NOW)
      await activity.add(id, NOW, 'password_changed')
      together.afterwards(() => told.push('told'))
      throw new Error('the sealer is out')
    })
    const failure: unknown = await failing.catch((error: unknown) => error)
    expect(String(failure)).to.contain('the sealer is out')
    expect((await accounts.findByLogin('ann'))?.passwordHash).to.equal('old')
    expect([written, told]).to.deep.equal([[], []])
  })

  it('writes nothing where it cannot be recorded, whoever keeps that error to themselves', async () => {
    const parts = setting()
    const id = await ann(parts)
    const { together, accounts, activity, written } = parts
    expect(together.abandon(new Error('of nothing'))).to.equal(false)
    const failing = together.run(id, async () => {
      await accounts.setPassword(id, 'new', NOW)
      await activity.add(id, NOW, 'password_changed')
      return together.abandon(new Error('the journal does not answer'))
    })
    const failure: unknown = await failing.catch((error: unknown) => error)
    expect(String(failure)).to.contain('the journal does not answer')
    expect((await accounts.findByLogin('ann'))?.passwordHash).to.equal('old')
    expect(written).to.deep.equal([])
  })

  it('is run anew upon what somebody else has changed meanwhile, and told once', async () => {
    const parts = setting()
    const id = await ann(parts)
    const { together, accounts, elsewhere, activity, written } = parts
    const told: string[] = []
    let runs = 0
    const changed = await together.run(id, async () => {
      runs += 1
      if (runs === 1) await elsewhere.disable(id, NOW)
      const isDone = await accounts.rehash(id, 'old', 'stronger')
      const { disabledAt } = (await accounts.find(id)) ?? {}
      await activity.add(id, NOW, disabledAt === undefined ? 'open' : 'disabled')
      together.afterwards(() => told.push('told'))
      return isDone
    })
    expect([changed, runs, told]).to.deep.equal([true, 2, ['told']])
    expect(written.map(({ along }) => along.entries)).to.deep.equal([
      [{ at: NOW, entry: 'disabled' }],
    ])
    const found = await elsewhere.findByLogin('ann')
    expect([found?.passwordHash, found?.account.disabledAt]).to.deep.equal(['stronger', NOW])
  })

  it('is no part of what happens to another account, and has its own actions in it', async () => {
    const parts = setting()
    const id = await ann(parts)
    const { together, accounts, activity, written, direct } = parts
    await together.run(id, async () => {
      await accounts.setLanguage(id, 'fr')
      await activity.add(createAccountId(), NOW, 'of another')
      await together.run(id, () => activity.add(id, NOW, 'of this one'))
    })
    expect(direct).to.deep.equal(['of another'])
    expect(written.map(({ along }) => along.entries.length)).to.deep.equal([1])
    await activity.add(id, NOW, 'by itself')
    expect(direct).to.deep.equal(['of another', 'by itself'])
  })

  it('is over when it has ended: what it has left running goes its own way', async () => {
    const parts = setting()
    const id = await ann(parts)
    const { together, accounts, elsewhere, activity, direct } = parts
    const { promise: ended, resolve: end } = Promise.withResolvers<void>()
    let left: Promise<unknown> | undefined
    const told: string[] = []
    await together.run(id, async () => {
      await accounts.setLanguage(id, 'de')
      left = ended.then(async () => {
        await accounts.setEmail(id, 'ann@example.org', true)
        await activity.add(id, NOW, 'late')
        together.afterwards(() => told.push('late'))
        return together.abandon(new Error('of nothing'))
      })
    })
    end()
    expect(await left).to.equal(false)
    const found = await elsewhere.find(id)
    expect([found?.language, found?.email]).to.deep.equal(['de', 'ann@example.org'])
    expect([direct, told]).to.deep.equal([['late'], ['late']])
  })

  it('is told of a login that another one is taking, whom nobody finds by it yet', async () => {
    const engine = documentsInMemory()
    // As where a login is reserved before the account is there that it is for.
    const reserved = { ...engine, change: async () => TAKEN } as DocumentEngine
    const together = createTogether(reserved)
    const { accounts } = createAccountStores(createDocuments(reserved, together))
    const id = createAccountId()
    let runs = 0
    const isAdded = await together.run(id, () => {
      runs += 1
      return accounts.add({ id, login: 'ann', displayName: 'Ann', createdAt: NOW }, 'hash')
    })
    expect([isAdded, runs]).to.deep.equal([false, 2])
  })
})
