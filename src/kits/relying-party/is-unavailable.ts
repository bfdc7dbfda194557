import { ResponseBodyError } from 'openid-client'

/** As openid-client tells it: `fetch` failed, it took too long, or a status says that the server is at fault or busy. */
export function isUnavailable(error: unknown): boolean {
  if (error instanceof ResponseBodyError) return isFault(error.status)
  if (error instanceof Response) return isFault(error.status)
  if (!(error instanceof Error)) return false
  if (TIMES_OUT.has(error.name) || hasCode(error, 'OAUTH_TIMEOUT')) return true
  // `fetch` says so of a connection that was refused, or broken off while it was read.
  if (error instanceof TypeError && ['fetch failed', 'terminated'].includes(error.message))
    return true
  return isUnavailable(error.cause)
}

const TIMES_OUT: ReadonlySet<string> = new Set(['TimeoutError', 'AbortError'])

const isFault = (status: number): boolean => status >= 500 || status === 429

const hasCode = (error: Error, code: string): boolean => 'code' in error && error.code === code
