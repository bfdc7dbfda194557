import { present } from '../../kernel/typing.ts'
import { around, replaceMethod, setField } from '../library.ts'
import { AsyncLocalStorage } from 'node:async_hooks'
import type Provider from 'oidc-provider'
import type { ClaimedLogoutNotice, LogoutOutbox } from '../../people/index.ts'
import { createLogoutNoticeId, type AccountId } from '../../kernel/ids.ts'
import { plusSeconds, type Clock, type Instant } from '../../kernel/instant.ts'
import { answerOf, type LogoutAnswer } from './logout-answer.ts'
import pLimit, { type LimitFunction } from 'p-limit'

/** One that is on its way to an application. */
export interface LogoutNotice {
  readonly clientId: string
  /** Whether the application has taken it at the first attempt. Never rejects. */
  readonly taken: Promise<boolean>
}

/** Logout tokens on their way to relying parties (OpenID Connect Back-Channel Logout 1.0 §2.5). */
export interface LogoutNotices {
  /** Tells the client that the session is over, if it wants to know; resolves without its answer. */
  send(clientId: string, accountId: string, sid: string | undefined): Promise<void>
  /** Does the work, and resolves what was sent by it, without waiting for any answer. */
  during(work: () => Promise<void>): Promise<readonly LogoutNotice[]>
  /** Tries one again that was claimed until then. Never rejects. */
  retry(claimed: ClaimedLogoutNotice, until: Instant): Promise<void>
  /** Resolves when nothing is under way any more. */
  settled(): Promise<void>
}

/** An attempt that failed. */
export interface LogoutFailure {
  readonly clientId: string
  /** 1 for the first. */
  readonly attempt: number
  readonly error: unknown
  /** What the application answered, where it did. */
  readonly answer: LogoutAnswer | undefined
  /** When it is tried again; undefined when it is given up. */
  readonly nextAt: Instant | undefined
}

export interface LogoutNoticeOptions {
  readonly outbox: LogoutOutbox
  readonly clock: Clock
  /** A relying party could not be told: where it is given up, its own session goes on until it ends by itself. */
  readonly onFailure: (failure: LogoutFailure) => void
  /** The outbox does not answer: a notice is sent once, or is due again when its claim has ended. */
  readonly onOutboxFailure: (error: unknown) => void
}

/** Posts to one client at a time: a slow one holds up nobody but itself, and is not flooded. */
const AT_ONCE = 8

/** Seconds from an attempt that failed to the next one: a restart, a deployment, a morning's mistake. */
const DELAYS = [10, 60, 600] as const

/** Seconds that a notice is claimed for: longer than an attempt takes, so that no two nodes send it at once. */
export const LOGOUT_LEASE = 60

/** Seconds that an attempt may take, from when it begins. */
const ATTEMPT = 10

/** Seconds after which nobody waits for it any more: the application's own sessions have ended, or it is gone. */
const TOO_LATE = 86_400

type Client = NonNullable<Awaited<ReturnType<Provider['Client']['find']>>>

/**
 * Sends logout tokens beside whatever ended the session. The library waits for every relying party
 * before it signs anybody out: one that hangs would keep somebody signed in for seconds. So this takes
 * the place of the library's own delivery, at sign-out too; how each went is told to `onFailure` and not
 * by the library's events.
 *
 * A notice stands in the outbox before it is sent, and until it was taken: what fails, or what a crash cuts off, is tried
 * three times more, by whichever node claims it. A logout token lives for two minutes and is signed again each time.
 *
 * Every logout token, and every ID token of a client that gets some, carries `sid`: a client that knows sessions by
 * `sid` finds the one that is over, and one that does not ends no other session of the same person by mistake.
 *
 * Call once, before the provider serves its first request.
 */
