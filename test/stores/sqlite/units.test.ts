import { DatabaseSync } from 'node:sqlite'
import { join } from 'node:path'
import { expect } from 'chai'
import type { AccountId } from '../../../src/ids.ts'
import { systemClock } from '../../../src/instant.ts'
import { openSqliteStore, type SqliteStore } from '../../../src/stores/sqlite/open-sqlite-store.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const ACCOUNT = 'an-account' as AccountId

describe('SQLite: one request, one unit of work', () => {
  const folder = temporaryFolder()
  let store: SqliteStore
  let other: SqliteStore

  beforeEach(() => {
    const path = join(folder(), 'data.sqlite')
    store = openSqliteStore({ path })
    other = openSqliteStore({ path })
  })
  afterEach(() => {
    store.close()
    other.close()
  })

  const unexpected = (error: unknown): void => {
    throw new Error('lost', { cause: error })
  }
  const put = (id: string): Promise<unknown> =>
    Promise.resolve(store.adapter('Interaction').upsert(id, { uid: id }, 60))
  const found = async (from: SqliteStore, id: string): Promise<boolean> =>
    (await from.adapter('Interaction').find(id)) !== undefined
  const historyOf = async (from: SqliteStore): Promise<readonly string[]> =>
    (await from.activity.list(ACCOUNT, undefined, 10)).map(({ entry }) => entry)

  it('is written when it ends, all at once, and sees before what it has written itself', async () => {
    await store.within(async () => {
      await store.activity.add(ACCOUNT, systemClock(), 'a sign-in')
      await put('one')
      expect(await found(other, 'one')).to.equal(false)
      expect(await found(store, 'one')).to.equal(true)
      expect(await historyOf(store)).to.deep.equal(['a sign-in'])
      await put('two')
      expect(await found(other, 'two')).to.equal(false)
    }, unexpected)
    expect(await found(other, 'two')).to.equal(true)
    expect(await historyOf(other)).to.deep.equal(['a sign-in'])
  })

  it('keeps its order: what is destroyed after it was written is gone', async () => {
    await store.within(async () => {
      await put('one')
      await store.adapter('Interaction').destroy('one')
    }, unexpected)
    expect(await found(other, 'one')).to.equal(false)
  })

  it('writes at once what others have to go by: a charge, a step that is used up, a spent code', async () => {
    const codes = store.adapter('AuthorizationCode')
    await codes.upsert('code', { grantId: 'grant' }, 60)
    const policy = { free: 1, firstDelay: 60, longestDelay: 60, lockAt: 100 }
    await store.within(async () => {
      await codes.consume('code')
      await store.attempts.charge('totp:x', policy, systemClock())
      expect(await other.adapter('AuthorizationCode').find('code')).to.have.property('consumed')
      const charge = await other.attempts.charge('totp:x', policy, systemClock())
      expect(charge.outcome).to.equal('throttled')
    }, unexpected)
  })

  it('is written whatever the request throws: it was told so', async () => {
    const failing = store.within(async () => {
      await put('one')
      throw new RangeError('the request itself')
    }, unexpected)
    expect(await failing.catch((error: unknown) => error)).to.be.instanceOf(RangeError)
    expect(await found(other, 'one')).to.equal(true)
  })

  it('keeps two requests apart that run at once', async () => {
    const { promise: gate, resolve: open } = Promise.withResolvers<void>()
    const slow = store.within(async () => {
      await put('slow')
      await gate
    }, unexpected)
    await store.within(() => put('quick'), unexpected)
    expect(await found(other, 'quick')).to.equal(true)
    expect(await found(other, 'slow')).to.equal(false)
    open()
    await slow
    expect(await found(other, 'slow')).to.equal(true)
  })

  it('writes at once what is left running after its end', async () => {
    let left: Promise<unknown> = Promise.resolve()
    const { promise: gate, resolve: open } = Promise.withResolvers<void>()
    await store.within(async () => {
      left = gate.then(() => put('late'))
    }, unexpected)
    open()
    await left
    expect(await found(other, 'late')).to.equal(true)
  })

  it('does without a history that cannot be written, and says so', async () => {
    const losses: unknown[] = []
    const database = new DatabaseSync(join(folder(), 'data.sqlite'))
    database.exec('DROP TABLE activity')
    database.close()
    await store.within(
      async () => {
        await store.activity.add(ACCOUNT, systemClock(), 'a sign-in')
        await put('one')
      },
      (error) => losses.push(error),
    )
    expect(losses).to.have.length(1)
    expect(await found(other, 'one')).to.equal(true)
  })

  it('fails when what it has to write cannot be written', async () => {
    const database = new DatabaseSync(join(folder(), 'data.sqlite'))
    database.exec('DROP TABLE artefacts')
    database.close()
    const failing = store.within(() => put('one'), unexpected)
    expect(await failing.catch((error: unknown) => error)).to.include({ code: 'store_unavailable' })
  })
})
