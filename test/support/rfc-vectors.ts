import { createHmac } from 'node:crypto'
import type { TotpAlgorithm } from '../../src/people/index.ts'
import { Secret } from '../../src/kernel/secret.ts'

/** RFC 6238 appendix B: seconds, and the 8-digit codes for SHA1, SHA256 and SHA512. */
export const RFC6238_VECTORS = [
  [59, '94287082', '46119246', '90693936'],
  [1111111109, '07081804', '68084774', '25091201'],
  [1111111111, '14050471', '67062674', '99943326'],
  [1234567890, '89005924', '91819424', '93441116'],
  [2000000000, '69279037', '90698825', '38618901'],
  [20000000000, '65353130', '77737706', '47863826'],
] as const

/** RFC 4226 appendix D: counters 0 to 9 with the seed of 20 bytes. */
export const RFC4226_CODES = [
  '755224',
  '287082',
  '359152',
  '969429',
  '338314',
  '254676',
  '287922',
  '162583',
  '399871',
  '520489',
]

const SEED_LENGTH = { SHA1: 20, SHA256: 32, SHA512: 64 } as const

/** The digits 1234567890 over and over, as long as the hash. */
export const seedOf = (algorithm: TotpAlgorithm): Secret =>
  new Secret(Buffer.from('1234567890'.repeat(7).slice(0, SEED_LENGTH[algorithm])))

/** RFC 4226 §5.3 by hand, six digits: what a second implementation says. */
export function hotp(algorithm: TotpAlgorithm, counter: number): string {
  const moving = Buffer.alloc(8)
  moving.writeBigUInt64BE(BigInt(counter))
  const mac = createHmac(algorithm, seedOf(algorithm).reveal()).update(moving).digest()
  const offset = (mac.at(-1) ?? 0) & 0xf
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}
