import { Registry, collectDefaultMetrics } from 'prom-client'

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
