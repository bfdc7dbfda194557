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
