import { Agent } from 'node:http'
import { FEW, POPULATION, SECOND_FACTOR, openScene, signIn } from '../candidates.ts'
import { times } from '../rounds.ts'
import { withScenes } from '../scenes.ts'
import type { RunOptions, Section } from '../section.ts'
import type { Profile } from '../servers/probe.ts'

/** Where a sign-in's time goes, by V8's profiler. */
export const profileSection: Section = {
  name: 'profile',
  about: 'where the time of a sign-in goes, by package, against the bare library',
  async run(options) {
    const bare = await profileOf('bare', options)
    const full = await profileOf('full', options)
    const names = [...new Set([...full.keys(), ...bare.keys()])]
    const rows = names
      .map((name) => ({ name, own: full.get(name) ?? 0, other: bare.get(name) ?? 0 }))
      .filter(({ own, other }) => Math.max(own, other) >= 0.04)
      .toSorted((one, other) => other.own - one.own)
    return {
      findings: [],
      tables: [
        {
          title: 'Where the time of a sign-in goes',
          head: ['', 'bare: one prompt, ms', 'password and code, ms'],
          rows: rows.map(({ name, own, other }) => [name, other.toFixed(2), own.toFixed(2)]),
          note: `On Redis, by V8’s sampling profiler, which makes everything a little slower. Node’s own functions and native ones count for whoever has called them: a response’s write to its socket for koa, a command’s for \`@redis/client\`, which is why both are large. \`src/…\` are our rooms.`,
        },
      ],
    }
  },
}

const FLOWS = { flows: 800, warmUp: 600 }
const FEW_FLOWS = { flows: 40, warmUp: 10 }

/** People at once. */
const AT_ONCE = 4

/** Milliseconds per sign-in, by package. A server has long started then, which would be a tenth of it. */
async function profileOf(
  program: 'bare' | 'full',
  { quick, say }: RunOptions,
): Promise<ReadonlyMap<string, number>> {
  say(`profile: ${program}`)
  const [{ flows, warmUp }, population] = quick ? [FEW_FLOWS, FEW] : [FLOWS, POPULATION]
  return withScenes([() => openScene({ program, store: 'redis', population })], async ([scene]) => {
    const acr = program === 'full' ? SECOND_FACTOR : undefined
    const { fly, servers } = signIn(program, scene, acr)
    const [server] = servers
    if (!server) throw new Error('there is no server')
    const agent = new Agent({ keepAlive: true })
    await times(warmUp, AT_ONCE, () => fly(agent))
    const profile = await server.profile(() => times(flows, AT_ONCE, () => fly(agent)))
    agent.destroy()
    return byPackage(profile, flows)
  })
}

function byPackage(
  { nodes, samples = [], timeDeltas = [] }: Profile,
  flows: number,
): ReadonlyMap<string, number> {
  const owners = new Map(nodes.map(({ id, callFrame }) => [id, ownerOf(callFrame)]))
  const callers = new Map(nodes.flatMap(({ id, children = [] }) => children.map((to) => [to, id])))
  const taken = new Map<string, number>()
  for (const [place, sample] of samples.entries()) {
    let at: number | undefined = sample
    while (at !== undefined && owners.get(at) === undefined) at = callers.get(at)
    const owner = at === undefined ? 'Node itself' : owners.get(at)
    if (owner === undefined || owner === IDLE) continue
    taken.set(owner, (taken.get(owner) ?? 0) + (timeDeltas[place] ?? 0) / 1000 / flows)
  }
  return taken
}

const IDLE = 'idle'

/** Undefined for what works for its caller. */
function ownerOf({ functionName, url }: Profile['nodes'][number]['callFrame']): string | undefined {
  if (functionName === '(idle)') return IDLE
  if (functionName === '(garbage collector)') return 'garbage collection'
  const [, name] = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url) ?? []
  if (name !== undefined) return name
  const [, room] = /\/(?:src|dist)\/([^/]+)\//.exec(url) ?? []
  if (room !== undefined) return `src/${room}`
  return url.endsWith('.ejs"') || url.endsWith('.ejs') ? 'views' : undefined
}
