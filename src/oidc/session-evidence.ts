import { fieldOf } from '../kernel/typing.ts'
import type { Context } from 'koa'
import type { CookiesSetOptions, KoaContextWithOIDC, Provider } from 'oidc-provider'
import type { Evidence, Proof } from '../assurance/index.ts'
import { FORMER_IDS_UNTIL, NETWORK_KEY } from '../people/index.ts'
import type { AccountId } from '../kernel/ids.ts'
import { ConfigurationError } from '../kernel/faults.ts'
import {
  epochSeconds,
  isAhead,
  plusSeconds,
  systemClock,
  type Clock,
  type Instant,
} from '../kernel/instant.ts'
import { noteNetwork } from './interaction-network.ts'
import { originOf } from '../web/origin.ts'
import { FORMER_ID_LIFE } from '../web/form-answers.ts'
import { leaveAnswer, type FormerForms } from './former-form.ts'
import { ANSWERED_KEY, RECORD_KEY, addToRecord, parseRecord, type ProofRecord } from './chain.ts'
import { cookiesFor, around, carries, extendPayload } from './library.ts'
import { trustCookieOf } from './trusted-browser.ts'

/** A session as far as this package cares. */
export interface SessionView {
  readonly uid: string
  readonly accountId: AccountId
  readonly evidence: Evidence
  /** Seconds since the epoch: when it ends unless it is used. */
  readonly exp: number
  /** What the browser shows for being trusted by the account; see `trustCookieOf`. */
  readonly trust: string | undefined
}

interface SessionLike {
  uid: string
  accountId?: string | undefined
}

export interface SessionEvidenceOptions {
  readonly clock: Clock
  /**
   * What a host's own login page proves when it ends with `{ login: { accountId } }`. Absent where the
   * login page is ours: it says what it proved.
   */
  readonly hostFactor?: (at: Instant) => Proof
  /** Buries a session's uid at sign-out, so that no slow request writes it back. */
  readonly endSession?: (uid: string) => Promise<unknown>
}

/**
 * Lets sessions carry evidence and interactions carry progress. Must run before the provider handles
 * its first request: the library remembers the fields of a payload at first use.
 */
export function attachEvidence(provider: Provider, options: SessionEvidenceOptions): void {
  extendPayload(provider.Session, [
    RECORD_KEY,
    'startedAt',
    'lastSeenAt',
    'browser',
    FORMER_IDS_UNTIL,
  ])
  assertUnused(provider)
  extendPayload(provider.Interaction, [RECORD_KEY, 'begunAt', NETWORK_KEY, ANSWERED_KEY])
  noteBeginnings(provider, options.clock)
  provider.on('interaction.ended', (ctx) => acceptResult(ctx, options))
  noteNetwork(provider)
  endFormerIds(provider)
  if (options.endSession) buryAtSignOut(provider, options.endSession)
}

/**
 * Where the library gives a session another id, somebody has signed in or stepped up: an id that an
 * attacker may have planted leads nowhere from there on, nor does any before it.
 */
function endFormerIds(provider: Provider): void {
  around(
    provider.Session.prototype,
    'resetIdentifier',
    (reset) =>
      function resetAndForget() {
        Object.assign(this, { [FORMER_IDS_UNTIL]: undefined })
        return reset(this)
      },
  )
}

/** A provider that has served requests knows the fields of a session already, and would keep no others. */
function assertUnused(provider: Provider): void {
  if (carries(provider.Session, RECORD_KEY)) return
  throw new ConfigurationError(
    'attach',
    'must be called before the provider serves its first request',
  )
}

/**
 * Notes when an interaction begins, by our clock. One that an older release began says so with its next
 * page: what was proved before then counts by its age.
 */
function noteBeginnings(provider: Provider, clock: Clock): void {
  around(
    provider.Interaction.prototype,
    'save',
    (save) =>
      function saveWithBeginning(...given) {
        if (beginningOf(this) === undefined) Object.assign(this, { begunAt: clock() })
        return save(this, ...given)
      },
  )
}

function beginningOf(interaction: object | undefined): Instant | undefined {
  const begunAt: unknown = interaction && fieldOf(interaction, 'begunAt')
  return typeof begunAt === 'number' ? (begunAt as Instant) : undefined
}

/**
 * `Session#destroy` runs at sign-out alone (a rotation goes to the adapter directly). The uid is
 * buried before the session is deleted: a slow request that overlaps the sign-out would otherwise
 * write the session back and undo it.
 */
function buryAtSignOut(provider: Provider, endSession: (uid: string) => Promise<unknown>): void {
  around<SessionLike, unknown[], Promise<unknown>>(
    provider.Session.prototype,
    'destroy',
    (destroy) =>
      async function destroyAndBury(...given) {
        await endSession(this.uid)
        return destroy(this, ...given)
      },
  )
}

/**
 * Puts what an interaction proved into the session before the policy is evaluated again. Synchronous,
 * because the library does not wait for listeners.
 */
