import { availableParallelism } from 'node:os'
import { FEW, SECOND_FACTOR, openScene, signIn, type Scene } from '../candidates.ts'
import { number, ratio, spread } from '../report/format.ts'
import { measure } from '../rounds.ts'
import { withScenes } from '../scenes.ts'
import type { Outcome, RunOptions, Section } from '../section.ts'
import { processTimes } from '../servers/process-times.ts'
import type { Population } from '../stores/people.ts'
import { median, ratioOf, spreadOf } from '../statistics.ts'

/** Several processes on one Redis: target 8. */
export const nodesSection: Section = {
  name: 'nodes',
  about: 'three nodes on one Redis against one, and two workers against one',
  async run(options) {
    const outcomes = [await nodes(options), ...(options.quick ? [] : [await workers(options)])]
    return {
      tables: outcomes.flatMap(({ tables }) => tables),
      findings: outcomes.flatMap(({ findings }) => findings),
    }
  },
}

/** At one node, at once. */
const PEOPLE = 8
/** For all the sign-ins there are, so that nobody comes twice however quick the machine is. */
const ENOUGH: Population = { accounts: 4500, devices: 1, people: 4400 }

async function nodes({ quick, say }: RunOptions): Promise<Outcome> {
  say('nodes')
  const population = quick ? FEW : ENOUGH
  return withScenes(
    [
      () => openScene({ program: 'full', store: 'redis', population }),
      () => openScene({ program: 'full', store: 'redis', nodes: 3, population }),
    ],
    async ([one, three]) => {
      // A server that has more to do at once takes less for each: it wakes up less often and sends its
      // Redis commands in larger bundles. Nodes are compared that are as busy, and the same few people too.
      const candidates = [
        { ...signIn('one node', one, SECOND_FACTOR), atOnce: PEOPLE },
        { ...signIn('three nodes', three, SECOND_FACTOR), atOnce: 3 * PEOPLE },
        { ...signIn('three nodes, the same people', three, SECOND_FACTOR), atOnce: PEOPLE },
      ]
      const rounds = quick
        ? { rounds: 2, flows: 8, warmUp: 8 }
        : { rounds: 16, flows: 60, warmUp: 300 }
      const taken = await measure(candidates, rounds)
      const of = (name: string) => (taken.get(name) ?? []).map(({ processor }) => processor)
      const against = (name: string) => ratioOf(of(name), of('one node'))
      const found = against('three nodes')
      return {
        tables: [
          {
            title: 'One node and three on one Redis',
            head: ['candidate', 'people in parallel', 'processor, ms', 'ratio', 'waited, ms'],
            rows: candidates.map(({ name, atOnce }) => [
              name,
              String(atOnce),
              spread(spreadOf(of(name))),
              name === 'one node' ? '1' : ratio(against(name)),
              number(median((taken.get(name) ?? []).map(({ waited }) => waited))),
            ]),
            note: 'Each request goes to the next node, as behind a proxy that keeps nobody at one.',
          },
        ],
        findings: [
          {
            target: 8,
            part: 'three nodes',
            measured: `${ratio(found)} with as many people at each node; ${ratio(against('three nodes, the same people'))} with one node’s people divided among three`,
            met: found.median <= 1.1,
          },
        ],
      }
    },
  )
}

/** At one worker, at once. */
const CROWD = 16

/** Cores that two workers and the load process need. */
const CORES = 4

/**
 * Where there are too few cores for it the throughput tells nothing. What can be told is how far the work
 * is divided: by the processor time, for one sign-in, of the busiest process there is. With a core for
 * each process that one is what bounds them all.
 */
async function workers({ say }: RunOptions): Promise<Outcome> {
  say('workers')
  return withScenes([withWorkers(1), withWorkers(2)], async ([one, two]) => {
    const candidates = [
      { ...signIn('one worker', one, SECOND_FACTOR), processes: () => processesOf(one) },
      {
        ...signIn('two workers', two, SECOND_FACTOR),
        processes: () => processesOf(two),
        atOnce: 2 * CROWD,
      },
    ]
    const rounds = { rounds: 12, flows: 100, warmUp: 800, atOnce: CROWD }
    const taken = await measure(candidates, rounds)
    const rates = (name: string) => (taken.get(name) ?? []).map(({ elapsed }) => 1000 / elapsed)
    const busiest = (name: string) => (taken.get(name) ?? []).map((round) => round.busiest)
    const throughput = ratioOf(rates('two workers'), rates('one worker'))
    const split = ratioOf(busiest('one worker'), busiest('two workers'))
    const cores = availableParallelism()
    const allowed = cores >= CORES
    return {
      tables: [
        {
          title: 'One worker and two',
          head: ['candidate', 'sign-ins per second', 'ratio', 'busiest process, ms', 'ratio'],
          rows: candidates.map(({ name }) => [
            name,
            spread(spreadOf(rates(name))),
            name === 'one worker' ? '1' : ratio(throughput),
            spread(spreadOf(busiest(name))),
            name === 'one worker' ? '1' : ratio(split),
          ]),
          note: `${CROWD} people in parallel for each worker. The load process takes a core, so the throughput shows what two workers are worth on ${CORES} cores or more. On fewer it is the processor time that the busiest process takes for one sign-in: it bounds what all of them do together where each has a core.`,
        },
      ],
      findings: [
        {
          target: 8,
          part: 'two workers',
          measured: allowed
            ? `${ratio(throughput)} the sign-ins per second`
            : `${ratio(split)} by the busiest process’s time for a sign-in; ${ratio(throughput)} the sign-ins per second on ${cores} cores that they share with the load process and Redis`,
          met: (allowed ? throughput : split).median >= 1.7,
        },
      ],
    }
  })
}

const withWorkers = (count: number) => (): Promise<Scene> =>
  openScene({ program: 'full', store: 'redis', workers: count })

const processesOf = ({ servers }: Scene): ReadonlyMap<number, number> =>
  new Map(servers.flatMap(({ pid }) => [...processTimes(pid)]))
