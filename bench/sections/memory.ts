import { Agent } from 'node:http'
import { SECOND_FACTOR, openScene, signIn } from '../candidates.ts'
import { mebibytes } from '../report/format.ts'
import { times } from '../rounds.ts'
import { withScenes } from '../scenes.ts'
import type { Outcome, RunOptions, Section } from '../section.ts'
import { HEAP } from '../servers/start.ts'
import { STORES, STORE_NAMES, type Kept } from '../stores/location.ts'

const LIMIT = 200 * 2 ** 20

/** A long run: whether a node's memory grows. Target 6. */
export const memorySection: Section = {
  name: 'memory',
  about: 'memory of a node over 50,000 sign-ins, on each store',
  long: true,
  takes: ['postgres'],
  on: STORES,
  async run(options) {
    const outcomes: Outcome[] = []
    for (const store of STORES) outcomes.push(await on(store, options))
    return {
      tables: outcomes.flatMap(({ tables }) => tables),
      findings: outcomes.flatMap(({ findings }) => findings),
    }
  },
}

async function on(store: Kept, { quick, say }: RunOptions): Promise<Outcome> {
  const flows = quick ? 200 : 50_000
  const steps = 10
  // Enough that nobody comes twice within a time step.
  const population = { accounts: 12_001, devices: 1, people: 12_000 }
  const open = () => openScene({ program: 'full', store, population })
  return withScenes([open], async ([scene]) => {
    const { fly, servers } = signIn('sign-in', scene, SECOND_FACTOR)
    const agent = new Agent({ keepAlive: true, maxSockets: 64 })
    const [server] = servers
    if (!server) throw new Error('there is no server')
    const rows: string[][] = []
    const [resident, heaps]: [number[], number[]] = [[], []]
    for (let step = 0; step <= steps; step += 1) {
      if (step > 0) await times(flows / steps, 8, () => fly(agent))
      const { rss } = await server.ask('end')
      const { heap } = await server.ask('rest')
      resident.push(rss)
      heaps.push(heap)
      rows.push([String((flows / steps) * step), mebibytes(rss), mebibytes(heap)])
      say(`memory: ${store}: ${rows.at(-1)?.join(', ') ?? ''}`)
    }
    agent.destroy()
    const [most, settled, last] = [Math.max(...resident), heaps[2] ?? 0, heaps.at(-1) ?? 0]
    return {
      tables: [
        {
          title: `Memory over ${flows.toLocaleString('en')} sign-ins on ${STORE_NAMES[store]}`,
          head: ['sign-ins', 'RSS', 'heap after collection'],
          rows,
          note: `With \`${HEAP.join(' ')}\`, as \`npm start\`, the image and the unit file have it. Password hashes are left out, and so are the threads that compute them.`,
        },
      ],
      findings: [
        {
          target: 6,
          part: `memory, ${store}`,
          measured: `heap ${mebibytes(settled)} → ${mebibytes(last)}, RSS at most ${mebibytes(most)}, hashing left out`,
          met: most <= LIMIT && last <= settled * 1.1,
        },
      ],
    }
  })
}
