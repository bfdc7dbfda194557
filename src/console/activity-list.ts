import { assertNever } from '../assert-never.ts'
import { dateOf, type Instant } from '../instant.ts'
import { readActivity, type Activity, type ActivityEntry } from '../journal/index.ts'
import type { ActivityFact, ActivityRow } from '../pages-activity.ts'
import { applicationName, setPageHeaders, show } from '../provider/index.ts'
import { browserOf } from '../user-agent.ts'
import type { ConsoleContext, Visit } from './console-context.ts'
import { frameOf } from './frame.ts'

const PER_PAGE = 20

/** Entries that are read for a page: most sign-ins have two, and some a password that was sent twice. */
const READ = 2 * PER_PAGE + 5

/** The page: what happened to the account. */
export async function showActivity(console: ConsoleContext, visit: Visit): Promise<void> {
  const { ctx, account } = visit
  const before = placeOf(ctx.query['before'])
  const entries = await console.activity.list(account.id, before, READ)
  const { shown, told } = pageOf(entries)
  const last = shown.at(-1)
  const rows = await Promise.all(told.map(({ at, activity }) => rowOf(console, ctx, at, activity)))
  const path = `${console.path}/activity`
  setPageHeaders(ctx)
  show(console, ctx, 'activity', {
    frame: frameOf(console, visit, 'activity'),
    rows,
    ...(last && (entries.length > shown.length || entries.length === READ)
      ? { earlierHref: `${path}?before=${last.place}` }
      : {}),
    ...(before === undefined ? {} : { latestHref: path }),
  })
}

interface Told {
  readonly at: Instant
  readonly activity: Activity
}

/**
 * What stands on one page, and what of it is told: a password that a sign-in came of is that sign-in, and not
 * another entry. It is left out with the sign-in, also where it would be the first on the next page.
 */
function pageOf(entries: readonly ActivityEntry[]): {
  readonly shown: readonly ActivityEntry[]
  readonly told: readonly Told[]
} {
  const completed = new Set<string>()
  const told: Told[] = []
  const shown: ActivityEntry[] = []
  for (const each of entries) {
    const activity = readActivity(each.entry)
    const spared = activity?.type === 'password_alone' && completed.has(activity.attempt)
    if (told.length >= PER_PAGE && !spared) break
    shown.push(each)
    if (!activity || spared) continue
    told.push({ at: each.at, activity })
    if ('methods' in activity && activity.attempt !== undefined) completed.add(activity.attempt)
  }
  return { shown, told }
}

/** What is no place is the beginning: the address is anybody's to write, the entries are the account's. */
function placeOf(text: unknown): number | undefined {
  if (typeof text !== 'string' || !/^\d{1,15}$/.test(text)) return undefined
  return Number(text)
}

async function rowOf(
  console: ConsoleContext,
  ctx: Visit['ctx'],
  at: Instant,
  activity: Activity,
): Promise<ActivityRow> {
  const { origin } = activity
  const clientId = 'clientId' in activity ? activity.clientId : undefined
  const application = clientId === undefined ? undefined : await nameOf(console, ctx, clientId)
  return {
    at: dateOf(at),
    fact: factOf(activity, application ?? ''),
    ...(application === undefined ? {} : { application }),
    ...(origin ? { place: { address: origin.address, ...browserOf(origin.userAgent) } } : {}),
  }
}

/** An application that is gone, or that is not valid any more, is still known by its id. */
async function nameOf(
  { provider }: ConsoleContext,
  ctx: Visit['ctx'],
  clientId: string,
): Promise<string> {
  const client = await provider.Client.find(clientId).catch(() => undefined)
  return client ? applicationName(client, ctx) : clientId
}

function factOf(activity: Activity, application: string): ActivityFact {
  switch (activity.type) {
    case 'signed_in':
    case 'stepped_up':
      return { code: activity.type, methods: activity.methods }
    case 'password':
      return { code: activity.outcome === 'rejected' ? 'password_wrong' : 'password_refused' }
    case 'code':
      if (activity.outcome === 'mismatch') return { code: 'code_wrong' }
      return { code: activity.outcome === 'replayed' ? 'code_replayed' : 'code_refused' }
    case 'recovery_code':
      if (activity.outcome === 'accepted') {
        return { code: 'recovery_code_used', remaining: activity.remaining ?? 0 }
      }
      return {
        code:
          activity.outcome === 'mismatch' || activity.outcome === 'used'
            ? 'recovery_code_wrong'
            : 'recovery_code_refused',
      }
    case 'device_confirmed':
      return { code: 'device_added', name: activity.name }
    case 'device_begun':
    case 'device_renamed':
    case 'device_removed':
      return { code: activity.type, name: activity.name }
    case 'device_code_rejected':
      return { code: 'setup_code_wrong' }
    case 'password_changed':
      return { code: PASSWORD_CHANGED[activity.by] }
    case 'sessions_ended':
      if (activity.because === 'too_many') return { code: 'sessions_over_limit' }
      return { code: activity.type, count: activity.count }
    case 'browsers_forgotten':
      return { code: activity.type, count: activity.count }
    case 'application_revoked':
      return { code: 'application_revoked', application }
    case 'password_alone':
    case 'declined':
    case 'recovery_codes_issued':
    case 'recovery_codes_regenerated':
    case 'recovery_codes_seen':
    case 'second_factor_off':
    case 'second_factor_reset':
    case 'browser_trusted':
    case 'browser_forgotten':
    case 'password_reset_asked':
      return { code: activity.type }
    default:
      return assertNever(activity)
  }
}

const PASSWORD_CHANGED = {
  owner: 'password_changed',
  reset: 'password_reset',
  administrator: 'password_set_by_administrator',
} as const
