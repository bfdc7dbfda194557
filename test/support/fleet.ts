import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onClaimedPort } from './claimed-port.ts'
import { openNginx, type Below, type Nginx } from './nginx.ts'
import { openNode, writeNodeConfiguration, type NodeProcess } from './node-process.ts'
import { openPeople, type RealPeople } from './real-people.ts'
import { openSharedRedis } from './shared-redis.ts'

/** Nodes (the real program, a process each) behind a real nginx on one real Redis. */
export interface Fleet extends RealPeople {
  readonly nodes: readonly NodeProcess[]
  readonly nginx: Nginx
  /** Another process in the place of one that ended, on the same port. */
  restart(index: number): Promise<void>
  /** The ports of the nodes that answered this browser. */
  met(agent: string): readonly number[]
}

export async function openFleet(
  count = 3,
  settings: Readonly<Record<string, unknown>> = {},
  below?: Below,
): Promise<Fleet> {
  const folder = mkdtempSync(join(tmpdir(), 'oidc-step-up-'))
  const redis = await openSharedRedis()
  const nginx = await openNginx(folder, below)
  const issuer = `http://localhost:${nginx.port}${below?.path ?? ''}`
  const file = writeNodeConfiguration(folder, { issuer, store: redis.url, ...settings })
  const nodes = await Promise.all(
    Array.from({ length: count }, () => onClaimedPort((port) => openNode({ file, port }))),
  )
  const ports = nodes.map(({ port }) => port)
  await nginx.leadTo(ports)
  /** Those that ended included. */
  const all = [...nodes]
  const people = await openPeople(file, {
    audit: () => all.flatMap((node) => node.audit()),
    log: () => all.flatMap((node) => node.log()),
  })

  return {
    ...people,
    nodes,
    nginx,
    async restart(index) {
      const node = await openNode({ file, port: ports[index] ?? 0 })
      nodes[index] = node
      all.push(node)
    },
    met: (agent) => [
      ...new Set(
        nginx.passedOn().flatMap((line) => (line.agent === agent ? line.ports.slice(-1) : [])),
      ),
    ],
    async close() {
      await nginx.close()
      await Promise.all(nodes.map((node) => node.stop()))
      await people.close()
      await redis.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** A fleet for the `describe` that it is called in. */
export function fleet(
  count?: number,
  settings?: Readonly<Record<string, unknown>>,
  below?: Below,
): () => Fleet {
  let opened: Fleet | undefined
  before(async () => {
    opened = await openFleet(count, settings, below)
  })
  after(() => opened?.close())
  return () => {
    if (!opened) throw new Error('there is no fleet outside a test')
    return opened
  }
}
