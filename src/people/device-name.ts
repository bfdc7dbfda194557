import unhomoglyph from 'unhomoglyph'
import { nameKey } from '../kernel/typed.ts'
import type { LookAlike, NameFlaw } from './verification.ts'

/** Code points; long enough for a sentence, short enough for a list. */
export const LONGEST_DEVICE_NAME = 50

/** What came of reading a name: as it is kept, or why it is none. */
export type DeviceName =
  { readonly name: string } | { readonly refused: 'name_invalid' | 'name_invisible' }

/**
 * A device's name as it is kept: NFC, no white space around it and none but single spaces inside.
 *
 * - `name_invalid`: empty or too long
 * - `name_invisible`: with characters that nobody sees or that turn the text around, by which one name
 *   could look like another; or with nothing that can be seen
 */
export function readDeviceName(input: string): DeviceName {
  const name = input.normalize('NFC').replace(/\s+/gu, ' ').trim()
  const length = Array.from(name).length
  if (length < 1 || length > LONGEST_DEVICE_NAME) return { refused: 'name_invalid' }
  const plain = name.replaceAll(EMOJI, '☺').replaceAll(JOINER, '')
  return UNSEEN.test(plain) || !SEEN.test(plain) ? { refused: 'name_invisible' } : { name }
}

/** The name as it is kept; undefined where it is none. */
export function parseDeviceName(input: string): string | undefined {
  const read = readDeviceName(input)
  return 'name' in read ? read.name : undefined
}

/** U+2800 is a Braille pattern without a dot: it looks like a space, and is none. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Default_Ignorable_Code_Point}\u2800]/u

/** A mark without a letter to stand on is not enough. */
const SEEN = /[\p{L}\p{N}\p{P}\p{S}]/u

/** As they are composed (Unicode Technical Standard #51, ED-17a): joiners, selectors and tags belong to them. */
const EMOJI = new RegExp(
  String.raw`\p{RI}{2}|[0-9#*]\ufe0f\u20e3|(?:ELEMENT)(?:\u200d(?:ELEMENT))*`.replaceAll(
    'ELEMENT',
    String.raw`\p{ExtPict}(?:\p{EMod}|[\ufe0e\ufe0f]|[\u{e0020}-\u{e007e}]+\u{e007f})?`,
  ),
  'gu',
)

/** Within words of scripts whose letters it joins or parts (Unicode Standard §23.2). */
const JOINER = new RegExp(
  '(?<=[SCRIPTS]\\p{M}*)[\\u200c\\u200d](?=[SCRIPTS])'.replaceAll(
    'SCRIPTS',
    ['Arab', 'Beng', 'Deva', 'Gujr', 'Guru', 'Khmr', 'Knda', 'Mlym', 'Orya', 'Sinh', 'Syrc']
      .concat(['Taml', 'Telu'])
      .map((script) => `\\p{Script=${script}}`)
      .join(''),
  ),
  'gu',
)

/**
 * The name among others that a reader could take for this one, though it is another: by their skeletons
 * (Unicode Technical Standard #39 §4), as written and in lower case. Undefined where one
 * has the very name (`nameKey`), which the store refuses.
 */
export function lookAlike(name: string, others: readonly string[]): string | undefined {
  const [key, written] = [nameKey(name), skeletonOf(name)]
  if (others.some((other) => nameKey(other) === key)) return undefined
  return others.find(
    (other) => skeletonOf(other) === written || skeletonOf(nameKey(other)) === skeletonOf(key),
  )
}

/** What is wrong with a name for another device, beside the ones that there are. */
export function judgeName(
  input: string,
  names: readonly string[],
  limit: number,
): NameFlaw | undefined {
  const read = readDeviceName(input)
  if ('refused' in read) return { outcome: read.refused }
  if (names.length >= limit) return { outcome: 'limit_reached' }
  const key = nameKey(read.name)
  if (names.some((name) => nameKey(name) === key)) return { outcome: 'name_taken' }
  return refuseLookAlike(read.name, names)
}

/**
 * What a store answers to a name that looks like that of another of the account's confirmed devices (Unicode Technical
 * Standard #39 §4). To be asked where the name is taken, in the same transaction: of two at once one looks like the other.
 *
 * @param others the names of the other confirmed ones
 * @returns undefined where none looks like it, or one has the very name (`nameKey`)
 */
export function refuseLookAlike(name: string, others: readonly string[]): LookAlike | undefined {
  const other = lookAlike(name, others)
  return other === undefined ? undefined : { outcome: 'name_lookalike', other }
}

const skeletonOf = (name: string): string =>
  unhomoglyph(name.normalize('NFD').replaceAll(/\p{Default_Ignorable_Code_Point}/gu, ''))
    .normalize('NFD')
    .replaceAll(/\s+/gu, ' ')
