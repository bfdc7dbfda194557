import { instantOrder, keysOf } from '../../people/document/document.ts'
import { sweep } from '../../people/document/sweeping.ts'
import type { Instant } from '../../kernel/instant.ts'
import type { Documents } from './documents.ts'
import { parse } from './parsed.ts'
import type { StoredDocument } from './port.ts'

/** Documents that are looked through at a time. */
const BATCH = 100

/**
 * Takes what has had its time out of at most so many documents; resolves how much that was.
 *
 * @throws Fault what kept it from one of them, when all others are done: one that a newer program has written, say
 */
export async function sweepDocuments(
  documents: Documents,
  now: Instant,
  keepWaitingFor: number,
  limit: number,
): Promise<number> {
  const failures: unknown[] = []
  const sweepOne = ({ id }: StoredDocument): Promise<number> =>
    documents
      .change(id, (document) => sweep(document, now, keepWaitingFor))
      .catch((error: unknown) => {
        failures.push(error)
        return 0
      })
  const count = Math.min(limit, BATCH)
  let swept = 0
  let after: string | undefined
  // Those of which nothing goes yet keep their places, and must not keep what is behind them.
  do {
    const range = { after, upTo: instantOrder(now) }
    const due = await documents.listStored('sweep', '', range, count)
    for (const one of due) swept += await sweepOne(one)
    const isAll = due.length < count
    after = isAll ? undefined : due.map(placeOf).findLast((place) => place !== undefined)
  } while (swept === 0 && after !== undefined)
  if (failures.length > 0) throw failures[0]
  return swept
}

/** Undefined of one that cannot be read. */
function placeOf({ id, text }: StoredDocument): string | undefined {
  try {
    return keysOf(parse(id, text)).find(({ kind }) => kind === 'sweep')?.order
  } catch {
    return undefined
  }
}
