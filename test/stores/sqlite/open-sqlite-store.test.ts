import { existsSync, readdirSync, mkdirSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect } from 'chai'
import { DEFAULT_THROTTLE } from '../../../src/kernel/throttle/attempt-store.ts'
import { ConfigurationError, Fault } from '../../../src/kernel/faults.ts'
import type { TimeStep } from '../../../src/people/authenticator.ts'
import { createAccountId } from '../../../src/kernel/ids.ts'
import {
  EVER,
  NOW,
  confirmed,
  enrollerOf,
  pending,
} from '../../../src/stores/conformance/authenticator-samples.ts'
import { makeDurable, openDatabase } from '../../../src/stores/sqlite/database.ts'
import { openSqliteStore } from '../../../src/stores/sqlite/open-sqlite-store.ts'
import { createTemporaryDatabase, type TemporaryDatabase } from './temporary-database.ts'

async function unavailable(promise: Promise<unknown>): Promise<void> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(error).to.be.instanceOf(Fault).with.property('code', 'store_unavailable')
}

describe('SQLite: opening', () => {
  let database: TemporaryDatabase

  beforeEach(() => {
    database = createTemporaryDatabase()
  })

  afterEach(() => database.remove())

  const tamper = (sql: string): void => {
    const raw = new DatabaseSync(database.path)
    raw.exec(sql)
    raw.close()
  }

  it('syncs each commit to the disk, in a new file and in one that is opened again', () => {
    for (let opening = 0; opening < 2; opening += 1) {
      const opened = openDatabase(database.path)
      expect(opened.get('PRAGMA synchronous')).to.deep.include({ synchronous: 2 })
      expect(opened.get('PRAGMA journal_mode')).to.deep.include({ journal_mode: 'wal' })
      expect(opened.get('PRAGMA foreign_keys')).to.deep.include({ foreign_keys: 1 })
      opened.close()
    }
  })

  it('opens nothing where that cannot be had', () => {
    // Where its write-ahead log should be there is something else.
    mkdirSync(dirname(database.path))
    writeFileSync(database.path, '')
    mkdirSync(`${database.path}-wal`)
    expect(() => openSqliteStore({ path: database.path })).to.throw(Fault)
  })

  it('is refused, by what is wrong, where SQLite says nothing of what it cannot have', () => {
    // It is kept in memory alone, and no setting changes that.
    const forgetful = new DatabaseSync(':memory:')
    expect(() => makeDurable(forgetful))
      .to.throw(ConfigurationError, 'SQLite has journal_mode memory here, not wal')
      .with.property('path', 'path')
    forgetful.close()
  })

  it('creates folder and files for its own user alone', async () => {
    const store = openSqliteStore({ path: database.path })
    await store.attempts.charge('totp:account', DEFAULT_THROTTLE, NOW)
    expect(statSync(dirname(database.path)).mode & 0o777).to.equal(0o700)
    const files = readdirSync(dirname(database.path))
    expect(files).to.include('store.sqlite-wal')
    for (const file of files) {
      expect(statSync(join(dirname(database.path), file)).mode & 0o777).to.equal(0o600)
    }
    store.close()
  })

  it('keeps everything when it is closed and opened again', async () => {
    const accountId = createAccountId()
    const before = openSqliteStore({ path: database.path })
    const authenticator = await pending(before.authenticators, accountId, 'Phone')
    before.close()
    const after = openSqliteStore({ path: database.path })
    const by = enrollerOf(authenticator)
    expect(await after.authenticators.waiting(accountId, by, EVER)).to.deep.equal(authenticator)
    after.close()
  })

  it('refuses a database that a newer version has written', () => {
    openSqliteStore({ path: database.path }).close()
    tamper('INSERT INTO migrations VALUES (999, 0)')
    expect(() => openSqliteStore({ path: database.path })).to.throw(ConfigurationError, /newer/)
  })

  it('names the option where it is given something else than options', () => {
    for (const options of ['step-up.sqlite', undefined, {}, { path: 7 }]) {
      const open = (): unknown => openSqliteStore(options as never)
      expect(open).throws(ConfigurationError, 'path: expected the name of a file, as { path }')
    }
  })

  it('refuses a path where no file can be', () => {
    writeFileSync(join(database.folder, 'data'), 'a file, where a folder is needed')
    expect(() => openSqliteStore({ path: database.path }))
      .to.throw(ConfigurationError)
      .with.property('path', 'path')
  })

  it('refuses a file that is no database, and leaves it as it is', () => {
    const path = join(database.folder, 'notes.txt')
    writeFileSync(path, 'these are notes, and far more than a hundred bytes of them '.repeat(20))
    expect(() => openSqliteStore({ path })).to.throw(Fault)
    expect(existsSync(path)).to.equal(true)
    expect(statSync(path).size).to.equal(1180)
  })

  it('answers a readiness check until it is closed, and then nothing', async () => {
    const store = openSqliteStore({ path: database.path })
    await store.check()
    store.close()
    store.close()
    await unavailable(store.check())
    await unavailable(store.accounts.find(createAccountId()))
    await unavailable(store.authenticators.removeAll(createAccountId()))
    await unavailable(store.attempts.charge('totp:account', DEFAULT_THROTTLE, NOW))
    await unavailable(store.adapter('Session').upsert('id', { uid: 'uid' }, 3600))
    await unavailable(store.endSession('uid'))
    await unavailable(store.sweep(1))
  })

  it('takes a row that it cannot have written for a fault, never for an answer', async () => {
    const store = openSqliteStore({ path: database.path })
    const accountId = createAccountId()
    await confirmed(store.authenticators, accountId, 'Phone', 1 as TimeStep)
    await store.adapter('Session').upsert('id', { uid: 'uid' }, 3600)
    await store.adapter('Session').upsert('other', { uid: 'other' }, 3600)
    tamper(`
      UPDATE documents SET document = replace(document, '"digits":6', '"digits":7');
      UPDATE artefacts SET payload = '[]' WHERE id = 'id';
      UPDATE artefacts SET payload = 'no JSON' WHERE id = 'other';
    `)
    await unavailable(store.authenticators.list(accountId))
    await unavailable(store.adapter('Session').find('id'))
    await unavailable(store.adapter('Session').find('other'))
    store.close()
  })

  it('says nothing of what was stored in the message of a fault', async () => {
    const store = openSqliteStore({ path: database.path })
    tamper('DROP TABLE documents')
    const error: unknown = await store.accounts.findByLogin('ann@example.org').catch((e) => e)
    expect(String(error)).to.not.include('ann@example')
    expect(error).to.have.property('cause')
    store.close()
  })
})
