import { Fault } from '../../kernel/faults.ts'
import { fieldOf } from '../../kernel/typing.ts'

/*
 * What goes wrong is known by its SQLSTATE. What has none did not come from the server: the connection is lost, or was
 * not to be had. (Errors of Node's own have codes too, of another form.)
 */

/** What an operator reads: the kinds that need somebody to do something. */
const REASONS: Readonly<Record<string, string>> = {
  '25006': 'it takes no writes: it is a standby, or set to read only',
  '28000': 'it does not let this user in',
  '28P01': 'the password is wrong',
  '3D000': 'there is no such database',
  '40001': 'too many changed the same at the same time',
  '40P01': 'too many changed the same at the same time',
  '42501': 'its user lacks a right',
  '53100': 'its disk is full',
  '53200': 'it is out of memory',
  '53300': 'it has no connection left for this user: allow more, or let each node open fewer',
  '55P03': 'somebody else did not let go in time',
  '57014': 'a statement was cancelled, or took too long',
  '57P03': 'it starts, stops or recovers',
}

const sqlStateOf = (error: unknown): string | undefined => {
  const code: unknown = fieldOf(Object(error) as object, 'code')
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) && !/^E[A-Z]{4}$/.test(code)
    ? code
    : undefined
}

/** The user lacks a right. */
export const isForbidden = (error: unknown): boolean => sqlStateOf(error) === '42501'

/** The transaction is undone, and done from its beginning it may well succeed. */
export const isConflict = (error: unknown): boolean =>
  ['40001', '40P01'].includes(sqlStateOf(error) ?? '')

/** A prepared statement is not there any more, or is another's, by a pooler in between or an administrator. Nothing was done. */
export const isForgotten = (error: unknown): boolean =>
  ['26000', '42P05'].includes(sqlStateOf(error) ?? '')

/** A prepared statement fits its table no longer, on this connection: a newer version has changed the table. Nothing was done. */
export const isStale = (error: unknown): boolean =>
  sqlStateOf(error) === '0A000' && /cached plan/.test(String(error))

/** The connection is gone, or nobody answers. */
export const isLost = (error: unknown): boolean => /^(?:08|57P)/.test(sqlStateOf(error) ?? '08')

/** No answer has come: in `pg`'s own words, as it has no code. */
export const isSilent = (error: unknown): boolean =>
  error instanceof Error && error.message === 'Query read timeout'

/** Nothing more is to be had of this connection, or nothing good: 25006 tells that what is there is no primary any more. */
export const isBroken = (error: unknown): boolean =>
  isLost(error) || isForgotten(error) || isStale(error) || sqlStateOf(error) === '25006'

/** In words that hold nothing of what was written or asked for. */
export function faultOf(error: unknown, what = 'PostgreSQL cannot answer'): Fault {
  const state = sqlStateOf(error)
  const code: unknown = fieldOf(Object(error) as object, 'code')
  const reason =
    state === undefined
      ? isSilent(error)
        ? 'no answer came in time: the connection is lost, or a standby that it waits for is away'
        : `the connection is lost or was not to be had (${typeof code === 'string' ? code : 'no code'})`
      : `${REASONS[state] ?? (isLost(error) ? 'the connection is lost' : 'see its log')} (SQLSTATE ${state})`
  return new Fault('store_unavailable', `${what}: ${reason}`, { cause: withoutValues(error) })
}

/** What PostgreSQL adds to an error quotes rows (`detail`, `where`), and for some kinds so does its message. */
function withoutValues(error: unknown): Error {
  if (!(error instanceof Error)) return new Error('not an error')
  const state = sqlStateOf(error)
  const isQuoting = state !== undefined && /^2[23]/.test(state)
  const bare = new Error(isQuoting ? `SQLSTATE ${state}` : error.message)
  const code: unknown = fieldOf(error, 'code')
  return Object.assign(bare, typeof code === 'string' ? { code } : {})
}
