import { refused, type Reader } from './foreign-hash.ts'

/** What is known and not verified here, by how it begins. */
const KINDS: readonly (readonly [RegExp, string])[] = [
  [/^\$g?y\$/, 'yescrypt, which nothing here verifies'],
  [/^\$(?:1|apr1|md5|sm3)\b/, 'a hash of MD5 or SM3, which nothing here verifies'],
  [/^\$sha(?:1|256|512)\$/, 'a hash that is computed once, or by a pattern of its own'],
  [/^\{S?MD5\}/i, 'a hash of MD5, which a graphics card tries by the billion'],
  [/^\{SHA(?:256|384|512)?\}/i, 'a hash without a salt'],
  [
    /^(?:md5|sha1|unsalted_md5|unsalted_sha1|crypt)\$/,
    'one of Django’s old hashes, of MD5, SHA-1 or DES',
  ],
  [/^U\$/, 'a Drupal hash of an MD5 hash'],
  [/^[0-9a-f]{32}$/i, 'what looks like MD5 without a salt'],
  [/^!/, 'a password that the other program does not accept either'],
  [/^[./0-9A-Za-z]{13}$/, 'what looks like DES, of which the first 8 characters count alone'],
]

/** Why a known kind is refused. */
export const refuseKnown: Reader = (text) => {
  const bare = text.replace(/^\{CRYPT\}/i, '')
  const reason = KINDS.find(([pattern]) => pattern.test(bare))?.[1]
  return reason === undefined ? undefined : refused(reason)
}
