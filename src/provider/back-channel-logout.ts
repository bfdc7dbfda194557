import { AsyncLocalStorage } from 'node:async_hooks'
import type Provider from 'oidc-provider'

/** One that is on its way to an application. */
export interface LogoutNotice {
  readonly clientId: string
  /** Whether the application has taken it. Never rejects. */
  readonly taken: Promise<boolean>
}

/** Logout tokens on their way to relying parties (OpenID Connect Back-Channel Logout 1.0 §2.5). */
export interface LogoutNotices {
  /** Tells the client that the session is over, if it wants to know; resolves without its answer. */
  send(clientId: string, accountId: string, sid: string | undefined): Promise<void>
  /** Does the work, and resolves what was sent by it, without waiting for any answer. */
  during(work: () => Promise<void>): Promise<readonly LogoutNotice[]>
  /** Resolves when nothing is under way any more. */
  settled(): Promise<void>
}

export interface LogoutNoticeOptions {
  /** A relying party could not be told: its own session goes on until it ends by itself. */
  readonly onFailure: (clientId: string, error: unknown) => void
}

/** Posts to one client at a time: a slow one holds up nobody but itself, and is not flooded. */
const AT_ONCE = 8

type Client = NonNullable<Awaited<ReturnType<Provider['Client']['find']>>>
type Deliver = (this: Client, accountId: string, sid: string | undefined) => Promise<void>

/**
 * Sends logout tokens beside whatever ended the session. The library waits for every relying party
 * before it signs anybody out: one that hangs would keep somebody signed in for seconds. So this takes
 * the place of the library's own delivery, at sign-out too; how each went is told to `onFailure` and not
 * by the library's events. Each is given up after 2.5 seconds (the library's bound).
 *
 * Call once, before the provider serves its first request.
 */
export function createLogoutNotices(
  provider: Provider,
  { onFailure }: LogoutNoticeOptions,
): LogoutNotices {
  const { prototype } = provider.Client
  const deliver = Reflect.get(prototype, 'backchannelLogout') as Deliver
  const lanes = new Map<string, Lane>()
  const underWay = new Set<Promise<boolean>>()
  const watched = new AsyncLocalStorage<LogoutNotice[]>()

  const post = (client: Client, accountId: string, sid: string | undefined): void => {
    const { clientId } = client
    const lane = lanes.get(clientId) ?? createLane(AT_ONCE)
    lanes.set(clientId, lane)
    const taken = lane(() => deliver.call(client, accountId, sid)).then(
      () => true,
      (error: unknown) => {
        onFailure(clientId, error)
        return false
      },
    )
    underWay.add(taken)
    void taken.then(() => underWay.delete(taken))
    watched.getStore()?.push({ clientId, taken })
  }
  const postAside: Deliver = async function postAside(accountId, sid) {
    post(this, accountId, sid)
  }
  Reflect.set(prototype, 'backchannelLogout', postAside)

  return {
    async send(clientId, accountId, sid) {
      try {
        const client = await provider.Client.find(clientId)
        if (client?.backchannelLogoutUri !== undefined) post(client, accountId, sid)
      } catch (error) {
        // Metadata that no longer holds must not keep anybody signed in.
        onFailure(clientId, error)
      }
    },
    async during(work) {
      const sent: LogoutNotice[] = []
      await watched.run(sent, work)
      return sent
    },
    async settled() {
      while (underWay.size > 0) await Promise.all(underWay)
    },
  }
}

type Lane = (task: () => Promise<void>) => Promise<void>

/** Runs at most so many tasks at once, in the order in which they came. */
function createLane(limit: number): Lane {
  const waiting: (() => void)[] = []
  let running = 0
  return async (task) => {
    if (running >= limit) await new Promise<void>((resolve) => waiting.push(resolve))
    else running += 1
    try {
      await task()
    } finally {
      // The place goes to the next in line, or is free.
      const next = waiting.shift()
      if (next) next()
      else running -= 1
    }
  }
}
