import type { Instant } from '../kernel/instant.ts'
import type { ActivityCode, ActivityFilter, ActivityKind } from '../pages/activity.ts'
import { factOf, KINDS, type Shown } from './activity-facts.ts'

/** Milliseconds between two that are told as one. */
const TOGETHER = 3_600_000

/** Milliseconds in which whoever has mistyped something gets it right. */
const PUT_RIGHT = 900_000

/** What was wrong so often at one place is no typing error, whatever came of it. */
const NEVER_HONEST = 20

/** How often each has to fail, at a place that nobody knows and with nothing right after it, to be alarming. */
const ALARMING: Readonly<Partial<Record<ActivityCode, number>>> = {
  // Somebody may know the password.
  password_alone: 1,
  password_wrong: 5,
  password_refused: 1,
  code_wrong: 3,
  code_replayed: 3,
  code_refused: 1,
  recovery_code_wrong: 3,
  recovery_code_refused: 1,
  password_locked: 1,
  codes_locked: 1,
}

/** What shows that whoever mistyped something was the owner. Anybody can ask for a link. */
const RIGHT: ReadonlySet<ActivityCode> = new Set([
  'signed_in',
  'stepped_up',
  'recovery_code_used',
  'password_changed',
  'password_reset',
])

const KIND_OF = { sign_ins: 'entered', changes: 'changed', failures: 'failed' } as const

/** An entry that is read. */
export interface Entry {
  readonly at: Instant
  readonly activity: Shown
}

/** What happened once, or several times in a row. */
export interface Group {
  /** The newest of them. */
  readonly activity: Shown
  readonly at: Instant
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
  readonly code: ActivityCode
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
    const { at, activity } = entry
    const { code } = factOf(activity, '')
    const kind = KINDS[code]
    const place = placeOf(activity)
    const key = keyOf(code, activity)
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
      const begun = { key, first: entry, since: at, count: 1, code, kind, putRight }
      const open = { ...begun, known: isKnown(activity) }
      run = kind === 'failed' && run.every((other) => other.kind === 'failed') ? run : []
      run = [...run, open]
      groups.push(open)
    }
    if (kind !== 'failed' && !shown) run = []
    if (RIGHT.has(code)) right.set(place, at)
    return true
  }

  return {
    take,
    groups: () =>
      groups.map(({ first, since, count, kind, ...open }) => ({
        ...first,
        since,
        count,
        kind,
        suspicious: isSuspicious({ ...open, count }),
      })),
  }
}

function isSuspicious({
  code,
  count,
  known,
  putRight,
}: Pick<Open, 'code' | 'count' | 'known' | 'putRight'>): boolean {
  const alarming = ALARMING[code]
  if (alarming === undefined || count < alarming) return false
  return count >= NEVER_HONEST || !(known || putRight)
}

const isKnown = (activity: Shown): boolean => 'known' in activity && (activity.known ?? false)

const placeOf = ({ origin }: Shown): string => JSON.stringify([origin?.address, origin?.userAgent])

/** What parts one entry from the next and is told of neither. */
const UNTOLD: ReadonlySet<string> = new Set(['known', 'attempt', 'outcome', 'requestId'])

/** All that a row tells but its time. */
const keyOf = (code: ActivityCode, activity: Shown): string =>
  JSON.stringify([code, activity], (name, value: unknown) => (UNTOLD.has(name) ? undefined : value))
