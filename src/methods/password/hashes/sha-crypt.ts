import { createHash, hash, timingSafeEqual } from 'node:crypto'
import { toCryptBase64, wholeNumber } from './encodings.ts'
import { refused, tooCostly, type Reader } from './foreign-hash.ts'

/**
 * SHA-crypt, `$5$` and `$6$` of crypt(3), by Ulrich Drepper's description ("Unix crypt using SHA-256 and SHA-512",
 * version 0.6), whose steps the comments count. npm's `unixcrypt` 3.0.4 finds no match for passwords of exactly 32, 64, 96 …
 * bytes.
 */

/** Rounds a second. */
const SPEED = 600_000
const USUAL_ROUNDS = 5000
const FEWEST_ROUNDS = 1000

/** libxcrypt takes no longer ones, and the work grows with the square of the length. */
const LONGEST_PASSWORD = 512

interface Kind {
  readonly digest: 'sha256' | 'sha512'
  readonly bytes: number
  /** The bytes of the digest as step 22 writes them. */
  readonly order: readonly number[]
}

/** Three bytes a group, a third of the digest apart; from group to group each is the next one, and they change places. */
const orderOf = (bytes: number, turn: (a: number, b: number, c: number) => number[]): number[] => {
  const third = Math.floor(bytes / 3)
  let group = [0, third, 2 * third]
  const order: number[] = []
  for (let index = 0; index < third; index += 1) {
    // The description names the highest byte of three first, and the lowest is written first.
    order.push(...group.toReversed())
    const [a = 0, b = 0, c = 0] = group.map((place) => place + 1)
    group = turn(a, b, c)
  }
  return order
}

const KINDS = {
  5: {
    digest: 'sha256',
    bytes: 32,
    order: [...orderOf(32, (a, b, c) => [c, a, b]), 30, 31],
  },
  6: { digest: 'sha512', bytes: 64, order: [...orderOf(64, (a, b, c) => [b, c, a]), 63] },
} as const satisfies Record<number, Kind>

/** As crypt(3) writes it, alone or in `{CRYPT}`, and as Kratos does: `$sha512-crypt$`. */
export const readShaCrypt: Reader = (text) => {
  const bare = text
    .replace(/^\{CRYPT\}/i, '')
    .replace(/^\$sha256-crypt\$/, '$$5$$')
    .replace(/^\$sha512-crypt\$/, '$$6$$')
  const [, id, written, salt = '', encoded = ''] =
    /^\$([56])\$(?:rounds=([^$]*)\$)?([^$:\s]*)\$([^$]*)$/.exec(bare) ?? []
  if (id !== '5' && id !== '6') return undefined
  const kind = KINDS[id]
  const rounds = written === undefined ? USUAL_ROUNDS : wholeNumber(written)
  const digits = Math.ceil((kind.bytes * 4) / 3)
  if (encoded.length !== digits || /[^./0-9A-Za-z]/.test(encoded) || Number.isNaN(rounds)) {
    return refused(`$${id}$ of crypt that cannot be read`)
  }
  if (salt.length < 1 || salt.length > 16) {
    return refused(`the salt of $${id}$ has ${salt.length} characters; 1 to 16 are allowed`)
  }
  if (rounds < FEWEST_ROUNDS) {
    return refused(`$${id}$ of crypt with ${rounds} rounds; ${FEWEST_ROUNDS} at least are allowed`)
  }
  const seconds = rounds / SPEED
  const wrong = tooCostly(`$${id}$ of crypt with ${rounds} rounds`, 0, seconds)
  if (wrong) return wrong
  return {
    text: bare,
    memory: 0,
    seconds,
    matches: (password) =>
      password.length <= LONGEST_PASSWORD &&
      timingSafeEqual(
        Buffer.from(computed(kind, Buffer.from(password), Buffer.from(salt), rounds)),
        Buffer.from(encoded),
      ),
    isExact: () => true,
  }
}

/** The first `length` bytes of `bytes`, repeated as often as that takes. */
const repeated = (bytes: Buffer, length: number): Buffer => Buffer.alloc(length, bytes)

function computed({ digest, order }: Kind, password: Buffer, salt: Buffer, rounds: number): string {
  const of = (...parts: readonly Uint8Array[]): Buffer =>
    createHash(digest).update(Buffer.concat(parts)).digest()

  // 4–8
  const b = of(password, salt, password)
  // 1–3, 9–12
  const bits: Buffer[] = []
  for (let rest = password.length; rest > 0; rest >>>= 1) bits.push(rest & 1 ? b : password)
  const a = of(password, salt, repeated(b, password.length), ...bits)
  // 13–16
  const p = repeated(of(repeated(password, password.length ** 2)), password.length)
  // 17–20
  const s = repeated(of(repeated(salt, salt.length * (16 + (a[0] ?? 0)))), salt.length)
  // 21. Digests are text of one byte a character: making a Buffer of each takes longer than computing it.
  const message = Buffer.alloc(a.length + 2 * p.length + s.length)
  let at = 0
  const put = (bytes: Buffer): void => {
    at += bytes.copy(message, at)
  }
  const putDigest = (text: string): void => {
    at += message.write(text, at, 'latin1')
  }
  let c = a.toString('latin1')
  for (let round = 0; round < rounds; round += 1) {
    const odd = round % 2 === 1
    at = 0
    if (odd) put(p)
    else putDigest(c)
    if (round % 3 !== 0) put(s)
    if (round % 7 !== 0) put(p)
    if (odd) putDigest(c)
    else put(p)
    c = hash(digest, message.subarray(0, at), 'binary')
  }
  // 22
  return toCryptBase64(Buffer.from(order.map((place) => c.charCodeAt(place))))
}
