import { type Clock, plusSeconds, type Instant } from '../../kernel/instant.ts'
import { telling } from '../../kernel/telling.ts'
import type { Keys } from '../config/configuration.ts'
import { digestOf, keysInUse, type KeysInUse } from './in-use.ts'
import { parseKeys, readTexts, type KeyTexts } from './read-keys.ts'

/** What a look at the keys came to. */
export type KeyReport =
  | { readonly outcome: 'unchanged' }
  /** Other keys, or the same in another order, are in use now. */
  | { readonly outcome: 'changed'; readonly keys: Keys }
  /** They cannot be read or used: those that were in use still are. */
  | { readonly outcome: 'refused'; readonly error: unknown }

export interface KeyWatchParts {
  /** As they were at the start, and are in use. */
  readonly keys: Keys
  readonly clock: Clock
  /** Milliseconds between two looks. */
  readonly interval: number
  /** Puts keys to use, all of them or, when it rejects, none. */
  readonly apply: (keys: KeysInUse) => Promise<void>
  /** Called after every look. One that throws stops nothing. */
  readonly onReport: (report: KeyReport) => void
}

/** Looks whether keys have changed, or the time of one has come. */
export interface KeyWatch {
  /** Looks now, runs the commands too, and resolves what came of it. */
  look(): Promise<KeyReport>
  /** Resolves when no look is under way, and none will be. */
  close(): Promise<void>
}

/** Seconds after which commands are run again, where nothing else is said. */
const REFRESH = 300

/**
 * Files are read and not watched: what Kubernetes mounts is a link that changes where it leads, and a
 * change that no event told of would be missed for good.
 */
export function openKeyWatch(parts: KeyWatchParts): KeyWatch {
  const { clock, apply } = parts
  const onReport = telling('onReport', parts.onReport)
  let keys = parts.keys
  let texts: KeyTexts = {}
  let inUse = digestOf(keysInUse(keys, clock()))
  let asked: Instant = clock()
  let queue: Promise<unknown> = Promise.resolve()
  let closed = false

  async function attempt(commands: boolean): Promise<KeyReport> {
    try {
      const now = clock()
      const ask = commands || now >= plusSeconds(asked, keys.refresh ?? REFRESH)
      const found = await readTexts(keys, ask, texts)
      if (ask) asked = now
      const next = isSame(found, texts) ? keys : parseKeys(keys, found)
      const ordered = keysInUse(next, now)
      const digest = digestOf(ordered)
      if (digest !== inUse) await apply(ordered)
      const changed = digest !== inUse
      keys = next
      texts = found
      inUse = digest
      return changed ? { outcome: 'changed', keys } : { outcome: 'unchanged' }
    } catch (error) {
      return { outcome: 'refused', error }
    }
  }

  /** One after the other: an older look must not undo what a newer one found. */
  function look(commands: boolean): Promise<KeyReport> {
    const report = queue.then(async () => {
      const outcome: KeyReport = closed ? { outcome: 'unchanged' } : await attempt(commands)
      onReport(outcome)
      return outcome
    })
    queue = report.catch(() => undefined)
    return report
  }

  let looking = false
  const timer = setInterval(() => {
    if (looking) return
    looking = true
    void look(false).finally(() => {
      looking = false
    })
  }, parts.interval)
  timer.unref()

  return {
    look: () => look(true),
    async close() {
      closed = true
      clearInterval(timer)
      await queue
    },
  }
}

const isSame = (a: KeyTexts, b: KeyTexts): boolean =>
  a.signing === b.signing && a.cookies === b.cookies && a.sealing === b.sealing
