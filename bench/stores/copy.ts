/** What differs between two accounts: each text of the first in the place of that of the second. */
export type Copy = readonly (readonly [from: string | Uint8Array, to: string | Uint8Array])[]

/** Bytes stand as base64 where they stand in a text. */
const textOf = (value: string | Uint8Array): string =>
  typeof value === 'string' ? value : Buffer.from(value).toString('base64')

/** Puts the other account's in the place of the first one's, wherever in a text that is: in a document, in a key. */
export function translationOf(copy: Copy): (value: string) => string {
  const texts = copy.map(([from, to]) => [textOf(from), textOf(to)] as const)
  return (value) => texts.reduce((known, [from, to]) => known.replaceAll(from, to), value)
}
