import { setImmediate } from 'node:timers/promises'
import { Fault } from '../faults.ts'
import type { Sealer } from './sealer.ts'
import type { SealedPage, SealedRecord, SealedSecrets } from './sealed-secrets.ts'

/** Records that are read at once. */
const PAGE = 100

/** How far a walk over all sealed secrets has come, or what it came to. */
export interface RewrapProgress {
  /** Secrets that were looked at. */
  readonly seen: number
  /** Secrets that are sealed with the sealer's own key now, and were not before. */
  readonly rewrapped: number
  /** Secrets that somebody else changed, removed or rewrapped meanwhile. */
  readonly passed: number
  /** What does not open is left as it is. */
  readonly unreadable: readonly SealedRecord[]
}

const NOTHING: RewrapProgress = { seen: 0, rewrapped: 0, passed: 0, unreadable: [] }

/**
 * Seals with the sealer's own key what is sealed with another, page by page: one value for each. It
 * may stop after any of them, or be killed: another walk does what is left, because each record says
 * itself which key it is sealed with. Any number may walk at once.
 *
 * @throws Fault `store_unavailable`
 */
export async function* rewrap(
  secrets: SealedSecrets,
  sealer: Sealer,
): AsyncGenerator<RewrapProgress> {
  let progress = NOTHING
  for await (const { records } of pagesOf(secrets)) {
    let { rewrapped, passed } = progress
    const unreadable = [...progress.unreadable]
    for (const record of records) {
      if (record.sealed.keyId === sealer.keyId) continue
      const secret = open(sealer, record)
      if (!secret) unreadable.push(record)
      else if (await secrets.reseal(record, sealer.seal(secret, record))) rewrapped += 1
      else passed += 1
      // A store on this machine writes at once: whoever signs in meanwhile gets a turn in between.
      await setImmediate()
    }
    progress = { seen: progress.seen + records.length, rewrapped, passed, unreadable }
    yield progress
  }
}

/** What was found of all sealed secrets. */
export interface SealedCensus {
  readonly seen: number
  /** How many are sealed with a key, by its id. */
  readonly byKey: ReadonlyMap<string, number>
  readonly unreadable: readonly SealedRecord[]
}

/** Opens every sealed secret, page by page: one value for each. @throws Fault `store_unavailable` */
export async function* openAll(
  secrets: SealedSecrets,
  sealer: Sealer,
): AsyncGenerator<SealedCensus> {
  let seen = 0
  const byKey = new Map<string, number>()
  const unreadable: SealedRecord[] = []
  for await (const { records } of pagesOf(secrets)) {
    for (const record of records) {
      const { keyId } = record.sealed
      byKey.set(keyId, (byKey.get(keyId) ?? 0) + 1)
      if (!open(sealer, record)) unreadable.push(record)
    }
    seen += records.length
    yield { seen, byKey: new Map(byKey), unreadable: [...unreadable] }
  }
}

async function* pagesOf(secrets: SealedSecrets): AsyncGenerator<SealedPage> {
  let after: string | undefined
  do {
    const page = await secrets.list(after, PAGE)
    yield page
    after = page.next
  } while (after !== undefined)
}

function open(sealer: Sealer, record: SealedRecord) {
  try {
    return sealer.open(record.sealed, record)
  } catch (error) {
    if (error instanceof Fault && error.code === 'secret_unreadable') return undefined
    throw error
  }
}
