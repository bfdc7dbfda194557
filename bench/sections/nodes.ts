import { FEW, POPULATION, SECOND_FACTOR, openScene, signIn } from '../candidates.ts'
import { number, ratio, spread } from '../report/format.ts'
import { measure } from '../rounds.ts'
import { withScenes } from '../scenes.ts'
import type { Section } from '../section.ts'
import { median, ratioOf, spreadOf } from '../statistics.ts'

/** Several processes on one Redis: target 8. */
export const nodesSection: Section = {
  name: 'nodes',
  about: 'three nodes on one Redis against one, by processor time',
  async run({ quick, say }) {
    say('nodes')
    const population = quick ? FEW : POPULATION
    return withScenes(
      [
        () => openScene({ program: 'full', store: 'redis', population }),
        () => openScene({ program: 'full', store: 'redis', nodes: 3, population }),
      ],
      async ([one, three]) => {
        const candidates = [
          signIn('one node', one, SECOND_FACTOR),
          signIn('three nodes', three, SECOND_FACTOR),
        ]
        // Each node has to be as warm as the one is.
        const rounds = quick
          ? { rounds: 2, flows: 12, warmUp: 30 }
          : { rounds: 16, flows: 60, warmUp: 600 }
        const taken = await measure(candidates, rounds)
        const of = (name: string) => (taken.get(name) ?? []).map(({ processor }) => processor)
        const found = ratioOf(of('three nodes'), of('one node'))
        return {
          tables: [
            {
              title: 'One node and three on one Redis',
              head: ['candidate', 'processor, ms', 'ratio', 'waited, ms'],
              rows: candidates.map(({ name }) => [
                name,
                spread(spreadOf(of(name))),
                name === 'one node' ? '1' : ratio(found),
                number(median((taken.get(name) ?? []).map(({ waited }) => waited))),
              ]),
              note: 'Each request goes to the next node, as behind a proxy that keeps nobody at one.',
            },
          ],
          findings: [
            { target: 8, part: 'three nodes', measured: ratio(found), met: found.median <= 1.1 },
          ],
        }
      },
    )
  },
}
