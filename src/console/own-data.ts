import type { AccountId } from '../kernel/ids.ts'
import { dateOf, type Instant } from '../kernel/instant.ts'
import { present } from '../kernel/typing.ts'
import { readActivity } from '../audit/index.ts'
import { remainingOf } from '../methods/recovery-codes/index.ts'
import { lastUseOf, type Authenticator } from '../people/index.ts'
import { factorsOf } from '../oidc/index.ts'
import type { ConsoleContext, Visit } from './console-context.ts'

/** What belongs to the account, for its owner and for programs: docs/self-service.md says what it holds. No secret is in it. */
export async function downloadData(context: ConsoleContext, visit: Visit): Promise<void> {
  const { ctx } = visit
  const data = await dataOf(context, visit)
  ctx.set({ 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' })
  ctx.attachment('account.json')
  ctx.type = 'json'
  ctx.body = `${JSON.stringify(data, null, 2)}\n`
}

/** Each part names what it tells one by one, so that what joins a record later is not handed out by accident. */
async function dataOf(context: ConsoleContext, visit: Visit): Promise<object> {
  const { account, subject, session } = visit
  const { id, label, email, emailVerified = false, language, leavesAt } = account
  const [devices, sessions, applications, browsers, activity] = await Promise.all([
    context.authenticators.confirmed(id),
    context.sessions.list(account, session.uid, MOST),
    context.applications.list(id),
    subject.enrolled ? context.trustedBrowsers?.list(id, factorsOf(subject)) : [],
    activityOf(context, id),
  ])
  const codes = subject.recoveryCodes
  return {
    format: 'oidc-step-up account',
    version: 1,
    account: {
      id,
      name: label,
      ...present({ email, language }),
      emailVerified,
      ...timed({ leavesAt }),
    },
    devices: devices.map(deviceOf),
    ...(codes
      ? {
          recoveryCodes: {
            count: codes.count,
            left: remainingOf(codes),
            createdAt: iso(codes.createdAt),
          },
        }
      : {}),
    trustedBrowsers: (browsers ?? []).map(({ userAgent, address, ...times }) => ({
      userAgent,
      address,
      createdAt: iso(times.createdAt),
      lastUsedAt: iso(times.lastUsedAt),
      expiresAt: iso(times.expiresAt),
    })),
    sessions: sessions.map(({ startedAt, lastSeenAt, browser, clientIds }) => ({
      ...timed({ startedAt, lastSeenAt }),
      ...present({ browser }),
      applications: clientIds,
    })),
    applications: applications
      .filter(({ clientId }) => clientId !== context.clientId)
      .map(({ clientId, name, permissions, since }) => ({
        id: clientId,
        name,
        permissions,
        since: iso(since),
      })),
    activity,
  }
}

const deviceOf = (device: Authenticator): object => ({
  name: device.name,
  ...device.parameters,
  createdAt: iso(device.createdAt),
  ...timed({ importedAt: device.importedAt, lastUsedAt: lastUseOf(device) }),
})

/** Sessions, and entries that are read at once; an account has fewer of the former. */
const MOST = 1000

/** The newest first, as the history keeps it. */
async function activityOf({ activity }: ConsoleContext, id: AccountId): Promise<readonly object[]> {
  const all: object[] = []
  for (let before: number | undefined; ;) {
    const entries = await activity.list(id, before, MOST)
    all.push(...entries.map(({ at, entry }) => ({ at: iso(at), ...readActivity(entry) })))
    before = entries.at(-1)?.place
    if (entries.length < MOST) return all
  }
}

const iso = (at: Instant): string => dateOf(at).toISOString()

/** Those that there are. */
const timed = (
  times: Readonly<Record<string, Instant | undefined>>,
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(times).flatMap(([name, at]) => (at === undefined ? [] : [[name, iso(at)]])),
  )
