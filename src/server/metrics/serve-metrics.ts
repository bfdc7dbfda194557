import cluster from 'node:cluster'
import type { Logger } from 'pino'
import type { Configuration } from '../config/configuration.ts'
import { answerPrimary } from './cluster-metrics.ts'
import { openMetricsListener, type MetricsListener } from './listener.ts'
import type { Metrics } from './metrics.ts'

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
): Promise<Pick<MetricsListener, 'close'> & Partial<MetricsListener>> {
  if (!address || !metrics) return { close: async () => {} }
  if (cluster.isWorker) {
    const stop = answerPrimary(() => metrics.values())
    return { close: async () => stop() }
  }
  return openMetricsListener({
    ...address,
    collect: () => metrics.text(),
    onFailure(error) {
      log.error({ err: error }, 'the metrics could not be collected')
    },
  })
}
