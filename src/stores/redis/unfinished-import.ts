import type { Instant } from '../../kernel/instant.ts'
import { refuseUnfinished } from '../transfer/unfinished.ts'
import type { Connection } from './connection.ts'
import { keyOf } from './keys.ts'
import { integerOf } from './replies.ts'

/** Stands only while the store is being filled, and tells since when. */
const MARK = keyOf('import', 'all')

export async function unfinishedSince(connection: Connection): Promise<Instant | undefined> {
  const since = await connection.send(MARK, 'GET', MARK)
  return since === null ? undefined : (integerOf(since) as Instant)
}

/** False where another import was faster. */
export const markUnfinished = async (connection: Connection, since: Instant): Promise<boolean> =>
  (await connection.send(MARK, 'SET', MARK, since, 'NX')) === 'OK'

export async function unmarkUnfinished(connection: Connection): Promise<void> {
  await connection.send(MARK, 'DEL', MARK)
}

/** @throws ConfigurationError `store` */
export const refuseUnfinishedImport = async (connection: Connection): Promise<void> =>
  refuseUnfinished(await unfinishedSince(connection))
