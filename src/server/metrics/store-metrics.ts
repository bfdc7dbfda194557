import { fieldOf } from '../../kernel/typing.ts'
import { Counter, Histogram, type Registry } from 'prom-client'
import { Fault } from '../../kernel/faults.ts'
import type { Store } from '../../stores/store.ts'

/** What is measured together: one series for each, not for each of a hundred methods. */
const PORTS = [
  'accounts',
  'authenticators',
  'attempts',
  'recoveryCodes',
  'passwordResets',
  'outbox',
  'logouts',
  'activity',
  'trustedBrowsers',
  'artefacts',
  'sealed',
  'clients',
] as const satisfies readonly (keyof Store)[]

const BUCKETS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5]

type Observe = (seconds: number, failed: boolean) => void

/**
 * The same store, and how long it takes to answer.
 *
 * @param kind what it is, as in `sqlite:` or `redis:`
 */
export function measureStore(registry: Registry, store: Store, kind: string): Store {
  const durations = new Histogram({
    name: 'oidc_step_up_store_operation_duration_seconds',
    help: 'How long the store took, by its kind and the port that was asked',
    labelNames: ['store', 'port'],
    buckets: BUCKETS,
    registers: [registry],
  })
  const failures = new Counter({
    name: 'oidc_step_up_store_failures_total',
    help: 'Operations that the store failed at',
    labelNames: ['store', 'port'],
    registers: [registry],
  })
  const observe = (port: string): Observe => {
    const labels = { store: kind, port }
    failures.inc(labels, 0)
    const duration = durations.labels(labels)
    const failure = failures.labels(labels)
    return (seconds, failed) => {
      duration.observe(seconds)
      if (failed) failure.inc()
    }
  }
  const measured: Partial<Record<keyof Store, unknown>> = {}
  for (const port of PORTS) measured[port] = timed(store[port], observe(snakeCase(port)))
  const toAdapter = observe('adapter')
  const { attemptCode } = store
  const unit = { store: kind, port: 'unit' }
  failures.inc(unit, 0)
  /** What is read ahead and written together fails for the request as a whole. */
  function toUnit(error: unknown): never {
    if (error instanceof Fault && error.code === 'store_unavailable') failures.inc(unit)
    throw error
  }
  return {
    ...store,
    ...timed({ check: () => store.check() }, observe('check')),
    within: (request, onLost, onOverflow) =>
      store.within(request, onLost, onOverflow).catch(toUnit),
    ...(attemptCode ? timed({ attemptCode }, observe('attempt_code')) : {}),
    ...(measured as Pick<Store, (typeof PORTS)[number]>),
    adapter: (model) => timed(store.adapter(model), toAdapter),
  }
}

const snakeCase = (name: string): string =>
  name.replaceAll(/[A-Z]/g, (draft) => `_${draft.toLowerCase()}`)

/** Whatever methods a port has or will have: what returns a promise is timed. */
function timed<Port extends object>(port: Port, observe: Observe): Port {
  const methods = new Map<PropertyKey, unknown>()
  return new Proxy(port, {
    get(target, name) {
      const member: unknown = fieldOf(target, name)
      if (typeof member !== 'function') return member
      const known = methods.get(name)
      if (known !== undefined) return known
      const method = (...values: readonly unknown[]): unknown => {
        const begun = performance.now()
        const result: unknown = Reflect.apply(member, target, values)
        if (result instanceof Promise) void observeEnd(result, begun, observe)
        return result
      }
      methods.set(name, method)
      return method
    },
  })
}

/** Beside whoever waits for the answer, and must be told what went wrong. */
async function observeEnd(
  answer: Promise<unknown>,
  begun: number,
  observe: Observe,
): Promise<void> {
  const failed = await answer.then(
    () => false,
    () => true,
  )
  observe((performance.now() - begun) / 1000, failed)
}
