import { Gauge, type Registry } from 'prom-client'
import type { KeysInUse } from '../keys/in-use.ts'
import type { KeyReport } from '../keys/key-watch.ts'

export interface KeyMetrics {
  /** These are in use from now on. */
  onKeys(keys: KeysInUse): void
  /** What a look at the keys came to. */
  onKeyReport(report: KeyReport): void
}

export function createKeyMetrics(registry: Registry): KeyMetrics {
  const registers = [registry]
  const inUse = new Gauge({
    name: 'oidc_step_up_keys',
    help: 'Keys that are understood, by their use; more than one while a rotation is under way',
    labelNames: ['use'],
    registers,
    aggregator: 'max',
  })
  const refused = new Gauge({
    name: 'oidc_step_up_keys_refused',
    help: '1 while the keys cannot be read or used, so that those from before are still in use',
    registers,
    aggregator: 'max',
  })
  return {
    onKeys({ jwks, cookies, sealing }) {
      inUse.set({ use: 'signing' }, jwks.length)
      inUse.set({ use: 'cookies' }, cookies.length)
      inUse.set({ use: 'sealing' }, sealing.length)
    },
    onKeyReport: ({ outcome }) => refused.set(outcome === 'refused' ? 1 : 0),
  }
}