function acceptResult(ctx: KoaContextWithOIDC, { clock, hostFactor }: SessionEvidenceOptions) {
  const { session, result, entities } = ctx.oidc
  if (!session?.accountId || !result) return
  const accountId = session.accountId as AccountId
  const known = parseRecord(result[RECORD_KEY])
  let chain = known?.accountId === accountId ? known : undefined
  // A result that names another account says nothing about this one, nor about what comes after.
  if (!chain) delete result[RECORD_KEY]

  // A result is merged over the earlier ones of its chain: only at the end of a login prompt is its
  // `login` a new proof.
  const prompt = entities.Interaction?.prompt.name
  if (hostFactor && result.login && prompt === 'login') {
    const { ts } = result.login
    const now = clock()
    const at = ts === undefined ? now : signInTime(ts, now)
    const proved = { accountId, proofs: [hostFactor(at)] }
    const begunAt = beginningOf(entities.Interaction)
    // Signed in before there was this request, whoever the host lets in by a cookie of its own proved
    // nothing for it: that counts by its age, like all that the session knows.
    if (ts === undefined || (begunAt && epochSeconds(at) >= epochSeconds(begunAt))) {
      chain = addToRecord(chain, proved, now)
    }
    writeRecord(session, addToRecord(readRecord(session), proved, now))
  }
  if (!chain) return
  // Carried on in `lastSubmission`, so that later prompts of this chain know what it proved.
  result[RECORD_KEY] = chain
  writeRecord(session, addToRecord(readRecord(session), chain, clock()))
  if (prompt !== 'login') return
  // Signed in anew: from here its whole lifetime counts.
  const { address, userAgent } = originOf(ctx)
  Object.assign(session, { startedAt: clock(), browser: { userAgent, address } })
}

/**
 * @throws ConfigurationError where it lies ahead: it would be fresh for as long as that takes, and in
 *   milliseconds for ever
 */
function signInTime(ts: number, now: Instant): Instant {
  const at = (Math.floor(ts) * 1000) as Instant
  if (Number.isFinite(ts) && ts >= 0 && !isAhead(at, now)) return at
  const problem = 'must be seconds since the epoch, and not in the future'
  throw new ConfigurationError('login.ts', `${problem}: the host’s login page ended with ${ts}`)
}

/**
 * Notes that a session was made use of. It is written with the session, which the library writes back at
 * the end of the request anyway.
 */
export function noteUse(session: SessionLike, at: Instant): void {
  Object.assign(session, { lastSeenAt: at })
}

function writeRecord(session: SessionLike, record: ProofRecord): void {
  Object.assign(session, { [RECORD_KEY]: record })
}

function readRecord(session: SessionLike): ProofRecord | undefined {
  const record = parseRecord(fieldOf(session, RECORD_KEY))
  return record && record.accountId === session.accountId ? record : undefined
}

/** What a session has proved about the account that it belongs to; nothing when there is none. */
export const evidenceOf = (session: SessionLike | undefined): Evidence =>
  (session && readRecord(session)?.proofs) ?? []

/**
 * The session behind a request to our own pages, by its cookie alone. A browser that names it by its
 * former id is told the present one.
 *
 * @param cookie the provider's `cookies.long` options
 */
export async function sessionOf(
  provider: Provider,
  ctx: Context,
  cookie: CookiesSetOptions,
): Promise<SessionView | undefined> {
  const session = await provider.Session.get(ctx)
  if (!session.accountId) return undefined
  const accountId = session.accountId as AccountId
  const { signed = true } = cookie
  const named = cookiesFor(provider, ctx).get(provider.cookieName('session'), { signed })
  if (named !== session.jti) tellSession(provider, ctx, session, cookie)
  return {
    uid: session.uid,
    accountId,
    evidence: evidenceOf(session),
    exp: session.exp,
    trust: trustCookieOf(ctx, accountId),
  }
}

/**
 * Adds proofs that were given on a page of ours, outside any interaction, to the browser's session. The
 * session gets a new id, as at every step-up, and the one before leads to it for some seconds: who copied the
 * cookie before may follow for so long, and no further than to what the session might do already. All at once,
 * then: the request still names the session by the old one.
 *
 * @param options `cookie`: the provider's `cookies.long`; `raises`: where the session is of a higher class from
 *   then on, what keeps the answer that the former id leads to, and to nothing else
 */
export async function recordProofs(
  provider: Provider,
  ctx: Context,
  { uid, accountId }: SessionView,
  proofs: readonly Proof[],
  {
    cookie,
    clock,
    raises,
  }: {
    readonly cookie: CookiesSetOptions
    readonly clock: Clock
    readonly raises: FormerForms | undefined
  },
): Promise<void> {
  const session = await provider.Session.get(ctx)
  // Signed out, or somebody else's, since the page was shown: then it proves nothing here.
  if (session.uid !== uid || session.accountId !== accountId) return
  Object.assign(session, {
    [RECORD_KEY]: addToRecord(readRecord(session), { accountId, proofs }, clock()),
  })
  noteUse(session, Math.max(...proofs.map(({ at }) => at)) as Instant)
  if (raises) await leaveAnswer(raises, ctx, { uid, id: session.jti })
  session.resetIdentifier()
  if (!raises) keepFormerId(session)
  await session.persist()
  tellSession(provider, ctx, session, cookie)
}

function keepFormerId(session: InstanceType<Provider['Session']>): void {
  Object.assign(session, {
    // By the wall clock, as the library and its stores count.
    [FORMER_IDS_UNTIL]: plusSeconds(systemClock(), FORMER_ID_LIFE),
    // The library would have it destroyed at once.
    oldId: undefined,
  })
}

/** Names the session to the browser. */
export function tellSession(
  provider: Provider,
  ctx: Context,
  { jti, transient, exp }: InstanceType<Provider['Session']>,
  cookie: CookiesSetOptions,
): void {
  cookiesFor(provider, ctx).set(provider.cookieName('session'), jti, {
    ...cookie,
    ...(transient ? {} : { expires: new Date(exp * 1000) }),
  })
}

/** When the account signed in to this session: from there its whole lifetime counts. */
export function sessionStart(session: SessionLike): number | undefined {
  const startedAt: unknown = fieldOf(session, 'startedAt')
  return typeof startedAt === 'number' ? epochSeconds(startedAt as Instant) : undefined
}
