import type { Context } from 'koa'
import type { Provider } from 'oidc-provider'
import {
  Counter,
  Registry,
  type MetricObjectWithValues,
  type MetricValue,
  collectDefaultMetrics,
} from 'prom-client'
import type { StepUpEvent } from '../../audit/events.ts'
import { Fault } from '../../kernel/faults.ts'
import type { MailReport } from '../../mail/index.ts'
import type { Store } from '../../stores/store.ts'
import { addressesOf } from '../addresses.ts'
import type { Configuration } from '../config/configuration.ts'
import { ladderOf } from '../config/consistency.ts'
import { createEventMetrics } from './event-metrics.ts'
import { createHeldMetrics, type HeldMetrics } from './held-metrics.ts'
import { createProviderMetrics } from './provider-metrics.ts'
import { createRequestMetrics } from './request-metrics.ts'
import { registerBuild, registerState, type StateSources } from './state-metrics.ts'
import { measureStore } from './store-metrics.ts'
import { measureVerifications, type Verifiers } from './verification-metrics.ts'

/** Metrics as values: what one process hands to another that adds them up. */
export type MetricValues = readonly MetricObjectWithValues<MetricValue<string>>[]

/**
 * What is measured of one server, in a registry of its own: several servers in one process do not count
 * for each other. Nothing here names a person, an account, a client or an address.
 */
export interface Metrics extends HeldMetrics {
  readonly registry: Registry
  /** Counts an event of the audit trail. */
  onEvent(event: StepUpEvent): void
  /** Counts an answer, which took so many seconds. */
  onAnswer(ctx: Context, seconds: number): void
  /** Counts what went wrong in answering. */
  onFailure(error: unknown): void
  /** Counts what became of a mail. */
  onMail(report: MailReport): void
  /** Counts sign-ins that nobody had answered and that were dropped for others. */
  onDropped(count: number): void
  /** Counts a logout token that a relying party did not take. */
  onLogoutFailure(): void
  /** The same store, whose answers are timed. Call it once. */
  store(store: Store): Store
  /** The same checks of passwords and codes, timed. Call it once. */
  verifiers<Parts extends Verifiers>(parts: Parts): Parts
  /** Listens to what the library tells. Call it once for each provider. */
  provider(provider: Provider): void
  /** Asks these at each scrape. Call it once. */
  state(sources: StateSources): void
  /** All of it, the process's own included, in Prometheus' text format. */
  text(): Promise<string>
  /** The same as values. */
  values(): Promise<MetricValues>
}

export function createMetrics(configuration: Configuration): Metrics {
  const { kind } = configuration.store
  const registry = new Registry()
  registerBuild(registry, kind)
  const faults = new Counter({
    name: 'oidc_step_up_faults_total',
    help: 'Requests that were answered with an error of the server, by what was out of order',
    labelNames: ['code'],
    registers: [registry],
  })
  for (const code of ['store_unavailable', 'secret_unreadable', 'overloaded', 'internal']) {
    faults.inc({ code }, 0)
  }
  const mails = new Counter({
    name: 'oidc_step_up_mails_total',
    help: 'Attempts to send a mail, by what came of them',
    labelNames: ['outcome'],
    registers: [registry],
  })
  for (const outcome of ['sent', 'failed', 'overdue', 'refused', 'expired', 'outbox_unavailable']) {
    mails.inc({ outcome }, 0)
  }
  const logouts = new Counter({
    name: 'oidc_step_up_logout_token_failures_total',
    help: 'Logout tokens that a relying party did not take',
    registers: [registry],
  })
  const dropped = new Counter({
    name: 'oidc_step_up_interactions_dropped_total',
    help: 'Sign-ins that nobody had answered and that were dropped, because there were too many',
    registers: [registry],
  })
  return {
    ...createHeldMetrics(registry),
    registry,
    onEvent: createEventMetrics(registry, ladderOf(configuration)),
    onAnswer: createRequestMetrics(registry, addressesOf(configuration.issuer).base),
    onFailure: (error) => faults.inc({ code: error instanceof Fault ? error.code : 'internal' }),
    onMail(report) {
      const overdue = report.outcome === 'failed' && report.overdue
      mails.inc({ outcome: overdue ? 'overdue' : report.outcome })
    },
    onDropped: (count) => dropped.inc(count),
    onLogoutFailure: () => logouts.inc(),
    store: (store) => measureStore(registry, store, kind),
    verifiers: (parts) => measureVerifications(registry, parts),
    provider: createProviderMetrics(registry),
    state: (sources) => registerState(registry, sources),
    async text() {
      const [own, process] = await Promise.all([registry.metrics(), processMetrics().metrics()])
      return `${own}\n${process}`
    },
    async values() {
      const registries = [registry, processMetrics()]
      return (await Promise.all(registries.map((each) => each.getMetricsAsJSON()))).flat()
    },
  }
}

let registry: Registry | undefined

/**
 * What is the process's own: processor, memory, event loop, garbage. Made once, however many servers run
 * in the process: what observes the event loop cannot be taken away again.
 */
export function processMetrics(): Registry {
  if (!registry) {
    registry = new Registry()
    collectDefaultMetrics({ register: registry })
  }
  return registry
}
