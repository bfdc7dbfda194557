import type { Instant } from '../kernel/instant.ts'
import type { Activity, Line } from '../audit/index.ts'
import type { ActivityCode, ActivityFilter, ActivityKind } from '../pages/activity.ts'

/** Milliseconds between two that are told as one. */
const TOGETHER = 3_600_000

/** Milliseconds in which whoever has mistyped something gets it right. */
const PUT_RIGHT = 900_000

/** What was wrong so often at one place is no typing error, whatever came of it. */
const NEVER_HONEST = 20

const KIND_OF = { sign_ins: 'entered', changes: 'changed', failures: 'failed' } as const

/** An entry that is read. */
export interface Entry {
  readonly at: Instant
  readonly activity: Activity
  readonly line: Line
}

/** What happened once, or several times in a row: the newest of them. */
export interface Group extends Entry {
  readonly since: Instant
  readonly count: number
  readonly kind: ActivityKind
  readonly suspicious: boolean
}

interface Open {
  readonly key: string
  readonly first: Entry
  since: Instant
  count: number
  readonly kind: ActivityKind
  /** Each of them in a browser in which somebody has signed in to the account before. */
  known: boolean
  /** Something was right at the same place soon afterwards. */
  readonly putRight: boolean
}

/**
 * Puts the entries of an account together as its owner is shown them: of a run of failures the same at one place
 * is one row, and so is a change that was repeated. Each sign-in stands for itself, because its time is what its
 * owner knows it by.
 */
export interface Grouping {
  /** Takes the next older entry; false, and nothing is changed, where it would begin a row that has no room. */
  take(entry: Entry): boolean
  groups(): readonly Group[]
}

/** @param room rows for which there is room */
export function createGrouping(room: number, filter: ActivityFilter): Grouping {
  const wanted = filter === 'all' ? undefined : KIND_OF[filter]
  const groups: Open[] = []
  /** Those that a further entry may belong to. */
  let run: Open[] = []
  /** When something was last right at a place. */
  const right = new Map<string, Instant>()

  function take(entry: Entry): boolean {
    const { at, activity, line } = entry
    const kind = kindOf(entry)
    const place = placeOf(activity)
    const key = keyOf(line.fact.code, activity)
    const same = kind === 'entered' ? undefined : run.findLast((open) => open.key === key)
    const soon = right.get(place)
    const putRight = soon !== undefined && soon - at <= PUT_RIGHT
    const shown = wanted === undefined || kind === wanted
    if (shown && same && same.since - at <= TOGETHER) {
      same.since = at
      same.count += 1
      same.known &&= isKnown(activity)
    } else if (shown) {
      // What was put right stands beside what put it right: the next page would not know.
      const further = kind === 'failed' && putRight && groups.length < room * 2
      if (groups.length >= room && !further) return false
      const begun = { key, first: entry, since: at, count: 1, kind, putRight }
      const open = { ...begun, known: isKnown(activity) }
      run = kind === 'failed' && run.every((other) => other.kind === 'failed') ? run : []
      run = [...run, open]
      groups.push(open)
    }
    if (kind !== 'failed' && !shown) run = []
    if (line.right) right.set(place, at)
    return true
  }

  return {
    take,
    groups: () =>
      groups.map((open) => {
        const { first, since, count, kind } = open
        return { ...first, since, count, kind, suspicious: isSuspicious(open) }
      }),
  }
}

/** How it is marked, and by what it is filtered. */
function kindOf({ activity, line }: Entry): ActivityKind {
  if (line.alarming !== undefined) return 'failed'
  return 'methods' in activity ? 'entered' : 'changed'
}

function isSuspicious({ first, count, known, putRight }: Open): boolean {
  const { alarming = Infinity } = first.line
  if (count < alarming) return false
  return count >= NEVER_HONEST || !(known || putRight)
}

const isKnown = (activity: Activity): boolean => 'known' in activity && (activity.known ?? false)

const placeOf = ({ origin }: Activity): string =>
  JSON.stringify([origin?.address, origin?.userAgent])

/** What parts one entry from the next and is told of neither. */
const UNTOLD: ReadonlySet<string> = new Set(['known', 'attempt', 'outcome', 'requestId'])

/** All that a row tells but its time. */
const keyOf = (code: ActivityCode, activity: Activity): string =>
  JSON.stringify([code, activity], (name, value: unknown) => (UNTOLD.has(name) ? undefined : value))
