import { payloadOf } from '../oidc/library.ts'
import { fieldOf, parseJson } from '../kernel/typing.ts'

/** Bytes of one parameter. What is asked for is kept until it is answered, and anybody may ask. */
const LONGEST = 2048

/** An id_token has a name and addresses in it, and a nonce of the application's own. */
const LONGER: Readonly<Record<string, number>> = { id_token_hint: 2 * LONGEST }

const longest = (name: string): number =>
  (Object.hasOwn(LONGER, name) ? LONGER[name] : undefined) ?? LONGEST

/**
 * What goes back to the application in an address, where percent escapes take three times what they stand for: a proxy
 * whose buffer does not hold the answer's headers says 502, and takes the node for broken.
 */
const ECHOED: readonly string[] = ['state', 'redirect_uri', 'post_logout_redirect_uri']

/** Bytes of all of them, names and all. */
const ALL = 16 * 1024

/** A request object holds all parameters at once. */
const WHOLE = 'request'

/** Levels of JSON within JSON: parameters of the standards have six. What goes deeper exhausts the stack. */
const DEEPEST = 20

/** What is wrong with the parameters of a request, for the developer who made it; undefined for nothing. */
export function flawOf(parameters: Iterable<readonly [string, string]>): string | undefined {
  let all = 0
  for (const [name, value] of parameters) {
    const size = Buffer.byteLength(value)
    all += Buffer.byteLength(name) + size
    if (name !== WHOLE && sizeOf(name, value) > longest(name)) return tooLong(name)
    if (all > ALL) return `the parameters are longer than ${ALL} bytes, with ${named(name)}`
    const json = name === WHOLE ? payloadOf(value) : name === 'claims' ? value : ''
    if (isDeep(json)) return `the parameter ${named(name)} is nested too deeply`
    const echoed = name === WHOLE ? tooLongEcho(json) : undefined
    if (echoed !== undefined) return tooLong(echoed)
  }
  return undefined
}

/** The same for what a request object (RFC 9101) holds. */
export function flawOfClaims(claims: Readonly<Record<string, unknown>>): string | undefined {
  for (const [name, value] of Object.entries(claims)) {
    if (sizeOf(name, textOf(value)) > longest(name)) return tooLong(name)
  }
  return undefined
}

/** What the library makes of a claim. */
const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value)

/** What is wrong with the path of a request: pages lead back to it, in an address, once somebody has signed in. */
export const flawOfPath = (path: string): string | undefined =>
  escaped(path) > LONGEST ? `the path is longer than ${LONGEST} bytes, percent-encoded` : undefined

/**
 * What is too long to go back, of a request object that nobody has looked at: the library answers the application whatever
 * the signature is worth.
 */
function tooLongEcho(json: string): string | undefined {
  // Of what is no JSON the library says what is wrong with it.
  const claims = parseJson(json)
  return ECHOED.find((name) => {
    const value: unknown = fieldOf(claims, name)
    return value !== undefined && sizeOf(name, textOf(value)) > longest(name)
  })
}

/** Bytes, as they go on. */
const sizeOf = (name: string, value: string): number =>
  ECHOED.includes(name) ? escaped(value) : Buffer.byteLength(value)

/** Bytes in an address. */
const escaped = (value: string): number =>
  new URLSearchParams({ '': value }).toString().length - '='.length

const tooLong = (name: string): string =>
  `the parameter ${named(name)} is longer than ${longest(name)} bytes${ECHOED.includes(name) ? ', percent-encoded' : ''}`

/** A name can be long, too; and what no name looks like may be a value without one, a token above all. */
const named = (name: string): string =>
  /^[a-z][a-z0-9_]{0,29}$/.test(name) ? name : '(of another name)'

/** Whether brackets stand too deep. Those in strings count as well: no parameter has as many. */
function isDeep(json: string): boolean {
  let depth = 0
  for (const character of json) {
    if (character === '{' || character === '[') depth += 1
    else if (character === '}' || character === ']') depth -= 1
    if (depth > DEEPEST) return true
  }
  return false
}
