import { Gauge, type Registry } from 'prom-client'
import type { Clock } from '../../kernel/instant.ts'
import type { OutboxStore } from '../../mail/index.ts'
import { type Readiness, sharing } from '../readiness.ts'
import { version } from '../../kernel/version.ts'

/** What can be asked how it stands at the moment. */
export interface StateSources {
  readonly outbox: OutboxStore
  readonly clock: Clock
  readonly readiness: Readiness
  /** Seconds that this clock is ahead of the store's; undefined where that is not known. */
  readonly skew: () => number | undefined
  /** Password hashes that wait for their turn. */
  readonly queueLength: () => number
}

/** How the server stands: asked at each scrape, and at no other time. */
export function registerState(registry: Registry, sources: StateSources): void {
  const registers = [registry]
  const { readiness, outbox } = sources

  const queue: Gauge = new Gauge({
    name: 'oidc_step_up_password_hash_queue_length',
    help: 'Password hashes that wait for their turn',
    registers,
    collect: () => queue.set(sources.queueLength()),
  })
  const ready: Gauge<'check'> = new Gauge({
    name: 'oidc_step_up_ready',
    help: '1 for each check of /readyz that lets the server be used, 0 for one that does not',
    labelNames: ['check'],
    registers,
    // Of several processes, the one that stands worst.
    aggregator: 'min',
    collect: async () => {
      const { checks } = await readiness.report()
      for (const [check, { status }] of Object.entries(checks)) {
        ready.set({ check }, status === 'failed' ? 0 : 1)
      }
    },
  })
  const skew: Gauge = new Gauge({
    name: 'oidc_step_up_clock_skew_seconds',
    help: 'Seconds that the server’s clock is ahead of the store’s; none where the store has no clock',
    registers,
    aggregator: 'average',
    collect: () => {
      const seconds = sources.skew()
      if (seconds === undefined) skew.remove()
      else skew.set(seconds)
    },
  })
  // What cannot be asked now is no number: the gauge is left out, and `ready` says why.
  const ask = sharing(() => outbox.waiting(sources.clock()).catch(() => undefined))
  const fromOutbox = (name: string, help: string, fact: 'mails' | 'dueFor'): void => {
    const gauge: Gauge = new Gauge({
      name,
      help,
      registers,
      aggregator: 'max',
      async collect() {
        const waiting = await ask()
        if (waiting) gauge.set(waiting[fact])
        else gauge.remove()
      },
    })
  }
  fromOutbox('oidc_step_up_outbox_mails', 'Mails that wait to be sent', 'mails')
  fromOutbox(
    'oidc_step_up_outbox_due_seconds',
    'Seconds for which the mail that is longest due has waited to be taken up',
    'dueFor',
  )
}

/** What this server is, which changes only when it is started anew. @param store as in `sqlite:` or `redis:` */
export function registerBuild(registry: Registry, store: string): void {
  const build = new Gauge({
    name: 'oidc_step_up_build_info',
    help: 'Always 1: the version that runs, and the kind of its store',
    labelNames: ['version', 'store'],
    registers: [registry],
    aggregator: 'first',
  })
  build.set({ version: version(), store }, 1)
}
