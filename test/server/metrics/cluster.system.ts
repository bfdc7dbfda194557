import { strict as assert } from 'node:assert'
import cluster, { type Worker } from 'node:cluster'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createClusterMetrics } from '../../../src/server/metrics/cluster-metrics.ts'
import { openMetricsListener, type MetricsListener } from '../../../src/server/metrics/listener.ts'
import { claimPort, onClaimedPort } from '../../support/claimed-port.ts'
import { openNode, writeNodeConfiguration } from '../../support/node-process.ts'
import { scrape, type Scraped } from '../../support/scraped.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const WORKER = fileURLToPath(new URL('../../support/cluster-worker.ts', import.meta.url))
const HEALTH = { route: 'health', status: '200' } as const

describe('the metrics of several workers', () => {
  const folder = mkdtempSync(join(tmpdir(), 'oidc-step-up-'))
  let url: string
  let listener: MetricsListener
  let workers: readonly Worker[] = []

  async function fork(): Promise<Worker> {
    const worker = cluster.fork()
    workers = [...workers, worker]
    const [ready] = (await once(worker, 'message')) as [{ url: string }]
    url = ready.url
    return worker
  }

  async function ask(times: number): Promise<void> {
    for (let each = 0; each < times; each += 1) {
      const response = await fetch(`${url}/healthz`, {
        headers: { Connection: 'close' },
      })
      assert.equal(response.status, 200)
      await response.text()
    }
  }

  const metrics = (): Promise<Scraped> => scrape(listener.url)
  const asked = async () => (await metrics()).sum('oidc_step_up_http_requests_total', HEALTH)

  before(async () => {
    cluster.setupPrimary({ exec: WORKER, args: [folder], silent: true })
    const metricsOfAll = createClusterMetrics(cluster)
    listener = await openMetricsListener({
      host: '127.0.0.1',
      port: 0,
      collect: () => metricsOfAll.text(),
      onFailure: (error) => {
        throw error
      },
    })
    await fork()
    await fork()
  })
  after(async () => {
    await listener.close()
    const ended = workers.filter((worker) => !worker.isDead()).map((worker) => once(worker, 'exit'))
    for (const worker of workers) if (worker.isConnected()) worker.disconnect()
    await Promise.all(ended)
    rmSync(folder, { recursive: true, force: true })
  })

  it('are those of one server, added up', async () => {
    await ask(10)
    assert.equal(await asked(), 10)
    const { sum, samples } = await metrics()
    const times = 'oidc_step_up_http_request_duration_seconds_count'
    assert.equal(sum(times, { route: 'health' }), 10)
    assert.equal(sum('oidc_step_up_ready', { check: 'store' }), 1, 'not the sum')
    assert.equal(sum('oidc_step_up_build_info'), 1)
    assert.equal(sum('oidc_step_up_keys', { use: 'sealing' }), 1)
    const ids = samples.map(({ name, labels }) => name + JSON.stringify(labels))
    assert.equal(new Set(ids).size, ids.length, 'each series once')
  })

  it('go on from where a worker was that has been killed: nothing falls', async () => {
    await ask(10)
    const before = await asked()
    const [first] = workers
    assert.ok(first)
    const ended = once(first, 'exit')
    first.process.kill('SIGKILL')
    await ended
    assert.equal(await asked(), before)
    await fork()
    await ask(5)
    assert.equal(await asked(), (before ?? 0) + 5)
    const { sum } = await metrics()
    assert.equal(sum('oidc_step_up_password_hash_queue_length'), 0)
  })

  it('are told without a worker that hangs, which counts as it counted last', async () => {
    const before = await asked()
    const alive = workers.find((worker) => !worker.isDead())
    alive?.process.kill('SIGSTOP')
    try {
      assert.equal(await asked(), before)
    } finally {
      alive?.process.kill('SIGCONT')
    }
    assert.equal(await asked(), before)
  })
})

describe('the program with two workers and OIDC_STEP_UP_METRICS_PORT', () => {
  const folder = temporaryFolder()

  it('serves what both have counted on that one port, and is gone from it when told to end', async () => {
    const metricsPort = await claimPort()
    const node = await onClaimedPort((port) => {
      const file = writeNodeConfiguration(folder(), {
        issuer: `http://localhost:${port}`,
        store: `sqlite:${join(folder(), 'data', 'step-up.sqlite')}`,
        workers: 2,
      })
      const env = { OIDC_STEP_UP_METRICS_PORT: String(metricsPort) }
      return openNode({ file, port, env })
    })
    const url = `http://127.0.0.1:${metricsPort}/metrics`
    for (let each = 0; each < 10; each += 1) {
      await fetch(`${node.url}/healthz`, { headers: { Connection: 'close' } })
    }
    const { sum } = await scrape(url)
    assert.equal(sum('oidc_step_up_http_requests_total', HEALTH), 10)
    assert.equal(sum('oidc_step_up_ready', { check: 'store' }), 1)
    // The primary has a line in the log, too, and answers nobody.
    const asking = node.log().filter(({ path }) => path === '/healthz')
    const workers = new Set(asking.map(({ pid }) => pid))
    assert.equal(workers.size, 2, 'both were asked')
    assert.equal(await node.stop(), 0)
    await assert.rejects(fetch(url))
  })
})
