import { ConfigurationError } from '../../kernel/faults.ts'
import { dateOf, type Instant } from '../../kernel/instant.ts'

/**
 * A store that is being filled is not whole: whoever lacks a device in it would sign in without a code.
 *
 * @param since when the import began; undefined where none is under way
 * @throws ConfigurationError `store`
 */
export function refuseUnfinished(since: Instant | undefined): void {
  if (since === undefined) return
  throw new ConfigurationError(
    'store',
    `an import into it began at ${dateOf(since).toISOString()} and has not ended: wait for it or, if it was cut off, run it again with --discard`,
  )
}
