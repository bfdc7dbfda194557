import { fieldOf } from '../../kernel/typing.ts'
import type { Cluster, Worker } from 'node:cluster'
import { AggregatorRegistry } from 'prom-client'
import type { MetricValues } from './metrics.ts'

/*
 * prom-client's own exchange asks all workers, fails when one of them does not answer, and forgets what a
 * worker has counted when it ends: the sum falls, and Prometheus takes all that is left for a rise. Here a
 * worker that is busy counts as it counted last, and what one has counted stays when it is gone.
 */

const ASK = 'oidc-step-up:metrics?'
const TELL = 'oidc-step-up:metrics'

interface Ask {
  readonly kind: typeof ASK
  readonly scrape: number
}
interface Tell {
  readonly kind: typeof TELL
  readonly scrape: number
  readonly values: MetricValues
}

const isOf = <Message extends Ask | Tell>(
  message: unknown,
  kind: Message['kind'],
): message is Message =>
  typeof message === 'object' && message !== null && fieldOf(message, 'kind') === kind

/** Milliseconds that a scrape waits for a worker; Prometheus itself waits for ten seconds. */
const PATIENCE = 2000

/** In a worker: answers the primary whenever it asks. @returns stops that */
export function answerPrimary(values: () => Promise<MetricValues>): () => void {
  const answer = async (message: unknown): Promise<void> => {
    if (!isOf<Ask>(message, ASK)) return
    const reply: Tell = { kind: TELL, scrape: message.scrape, values: await values() }
    // The primary may have gone meanwhile, and nobody is left to tell.
    if (process.connected) process.send?.(reply)
  }
  const listen = (message: unknown): void => void answer(message).catch(() => undefined)
  process.on('message', listen)
  return () => process.off('message', listen)
}

/** In the primary: the metrics of all workers as those of one server. Call it before the first worker ends. */
export function createClusterMetrics(cluster: Cluster): { text(): Promise<string> } {
  const last = new Map<number, MetricValues>()
  /** What those that are gone have counted. */
  let gone: Promise<MetricValues> = Promise.resolve([])
  let scrapes = 0

  cluster.on('exit', ({ id }: Worker) => {
    const counted = last.get(id)?.filter(({ type }) => isCount(String(type)))
    last.delete(id)
    if (counted) gone = gone.then((before) => aggregate([before, counted]).getMetricsAsJSON())
  })

  function ask(worker: Worker, scrape: number): Promise<void> {
    return new Promise((resolve) => {
      const settle = (): void => {
        clearTimeout(timer)
        worker.off('message', hear)
        resolve()
      }
      const hear = (message: unknown): void => {
        if (!isOf<Tell>(message, TELL) || message.scrape !== scrape) return
        // One that has ended while its answer was on the way is counted among those that are gone.
        if (!worker.isDead()) last.set(worker.id, message.values)
        settle()
      }
      const timer = setTimeout(settle, PATIENCE)
      worker.on('message', hear)
      worker.send({ kind: ASK, scrape } satisfies Ask, (error) => {
        if (error) settle()
      })
    })
  }

  return {
    async text() {
      scrapes += 1
      const scrape = scrapes
      const workers = Object.values(cluster.workers ?? {}).filter((each) => each !== undefined)
      await Promise.all(
        workers.filter((each) => each.isConnected()).map((worker) => ask(worker, scrape)),
      )
      // Taken together: a worker that ends now is in the one or in the other, and never in both.
      const alive = [...last.values()]
      return aggregate([await gone, ...alive]).metrics()
    },
  }
}

const isCount = (type: string): boolean => type === 'counter' || type === 'histogram'

const aggregate = (parts: readonly MetricValues[]) =>
  AggregatorRegistry.aggregate(parts.filter((part) => part.length > 0).map((part) => [...part]))
