/** One challenge of a WWW-Authenticate header (RFC 9110 §11.6.1). */
export interface AuthChallenge {
  /** As it came; schemes are compared without regard to case. */
  readonly scheme: string
  readonly token68?: string
  /** By lower-case name. */
  readonly parameters: ReadonlyMap<string, string>
}

const TOKEN = /[!#$%&'*+\-.^_`|~\w]+/y
const TOKEN_68 = /[\w\-.~+/]+=*(?=[ \t]*(?:,|$))/y
const QUOTED = /"(?:[\t \x21\x23-\x5b\x5d-\x7e\x80-\xff]|\\[\t\x20-\x7e\x80-\xff])*"/y
const SPACE = /[ \t]*/y
const SPACES = /[ ]+/y
const SEPARATOR = /[ \t]*,[ \t]*/y
const EQUALS = /[ \t]*=[ \t]*/y

/**
 * Reads every challenge. Undefined for a header that does not hold to the grammar anywhere: half a
 * challenge would ask for less than the API wants.
 */
export function readChallenges(header: string): AuthChallenge[] | undefined {
  const cursor = new Cursor(header)
  const challenges: AuthChallenge[] = []
  cursor.take(SPACE)
  cursor.skipEmpty()
  while (!cursor.done) {
    const challenge = readChallenge(cursor)
    if (!challenge) return undefined
    challenges.push(challenge)
  }
  return challenges
}

function readChallenge(cursor: Cursor): AuthChallenge | undefined {
  const scheme = cursor.take(TOKEN)
  if (scheme === undefined) return undefined
  const parameters = new Map<string, string>()
  if (cursor.take(SPACES) !== undefined) {
    // `Negotiate abc=` is a token68 and `Bearer realm=abc` a parameter: what follows tells.
    const token68 = cursor.take(TOKEN_68)
    if (token68 !== undefined) {
      return cursor.endOfElement() ? { scheme, token68, parameters } : undefined
    }
    cursor.skipEmpty()
  } else if (!cursor.endOfElement()) {
    return undefined
  }
  while (!cursor.done) {
    const parameter = readParameter(cursor)
    if (parameter === 'malformed') return undefined
    // A word without "=": the next challenge begins.
    if (parameter === undefined) break
    const [name, value] = parameter
    // Which one counts is anybody's guess (RFC 9110 §11.2: once per challenge).
    if (parameters.has(name)) return undefined
    parameters.set(name, value)
    if (!cursor.endOfElement()) return undefined
  }
  return { scheme, parameters }
}

function readParameter(cursor: Cursor): readonly [string, string] | 'malformed' | undefined {
  const start = cursor.position
  const name = cursor.take(TOKEN)
  if (name === undefined) return 'malformed'
  if (cursor.take(EQUALS) === undefined) {
    cursor.position = start
    return undefined
  }
  const quoted = cursor.take(QUOTED)
  const value = quoted?.slice(1, -1).replaceAll(/\\(.)/g, '$1') ?? cursor.take(TOKEN)
  return value === undefined ? 'malformed' : [name.toLowerCase(), value]
}

class Cursor {
  position = 0
  readonly #text: string

  constructor(text: string) {
    this.#text = text
  }

  get done(): boolean {
    return this.position >= this.#text.length
  }

  take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.position
    const [found] = pattern.exec(this.#text) ?? []
    if (found !== undefined) this.position += found.length
    return found
  }

  /** Past a comma, and past the empty elements that lists may have (RFC 9110 §5.6.1). */
  endOfElement(): boolean {
    if (this.take(SEPARATOR) === undefined) {
      this.take(SPACE)
      return this.done
    }
    this.skipEmpty()
    return true
  }

  skipEmpty(): void {
    while (this.take(SEPARATOR) !== undefined);
  }
}
