import { randomInt } from 'node:crypto'
import { readLetters } from '../../kernel/typed.ts'
import { isSame } from '../../kernel/secret.ts'

/** Lower-case letters and digits, but none that looks like another: no 0 o, 1 i l, u v. */
const ALPHABET = '23456789abcdefghjkmnpqrstwxyz'
const GROUP = 5
const GROUPS = 3
const LENGTH = GROUP * GROUPS

/** How many codes a set has. */
export const RECOVERY_CODES = 10

/** 72 random bits, written in groups: `k7m2p-9xwaz-3hrtc`. Well above the 64 that no throttle is needed for. */
export function createRecoveryCode(): string {
  const drafts = Array.from({ length: LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)])
  return inGroups(drafts.join(''))
}

const inGroups = (drafts: string): string => (drafts.match(/.{5}/g) ?? []).join('-')

/**
 * The code in what somebody typed, in either case, with or without separators; undefined when it can be
 * none, so that a slip of the finger costs no attempt.
 */
export function parseRecoveryCode(input: string): string | undefined {
  const drafts = readLetters(input)
  if (drafts.length !== LENGTH) return undefined
  return Array.from(drafts).every((draft) => ALPHABET.includes(draft))
    ? inGroups(drafts)
    : undefined
}

/** The place of a code among others, or -1; every one is compared, so the time tells nothing. */
export function placeOf(code: string, codes: readonly string[]): number {
  let place = -1
  for (const [index, candidate] of codes.entries()) {
    if (isSame(candidate, code)) place = index
  }
  return place
}
