import { randomBytes } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { Instant } from '../kernel/instant.ts'
import type { EndedSession } from '../kits/relying-party/index.ts'
import type { Identity } from './identity.ts'
import type { DangerousAction, Wish } from './wish.ts'
import { isSame } from '../kernel/secret.ts'

/** One round trip to the provider, kept under its `state`, so that two tabs do not collide. */
export interface Transaction {
  readonly wish: Wish
  readonly nonce: string
  readonly codeVerifier: string
  readonly startedAt: Instant
}

/** Something dangerous that was done, and what allowed it. */
export interface Deed {
  readonly action: DangerousAction
  readonly at: Instant
  readonly identity: Identity
}

export interface Session {
  /** Changes at every sign-in. */
  id: string
  /** Stays the same through sign-ins, and never leaves this process. */
  readonly key: string
  /** Goes with every POST form: on localhost a cookie is sent from any port's pages. */
  readonly csrf: string
  readonly transactions: LRUCache<string, Transaction>
  readonly deeds: Deed[]
  identity?: Identity
  /** What the API is called with. */
  accessToken?: string
  /** The `state` of a sign-out that is under way at the provider. */
  signingOut?: string
  /** Ended by the provider, and not yet said to whom it was. */
  endedElsewhere?: true
}

export interface SessionStore {
  find(id: string | undefined): Session | undefined
  create(): Session
  /**
   * Signs in under a new id, so that an id planted before the sign-in is worth nothing. What another
   * account did before is not shown to this one.
   */
  signIn(session: Session, identity: Identity, accessToken: string): void
  /** Whether it was not ended meanwhile: an answer that comes late must not undo a sign-out. */
  isLive(session: Session): boolean
  end(session: Session): void
  /** Ends what the provider has ended, and keeps what its owner is told of it. */
  endElsewhere(ended: EndedSession): void
}

/** As many visitors as the demo remembers; the least recent are forgotten, memory stays bounded. */
const SESSIONS = 10_000
const SESSION_MS = 60 * 60 * 1000
/** Round trips that one visitor may have open, and deeds that are remembered. */
const TRANSACTIONS = 20
const DEEDS = 10

const randomId = (): string => randomBytes(24).toString('base64url')

export function createSessionStore(): SessionStore {
  const sessions = new LRUCache<string, Session>({
    max: SESSIONS,
    ttl: SESSION_MS,
    updateAgeOnGet: true,
  })
  const create = (id = randomId(), under?: Session): Session => {
    const session: Session = {
      id,
      key: randomId(),
      csrf: randomId(),
      transactions: under?.transactions ?? new LRUCache({ max: TRANSACTIONS }),
      deeds: [],
    }
    sessions.set(id, session)
    return session
  }
  return {
    find: (id) => (id === undefined ? undefined : sessions.get(id)),
    create: () => create(),
    signIn: (session, identity, accessToken) => {
      sessions.delete(session.id)
      session.id = randomId()
      if (session.identity?.sub !== identity.sub) session.deeds.length = 0
      session.identity = identity
      session.accessToken = accessToken
      sessions.set(session.id, session)
    },
    isLive: (session) => sessions.get(session.id) === session,
    end: (session) => void sessions.delete(session.id),
    endElsewhere({ subject, session: sid }) {
      const isMeant = (identity: Identity): boolean =>
        sid === undefined ? identity.sub === subject : identity.claims['sid'] === sid
      const ended = [...sessions.values()].filter(({ identity }) => identity && isMeant(identity))
      // Another one under the same name: its owner finds it, and nothing of what was in it but sign-ins that are under
      // way. To sign somebody else in, the provider has ended the session before.
      for (const session of ended) create(session.id, session).endedElsewhere = true
    },
  }
}

export function rememberDeed(session: Session, deed: Deed): void {
  session.deeds.unshift(deed)
  session.deeds.splice(DEEDS)
}

/** In constant time, so that the token cannot be found character by character. */
export const isCsrfToken = (session: Session, sent: unknown): boolean =>
  typeof sent === 'string' && isSame(session.csrf, sent)
