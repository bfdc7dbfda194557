import type { Client } from 'pg'
import { ConfigurationError, Fault } from '../../kernel/faults.ts'
import type { Clock } from '../../kernel/instant.ts'
import { connectOnce, isPooled, type ConnectionOptions } from './connection.ts'
import { checkServer, type Refused } from './durability.ts'
import { faultOf, isForbidden } from './failures.ts'
import { isBehind, migrate, refuseNewer } from './migrations.ts'

/** What is known of a database before it is used. */
export interface Prepared {
  /** See `Connections.isPooled`. */
  readonly pooled: boolean
  /** What an operator should know. */
  readonly warnings: readonly string[]
}

/**
 * Looks at the database before anything is written, and makes the tables.
 *
 * @throws ConfigurationError `store`, Fault `store_unavailable`
 */
export async function prepare(
  options: ConnectionOptions,
  clock: Clock,
  refused: Refused,
): Promise<Prepared> {
  const looked = await using(connectOnce(options), async (client) => ({
    pooled: await isPooled(client),
    warnings: await checkServer(client, refused),
    behind: await isBehind(client),
  }))
  if (looked.behind) {
    await using(connectOnce(options, LONG), (client) => migrate(client, clock).catch(refuse))
  }
  await using(connectOnce(options), refuseNewer)
  return looked
}

/** Servers may be a user with fewer rights than the one who makes their tables. */
function refuse(cause: unknown): never {
  if (!isForbidden(cause)) throw cause
  throw new ConfigurationError('store', NOT_THE_OWNER, { cause: faultOf(cause) })
}

const NOT_THE_OWNER =
  'its tables are not those of this version, and its user must not change them: open it once as the user who owns them (oidc-step-up store upgrade)'

/** Milliseconds: a step of the schema may rewrite a large table, and others wait for it. */
const LONG = 3_600_000

/** On a connection that is there for this alone. @throws Fault `store_unavailable` */
export async function using<T>(
  opening: Promise<Client>,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const client = await opening
  try {
    return await work(client)
  } catch (error) {
    if (error instanceof ConfigurationError || error instanceof Fault) throw error
    throw faultOf(error)
  } finally {
    await client.end().catch(() => undefined)
  }
}
