import { dateOf } from '../kernel/instant.ts'
import { readActivity, type ActivityEntry } from '../audit/index.ts'
import { ACTIVITY_FILTERS, type ActivityFilter, type ActivityRow } from '../pages/activity.ts'
import { applicationName, setPageHeaders } from '../web/index.ts'
import { show } from '../web/show.ts'
import { browserOf } from '../kernel/user-agent.ts'
import { factOf, type Shown } from './activity-facts.ts'
import { createGrouping, type Group } from './activity-groups.ts'
import type { ConsoleContext } from './console-context.ts'
import type { Visit } from './visit.ts'
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
  setPageHeaders(ctx)
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
      const activity = shownOf(entry, completed)
      if (activity) {
        const known = grouping.groups().length
        if (!grouping.take({ at: entry.at, activity })) {
          return { groups: grouping.groups(), places, ...(last === undefined ? {} : { last }) }
        }
        if (grouping.groups().length > known) places.push(entry.place)
      }
      last = entry.place
    }
    if (entries.length < READ) return { groups: grouping.groups(), places }
  }
  return { groups: grouping.groups(), places, ...(last === undefined ? {} : { last }) }
}

function shownOf({ entry }: ActivityEntry, completed: Set<string>): Shown | undefined {
  const activity = readActivity(entry)
  if (!activity || activity.type === 'declined') return undefined
  if (activity.type === 'password_alone' && completed.has(activity.attempt)) return undefined
  if ('methods' in activity && activity.attempt !== undefined) completed.add(activity.attempt)
  return activity
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
  { at, activity, since, count, kind, suspicious }: Group,
  place: number | undefined,
): Promise<ActivityRow> {
  const { origin } = activity
  const application = await applicationOf(context, ctx, activity)
  return {
    at: dateOf(at),
    fact: factOf(activity, application ?? ''),
    ...('methods' in activity ? { methods: activity.methods } : {}),
    kind,
    suspicious,
    ...(count > 1 ? { repeated: { count, since: dateOf(since) } } : {}),
    ...(application === undefined ? {} : { application }),
    ...(origin?.device === undefined ? {} : { device: origin.device }),
    ...(origin ? { place: { address: origin.address, ...browserOf(origin.userAgent) } } : {}),
    notMeHref: notMeHref(context, place),
  }
}

/** The name of what it is about. One that is gone, or that is not valid any more, is still known by its id. */
export async function applicationOf(
  { provider }: ConsoleContext,
  ctx: Visit['ctx'],
  activity: Shown,
): Promise<string | undefined> {
  const clientId = 'clientId' in activity ? activity.clientId : undefined
  if (clientId === undefined) return undefined
  const client = await provider.Client.find(clientId).catch(() => undefined)
  return client ? applicationName(client, ctx) : clientId
}
