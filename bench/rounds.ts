import { Agent } from 'node:http'
import { busiestBetween } from './servers/process-times.ts'
import type { Usage } from './servers/probe.ts'
import type { ServerProcess } from './servers/start.ts'

/** One thing that is measured, against others. */
export interface Candidate {
  readonly name: string
  /** Whose processor time it takes. */
  readonly servers: readonly ServerProcess[]
  /** What each of its processes has used so far: asked where one server is several of them. */
  readonly processes?: () => ReadonlyMap<number, number>
  /** People at once, where it is not as many as for the others. */
  readonly atOnce?: number
  /** What has to stand before the flows of a round, and is not measured. */
  readonly prepare?: (flows: number, agent: Agent) => Promise<void>
  readonly fly: (agent: Agent) => Promise<{ readonly requests: number; readonly tokenTook: number }>
}

/** What one candidate took in one round, per flow. */
export interface Round {
  /** Milliseconds of the servers' processor, all threads. */
  readonly processor: number
  /** The same of the process that took most, where the candidate tells of its processes; 0 elsewhere. */
  readonly busiest: number
  /** Milliseconds that a person waits for the servers, from the first request to the last. */
  readonly waited: number
  /** Milliseconds from the beginning of one flow to that of the next: what a crowd sees. */
  readonly elapsed: number
  readonly requests: number
  /** Milliseconds by which the event loop was late, in 99 % of all cases. */
  readonly delay: number
}

export interface Rounds {
  readonly rounds: number
  readonly flows: number
  /** Flows by each server before anything is measured: the program is compiled as it runs. */
  readonly warmUp: number
  /** @default 4 */
  readonly atOnce?: number
}

/** People at once, unless told otherwise: some, so that a server has neither nothing to do nor a queue. */
const AT_ONCE = 4

/** Lets the candidates run in turn, round after round: the first begins one round, the last the next. */
export async function measure(
  candidates: readonly Candidate[],
  { rounds, flows, warmUp, atOnce = AT_ONCE }: Rounds,
): Promise<ReadonlyMap<string, readonly Round[]>> {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 })
  const taken = new Map<string, Round[]>(candidates.map(({ name }) => [name, []]))
  for (const candidate of candidates) {
    await runRound(candidate, warmUp * candidate.servers.length, atOnce, agent)
  }
  for (let round = 0; round < rounds; round += 1) {
    const order = round % 2 === 0 ? candidates : candidates.toReversed()
    for (const candidate of order) {
      taken.get(candidate.name)?.push(await runRound(candidate, flows, atOnce, agent))
    }
  }
  agent.destroy()
  return taken
}

async function runRound(
  { servers, processes, prepare, fly, ...own }: Candidate,
  flows: number,
  usual: number,
  agent: Agent,
): Promise<Round> {
  const atOnce = own.atOnce ?? usual
  // What has waited since the round before may be closed by its server at any moment.
  agent.destroy()
  await prepare?.(flows, agent)
  const before = await askAll(servers, 'begin')
  const apart = processes?.() ?? new Map<number, number>()
  let [waited, requests] = [0, 0]
  const started = performance.now()
  await times(flows, atOnce, async () => {
    const began = performance.now()
    const flown = await fly(agent)
    requests += flown.requests
    waited += performance.now() - began
  })
  const elapsed = (performance.now() - started) / flows
  const busiest = busiestBetween(apart, processes?.() ?? apart)
  const after = await askAll(servers, 'end')
  return {
    processor: (processorOf(after) - processorOf(before)) / 1000 / flows,
    busiest: busiest / flows,
    waited: waited / flows,
    elapsed,
    requests: requests / flows,
    delay: Math.max(...after.map(({ delay }) => delay.p99)),
  }
}

const processorOf = (usages: readonly Usage[]): number =>
  usages.reduce((all, { processor }) => all + processor, 0)

const askAll = (servers: readonly ServerProcess[], question: 'begin' | 'end') =>
  Promise.all(servers.map((server) => server.ask(question)))

/** Does something so many times, some at once. */
export async function times(
  count: number,
  atOnce: number,
  work: () => Promise<unknown>,
): Promise<void> {
  let left = count
  const worker = async (): Promise<void> => {
    while (left > 0) {
      left -= 1
      await work()
    }
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, count) }, worker))
}
