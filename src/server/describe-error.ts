/** What the log tells of an error. */
export interface DescribedError {
  readonly type: string
  readonly message?: string
  /** Literal, such as `store_unavailable` or `ECONNREFUSED`. Not called `code`, which the log takes for a secret. */
  readonly reason?: string | number
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
 * serializer that tells every property would tell that.
 */
export function describeError(error: unknown, depth = DEPTH): DescribedError {
  // Anything can be thrown: of what is no error, nobody knows what it holds.
  if (!(error instanceof Error)) return { type: typeof error }
  const code: unknown = Reflect.get(error, 'code')
  const frames = (error.stack ?? '').split('\n').filter((line) => /^ {4}at /.test(line))
  const several: unknown = Reflect.get(error, 'errors')
  return {
    type: error.name,
    // JSON.parse quotes what it could not read, which is what somebody sent or a store holds.
    ...(error instanceof SyntaxError ? {} : { message: error.message }),
    ...(typeof code === 'string' || typeof code === 'number' ? { reason: code } : {}),
    // Without its head, which is the message once more.
    ...(frames.length === 0 ? {} : { stack: frames.join('\n') }),
    ...(error.cause === undefined || depth === 0
      ? {}
      : { cause: describeError(error.cause, depth - 1) }),
    ...(Array.isArray(several) && depth > 0
      ? { errors: several.slice(0, ERRORS).map((one) => describeError(one, depth - 1)) }
      : {}),
  }
}
