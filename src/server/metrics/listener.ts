import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Registry } from 'prom-client'
import { ConfigurationError } from '../../kernel/faults.ts'
import { listenProblem } from '../listen.ts'

export interface MetricsListener {
  /** Where it listens, as seen from this machine. */
  readonly url: string
  close(): Promise<void>
}

export interface MetricsListenerOptions {
  readonly host: string
  /** 0 for any free one. */
  readonly port: number
  /** What is served: Prometheus' text format. */
  readonly collect: () => Promise<string>
  /** Told when it could not be collected. */
  readonly onFailure: (error: unknown) => void
}

/**
 * Serves `GET /metrics` on a port of its own: how many sign in, and how many fail, is nobody's business on
 * the public one. Whoever reaches this port may read them: there is no password.
 *
 * @throws ConfigurationError `metrics.port` when the address cannot be had
 */
export async function openMetricsListener(
  options: MetricsListenerOptions,
): Promise<MetricsListener> {
  const { host, port } = options
  const server = createServer((request, response) => void answer(request, response, options))
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const problem = listenProblem(cause, `${host}:${port}`)
      reject(new ConfigurationError('metrics.port', problem, { cause }))
    })
    server.listen(port, host, resolve)
  })
  const address = server.address() as AddressInfo
  return {
    url: `http://localhost:${address.port}/metrics`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        // A scraper keeps its connection; nothing that it asks for has to be finished.
        server.closeAllConnections()
      }),
  }
}

async function answer(
  { method, url = '' }: IncomingMessage,
  response: ServerResponse,
  { collect, onFailure }: MetricsListenerOptions,
): Promise<void> {
  if (url.split('?', 1)[0] !== '/metrics') return end(response, 404, 'There is /metrics here.\n')
  if (method !== 'GET' && method !== 'HEAD') {
    response.setHeader('Allow', 'GET, HEAD')
    return end(response, 405, 'Only GET.\n')
  }
  try {
    const text = await collect()
    end(response, 200, text, Registry.PROMETHEUS_CONTENT_TYPE)
  } catch (error) {
    onFailure(error)
    end(response, 500, 'The metrics could not be collected; the log says why.\n')
  }
}

function end(
  response: ServerResponse,
  status: number,
  text: string,
  type = 'text/plain; charset=utf-8',
): void {
  response.writeHead(status, {
    'Content-Type': type,
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  })
  response.end(text)
}
