import { present } from '../kernel/typing.ts'
import { dateOf } from '../kernel/instant.ts'
import { lineOf, readActivity, type ActivityEntry } from '../audit/index.ts'
import {
  ACTIVITY_FILTERS,
  type ActivityFact,
  type ActivityFilter,
  type ActivityRow,
} from '../pages/activity.ts'
import { applicationName, show } from '../web/index.ts'
import { browserOf } from '../kernel/user-agent.ts'
import { createGrouping, type Entry, type Group } from './activity-groups.ts'
import type { ConsoleContext, Visit } from './console-context.ts'
import { frameOf, notMeHref } from './frame.ts'

const PER_PAGE = 20

/** Entries that are read at once: most sign-ins have two, and some a password that was sent twice. */
const READ = 2 * PER_PAGE + 5

/** Times that a page reads on where little of what it reads is shown. */
const READS = 8

/** The page: what happened to the account. */
export async function showActivity(context: ConsoleContext, visit: Visit): Promise<void> {
  const { ctx, account } = visit
  const before = placeOf(ctx.query['before'])
  const filter = filterOf(ctx.query['show'])
  const { groups, places, last } = await readPage(context, account.id, before, filter)
  const rows = await Promise.all(
    groups.map((group, index) => rowOf(context, ctx, group, places[index])),
  )
  const path = `${context.path}/activity`
  show(context, ctx, 'activity', {
    frame: frameOf(context, visit, 'activity'),
    filters: ACTIVITY_FILTERS.map((each) => ({
      filter: each,
      href: hrefOf(path, each),
      here: each === filter,
    })),
    rows,
    ...(last === undefined ? {} : { earlierHref: hrefOf(path, filter, last) }),
    ...(before === undefined ? {} : { latestHref: hrefOf(path, filter) }),
  })
}

function hrefOf(path: string, filter: ActivityFilter, before?: number): string {
  const query = new URLSearchParams({
    ...(filter === 'all' ? {} : { show: filter.replaceAll('_', '-') }),
    ...(before === undefined ? {} : { before: String(before) }),
  }).toString()
  return query === '' ? path : `${path}?${query}`
}

interface Read {
  readonly groups: readonly Group[]
  /** Where each group's newest entry stands. */
  readonly places: readonly number[]
  /** The last that was read, where more may follow. */
  readonly last?: number
}

/**
 * What stands on one page. A password that a sign-in came of is that sign-in, and not another entry. It is left
 * out with the sign-in, also where it would be the first on the next page.
 */
async function readPage(
  { activity: store }: ConsoleContext,
  accountId: Visit['account']['id'],
  before: number | undefined,
  filter: ActivityFilter,
): Promise<Read> {
  const grouping = createGrouping(PER_PAGE, filter)
  const completed = new Set<string>()
  const places: number[] = []
  let last = before
  for (let reads = 0; reads < READS; reads += 1) {
    const entries = await store.list(accountId, last, READ)
    for (const entry of entries) {
      const shown = readEntry(entry)
      if (shown && !isCompleted(shown, completed)) {
        const known = grouping.groups().length
        if (!grouping.take(shown)) {
          return { groups: grouping.groups(), places, ...present({ last }) }
        }
        if (grouping.groups().length > known) places.push(entry.place)
      }
      last = entry.place
    }
    if (entries.length < READ) return { groups: grouping.groups(), places }
  }
  return { groups: grouping.groups(), places, ...present({ last }) }
}

/** What is shown of an entry: nothing of what only a newer version can tell, or of what has come to nothing. */
export function readEntry({ at, entry }: ActivityEntry): Entry | undefined {
  const activity = readActivity(entry)
  const line = activity && lineOf(activity)
  return line && { at, activity, line }
}

function isCompleted({ activity }: Entry, completed: Set<string>): boolean {
  if (!('attempt' in activity) || activity.attempt === undefined) return false
  if ('methods' in activity) completed.add(activity.attempt)
  return !('methods' in activity) && completed.has(activity.attempt)
}

/** What is no place is the beginning: the address is anybody's to write, the entries are the account's. */
export function placeOf(text: unknown): number | undefined {
  if (typeof text !== 'string' || !/^\d{1,15}$/.test(text)) return undefined
  return Number(text)
}

const filterOf = (text: unknown): ActivityFilter =>
  ACTIVITY_FILTERS.find((filter) => filter.replaceAll('_', '-') === text) ?? 'all'

async function rowOf(
  context: ConsoleContext,
  ctx: Visit['ctx'],
  group: Group,
  place: number | undefined,
): Promise<ActivityRow> {
  const { at, activity, since, count, kind, suspicious } = group
  const { origin } = activity
  const { application, fact } = await describe(context, ctx, group)
  return {
    at: dateOf(at),
    fact,
    ...('methods' in activity ? { methods: activity.methods } : {}),
    kind,
    suspicious,
    ...(count > 1 ? { repeated: { count, since: dateOf(since) } } : {}),
    ...present({ application, device: origin?.device }),
    ...(origin ? { place: { address: origin.address, ...browserOf(origin.userAgent) } } : {}),
    notMeHref: notMeHref(context, place),
  }
}

/** What is said of an entry, and the name of the application that it is about. */
export async function describe(
  { provider }: ConsoleContext,
  ctx: Visit['ctx'],
  { activity, line: { fact } }: Entry,
): Promise<{ readonly fact: ActivityFact; readonly application?: string }> {
  const clientId = 'clientId' in activity ? activity.clientId : undefined
  if (clientId === undefined) return { fact }
  // One that is gone, or that is not valid any more, is still known by its id.
  const client = await provider.Client.find(clientId).catch(() => undefined)
  const application = client ? applicationName(client, ctx) : clientId
  return { application, fact: 'application' in fact ? { ...fact, application } : fact }
}
