import type { Configuration } from '../../../src/server/config/configuration.ts'
import { clientSchema } from '../../../src/server/config/clients.ts'

/** What becomes of clients that stand so in the file of the configuration. */
export const registered = (...clients: readonly unknown[]): Configuration['clients'] =>
  clients.map((client) => clientSchema.parse(client))
