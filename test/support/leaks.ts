/** How many characters, its last, a secret is looked up by: tokens of one kind all begin alike. */
const END = 8

/** A secret that stands in a line of a log. */
export interface Leak {
  secret: string
  line: string
}

/**
 * The first of `secrets` that stands in one of `lines`, whatever their numbers: each line is read once, because a run
 * of all tests handles tens of thousands of secrets and logs as many lines.
 */
export function findLeak(secrets: Iterable<string>, lines: Iterable<string>): Leak | undefined {
  const codes = new Set<string>()
  const byEnd = new Map<string, string[]>()
  const short: string[] = []
  for (const secret of secrets) {
    // Digits stand within longer numbers by chance, so a code has to stand by itself.
    if (/^\d+$/.test(secret)) codes.add(secret)
    else if (secret.length < END) short.push(secret)
    else {
      const end = secret.slice(-END)
      const alike = byEnd.get(end)
      if (alike === undefined) byEnd.set(end, [secret])
      else alike.push(secret)
    }
  }
  for (const line of new Set(lines)) {
    const secret =
      line.match(/(?<![\w-])\d+(?![\w-])/g)?.find((digits) => codes.has(digits)) ??
      short.find((one) => line.includes(one)) ??
      endingIn(line, byEnd)
    if (secret !== undefined) return { secret, line }
  }
  return undefined
}

function endingIn(line: string, byEnd: ReadonlyMap<string, string[]>): string | undefined {
  for (let at = END; at <= line.length; at += 1) {
    const found = byEnd.get(line.slice(at - END, at))?.find((secret) => line.endsWith(secret, at))
    if (found !== undefined) return found
  }
  return undefined
}
