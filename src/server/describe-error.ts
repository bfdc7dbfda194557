import { fieldOf, present } from '../kernel/typing.ts'
import { ConfigurationError, Fault } from '../kernel/faults.ts'

/** What the log tells of an error. */
export interface DescribedError {
  readonly type: string
  /** Our own words alone. */
  readonly message?: string
  /** Literal, such as `store_unavailable` or `ECONNREFUSED`. Not called `code`, which the log takes for a secret. */
  readonly reason?: string | number
  /** SQLite's own number, with the text that it has for that number. */
  readonly sqlite?: { readonly number: number; readonly text?: string }
  /** The system call that failed. */
  readonly syscall?: string
  /** What a server answered over HTTP. */
  readonly status?: number
  readonly stack?: string
  readonly cause?: DescribedError
  readonly errors?: readonly DescribedError[]
}

/** Causes of causes; and errors of one that stands for several. */
const DEPTH = 5
const ERRORS = 5

/**
 * What an operator needs of an error, and nothing else. Libraries hang onto their errors what they were
 * working on (a command with its arguments, an answer of a server, a request with its headers), and a
 * serializer that tells every property would tell that. They write it into messages too: Redis quotes the
 * arguments of a command that it does not allow, JSON.parse what it could not read. So a message is told where
 * it is ours: by the error's class, or by the place that made it.
 */
export function describeError(error: unknown, depth = DEPTH): DescribedError {
  // Anything can be thrown: of what is no error, nobody knows what it holds.
  if (!(error instanceof Error)) return { type: typeof error }
  const frames = framesOf(error)
  const { name, message, cause } = error
  const several: unknown = fieldOf(error, 'errors')
  return {
    type: wordOf(name) ?? 'Error',
    ...(isOurs(error, frames[0]) ? { message } : {}),
    ...factsOf(error),
    // Without its head, which is the message once more.
    ...(frames.length === 0 ? {} : { stack: frames.join('\n') }),
    ...(cause === undefined || depth === 0 ? {} : { cause: describeError(cause, depth - 1) }),
    ...(Array.isArray(several) && depth > 0
      ? { errors: several.slice(0, ERRORS).map((one) => describeError(one, depth - 1)) }
      : {}),
  }
}

/** Where our own code is, compiled or not. */
const OURS = new URL('..', import.meta.url).href

/**
 * Of our own classes, or a plain error that the code in the first frame made or failed at. What native code
 * throws has no frame of its own, and a code: SQLite's errors do.
 */
const isOurs = (error: Error, frame = ''): boolean =>
  error instanceof Fault ||
  error instanceof ConfigurationError ||
  (frame.includes(OURS) && !(error instanceof SyntaxError) && fieldOf(error, 'code') === undefined)

/** A place in a file, or in Node: whatever else begins with "at" is a line of a message. */
const FRAME = /^ {4}at (?:.* \()?(?:file:\/\/|node:|\/|native|<anonymous>|index )[^()]*\)?$/

function framesOf({ stack = '', message }: Error): string[] {
  const end = message === '' ? -1 : stack.indexOf(message)
  const rest = end < 0 ? stack : stack.slice(end + message.length)
  return rest.split('\n').filter((line) => FRAME.test(line))
}

/** What is literal in errors of Node, drivers and clients: numbers, and words without a space. */
function factsOf(error: Error) {
  const [code, syscall, number, text]: readonly unknown[] = [
    fieldOf(error, 'code'),
    fieldOf(error, 'syscall'),
    fieldOf(error, 'errcode'),
    fieldOf(error, 'errstr'),
  ]
  const response: unknown = fieldOf(error, 'response')
  const status: unknown =
    typeof response === 'object' && response ? fieldOf(response, 'status') : undefined
  const reason = typeof code === 'number' ? code : wordOf(code)
  const call = wordOf(syscall)
  return {
    ...present({ reason, syscall: call }),
    ...(typeof status === 'number' ? { status } : {}),
    ...(typeof number === 'number'
      ? { sqlite: { number, ...(isFixed(text) ? { text } : {}) } }
      : {}),
  }
}

const wordOf = (value: unknown): string | undefined =>
  typeof value === 'string' && /^[\w.-]{1,64}$/.test(value) ? value : undefined

/** `sqlite3_errstr`: one sentence for each number, whatever the statement was. */
const isFixed = (text: unknown): text is string =>
  typeof text === 'string' && /^[a-zA-Z ,()'-]{1,80}$/.test(text)

/** Why somebody else's server was not reached or did not take something: in a word or two. */
export function reasonOf(error: unknown): string {
  const { type, reason, status, cause } = describeError(error)
  if (status !== undefined) return `status ${status}`
  if (type === 'TimeoutError') return 'timeout'
  return String(reason ?? cause?.reason ?? type)
}
