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
import type { Finding, RunOptions, Section } from '../section.ts'
import { openCountingProxy, type CountingProxy, type Traffic } from '../stores/counting-proxy.ts'

/** What the store is asked in one flow: deterministic, so once is enough. */
interface Count extends Traffic {
  readonly name: string
  readonly operations: number
  readonly clients: number
}

/** Adapter operations, Redis commands, waits: target 5. */
export const countSection: Section = {
  name: 'count',
  about: 'adapter operations, Redis commands and waits in series, of each flow',
  async run({ quick, say }) {
    say('count')
    const counts = [
      ...(quick ? [] : await countBare(say)),
      ...(await countIn(
        { program: 'full' },
        (scene) => [
          signIn('password and code', scene, SECOND_FACTOR),
          comeAgain('no prompt', scene, SECOND_FACTOR),
        ],
        say,
      )),
      ...(await countIn(
        { program: 'full', options: { secondFactorWhenEnrolled: false } },
        (scene) => [stepUp('step-up', scene)],
        say,
      )),
    ]
    const whole = counts.find(({ name }) => name === 'password and code')
    return {
      tables: [
        {
          title: 'What one flow asks of its store, on Redis',
          head: ['candidate', 'adapter operations', 'client look-ups', 'Redis commands', 'waits'],
          rows: counts.map(({ name, operations, clients, commands, waits }) =>
            [name, operations, clients, commands, waits].map(String),
          ),
        },
      ],
      findings: whole ? findingsOf(whole) : [],
    }
  },
}

const countBare = async (say: RunOptions['say']): Promise<readonly Count[]> => [
  ...(await countIn(
    { program: 'bare' },
    (scene) => [signIn('bare: one prompt', scene), comeAgain('bare: no prompt', scene)],
    say,
  )),
  ...(await countIn(
    { program: 'bare', prompts: 'two' },
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
  options: Omit<SceneOptions, 'store'>,
  candidatesOf: (scene: Scene) => readonly Candidate[],
  say: (text: string) => void,
): Promise<Count[]> {
  let proxy: CountingProxy | undefined
  const scene = await openScene({
    ...options,
    store: 'redis',
    population: { accounts: 41, devices: 1, people: 40 },
    start: { ahead: ['without-hash.js', 'counting.js'] },
    front: async ({ port = 0 }) => {
      proxy = await openCountingProxy(port)
      return proxy.url
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
