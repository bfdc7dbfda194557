import {
  FEW,
  POPULATION,
  SECOND_FACTOR,
  comeAgain,
  openScene,
  signIn,
  stepUp,
  type Scene,
  type SceneOptions,
} from '../candidates.ts'
import { mebibytes, number, ratio, spread } from '../report/format.ts'
import { measure, type Candidate, type Round, type Rounds } from '../rounds.ts'
import { withScenes } from '../scenes.ts'
import type { Bar, Finding, Outcome, RunOptions, Section, Table } from '../section.ts'
import { median, ratioOf, spreadOf, type Spread } from '../statistics.ts'
import { STORES, type StoreKind } from '../stores/location.ts'

const FULL: Rounds = { rounds: 20, flows: 40, warmUp: 500 }
const QUICK: Rounds = { rounds: 2, flows: 8, warmUp: 8 }

/** What each candidate is compared with, and how often it may take what that takes. */
interface Comparison {
  readonly name: string
  readonly baseline: string
  readonly target?: number
  readonly limit?: number
}

const ONE = 'bare: one prompt'
const AGAIN = 'bare: no prompt'

const COMPARISONS: readonly Comparison[] = [
  { name: 'bare: two prompts', baseline: ONE },
  { name: 'password and code', baseline: ONE, target: 1, limit: 1 },
  { name: 'password and code on one page', baseline: ONE },
  { name: 'step-up', baseline: ONE, target: 2, limit: 0.6 },
  { name: 'no prompt', baseline: AGAIN, target: 3, limit: 1.1 },
]

/** Whole sign-ins: targets 1 to 3. */
export const signInSection: Section = {
  name: 'sign-in',
  about: 'processor time of whole sign-ins, against bare oidc-provider on the same store',
  takes: ['postgres'],
  on: STORES,
  async run(options) {
    const outcomes: Outcome[] = options.quick ? [] : [await onMemory(options)]
    for (const store of STORES) outcomes.push(await on(store, options))
    return {
      tables: outcomes.flatMap(({ tables }) => tables),
      findings: outcomes.flatMap(({ findings }) => findings),
      bars: outcomes.flatMap(({ bars = [] }) => bars),
    }
  },
}

/** The baselines alone: nothing of ours is kept in memory. */
async function onMemory({ quick, say }: RunOptions): Promise<Outcome> {
  say('sign-in: memory')
  return withScenes(
    [
      () => openScene({ program: 'bare', store: 'memory' }),
      () => openScene({ program: 'bare', store: 'memory', prompts: 'two' }),
    ],
    async ([one, two]) => {
      const candidates = [signIn(ONE, one), signIn('bare: two prompts', two), comeAgain(AGAIN, one)]
      const taken = await measure(candidates, quick ? QUICK : FULL)
      return { tables: [await tableOf('memory', candidates, taken)], findings: [] }
    },
  )
}

/** Servers, and what is measured at them. */
interface Setting {
  readonly open: Partial<SceneOptions> & Pick<SceneOptions, 'program'>
  /** Where little is measured it is left out: most of the time goes by while servers start. */
  readonly slow?: true
  readonly fly: (scene: Scene) => readonly Candidate[]
}

const SETTINGS: readonly Setting[] = [
  {
    open: { program: 'bare' },
    fly: (scene) => [signIn(ONE, scene), comeAgain(AGAIN, scene)],
  },
  {
    open: { program: 'bare', prompts: 'two' },
    slow: true,
    fly: (scene) => [signIn('bare: two prompts', scene)],
  },
  {
    open: { program: 'full' },
    fly: (scene) => [
      signIn('password and code', scene, SECOND_FACTOR),
      comeAgain('no prompt', scene, SECOND_FACTOR),
    ],
  },
  {
    open: { program: 'full', options: { signInPage: 'email-first-with-code' } },
    slow: true,
    fly: (scene) => [signIn('password and code on one page', scene, SECOND_FACTOR)],
  },
  {
    open: { program: 'full', options: { secondFactorWhenEnrolled: false } },
    fly: (scene) => [stepUp('step-up', scene)],
  },
]

async function on(store: StoreKind, { quick, say }: RunOptions): Promise<Outcome> {
  say(`sign-in: ${store}`)
  const population = quick ? FEW : POPULATION
  const settings = SETTINGS.filter(({ slow }) => !(quick && slow))
  return withScenes(
    settings.map(
      ({ open }) =>
        () =>
          openScene({ store, population, ...open }),
    ),
    async (scenes) => {
      const candidates = settings.flatMap(({ fly }, place) => {
        const scene = scenes[place]
        return scene ? fly(scene) : []
      })
      const taken = await measure(candidates, quick ? QUICK : FULL)
      const compared = COMPARISONS.filter(({ name }) => taken.has(name)).map((comparison) => ({
        ...comparison,
        ratio: ratioIn(taken, comparison),
      }))
      const bars: Bar[] = compared.map(({ name, ratio: { median: at, low, high } }) => ({
        name,
        group: store,
        ratio: at,
        low,
        high,
      }))
      const findings: Finding[] = compared.flatMap(({ target, limit, ratio: found }) =>
        target === undefined || limit === undefined
          ? []
          : [{ target, part: store, measured: ratio(found), met: found.median <= limit }],
      )
      return { tables: [await tableOf(store, candidates, taken)], findings, bars }
    },
  )
}

const processorOf = (taken: ReadonlyMap<string, readonly Round[]>, name: string): number[] =>
  (taken.get(name) ?? []).map(({ processor }) => processor)

const ratioIn = (
  taken: ReadonlyMap<string, readonly Round[]>,
  { name, baseline }: Comparison,
): Spread => ratioOf(processorOf(taken, name), processorOf(taken, baseline))

async function tableOf(
  store: StoreKind,
  candidates: readonly Candidate[],
  taken: ReadonlyMap<string, readonly Round[]>,
): Promise<Table> {
  const rows = candidates.map(async ({ name, servers }) => {
    const rounds = taken.get(name) ?? []
    const comparison = COMPARISONS.find((one) => one.name === name)
    const compared = comparison && taken.has(comparison.baseline) && ratioIn(taken, comparison)
    const [server] = servers
    const usage = await server?.ask('rest')
    return [
      name,
      number(median(rounds.map(({ requests }) => requests))),
      spread(spreadOf(processorOf(taken, name))),
      compared ? ratio(compared) : '1',
      number(median(rounds.map(({ waited }) => waited))),
      number(median(rounds.map(({ delay }) => delay))),
      usage ? `${mebibytes(usage.rss)}, ${mebibytes(usage.heap)}` : '',
    ]
  })
  return {
    title: `Sign-ins on ${NAMES[store]}`,
    head: [
      'candidate',
      'requests',
      'processor, ms',
      'ratio',
      'waited, ms',
      'loop late p99, ms',
      'RSS, heap',
    ],
    rows: await Promise.all(rows),
  }
}

const NAMES = {
  memory: 'oidc-provider’s own store in memory',
  sqlite: 'SQLite (WAL, synchronous=FULL)',
  redis: 'Redis (appendonly yes)',
  postgres: 'PostgreSQL (fsync=on, synchronous_commit=on)',
} as const satisfies Record<StoreKind, string>
