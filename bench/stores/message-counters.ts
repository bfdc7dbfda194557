/** Counts what is asked in each piece of a stream; what is not whole yet counts with the piece that ends it. */
export type Counter = (bytes: Buffer) => number

/** Commands: arrays of strings with their lengths (RESP). */
export function commandCounter(): Counter {
  let rest: Buffer = Buffer.alloc(0)
  /** Strings that the command under way still lacks. */
  let lacking = 0
  return (bytes) => {
    rest = rest.length === 0 ? bytes : Buffer.concat([rest, bytes])
    let [at, ended] = [0, 0]
    for (;;) {
      const line = rest.indexOf('\r\n', at)
      if (line < 0) break
      const size = Number(rest.toString('latin1', at + 1, line))
      if (lacking === 0) {
        lacking = size
        at = line + 2
        continue
      }
      const next = line + 2 + size + 2
      if (next > rest.length) break
      at = next
      lacking -= 1
      if (lacking === 0) ended += 1
    }
    rest = rest.subarray(at)
    return ended
  }
}

/**
 * What a client of PostgreSQL has done: `Query` and `Execute`. Each message has a letter and its length, itself included
 * and the letter not, but for the first one, which has no letter.
 */
export function statementCounter(): Counter {
  let rest: Buffer = Buffer.alloc(0)
  let isStarted = false
  return (bytes) => {
    rest = rest.length === 0 ? bytes : Buffer.concat([rest, bytes])
    let [at, ended] = [0, 0]
    for (;;) {
      const letter = isStarted ? 1 : 0
      if (rest.length < at + letter + 4) break
      const next = at + letter + rest.readUInt32BE(at + letter)
      if (next > rest.length) break
      if (isStarted && COUNTED.has(String.fromCharCode(rest[at] ?? 0))) ended += 1
      isStarted = true
      at = next
    }
    rest = rest.subarray(at)
    return ended
  }
}

const COUNTED: ReadonlySet<string> = new Set(['Q', 'E'])
