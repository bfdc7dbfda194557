import { strict as assert } from 'node:assert'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { plusSeconds, systemClock, type Instant } from '../../src/kernel/instant.ts'
import { Secret } from '../../src/kernel/secret.ts'
import { createLogger } from '../../src/server/logger.ts'
import { createReadiness, type CheckResult } from '../../src/server/readiness.ts'
import { createAuditTrail } from '../support/audit-trail.ts'
import { databaseOf } from '../support/database-of.ts'
import { startRedis } from '../support/redis-server.ts'
import { scrape } from '../support/scraped.ts'
import { openSharedRedis, type SharedRedis } from '../support/shared-redis.ts'
import { openTestServer, testServer, type TestServer } from '../support/test-server.ts'

interface Report {
  readonly status: string
  readonly checks: Readonly<Record<string, CheckResult>>
}

async function readyz(server: Pick<TestServer, 'url'>): Promise<Report & { code: number }> {
  const response = await fetch(`${server.url}/readyz`)
  assert.match(response.headers.get('Content-Type') ?? '', /^application\/json/)
  assert.equal(response.headers.get('Cache-Control'), 'no-store')
  return { code: response.status, ...((await response.json()) as Report) }
}

/** A clock that goes, so many seconds ahead (or behind). */
const going = (ahead: () => number) => ({
  clock: () => plusSeconds(systemClock(), ahead()),
  now: (): Instant => plusSeconds(systemClock(), ahead()),
  advance: () => undefined,
})

describe('readiness', () => {
  const server = testServer()

  it('is told check by check', async () => {
    assert.deepEqual(await readyz(server()), {
      code: 200,
      status: 'ready',
      checks: { store: { status: 'ok' }, migrations: { status: 'ok' }, clock: { status: 'ok' } },
    })
  })

  it('ends where a newer program has changed the store’s schema meanwhile', async () => {
    const old = await openTestServer()
    const database = new DatabaseSync(databaseOf(old.configuration))
    database.exec('INSERT INTO migrations VALUES (999, 0)')
    const { code, status, checks } = await readyz(old)
    assert.deepEqual([code, status, checks['migrations']], [503, 'not_ready', { status: 'failed' }])
    database.exec('DELETE FROM migrations WHERE version = 999')
    database.close()
    assert.equal((await readyz(old)).code, 200)
    await old.close()
  })

  it('ends while the store is gone, and health goes on', async () => {
    const redis = await startRedis()
    const node = await openTestServer({ store: at(redis) })
    await redis.close()
    const { code, checks } = await readyz(node)
    assert.equal(code, 503)
    assert.deepEqual(checks['store'], { status: 'failed' }, 'no word of where it is')
    assert.equal((await fetch(`${node.url}/healthz`)).status, 200)
    await readyz(node)
    const told = node.log().filter(({ check }) => check === 'store')
    assert.equal(told.length, 1, 'told once, not at each probe')
    assert.equal(told[0]?.['level'], 50)
    await node.close()
  })

  it('asks the store once for all who ask at one time', async () => {
    let asked = 0
    const trail = createAuditTrail()
    const log = createLogger({ level: 'info', destination: trail })
    const look = async (): Promise<CheckResult> => {
      asked += 1
      await sleep(20)
      return { status: 'ok' }
    }
    const readiness = createReadiness({ look }, log)
    await Promise.all([readiness.report(), readiness.report(), readiness.report()])
    assert.equal(asked, 1)
    await readiness.report()
    assert.equal(asked, 2)
  })
})

const at = ({ url }: Pick<SharedRedis, 'url'>) => ({ kind: 'redis', url: new Secret(url) }) as const

// What a Cluster says of clocks: test/stores/redis/cluster.system.ts.
describe('a node whose clock is not that of Redis', () => {
  let redis: SharedRedis
  let nodes: TestServer[] = []
  before(async () => {
    redis = await openSharedRedis()
  })
  after(() => redis.close())
  afterEach(async () => {
    await Promise.all(nodes.map((node) => node.close()))
    nodes = []
    await redis.empty()
  })

  async function open(ahead: () => number): Promise<TestServer> {
    const opened = await openTestServer(
      { store: at(redis), metrics: { host: '127.0.0.1', port: 0 } },
      { time: going(ahead), healthInterval: 50 },
    )
    nodes = [...nodes, opened]
    return opened
  }

  /** How its clock stands, once it stands so. */
  async function clockOf(
    server: TestServer,
    status: CheckResult['status'],
  ): Promise<Report & { code: number }> {
    for (let looks = 0; looks < 200; looks += 1) {
      const report = await readyz(server)
      if (report.checks['clock']?.status === status) return report
      await sleep(25)
    }
    throw new Error(`the clock is never ${status}`)
  }

  const told = (server: TestServer) =>
    server
      .log()
      .filter(({ check }) => check === 'clock')
      .map(({ level, status }) => [level, status])

  it('is ready with a second or two, and nobody is told', async () => {
    const server = await open(() => 2)
    const { code, checks } = await readyz(server)
    assert.equal(code, 200)
    assert.ok(Math.abs(Number(checks['clock']?.['skewSeconds']) - 2) < 1.5)
    assert.deepEqual(told(server), [])
    const skew = (await scrape(server.metricsUrl)).sum('oidc_step_up_clock_skew_seconds')
    assert.ok(Math.abs((skew ?? NaN) - 2) < 1.5)
  })

  it('is ready above five seconds, and it is reported and logged, once', async () => {
    let ahead = -8
    const server = await open(() => ahead)
    const { code, checks } = await clockOf(server, 'warning')
    assert.equal(code, 200)
    assert.ok(Math.abs(Number(checks['clock']?.['skewSeconds']) + 8) < 1.5)
    await sleep(200)
    assert.deepEqual(told(server), [[40, 'warning']], 'at start, and not at every look')
    ahead = 0
    assert.equal((await clockOf(server, 'ok')).code, 200)
    assert.deepEqual(told(server), [
      [40, 'warning'],
      [30, 'ok'],
    ])
  })

  it('stays in use with a minute, where no other node says who is wrong', async () => {
    const server = await open(() => 60)
    const { code } = await clockOf(server, 'warning')
    assert.equal(code, 200)
  })

  it('is out of use with a minute, where another node agrees with the store, and comes back', async () => {
    let ahead = 60
    const right = await open(() => 0)
    const wrong = await open(() => ahead)
    const { code, status } = await clockOf(wrong, 'failed')
    assert.deepEqual([code, status], [503, 'not_ready'])
    const { sum } = await scrape(wrong.metricsUrl)
    assert.equal(sum('oidc_step_up_ready', { check: 'clock' }), 0)
    assert.equal((await clockOf(right, 'ok')).code, 200)
    ahead = 0
    assert.equal((await clockOf(wrong, 'ok')).code, 200)
  })

  it('stays in use where it is the store’s clock that is wrong for all', async () => {
    const all = [await open(() => 60), await open(() => 61), await open(() => 59)]
    await sleep(200)
    for (const server of all) {
      assert.equal((await clockOf(server, 'warning')).code, 200)
    }
  })
})
