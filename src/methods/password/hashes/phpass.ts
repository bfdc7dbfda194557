import { hash, timingSafeEqual } from 'node:crypto'
import { cryptNumber, toCryptBase64 } from './encodings.ts'
import { refused, tooCostly, type Reader } from './foreign-hash.ts'

/** `$P$` of WordPress before 6.8, `$H$` of phpBB, `$S$` of Drupal 7 to 10.0: one digest over and over. */
const KINDS = {
  P: { digest: 'md5', speed: 500_000, longest: 4096, encoded: 22 },
  H: { digest: 'md5', speed: 500_000, longest: 4096, encoded: 22 },
  // Drupal cuts the hash at 55 characters, of the 98 that it would have.
  S: { digest: 'sha512', speed: 500_000, longest: 512, encoded: 43 },
} as const

const FEWEST = 7
const SETTINGS = '$P$B'.length + 8

export const readPhpass: Reader = (text) => {
  const kind = /^\$([PHS])\$/.exec(text)?.[1]
  if (kind !== 'P' && kind !== 'H' && kind !== 'S') return undefined
  const { digest, speed, longest, encoded } = KINDS[kind]
  const logarithm = cryptNumber(text.charAt(3))
  if (!/^[./0-9A-Za-z]+$/.test(text.slice(3)) || text.length !== SETTINGS + encoded) {
    return refused(`$${kind}$ that cannot be read`)
  }
  const what = `$${kind}$ with 2^${logarithm} rounds`
  if (logarithm < FEWEST) return refused(`${what}; 2^${FEWEST} at least are allowed`)
  const seconds = 2 ** logarithm / speed
  const wrong = tooCostly(what, 0, seconds)
  if (wrong) return wrong
  const salt = Buffer.from(text.slice(4, SETTINGS))
  return {
    text,
    memory: 0,
    seconds,
    matches(password) {
      // As the programs do.
      if (password.length > longest) return false
      // Digests are text of one byte a character: making a Buffer of each takes longer than computing it.
      let last = hash(digest, Buffer.concat([salt, password]), 'binary')
      const message = Buffer.concat([Buffer.from(last, 'latin1'), password])
      for (let round = 0; round < 2 ** logarithm; round += 1) {
        message.write(last, 'latin1')
        last = hash(digest, message, 'binary')
      }
      const made = toCryptBase64(Buffer.from(last, 'latin1')).slice(0, encoded)
      return timingSafeEqual(Buffer.from(made), Buffer.from(text.slice(SETTINGS)))
    },
    isExact: () => true,
  }
}
