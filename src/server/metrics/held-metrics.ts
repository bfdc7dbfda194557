import { Gauge, type Registry } from 'prom-client'
import type { StoredClientsReport } from '../clients/stored-clients.ts'
import type { KeysInUse } from '../keys/in-use.ts'
import type { KeyReport } from '../keys/key-watch.ts'

/** What the last look at keys and stored clients came to. */
export interface HeldMetrics {
  /** These are in use from now on. */
  onKeys(keys: KeysInUse): void
  /** What a look at the keys came to. */
  onKeyReport(report: KeyReport): void
  /** What a look at the stored clients came to. */
  onStoredClients(report: StoredClientsReport): void
}

export function createHeldMetrics(registry: Registry): HeldMetrics {
  const common = { registers: [registry], aggregator: 'max' as const }
  const inUse = new Gauge({
    name: 'oidc_step_up_keys',
    help: 'Keys that are understood, by their use; more than one while a rotation is under way',
    labelNames: ['use'],
    ...common,
  })
  const refused = new Gauge({
    name: 'oidc_step_up_keys_refused',
    help: '1 while the keys cannot be read or used, so that those from before are still in use',
    ...common,
  })
  const stored = new Gauge({
    name: 'oidc_step_up_stored_clients',
    help: 'Clients in the store',
    ...common,
  })
  const unserved = new Gauge({
    name: 'oidc_step_up_stored_clients_unserved',
    help: 'Clients in the store that keys, ladder or options no longer serve: their requests are refused',
    ...common,
  })
  return {
    onKeys({ jwks, cookies, sealing }) {
      inUse.set({ use: 'signing' }, jwks.length)
      inUse.set({ use: 'cookies' }, cookies.length)
      inUse.set({ use: 'sealing' }, sealing.length)
    },
    onKeyReport: ({ outcome }) => refused.set(outcome === 'refused' ? 1 : 0),
    onStoredClients(report) {
      stored.set(report.clients)
      unserved.set(report.unserved.size)
    },
  }
}
