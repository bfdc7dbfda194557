import { assertNever } from '../assert-never.ts'
import { dateOf } from '../instant.ts'
import { readActivity, type Activity, type ActivityEntry } from '../journal/index.ts'
import type { ActivityFact, ActivityRow } from '../pages-activity.ts'
import { applicationName, setPageHeaders, show } from '../provider/index.ts'
import { browserOf } from '../user-agent.ts'
import type { ConsoleContext, Visit } from './console-context.ts'
import { frameOf } from './frame.ts'

const PER_PAGE = 20

/** The page: what happened to the account. */
export async function showActivity(console: ConsoleContext, visit: Visit): Promise<void> {
  const { ctx, account } = visit
  const before = placeOf(ctx.query['before'])
  // One more than is shown tells whether there is more.
  const entries = await console.activity.list(account.id, before, PER_PAGE + 1)
  const shown = entries.slice(0, PER_PAGE)
  const last = shown.at(-1)
  const rows = await Promise.all(shown.map((entry) => rowOf(console, ctx, entry)))
  const path = `${console.path}/activity`
  setPageHeaders(ctx)
  show(console, ctx, 'activity', {
    frame: frameOf(console, visit, 'activity'),
    rows: rows.filter((row) => row !== undefined),
    ...(last && entries.length > PER_PAGE ? { earlierHref: `${path}?before=${last.place}` } : {}),
    ...(before === undefined ? {} : { latestHref: path }),
  })
}

/** What is no place is the beginning: the address is anybody's to write, the entries are the account's. */
function placeOf(text: unknown): number | undefined {
  if (typeof text !== 'string' || !/^\d{1,15}$/.test(text)) return undefined
  return Number(text)
}

async function rowOf(
  console: ConsoleContext,
  ctx: Visit['ctx'],
  { at, entry }: ActivityEntry,
): Promise<ActivityRow | undefined> {
  const activity = readActivity(entry)
  if (!activity) return undefined
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
    case 'device_begun':
    case 'device_confirmed':
      return { code: 'device_added', name: activity.name }
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
