import type { Logger } from 'pino'
import type { Clock } from '../kernel/instant.ts'
import type { Afterwards } from '../sign-in/passwords/routes.ts'
import type { Store } from '../stores/store.ts'
import type { StoredClients } from './clients/stored-clients.ts'
import type { Configuration } from './config/configuration.ts'
import type { Domain } from './domain.ts'
import type { Drain } from './drain.ts'
import type { KeysInUse } from './keys/in-use.ts'
import type { MailDelivery } from './mail.ts'
import type { Metrics } from './metrics/metrics.ts'
import type { Readiness } from './readiness.ts'

/** What a service is put together from. */
export interface ServiceParts {
  readonly configuration: Configuration
  readonly keys: KeysInUse
  readonly store: Store
  readonly domain: Domain
  readonly clock: Clock
  readonly log: Logger
  readonly delivery: MailDelivery | undefined
  readonly afterwards: Afterwards
  readonly readiness: Readiness
  /** Undefined: nothing is measured. */
  readonly metrics?: Metrics | undefined
  readonly drain: Pick<Drain, 'draining'>
  readonly stored: StoredClients
  /** Told how many sign-ins that nobody had answered were dropped for others. */
  readonly tellDropped: (count: number) => void
}
