import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { hashSync } from 'bcryptjs'
import { refused, type ForeignHash, type Reader } from './foreign-hash.ts'

/** `2 ** cost` a second. */
const SPEED = 10_000
const LOWEST_COST = 4
const HIGHEST_COST = 14

/** bcrypt looks at so many bytes of a password. */
const BYTES = 72

/** A scheme and a salt, as bcrypt is asked with them. */
const SETTINGS = '$2b$10$'.length + 22

/** What a program hands to bcrypt for a password. */
interface Before {
  /** What stands before the bcrypt hash. */
  readonly prefix: string
  readonly made: (password: Uint8Array) => Uint8Array
  readonly isExact: (password: Uint8Array) => boolean
}

const PLAIN: Before = {
  prefix: '',
  made: (password) => password,
  isExact: (password) => password.length <= BYTES,
}

/** What PHP's `trim` cuts off at both ends. */
const PHP_BLANKS = new Set(Buffer.from(' \t\n\r\0\v'))
const isInk = (byte: number): boolean => !PHP_BLANKS.has(byte)

function trimmed(password: Uint8Array): Uint8Array {
  return password.subarray(
    Math.max(0, password.findIndex(isInk)),
    password.findLastIndex(isInk) + 1,
  )
}

/** WordPress 6.8: `wp_hash_password` in `wp-includes/pluggable.php`. */
const WORDPRESS: Before = {
  prefix: '$wp',
  made: (password) =>
    Buffer.from(createHmac('sha384', 'wp-sha384').update(trimmed(password)).digest('base64')),
  isExact: (password) => trimmed(password).length === password.length,
}

/** Django's `BCryptSHA256PasswordHasher`. */
const DJANGO: Before = {
  prefix: 'bcrypt_sha256$',
  made: (password) => Buffer.from(createHash('sha256').update(password).digest('hex')),
  isExact: () => true,
}

/**
 * `$2a$`, `$2b$` and `$2y$`, which are one for every password without NUL; alone, or with what Django, Spring and
 * `{CRYPT}` write before it. `$2x$` marks hashes of a program that computed wrongly.
 */
export const readBcrypt: Reader = (text) => {
  const [, prefix, hash = ''] =
    /^(\$wp(?=\$2)|bcrypt_sha256\$(?=\$)|bcrypt\$(?=\$)|\{bcrypt\}|\{crypt\})?(\$2[a-z]?\$.*)$/i.exec(
      text,
    ) ?? []
  if (hash === '') return undefined
  if (hash.startsWith('$2x$')) return refused('bcrypt $2x$, which was computed wrongly')
  const cost = Number(/^\$2[aby]\$([0-9]{2})\$[./A-Za-z0-9]{53}$/.exec(hash)?.[1] ?? NaN)
  if (Number.isNaN(cost)) return refused('bcrypt that cannot be read')
  if (cost < LOWEST_COST || cost > HIGHEST_COST) {
    return refused(`bcrypt of cost ${cost}; ${LOWEST_COST} to ${HIGHEST_COST} are allowed`)
  }
  return bcrypt(hash, cost, [WORDPRESS, DJANGO].find((before) => before.prefix === prefix) ?? PLAIN)
}

function bcrypt(hash: string, cost: number, { prefix, made, isExact }: Before): ForeignHash {
  // The last character of a salt has bits that nothing uses, which not every program leaves empty.
  const key = Buffer.from(hash.slice(SETTINGS))
  return {
    text: prefix + hash,
    memory: 0,
    seconds: 2 ** cost / SPEED,
    matches(password) {
      const computed = hashSync(Buffer.from(made(password)).toString(), hash.slice(0, SETTINGS))
      return timingSafeEqual(Buffer.from(computed.slice(SETTINGS)), key)
    },
    isExact,
  }
}
