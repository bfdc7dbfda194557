import { present } from '../kernel/typing.ts'
import { randomUUID } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'

/** What a request is called in the log, in events and on error pages. */
export interface RequestNames {
  readonly requestId: string
  /** Of the distributed trace that it belongs to (W3C Trace Context §3.2.2.3). */
  readonly traceId?: string
}

/**
 * What proxies make: hexadecimal, UUIDs, ULIDs, base64. Bounded, and nothing that a log, a terminal or a
 * page would take for more than a name.
 */
const REQUEST_ID = /^[\w.:+/=@-]{8,128}$/

/** W3C Trace Context §3.2: version, trace, parent and flags; later versions may carry more. */
const TRACEPARENT =
  /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?:-|$)/

/**
 * The proxy's name for the request, so that its log and ours can be joined; a new one where it has none
 * that is well formed. To be asked after `trustProxies`, which leaves these headers to trusted proxies.
 */
export function namesOf(headers: IncomingHttpHeaders): RequestNames {
  const named = headers['x-request-id']
  const trace = headers['traceparent']
  const traceId = typeof trace === 'string' ? TRACEPARENT.exec(trace)?.[1] : undefined
  const isNamed = typeof named === 'string' && REQUEST_ID.test(named)
  return {
    requestId: isNamed ? named : (traceId ?? randomUUID()),
    ...present({ traceId }),
  }
}
