import { Agent } from 'node:http'
import { cpus } from 'node:os'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { FEW, POPULATION, SECOND_FACTOR, openScene, signIn } from '../candidates.ts'
import { mebibytes, number } from '../report/format.ts'
import { times } from '../rounds.ts'
import { withScenes } from '../scenes.ts'
import type { Outcome, RunOptions, Section } from '../section.ts'
import { median, quantile } from '../statistics.ts'
import { STORE_NAMES } from '../stores/location.ts'

/** People at once. */
const CROWD = 16

/** Milliseconds between two looks at the load process's event loop. */
const RESOLUTION = 1

/** Real passwords, many people: target 7. */
export const loadSection: Section = {
  name: 'load',
  about: `${CROWD} parallel sign-ins with argon2id: the token endpoint, and how busy the cores are`,
  on: ['sqlite', 'redis'],
  async run(options) {
    const outcomes = [await on('sqlite', options)]
    if (!options.quick) outcomes.push(await on('redis', options))
    return {
      tables: outcomes.flatMap(({ tables }) => tables),
      findings: outcomes.flatMap(({ findings }) => findings),
    }
  },
}

async function on(store: 'sqlite' | 'redis', { quick, say }: RunOptions): Promise<Outcome> {
  say(`load: ${store}`)
  const population = quick ? FEW : POPULATION
  const start = { ahead: [] }
  return withScenes(
    [() => openScene({ program: 'full', store, start, population })],
    async ([scene]) => {
      const { fly, servers } = signIn('sign-in', scene, SECOND_FACTOR)
      const agent = new Agent({ keepAlive: true, maxSockets: 64 })
      const run = async (flows: number, atOnce: number): Promise<Taken> => {
        const tokens: number[] = []
        const [began, before] = [performance.now(), cores()]
        await times(flows, atOnce, async () => {
          tokens.push((await fly(agent)).tokenTook)
        })
        const seconds = (performance.now() - began) / 1000
        return { tokens, busy: busyBetween(before, cores()), rate: flows / seconds }
      }
      await run(quick ? 10 : 200, 4)
      // In turn: whatever else disturbs the machine for a while disturbs both.
      const [few, many]: [Taken[], Taken[]] = [[], []]
      const late = monitorEventLoopDelay({ resolution: RESOLUTION })
      for (let round = 0; round < (quick ? 1 : 6); round += 1) {
        few.push(await run(quick ? 10 : 60, 1))
        late.enable()
        many.push(await run(quick ? 32 : 120, CROWD))
        late.disable()
      }
      agent.destroy()
      const [alone, crowded] = [together(few), together(many)]
      const lateness = Math.max(0, late.percentile(99) / 1e6 - RESOLUTION)
      const memory = mebibytes((await servers[0]?.ask('end'))?.rss ?? 0)
      const [one, beside] = [quantile(alone.tokens, 0.99), quantile(crowded.tokens, 0.99)]
      return {
        tables: [
          {
            title: `The token endpoint beside password hashes, on ${STORE_NAMES[store]}`,
            head: ['people in parallel', 'sign-ins per second', 'p50, ms', 'p99, ms', 'cores busy'],
            rows: [['1', alone] as const, [String(CROWD), crowded] as const].map(
              ([name, { tokens, busy, rate }]) => [
                name,
                number(rate),
                number(quantile(tokens, 0.5)),
                number(quantile(tokens, 0.99)),
                `${(busy * 100).toFixed(0)} %`,
              ],
            ),
            note: `The load process shares the cores with the server, and its own event loop was up to ${number(lateness)} ms late beside the crowd (p99), which counts as the token endpoint’s. Afterwards the server held ${memory}, its threads that hash included.`,
          },
        ],
        findings: [
          {
            target: 7,
            part: `p99, ${store}`,
            measured: `${number(beside)} ms ÷ ${number(one)} ms = ${(beside / one).toFixed(2)}×`,
            met: beside <= 3 * one,
          },
          {
            target: 7,
            part: `cores, ${store}`,
            measured: `${(crowded.busy * 100).toFixed(0)} % busy`,
            met: crowded.busy >= BUSY,
          },
        ],
      }
    },
  )
}

/** The share of all cores' time from which on they are all busy: some always passes between two tasks. */
const BUSY = 0.9

interface Taken {
  readonly tokens: readonly number[]
  /** The share of all cores' time, 0 to 1. */
  readonly busy: number
  /** Sign-ins per second. */
  readonly rate: number
}

/** Of several rounds: all their token requests, and what the middle one came to otherwise. */
const together = (rounds: readonly Taken[]): Taken => ({
  tokens: rounds.flatMap(({ tokens }) => tokens),
  busy: median(rounds.map(({ busy }) => busy)),
  rate: median(rounds.map(({ rate }) => rate)),
})

interface Cores {
  readonly idle: number
  readonly all: number
}

function cores(): Cores {
  const spent = cpus().map(({ times: of }) => of)
  const all = spent.reduce(
    (sum, { user, nice, sys, idle, irq }) => sum + user + nice + sys + idle + irq,
    0,
  )
  return { idle: spent.reduce((sum, { idle }) => sum + idle, 0), all }
}

const busyBetween = (before: Cores, after: Cores): number =>
  1 - (after.idle - before.idle) / Math.max(1, after.all - before.all)
