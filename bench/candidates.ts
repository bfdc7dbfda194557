import type { Agent } from 'node:http'
import { createTotpSecret } from '../src/methods/totp/key-uri.ts'
import { claimPort } from '../test/support/claimed-port.ts'
import { flow, type Answers, type Flown } from './load/flow.ts'
import { Crowd, answersOf, type Person } from './load/people.ts'
import { Visitor } from './load/visitor.ts'
import { times, type Candidate } from './rounds.ts'
import { createKeys, settingsFor, writeSettings } from './servers/settings.ts'
import { startServer, type ServerProcess, type Start } from './servers/start.ts'
import { openLocation, type Location, type StoreKind } from './stores/location.ts'
import { populate, type Population } from './stores/people.ts'

/** One server, or several nodes on one store, with the people who sign in there. */
export interface Scene {
  readonly issuer: string
  readonly servers: readonly ServerProcess[]
  readonly location: Location
  /** A browser that nobody has used. */
  readonly visitor: (agent: Agent) => Visitor
  readonly crowd: Crowd
  close(): Promise<void>
}

export interface SceneOptions {
  readonly program: 'full' | 'bare'
  readonly store: StoreKind
  /** Of a bare provider. @default 'one' */
  readonly prompts?: 'one' | 'two'
  /** Of ours, beside the defaults of production. */
  readonly options?: Readonly<Record<string, unknown>>
  readonly population?: Population
  /** @default 1 */
  readonly nodes?: number
  /** Processes of each node. @default 1 */
  readonly workers?: number
  readonly start?: Pick<Start, 'ahead' | 'flags' | 'root'>
  /** In the place of the store that the servers are told: one that counts, before it. */
  readonly front?: (location: Location) => Promise<string>
}

/** Enough that nobody comes twice within a time step. */
export const POPULATION: Population = { accounts: 2500, devices: 1, people: 2400 }

/** Enough for few rounds. */
export const FEW: Population = { accounts: 300, devices: 1, people: 280 }

/** Without the hash of the password, which no bare provider computes. */
const START: Pick<Start, 'ahead'> = { ahead: ['without-hash.js'] }

export async function openScene(scene: SceneOptions): Promise<Scene> {
  const { program, store, prompts = 'one', options, nodes = 1, workers = 1, front } = scene
  const start = { ...START, ...scene.start }
  const location = await openLocation(store)
  const keys = createKeys()
  const people =
    program === 'full'
      ? await populate(location, keys, scene.population ?? POPULATION, start.root)
      : nobodies()
  const ports = await Promise.all(Array.from({ length: nodes }, claimPort))
  const [first = 0] = ports
  const where = front ? await front(location) : location.store
  const settings = { ...settingsFor(first, where ?? '', keys, { workers, ...options }) }
  const servers = await Promise.all(
    ports.map(async (port) => {
      const metrics = { host: '127.0.0.1', port: await claimPort() }
      const file = writeSettings(location.folder, { metrics, ...settings, port })
      const task = JSON.stringify({ settings: file, prompts, store: where })
      const args = program === 'full' ? ['--config', file, 'serve'] : [task]
      const ahead =
        program === 'full' ? start.ahead : start.ahead?.filter((it) => it === 'counting.js')
      const { folder } = location
      return startServer({
        program,
        port,
        folder,
        workers,
        ...start,
        args,
        ...(ahead ? { ahead } : {}),
      })
    }),
  )
  return {
    issuer: settings.issuer,
    servers,
    location,
    visitor: (agent) => new Visitor(agent, ports),
    crowd: new Crowd(people),
    async close() {
      await Promise.all(servers.map((server) => server.close()))
      await location.close()
    },
  }
}

/** A bare provider believes anybody. */
const nobodies = (): readonly Person[] =>
  Array.from({ length: POPULATION.people }, (_, place) => ({
    login: `nobody-${place}`,
    secret: createTotpSecret('SHA1'),
  }))

export const SECOND_FACTOR = 'urn:step-up:2fa'

/** A complete sign-in in a new browser: with the password alone, or with all that is asked. */
export function signIn(name: string, scene: Scene, acr?: string): Candidate {
  return {
    name,
    servers: scene.servers,
    async fly(agent) {
      const flown = await flow(scene.issuer, scene.visitor(agent), answersOf(scene.crowd.next()))
      return expectAcr(flown, acr)
    },
  }
}

/** An application that somebody comes to who is signed in already. */
export function comeAgain(name: string, scene: Scene, acr?: string): Candidate {
  const browsers = signedIn(scene)
  return {
    name,
    servers: scene.servers,
    prepare: (_flows, agent) => browsers.prepare(agent),
    fly: async () => expectAcr(await flow(scene.issuer, browsers.next(), {}), acr),
  }
}

/** A code in a session that has proved the password. Takes `secondFactorWhenEnrolled: false`. */
export function stepUp(name: string, scene: Scene): Candidate {
  const waiting: { readonly visitor: Visitor; readonly answers: Answers }[] = []
  return {
    name,
    servers: scene.servers,
    async prepare(flows, agent) {
      await times(flows, 4, async () => {
        const visitor = scene.visitor(agent)
        const answers = answersOf(scene.crowd.next())
        await flow(scene.issuer, visitor, answers)
        waiting.push({ visitor, answers })
      })
    },
    async fly() {
      const next = waiting.shift()
      if (!next) throw new Error('nobody waits for a step-up')
      const parameters = { acr_values: SECOND_FACTOR }
      return expectAcr(
        await flow(scene.issuer, next.visitor, next.answers, parameters),
        SECOND_FACTOR,
      )
    },
  }
}

/** What was measured is what was meant. */
function expectAcr(flown: Flown, acr: string | undefined): Flown {
  if (acr === undefined || flown.claims['acr'] === acr) return flown
  throw new Error(`a flow came to ${JSON.stringify(flown.claims)}`)
}

/** A page of the account console, in a session that has proved everything. */
export function openConsole(name: string, scene: Scene, page: string): Candidate {
  const browsers = signedIn(scene)
  return {
    name,
    servers: scene.servers,
    prepare: (_flows, agent) => browsers.prepare(agent),
    async fly() {
      const { status, took } = await browsers.next().send(`${scene.issuer}${page}`)
      if (status !== 200) throw new Error(`${page} says ${status}`)
      return { requests: 1, tokenTook: took }
    },
  }
}

/** Browsers in which somebody has signed in, more than are at work at once. */
const SIGNED_IN = 8

function signedIn(scene: Scene) {
  const visitors: Visitor[] = []
  let turn = 0
  return {
    async prepare(agent: Agent): Promise<void> {
      while (visitors.length < SIGNED_IN) {
        const visitor = scene.visitor(agent)
        await flow(scene.issuer, visitor, answersOf(scene.crowd.next()))
        visitors.push(visitor)
      }
    },
    next(): Visitor {
      turn += 1
      const visitor = visitors[turn % visitors.length]
      if (!visitor) throw new Error('nobody has signed in')
      return visitor
    },
  }
}
