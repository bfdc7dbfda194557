import { expect } from 'chai'
import { DEFAULT_THROTTLE } from '../../../src/kernel/throttle/attempt-store.ts'
import type { TimeStep } from '../../../src/people/authenticator.ts'
import { createAccountId, type AccountId } from '../../../src/kernel/ids.ts'
import { NOW, confirmed } from '../../../src/stores/conformance/authenticator-samples.ts'
import { openSqliteStore, type SqliteStore } from '../../../src/stores/sqlite/open-sqlite-store.ts'
import { runTogether, startWorker } from './start-worker.ts'
import { createTemporaryDatabase, type TemporaryDatabase } from './temporary-database.ts'

const PROCESSES = [0, 1, 2]

const count = <T>(values: readonly T[], wanted: T): number =>
  values.filter((value) => value === wanted).length

describe('SQLite: several processes on one file', () => {
  let database: TemporaryDatabase
  let opened: SqliteStore | undefined

  const open = (): SqliteStore => (opened = openSqliteStore({ path: database.path }))

  beforeEach(() => {
    database = createTemporaryDatabase()
    opened = undefined
  })

  afterEach(() => {
    opened?.close()
    database.remove()
  })

  it('open a brand-new file at once', async () => {
    const { path } = database
    const results = await runTogether(
      Array.from({ length: 4 }, () => ({ name: 'open' as const, path, times: 5 })),
    )
    expect(results).to.deep.equal(Array.from({ length: 20 }, () => 'opened'))
    await open().check()
  })

  it('accept one step exactly once', async () => {
    const { path } = database
    const accountId = createAccountId()
    const { id } = await confirmed(open().authenticators, accountId, 'Phone', 1 as TimeStep)
    const results = await runTogether(
      PROCESSES.map(() => ({
        name: 'accept-step' as const,
        path,
        times: 17,
        accountId,
        authenticatorId: id,
      })),
    )
    expect(results).to.have.length(51)
    expect(count(results, true)).to.equal(1)
  })

  it('charge no more of 1,000 attempts than are free', async () => {
    const { path } = database
    const results = await runTogether(
      [0, 1].map(() => ({ name: 'charge' as const, path, times: 500 })),
    )
    expect(count(results, 'charged')).to.equal(DEFAULT_THROTTLE.free)
    expect(count(results, 'throttled')).to.equal(1000 - DEFAULT_THROTTLE.free)
  })

  it('confirm no more authenticators than the limit', async () => {
    const { path } = database
    const accountId: AccountId = createAccountId()
    await confirmed(open().authenticators, accountId, 'The first', 1 as TimeStep)
    const results = await runTogether(
      PROCESSES.map((number) => ({
        name: 'enrol' as const,
        path,
        times: 10,
        accountId,
        label: `device of ${number}`,
      })),
    )
    expect(count(results, 'confirmed')).to.equal(9)
    expect(count(results, 'limit_reached')).to.equal(21)
    expect(await open().authenticators.list(accountId)).to.have.length(10)
  })

  it('confirm one authenticator of one name', async () => {
    const { path } = database
    const accountId: AccountId = createAccountId()
    await confirmed(open().authenticators, accountId, 'The first', 1 as TimeStep)
    const results = await runTogether(
      PROCESSES.map(() => ({ name: 'enrol' as const, path, times: 5, accountId, label: 'device' })),
    )
    expect(count(results, 'confirmed')).to.equal(5)
    expect(count(results, 'name_taken')).to.equal(10)
  })

  it('consume each code exactly once', async () => {
    const { path } = database
    const codes = open().adapter('AuthorizationCode')
    for (let index = 0; index < 50; index += 1) await codes.upsert(`code ${index}`, {}, 3600)
    const results = await runTogether(
      PROCESSES.map(() => ({ name: 'consume' as const, path, times: 50 })),
    )
    expect(count(results, true)).to.equal(50)
  })

  it('leave one session one id', async () => {
    const { path } = database
    const ids = await runTogether<string>(
      PROCESSES.map((number) => ({
        name: 'rotate' as const,
        path,
        times: 20,
        label: `id of ${number}`,
      })),
    )
    const sessions = open().adapter('Session')
    const alive = await Promise.all(ids.map(async (id) => sessions.find(id)))
    expect(alive.filter(Boolean)).to.have.length(1)
  })

  it('write nothing back of a session that one of them ended', async () => {
    const { path } = database
    const results = await runTogether<string | boolean>([
      { name: 'rotate', path, times: 20, label: 'id' },
      { name: 'end-session', path, times: 1 },
    ])
    const sessions = open().adapter('Session')
    const ids = results.filter((result) => typeof result === 'string')
    expect(ids).to.have.length(20)
    for (const id of ids) expect(await sessions.find(id)).to.equal(undefined)
    expect(await sessions.findByUid('uid')).to.equal(undefined)
  })

  it('lose no acknowledged write when they are killed', async () => {
    const { path } = database
    const acknowledged: AccountId[] = []
    for (let kill = 0; kill < 10; kill += 1) {
      const worker = await startWorker({
        name: 'write-for-ever',
        path,
        times: 1,
        label: `writer ${kill}`,
      })
      const said = await worker.killAfter(1 + kill)
      expect(said).to.have.length.greaterThan(kill)
      acknowledged.push(...(said as AccountId[]))
    }
    const { accounts } = open()
    for (const id of acknowledged) {
      expect(await accounts.find(id)).to.include({ id, createdAt: NOW })
    }
  })
})