export function createLogoutNotices(
  provider: Provider,
  options: LogoutNoticeOptions,
): LogoutNotices {
  const { outbox, clock, onFailure, onOutboxFailure } = options
  alwaysWithSid(provider)
  const lanes = new Map<string, LimitFunction>()
  const underWay = new Set<Promise<unknown>>()
  const watched = new AsyncLocalStorage<LogoutNotice[]>()

  /** Resolves where the outbox has heard; what it has not heard it finds out when the claim ends. */
  async function keep(work: () => Promise<unknown>): Promise<boolean> {
    try {
      await work()
      return true
    } catch (error) {
      onOutboxFailure(error)
      return false
    }
  }

  function nextOf({ createdAt, attempts }: ClaimedLogoutNotice): Instant | undefined {
    const delay = DELAYS[attempts - 1]
    const next = delay === undefined ? undefined : plusSeconds(clock(), delay)
    return next !== undefined && next < plusSeconds(createdAt, TOO_LATE) ? next : undefined
  }

  async function attempt(
    client: Client,
    notice: ClaimedLogoutNotice,
    until: Instant | undefined,
  ): Promise<boolean> {
    const { clientId } = client
    const { id, accountId, sid, attempts } = notice
    // Of thousands that end at once some wait for longer than they are claimed: another node may be sending them.
    const isLate = (): boolean => until !== undefined && clock() > plusSeconds(until, -ATTEMPT)
    try {
      const sent = await laneOf(clientId)(async () => {
        if (isLate()) return false
        // The library leaves `sid` out of the logout token otherwise.
        setField(client, 'backchannelLogoutSessionRequired', true)
        await deliver(client, accountId, sid)
        return true
      })
      if (sent && until !== undefined) await keep(() => outbox.done(id))
      return sent
    } catch (error) {
      const nextAt = until === undefined ? undefined : nextOf(notice)
      if (until !== undefined) {
        await keep(() => (nextAt === undefined ? outbox.done(id) : outbox.later(notice, nextAt)))
      }
      onFailure({ clientId, attempt: attempts, error, answer: await answerOf(error), nextAt })
      return false
    }
  }

  function laneOf(clientId: string): LimitFunction {
    const lane = lanes.get(clientId) ?? pLimit(AT_ONCE)
    lanes.set(clientId, lane)
    return lane
  }

  function follow<T>(work: Promise<T>): Promise<T> {
    underWay.add(work)
    void work.then(() => underWay.delete(work))
    return work
  }

  async function post(client: Client, accountId: string, sid: string | undefined): Promise<void> {
    const now = clock()
    const notice: ClaimedLogoutNotice = {
      id: createLogoutNoticeId(),
      clientId: client.clientId,
      accountId: accountId as AccountId,
      ...present({ sid }),
      createdAt: now,
      attempts: 1,
    }
    const until = plusSeconds(now, LOGOUT_LEASE)
    const isKept = await keep(() => outbox.add(notice, until))
    const taken = follow(attempt(client, notice, isKept ? until : undefined))
    watched.getStore()?.push({ clientId: client.clientId, taken })
  }
  let deliver: (client: Client, accountId: string, sid?: string) => Promise<unknown>
  around<Client, [accountId: string, sid?: string], Promise<unknown>>(
    provider.Client.prototype,
    'backchannelLogout',
    (former) => {
      deliver = former
      return async function postAside(accountId, sid) {
        await post(this, accountId, sid)
      }
    },
  )

  return {
    async send(clientId, accountId, sid) {
      try {
        const client = await provider.Client.find(clientId)
        if (client?.backchannelLogoutUri !== undefined) await post(client, accountId, sid)
      } catch (error) {
        // Metadata that no longer holds must not keep anybody signed in.
        onFailure({ clientId, attempt: 1, error, answer: undefined, nextAt: undefined })
      }
    },
    async during(work) {
      const sent: LogoutNotice[] = []
      await watched.run(sent, work)
      return sent
    },
    async retry(claimed, until) {
      const { clientId, id, createdAt, attempts } = claimed
      try {
        const client = await provider.Client.find(clientId)
        // It is gone, or wants to know no longer; or nobody served for a day.
        const isWanted = client?.backchannelLogoutUri !== undefined
        if (!isWanted || clock() > plusSeconds(createdAt, TOO_LATE)) {
          await keep(() => outbox.done(id))
          return
        }
        await follow(attempt(client, claimed, until))
      } catch (error) {
        const nextAt = nextOf(claimed)
        await keep(() => (nextAt === undefined ? outbox.done(id) : outbox.later(claimed, nextAt)))
        onFailure({ clientId, attempt: attempts, error, answer: undefined, nextAt })
      }
    },
    async settled() {
      while (underWay.size > 0) await Promise.all(underWay)
    },
  }
}

/** The library puts `sid` into ID tokens of those that are registered as unable to do without. */
const alwaysWithSid = (provider: Provider): void => {
  replaceMethod<Client, [], boolean>(
    provider.Client.prototype,
    'includeSid',
    function includeSid() {
      return this.backchannelLogoutUri !== undefined
    },
  )
}
