import { stemsOf } from './common-passwords.ts'

/** Whose password it is, and where: what everybody who knows either would try first. */
export interface PasswordOwner {
  readonly login: string
  readonly displayName: string
  readonly email?: string
  /** What the service calls itself. */
  readonly productName?: string
}

/** Shorter words stand in too many others. */
const SHORTEST_WORD = 3

/**
 * Whether a password is made of its account's own words for the most part: of its login, its address
 * and their parts, its owner's name and the service's; forwards or backwards, whatever the case, and
 * whatever signs stand between. NIST SP 800-63B-4 §3.1.1.2 calls them context-specific words.
 */
export function isOwnWords(password: string, owner: PasswordOwner): boolean {
  const words = wordsOf(owner)
  const both = [...words, ...words.map(reversed)]
  return stemsOf(password)
    .map(draftsOf)
    .some((stem) => isMostly(stem, both))
}

function wordsOf({ login, displayName, email, productName }: PasswordOwner): readonly string[] {
  const addresses = [login, ...(email === undefined ? [] : [email])]
  const texts = [
    ...addresses,
    ...addresses.flatMap(partsOfAddress),
    displayName,
    ...(productName === undefined ? [] : [productName]),
  ]
  const words = texts.flatMap((text) => [text, ...text.split(/[^\p{L}\p{M}]+/u)]).map(draftsOf)
  return [...new Set(words)].filter((word) => word.length >= SHORTEST_WORD)
}

/** The local part, the host, and the host's labels but the last: `com` and `org` are nobody's own. */
function partsOfAddress(address: string): readonly string[] {
  const [local = '', host] = address.split('@')
  return host === undefined ? [] : [local, host, ...host.split('.').slice(0, -1)]
}

/** Letters and digits in lower case, one for each that is read: an accent belongs to its letter. */
const draftsOf = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .normalize('NFKC')
    .replaceAll(/[^\p{L}\p{M}\p{N}]/gu, '')

const reversed = (text: string): string => Array.from(text).toReversed().join('')

/** Half is most: what is beside it is no longer than a word that everybody knows. */
function isMostly(text: string, words: readonly string[]): boolean {
  if (text === '') return false
  const covered = new Set<number>()
  for (const word of words) {
    for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
      for (let index = at; index < at + word.length; index += 1) covered.add(index)
    }
  }
  return covered.size * 2 >= text.length
}
