import { Counter, type Registry } from 'prom-client'
import type { Ladder } from '../../assurance/index.ts'
import { count, COUNTERS, type Count } from '../../audit/counters.ts'
import type { StepUpEvent } from '../../audit/events.ts'
import { ROWS } from '../../audit/record.ts'

/** A class that is not known when the event is told, or not one of the ladder's. */
const UNDECIDED = 'undecided'

/**
 * What happens, counted. The audit trail's events are the one source, so that a graph and the trail never
 * tell two stories.
 *
 * @returns counts an event
 */
export function createEventMetrics(
  registry: Registry,
  ladder: Ladder,
): (event: StepUpEvent) => void {
  const counters: Partial<Record<string, Counter>> = {}
  for (const [each, { help, labels }] of Object.entries(COUNTERS)) {
    const [name, labelNames] = [`oidc_step_up_${each}_total`, Object.keys(labels)]
    const counter = new Counter({ name, help, labelNames, registers: [registry] })
    for (const set of combinationsOf(labels)) counter.inc(set, 0)
    counters[each] = counter
  }

  /** Whichever alias it was asked for by: one class is one line in a graph. */
  const classOf = (acr: string | undefined): string =>
    (acr === undefined ? undefined : ladder.find(acr)?.name) ?? UNDECIDED

  function move({ name, labels, by }: Count): void {
    const acr = 'acr' in labels ? { acr: classOf(labels['acr']) } : {}
    counters[name]?.inc({ ...labels, ...acr }, by)
  }

  for (const name of ['sign_ins', 'step_ups'] as const) {
    for (const { name: acr } of ladder.classes) move(count(name, { outcome: 'completed', acr }, 0))
    move(count(name, { outcome: 'declined', acr: undefined }, 0))
  }

  return (event) => {
    const { type } = event
    move(count('events', { type }))
    ROWS[type].counts?.(event).forEach(move)
  }
}

/** Each choice of a value for every label; where there are no labels, one without. */
const combinationsOf = (labels: Readonly<Record<string, readonly string[]>>) =>
  Object.entries(labels).reduce<Record<string, string>[]>(
    (sets, [label, values]) =>
      sets.flatMap((set) => values.map((value) => ({ ...set, [label]: value }))),
    [{}],
  )
