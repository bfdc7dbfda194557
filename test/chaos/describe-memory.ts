import { strict as assert } from 'node:assert'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { onClaimedPort } from '../support/claimed-port.ts'
import { openNode, writeNodeConfiguration, type NodeProcess } from '../support/node-process.ts'
import { openPeople } from '../support/real-people.ts'
import { startRedis, type RedisServer } from '../support/redis-server.ts'
import { relyingParty } from '../support/relying-party.ts'
import { signIn } from '../support/visit.ts'

/** Requests before it is looked at for the first time, and between that and the second. */
const REQUESTS = {
  chaos: { warm: 2000, more: 4000 },
  long: { warm: 4000, more: 12_000 },
} as const

const TIMEOUT = 600_000

/** Clients at a time. */
const AT_ONCE = 16
/** Requests while Redis is there: a process that has answered nobody yet is slow by itself. */
const BEFORE = 500

/**
 * V8 lets garbage gather as the machine's memory allows, which is no leak and looks like one. Held short it
 * collects, and what then grows is what is kept.
 */
const HEAP = '--max-semi-space-size=4 --max-old-space-size=160'

/** Memory that the process has, in bytes. */
function memoryOf({ pid }: NodeProcess): number {
  const kilobytes = /^VmRSS:\s*(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return Number(kilobytes) * 1024
}

const MANNERS = {
  killed: {
    away: (redis: RedisServer) => redis.kill(),
    back: (redis: RedisServer) => redis.restart(),
  },
  frozen: {
    away: async (redis: RedisServer) => redis.freeze(),
    back: async (redis: RedisServer) => redis.thaw(),
  },
} as const

export function describeMemory(lane: keyof typeof REQUESTS): void {
  const { warm, more } = REQUESTS[lane]

  for (const [manner, { away, back }] of Object.entries(MANNERS))
    describe(`a server under load whose Redis is ${manner}`, () => {
      it(`has as much memory after ${warm + more} requests as after ${warm}, and works on when Redis is back`, async () => {
        const folder = mkdtempSync(join(tmpdir(), 'oidc-step-up-'))
        const redis = await startRedis(['--appendonly', 'yes'])
        const { file, node } = await onClaimedPort(async (port) => {
          const configured = writeNodeConfiguration(folder, {
            issuer: `http://localhost:${port}`,
            store: redis.url,
            // Its log says when it listens; the test keeps what is told from then on, and the server does not.
            log: { level: 'info' },
          })
          const env = { NODE_OPTIONS: HEAP }
          return { file: configured, node: await openNode({ file: configured, port, env }) }
        })
        const people = await openPeople(file, node)
        const party = await relyingParty(people)
        const { person, phone } = await people.somebody()
        const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE })
        const { url } = await party.start()

        let slowest = 0
        const ask = (status: number): Promise<void> =>
          new Promise((resolve, reject) => {
            const begun = performance.now()
            const sent = request(url, { agent }, (response) => {
              response.resume()
              response.once('end', () => {
                slowest = Math.max(slowest, performance.now() - begun)
                if (response.statusCode === status) resolve()
                else reject(new Error(`answered with ${response.statusCode}`))
              })
            })
            sent.once('error', reject)
            sent.end()
          })
        async function load(requests: number, status: number): Promise<void> {
          let left = requests
          const client = async (): Promise<void> => {
            while ((left -= 1) >= 0) await ask(status)
          }
          await Promise.all(Array.from({ length: AT_ONCE }, client))
        }

        await load(BEFORE, 200)
        slowest = 0
        await away(redis)
        await load(warm, 503)
        const before = memoryOf(node)
        await load(more, 503)
        const after = memoryOf(node)
        assert.ok(after < before * 1.15, `${before} bytes have become ${after}`)
        assert.ok(slowest < 2000, `the slowest was told after ${slowest} ms`)

        await back(redis)
        const begun = performance.now()
        while ((await fetch(`${node.url}/readyz`)).status !== 200) {
          assert.ok(performance.now() - begun < 15_000, 'it did not come back by itself')
          await sleep(20)
        }
        await signIn(person, party, {}, phone)
        agent.destroy()
        assert.equal(await node.stop(), 0)
        await people.close()
        await redis.close()
        rmSync(folder, { recursive: true, force: true })
      }).timeout(TIMEOUT)
    })
}
