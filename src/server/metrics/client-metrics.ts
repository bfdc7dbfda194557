import { Gauge, type Registry } from 'prom-client'
import type { StoredClientsReport } from '../clients/stored-clients.ts'

export interface ClientMetrics {
  /** What a look at the stored clients came to. */
  onStoredClients(report: StoredClientsReport): void
}

export function createClientMetrics(registry: Registry): ClientMetrics {
  const registers = [registry]
  const stored = new Gauge({
    name: 'oidc_step_up_stored_clients',
    help: 'Clients in the store',
    registers,
    aggregator: 'max',
  })
  const unserved = new Gauge({
    name: 'oidc_step_up_stored_clients_unserved',
    help: 'Clients in the store that keys, ladder or options no longer serve: their requests are refused',
    registers,
    aggregator: 'max',
  })
  return {
    onStoredClients(report) {
      stored.set(report.clients)
      unserved.set(report.unserved.size)
    },
  }
}
