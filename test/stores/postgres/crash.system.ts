import { strict as assert } from 'node:assert'
import { setTimeout as wait } from 'node:timers/promises'
import { openPostgresStore } from '../../../src/stores/postgres/open-postgres-store.ts'
import { startPostgres } from '../../support/postgres-server.ts'
import { clientOf } from '../../support/shared-postgres.ts'

const HOUR = 3600

describe('a PostgreSQL that crashes, stops or stands still', () => {
  it('keeps what it has acknowledged, and is answered again by itself', async () => {
    const server = await startPostgres()
    const store = await openPostgresStore({ url: server.url, patience: 1300 })
    const tokens = store.adapter('AccessToken')
    const kept: string[] = []
    const crash = {
      // A backend that dies takes all others with it, and the server begins anew by itself.
      'kill -9': async () => {
        const client = await clientOf(server.url)
        const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
        process.kill(rows[0]?.pid ?? 0, 'SIGKILL')
        await client.end().catch(() => undefined)
      },
      'an immediate shutdown': async () => {
        await server.kill()
        await server.restart()
      },
      'a shutdown': async () => {
        await server.shutDown()
        await assert.rejects(store.check(), { code: 'store_unavailable', message: /ECONNREFUSED/ })
        await server.restart()
      },
    }
    for (const [name, happen] of Object.entries(crash)) {
      const over = new AbortController()
      const writing = Array.from({ length: 5 }, async (_, writer) => {
        for (let index = 0; !over.signal.aborted; index += 1) {
          const id = `${name} ${writer} ${index}`
          const failed = await tokens.upsert(id, { jti: id }, HOUR).catch((error: unknown) => error)
          if (failed === undefined) kept.push(id)
          else assert.equal(Object(failed).code, 'store_unavailable')
          await wait(1)
        }
      })
      const before = kept.length
      while (kept.length < before + 20) await wait(1)
      await happen()
      const after = kept.length
      while (kept.length < after + 20) await wait(1)
      over.abort()
      await Promise.all(writing)
    }
    for (const id of kept) assert.deepEqual(await tokens.find(id), { jti: id })
    await store.check()
    await store.close()
    await server.close()
  })

  it('is given up where it stands still, and asked again afterwards', async () => {
    const server = await startPostgres()
    const store = await openPostgresStore({ url: server.url, patience: 1300, connections: 1 })
    await store.check()
    const client = await clientOf(server.url)
    const { rows } = await client.query<{ pid: number }>(
      `SELECT pid FROM pg_stat_activity WHERE application_name = 'oidc-step-up'`,
    )
    const pids = [...rows.map(({ pid }) => pid), server.process().pid ?? 0]
    for (const pid of pids) process.kill(pid, 'SIGSTOP')
    await assert.rejects(store.check(), { code: 'store_unavailable' })
    await assert.rejects(store.check(), { code: 'store_unavailable' })
    for (const pid of pids) process.kill(pid, 'SIGCONT')
    let isBack = false
    while (!isBack) {
      isBack = await store.check().then(
        () => true,
        () => false,
      )
    }
    await client.end()
    await store.close()
    await server.close()
  })
})
