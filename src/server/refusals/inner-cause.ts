import { fieldOf } from '../../kernel/typing.ts'
/** What of the library's JWTs and PKCE is wrong, in sentences of its own that quote nothing. */
const OWN_SENTENCES =
  /^(?:code_verifier must be provided|code_verifier does not match code_challenge|unsupported code_challenge_method|jwt (?:expired|not active yet|issued in the future|issuer invalid)|invalid (?:nbf|iat|exp|jti|iss|aud|sub) value)$/

/**
 * The library's own reason (`error_detail`), which no answer tells: "authorization code already consumed", "invalid
 * secret provided". Where it comes from another error, that one's message may quote what was sent, as `JSON.parse`
 * does: then it is told if it is known to be a sentence of the library, and otherwise what kind of error it is.
 */
export function causeOf(error: Error): string | undefined {
  const { cause } = error
  if (cause instanceof Error) {
    if (OWN_SENTENCES.test(cause.message)) return cause.message
    if (cause.message.startsWith('jwt audience missing ')) return 'jwt audience missing'
    return /^\w{1,60}$/.test(cause.name) ? cause.name : 'Error'
  }
  const detail: unknown = fieldOf(error, 'error_detail')
  return typeof detail === 'string' ? detail.slice(0, LONGEST) : undefined
}

const LONGEST = 200
