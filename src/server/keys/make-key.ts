import { createPublicKey, generateKeyPairSync, randomBytes, type JsonWebKey } from 'node:crypto'
import { assertNever, present } from '../../kernel/typing.ts'
import { ConfigurationError } from '../../kernel/faults.ts'
import { dateOf, type Instant } from '../../kernel/instant.ts'
import type { Keys, KeyKind } from '../config/configuration.ts'
import { algorithmsOfAll, TOKEN_ALGORITHMS, type TokenAlgorithm } from './algorithms.ts'
import { newSigningKey } from './first-keys.ts'
import { timedJwks } from './in-use.ts'
import { algorithmOf } from './schedule.ts'

/** A new key as it is written: a JWK, or what it is made of; with the time from which it is used. */
export type WrittenKey =
  | (JsonWebKey & { readonly from: string })
  | { readonly key: string; readonly from: string }
  | { readonly id: string; readonly key: string; readonly from: string }

/**
 * New keys to put in front of those that there are: one, or one of each algorithm that signs, and one of each that tokens
 * are signed with by default, for keys of a version that made no such key.
 *
 * @param now for their names
 * @throws ConfigurationError `keys.signing` for a key of a type that is not made here
 */
export function makeKeys(
  kind: KeyKind,
  keys: Keys,
  now: Instant,
  at: Instant,
): readonly WrittenKey[] {
  // Whole seconds: it is read by people.
  const from = dateOf((Math.floor(at / 1000) * 1000) as Instant)
    .toISOString()
    .replace('.000Z', 'Z')
  switch (kind) {
    case 'cookies':
      return [{ key: randomKey(), from }]
    case 'sealing':
      return [{ id: newId(now), key: randomKey(), from }]
    case 'signing': {
      const patterns = new Map(timedJwks(keys).map(({ jwk }) => [algorithmOf(jwk), jwk]))
      const successors = [...patterns.values()].map(signingKeyLike)
      const further = missingAlgorithms(keys).map(newSigningKey)
      return [...successors, ...further].map((jwk) => ({ ...jwk, kid: newId(now), from }))
    }
    default:
      return assertNever(kind)
  }
}

/** The algorithms that tokens are signed with by default and no key signs, whether its time has come or not. */
export function missingAlgorithms(keys: Keys): readonly TokenAlgorithm[] {
  const able = algorithmsOfAll(timedJwks(keys).map(({ jwk }) => jwk))
  return TOKEN_ALGORITHMS.filter((name) => !able.has(name))
}

const randomKey = (): string => randomBytes(32).toString('base64url')

/** The day tells an operator which is which; what is random makes it one of a kind. */
const newId = (now: Instant): string =>
  `${dateOf(now).toISOString().slice(0, 10)}-${randomBytes(4).toString('hex')}`

/** Of the same algorithm, so that every client goes on understanding it. */
function signingKeyLike(jwk: JsonWebKey): JsonWebKey {
  const { privateKey } = generate(jwk)
  const { alg } = jwk
  return {
    ...privateKey.export({ format: 'jwk' }),
    ...present({ alg }),
    use: 'sig',
  }
}

function generate(jwk: JsonWebKey) {
  if (jwk.kty === 'EC' && jwk.crv) return generateKeyPairSync('ec', { namedCurve: jwk.crv })
  if (jwk.kty === 'OKP' && jwk.crv === 'Ed25519') return generateKeyPairSync('ed25519')
  if (jwk.kty === 'RSA') {
    const { asymmetricKeyDetails } = createPublicKey({ key: jwk, format: 'jwk' })
    const modulusLength = asymmetricKeyDetails?.modulusLength ?? 3072
    return generateKeyPairSync('rsa', { modulusLength })
  }
  throw new ConfigurationError(
    'keys.signing',
    `keys of the type ${algorithmOf(jwk)} are not made here: make one, and put it in front with a "from"`,
  )
}
