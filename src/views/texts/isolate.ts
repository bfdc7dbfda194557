/**
 * Names within a sentence that are written in the other direction: without a border around them, the
 * quotes, numbers and stops beside them are shown in the wrong place, and a name can rearrange the
 * words of ours that follow it (Unicode Standard Annex #9; Technical Report #36, §2.6).
 */

type Direction = 'ltr' | 'rtl'

const FIRST_STRONG_ISOLATE = '\u2068'
const POP_ISOLATE = '\u2069'

/** Letters of scripts that run from right to left, and the mark that is one of them. */
const RIGHT_TO_LEFT =
  /[\u0590-\u08FF\u200F\uFB1D-\uFDFF\uFE70-\uFEFF\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}]/u

/** What could turn text around, or end a border of ours. */
const CONTROLS = /[\u202A-\u202E\u2066-\u2069]/g

/** Where a link ends must stay clear: programs that find links in mails would take the border in. */
const ADDRESS = /^https?:\/\//

/** Puts a border around a fact where the directions of the two may differ. */
export function isolate(fact: string, direction: Direction): string {
  const tame = fact.replace(CONTROLS, '')
  const differs = direction === 'rtl' || RIGHT_TO_LEFT.test(tame)
  if (!differs || tame === '' || ADDRESS.test(tame)) return tame
  return `${FIRST_STRONG_ISOLATE}${tame}${POP_ISOLATE}`
}

/**
 * The same texts, whose functions isolate every string that they are given, so that no sentence of any
 * language can forget to. What a text is given is therefore a fact to be shown, never a code to be
 * compared: for codes there are tables.
 */
export function isolating<Texts extends object>(texts: Texts, direction: Direction): Texts {
  const isolated = Object.entries(texts).map(([key, text]) => [key, isolatingText(text, direction)])
  // Same keys, and functions of the same facts.
  return Object.fromEntries(isolated) as Texts
}

function isolatingText(text: unknown, direction: Direction): unknown {
  if (typeof text !== 'function') return isRecord(text) ? isolating(text, direction) : text
  return (...facts: unknown[]): unknown => {
    const isolated = facts.map((fact) => isolatedFact(fact, direction))
    return Reflect.apply(text, undefined, isolated)
  }
}

function isolatedFact(fact: unknown, direction: Direction): unknown {
  if (typeof fact === 'string') return isolate(fact, direction)
  if (Array.isArray(fact)) return fact.map((part) => isolatedFact(part, direction))
  if (!isRecord(fact)) return fact
  const parts = Object.entries(fact).map(([key, part]) => [key, isolatedFact(part, direction)])
  return Object.fromEntries(parts)
}

/** Literals, and modules imported as a whole, which have no prototype; no dates and no lists. */
function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}
