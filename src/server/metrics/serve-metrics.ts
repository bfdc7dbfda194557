import cluster from 'node:cluster'
import type { Logger } from 'pino'
import type { Configuration } from '../config/configuration.ts'
import { isWorker } from '../workers.ts'
import { answerPrimary, createClusterMetrics } from './cluster-metrics.ts'
import { openMetricsListener, type MetricsListener } from './listener.ts'
import type { Metrics } from './metrics.ts'

/** Where it is served, if it is. */
export type Served = Pick<MetricsListener, 'close'> & Partial<MetricsListener>

const NOTHING: Served = { close: async () => {} }

/**
 * Serves what is measured, as configured. One of several workers has no port of its own: it tells the
 * primary, which serves them all as one.
 *
 * @throws ConfigurationError `metrics.port` when the address cannot be had
 */
export async function serveMetrics(
  { metrics: address }: Pick<Configuration, 'metrics'>,
  metrics: Metrics | undefined,
  log: Logger,
): Promise<Served> {
  if (!address || !metrics) return NOTHING
  if (!isWorker()) return listenAt(address, () => metrics.text(), log)
  const stop = answerPrimary(() => metrics.values())
  return { close: async () => stop() }
}

/**
 * In the primary, and before its first worker: serves the metrics of all of them as those of one server.
 *
 * @throws ConfigurationError `metrics.port` when the address cannot be had
 */
export async function serveMetricsOfWorkers(
  { metrics: address }: Pick<Configuration, 'metrics'>,
  log: Logger,
): Promise<Served> {
  if (!address) return NOTHING
  const metrics = createClusterMetrics(cluster)
  return listenAt(address, () => metrics.text(), log)
}

const listenAt = (
  address: NonNullable<Configuration['metrics']>,
  collect: () => Promise<string>,
  log: Logger,
): Promise<MetricsListener> =>
  openMetricsListener({
    ...address,
    collect,
    onFailure: (error) => log.error({ err: error }, 'the metrics could not be collected'),
  })
