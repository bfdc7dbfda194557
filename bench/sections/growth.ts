import { SECOND_FACTOR, openConsole, openScene, signIn, type Scene } from '../candidates.ts'
import { ratio, spread } from '../report/format.ts'
import { measure, type Candidate } from '../rounds.ts'
import { withScenes } from '../scenes.ts'
import type { Finding, Outcome, RunOptions, Section } from '../section.ts'
import { ratioOf, spreadOf } from '../statistics.ts'
import { STORES, STORE_NAMES, type Kept } from '../stores/location.ts'

/** The console's pages that read the store. */
const PAGES = [
  '/account',
  '/account/sessions',
  '/account/activity',
  '/account/applications',
] as const

/** Whether anything gets dearer with the number of accounts: target 6. */
export const growthSection: Section = {
  name: 'growth',
  about: 'a sign-in and the console’s pages among 1,000 accounts and among 1,000,000',
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
  const most = quick ? 10_000 : 1_000_000
  const began = performance.now()
  const open = (accounts: number) => async (): Promise<Scene> => {
    const people = Math.min(accounts - 1, 2400)
    const scene = await openScene({
      program: 'full',
      store,
      population: { accounts, devices: 3, people },
    })
    say(
      `growth: ${store}: ${accounts} accounts after ${((performance.now() - began) / 1000).toFixed(0)} s`,
    )
    return scene
  }
  return withScenes([open(1000), open(most)], async ([few, many]) => {
    const pairs = [
      { name: 'sign-in', of: (scene: Scene, name: string) => signIn(name, scene, SECOND_FACTOR) },
      ...PAGES.map((page) => ({
        name: page as string,
        of: (scene: Scene, name: string) => openConsole(name, scene, page),
      })),
    ]
    const candidates: Candidate[] = pairs.flatMap(({ name, of }) => [
      of(few, `${name}, few`),
      of(many, `${name}, many`),
    ])
    const taken = await measure(
      candidates,
      quick ? { rounds: 3, flows: 20, warmUp: 20 } : { rounds: 24, flows: 40, warmUp: 200 },
    )
    const processorOf = (name: string) => (taken.get(name) ?? []).map(({ processor }) => processor)
    const compared = pairs.map(({ name }) => {
      const [less, more] = [processorOf(`${name}, few`), processorOf(`${name}, many`)]
      return { name, less, more, found: ratioOf(more, less) }
    })
    const findings: Finding[] = compared.map(({ name, found }) => ({
      target: 6,
      part: `${name}, ${store}`,
      measured: ratio(found),
      met: found.median <= 1.1,
    }))
    return {
      findings,
      tables: [
        {
          title: `Growth on ${STORE_NAMES[store]}`,
          head: ['', 'among 1,000, ms', `among ${most.toLocaleString('en')}, ms`, 'ratio'],
          rows: compared.map(({ name, less, more, found }) => [
            name,
            spread(spreadOf(less)),
            spread(spreadOf(more)),
            ratio(found),
          ]),
          note: 'Three devices each; all devices’ secrets are opened to check a code.',
        },
      ],
    }
  })
}
