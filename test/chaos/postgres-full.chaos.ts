import { strict as assert } from 'node:assert'
import { setTimeout as sleep } from 'node:timers/promises'
import { Fault } from '../../src/kernel/faults.ts'
import type { Store } from '../../src/stores/store.ts'
import { runProgram, startPostgres } from '../support/postgres-server.ts'
import { clientOf } from '../support/shared-postgres.ts'
import { openSmallDisk, type SmallDisk } from '../support/small-disk.ts'
import { openPlace } from '../support/store-place.ts'
import { findLosses, useAgain } from './ledger.ts'
import { live, type Entry } from './life.ts'

const LIVES = 4

/** Until nothing can be written any more. Tells what each was told. */
async function liveUntilFull(store: Store, write: (entry: Entry) => void): Promise<string[]> {
  return Promise.all(
    Array.from({ length: LIVES }, async () => {
      try {
        for (;;) await live(store, write)
      } catch (error) {
        if (!(error instanceof Fault && error.status === 503)) throw error
        return error.message
      }
    }),
  )
}

describe('PostgreSQL whose disk is full', function () {
  this.timeout(300_000)
  let disk: SmallDisk
  afterEach(() => disk.close())

  it('says so where that is the tables’, does nothing by halves, and goes on once there is room', async () => {
    disk = openSmallDisk(24)
    const server = await startPostgres()
    const admin = await clientOf(server.url)
    await admin.query(`CREATE TABLESPACE small LOCATION '${disk.folder}'`)
    await admin.query('CREATE DATABASE small TABLESPACE small')
    await admin.end()
    const url = server.url.replace(/postgres$/, 'small')
    const store = await openPlace({ kind: 'postgres', url })
    const entries: Entry[] = []
    const write = (entry: Entry): void => void entries.push(entry)

    disk.fill()
    const told = await liveUntilFull(store, write)
    for (const reason of told) assert.match(reason, /its disk is full \(SQLSTATE 53100\)/)
    disk.makeRoom()

    assert.deepEqual(await findLosses(store, entries), [])
    await live(store, write)
    assert.deepEqual(await findLosses(store, entries), [])
    assert.deepEqual(await useAgain(store, entries), [])
    await store.close()
    await server.close()
  })

  it('is gone where that is the log’s, and has lost nothing when it is started with room', async () => {
    disk = openSmallDisk(24)
    const makeFiles = (files: string): void => {
      const made = ['--username=postgres', '--auth=trust', '--encoding=UTF8', '--locale=C.UTF-8']
      const log = ['--wal-segsize=1', `--waldir=${disk.folder}/wal`]
      runProgram('initdb', ['-D', files, ...made, ...log])
    }
    const server = await startPostgres({ makeFiles })
    const place = { kind: 'postgres', url: server.url } as const
    const store = await openPlace(place, { refuseVolatile: true })
    const entries: Entry[] = []
    const write = (entry: Entry): void => void entries.push(entry)

    disk.fill()
    // Somebody else's rows, of which there are many, are what there is no room for.
    const rows = 'CREATE TABLE rows AS SELECT md5(n::text) FROM generate_series(1, 300000) AS n'
    const many = clientOf(server.url).then((client) => client.query(rows))
    await Promise.all([liveUntilFull(store, write), assert.rejects(many)])
    // It tries to start anew, in vain.
    while (server.process().exitCode === null) await sleep(20)
    await assert.rejects(store.check(), { status: 503, message: /ECONNREFUSED/ })
    disk.makeRoom()
    await server.restart()

    // The same store: nobody has to start a node anew.
    assert.deepEqual(await findLosses(store, entries), [])
    await live(store, write)
    assert.deepEqual(await findLosses(store, entries), [])
    assert.deepEqual(await useAgain(store, entries), [])
    await store.close()
    await server.close()
  })
})
