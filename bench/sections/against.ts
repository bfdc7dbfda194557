import {
  FEW,
  POPULATION,
  SECOND_FACTOR,
  comeAgain,
  openScene,
  signIn,
  stepUp,
  type Scene,
} from '../candidates.ts'
import { ratio, spread } from '../report/format.ts'
import { measure } from '../rounds.ts'
import { withScenes } from '../scenes.ts'
import type { RunOptions } from '../section.ts'
import { ratioOf, spreadOf } from '../statistics.ts'
import { STORES, STORE_NAMES } from '../stores/location.ts'
import { knowsStore } from '../stores/open-store.ts'

/**
 * Whether a change is worth keeping: sign-ins by this checkout and by another, taking turns.
 *
 * @param root of the other one; it uses its own `node_modules`, or those of a folder above
 */
export async function compareWith(root: string, { quick, say }: RunOptions): Promise<void> {
  for (const store of STORES) {
    if (!knowsStore(store, root)) {
      say(`${store}: the other checkout has no store on ${STORE_NAMES[store]}`)
      continue
    }
    const population = quick ? FEW : POPULATION
    const open =
      (of?: string, options: Readonly<Record<string, unknown>> = {}) =>
      (): Promise<Scene> =>
        openScene({ program: 'full', store, population, options, start: { root: of } })
    const late = { secondFactorWhenEnrolled: false }
    await withScenes(
      [open(root), open(), open(root, late), open(undefined, late)],
      async ([before, after, lateBefore, lateAfter]) => {
        const pairs = ['password and code', 'no prompt', 'step-up']
        const taken = await measure(
          [
            signIn('password and code, before', before, SECOND_FACTOR),
            signIn('password and code, after', after, SECOND_FACTOR),
            comeAgain('no prompt, before', before, SECOND_FACTOR),
            comeAgain('no prompt, after', after, SECOND_FACTOR),
            stepUp('step-up, before', lateBefore),
            stepUp('step-up, after', lateAfter),
          ],
          quick ? { rounds: 3, flows: 20, warmUp: 30 } : { rounds: 24, flows: 30, warmUp: 200 },
        )
        const of = (name: string) => (taken.get(name) ?? []).map(({ processor }) => processor)
        for (const name of pairs) {
          const [earlier, later] = [of(`${name}, before`), of(`${name}, after`)]
          const [was, is] = [spread(spreadOf(earlier)), spread(spreadOf(later))]
          say(`${store}, ${name}: ${was} ms → ${is} ms, ${ratio(ratioOf(later, earlier))}`)
        }
      },
    )
  }
}
