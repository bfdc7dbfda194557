import { Agent } from 'node:http'
import {
  SECOND_FACTOR,
  comeAgain,
  openScene,
  signIn,
  stepUp,
  type Scene,
  type SceneOptions,
} from '../candidates.ts'
import type { Candidate } from '../rounds.ts'
import type { Finding, RunOptions, Section, Table } from '../section.ts'
import { openCountingProxy, type CountingProxy, type Traffic } from '../stores/counting-proxy.ts'
import { STORE_NAMES } from '../stores/location.ts'

/** What the store is asked in one flow: deterministic, so once is enough. */
interface Count extends Traffic {
  readonly name: string
  readonly operations: number
  readonly clients: number
}

/** Stores that are asked over a wire. */
type Asked = 'redis' | 'postgres'

/** Adapter operations, what goes over the wire, waits: target 5. */
export const countSection: Section = {
  name: 'count',
  about:
    'adapter operations, Redis commands or PostgreSQL queries, and waits in series, of each flow',
  takes: ['postgres'],
  on: ['redis', 'postgres'],
  async run(options) {
    const onRedis = await on('redis', options)
    const onPostgres = await on('postgres', options)
    const whole = onRedis.find(({ name }) => name === 'password and code')
    return {
      tables: [
        tableOf('redis', 'Redis commands', onRedis),
        {
          ...tableOf('postgres', 'queries', onPostgres),
          note: 'A query may be several statements: a transaction’s beginning and its locks are one, sent together with the next. So is each commit. The bare library’s adapter has one statement for each operation, which is its own transaction.',
        },
      ],
      findings: whole ? findingsOf(whole) : [],
    }
  },
}

const tableOf = (store: Asked, asked: string, counts: readonly Count[]): Table => ({
  title: `What one flow asks of its store, on ${STORE_NAMES[store]}`,
  head: ['candidate', 'adapter operations', 'client look-ups', asked, 'waits'],
  rows: counts.map(({ name, operations, clients, commands, waits }) =>
    [name, operations, clients, commands, waits].map(String),
  ),
})

async function on(store: Asked, { quick, say }: RunOptions): Promise<readonly Count[]> {
  say(`count: ${store}`)
  return [
    ...(quick ? [] : await countBare(store, say)),
    ...(await countIn(
      { program: 'full', store },
      (scene) => [
        signIn('password and code', scene, SECOND_FACTOR),
        comeAgain('no prompt', scene, SECOND_FACTOR),
      ],
      say,
    )),
    ...(await countIn(
      { program: 'full', store, options: { secondFactorWhenEnrolled: false } },
      (scene) => [stepUp('step-up', scene)],
      say,
    )),
  ]
}

const countBare = async (store: Asked, say: RunOptions['say']): Promise<readonly Count[]> => [
  ...(await countIn(
    { program: 'bare', store },
    (scene) => [signIn('bare: one prompt', scene), comeAgain('bare: no prompt', scene)],
    say,
  )),
  ...(await countIn(
    { program: 'bare', store, prompts: 'two' },
    (scene) => [signIn('bare: two prompts', scene)],
    say,
  )),
]

const findingsOf = ({ operations, clients, commands, waits }: Count): readonly Finding[] => [
  {
    target: 5,
    part: 'adapter operations',
    measured: `${operations}, of them ${clients} for clients`,
    met: operations <= 20 && clients === 0,
  },
  {
    target: 5,
    part: 'Redis',
    measured: `${commands} commands, ${waits} waits`,
    met: commands <= 30 && waits <= 15,
  },
]

async function countIn(
  options: SceneOptions & { readonly store: Asked },
  candidatesOf: (scene: Scene) => readonly Candidate[],
  say: (text: string) => void,
): Promise<Count[]> {
  let proxy: CountingProxy | undefined
  const scene = await openScene({
    ...options,
    population: { accounts: 41, devices: 1, people: 40 },
    start: { ahead: ['without-hash.js', 'counting.js'] },
    front: async ({ store = '', port = 0 }) => {
      proxy = await openCountingProxy(options.store, port)
      return store.replace(`:${port}`, `:${proxy.port}`)
    },
  })
  const agent = new Agent({ keepAlive: true })
  try {
    const counts: Count[] = []
    for (const { name, prepare, fly } of candidatesOf(scene)) {
      // The first on a node sends each script whole.
      await prepare?.(2, agent)
      await fly(agent)
      await scene.servers[0]?.tally()
      proxy?.traffic()
      await fly(agent)
      const tally = Object.entries((await scene.servers[0]?.tally()) ?? {})
      const sum = (of: typeof tally) => of.reduce((all, [, times]) => all + times, 0)
      const traffic = proxy?.traffic() ?? { commands: 0, waits: 0 }
      say(`${name}: ${tally.map(([operation, often]) => `${operation} ${often}`).join(', ')}`)
      const clients = sum(tally.filter(([operation]) => operation.startsWith('Client.')))
      counts.push({ name, operations: sum(tally), clients, ...traffic })
    }
    return counts
  } finally {
    agent.destroy()
    await scene.close()
    proxy?.close()
  }
}
