import type { AdapterFactory, KoaContextWithOIDC, Provider } from 'oidc-provider'
import type { Logger } from 'pino'
import { epochSeconds, type Clock } from '../../kernel/instant.ts'

/** Seconds between two lines about one client. */
const DAY = 86_400

/** Not one of the library's models: nothing of its own is found under this name. */
const MODEL = 'UnprotectedCode'

export interface UnprotectedCodesParts {
  readonly adapter: AdapterFactory
  readonly clock: Clock
  readonly log: Pick<Logger, 'warn'>
  /** Does what no answer has to wait for. */
  readonly later: (work: () => Promise<void>) => void
}

/**
 * Names in the log, once a day, each client that asks for codes with neither PKCE nor `nonce`. Somebody who gets hold
 * of a code, from a log or a referrer, can put it into a sign-in of their own at such a client, and neither the client
 * nor the provider notices (authorization code injection: RFC 9700 §2.1.1, §4.5).
 *
 * Told by the success, so that nobody can name a client with requests that come to nothing.
 */
export function watchUnprotectedCodes(
  provider: Provider,
  { adapter, clock, log, later }: UnprotectedCodesParts,
): void {
  // Bounded by the number of clients. Asked first: the store is asked once a day for each of them.
  const reported = new Map<string, number>()
  const notes = adapter(MODEL)

  async function tell(clientId: string, requestId: unknown): Promise<void> {
    // Another node, or this one before it was restarted, has told it.
    if (await notes.find(clientId)) return
    await notes.upsert(clientId, { clientId, iat: epochSeconds(clock()) }, DAY)
    log.warn({ clientId, requestId }, UNPROTECTED)
  }

  provider.on('authorization.success', (ctx: KoaContextWithOIDC, out?: unknown) => {
    const { client, params = {} } = ctx.oidc
    // An answer to a device has no parameters.
    if (!client || typeof out !== 'object' || out === null || !('code' in out)) return
    if (params['nonce'] !== undefined || params['code_challenge'] !== undefined) return
    const { clientId } = client
    const now = epochSeconds(clock())
    if (now < (reported.get(clientId) ?? 0)) return
    reported.set(clientId, now + DAY)
    const requestId: unknown = ctx.state['requestId']
    later(() => tell(clientId, requestId))
  })
}

/** What the log says. */
export const UNPROTECTED =
  'this client sends neither PKCE nor nonce, so nobody would notice a code that was stolen and injected (RFC 9700 section 2.1.1): have it send code_challenge with code_challenge_method=S256, then set require_pkce: true'

/**
 * When a client was last named for sending neither PKCE nor `nonce`, in seconds since the epoch; undefined where it was
 * not within a day.
 */
export async function lastUnprotected(
  adapter: AdapterFactory,
  clientId: string,
): Promise<number | undefined> {
  const note = await adapter(MODEL).find(clientId)
  return note ? note.iat : undefined
}
