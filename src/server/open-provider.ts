import { present } from '../kernel/typing.ts'
import {
  createPrivateKey,
  createPublicKey,
  sign,
  type JsonWebKey,
  type KeyObject,
} from 'node:crypto'
// As a whole: an experiment's name may be gone, and a server that imports it by name would not start.
import * as library from 'oidc-provider'
import type { Configuration, ExternalSigningKey, JWK, Provider } from 'oidc-provider'
import type { Logger } from 'pino'
import type { TokenAlgorithm } from './keys/algorithms.ts'
import { WordedProvider } from './refusals/answered-words.ts'

/**
 * The version of the library's experiment that this is written for. oidc-provider refuses to start with
 * another one, and `openProvider` then does without.
 */
const EXPERIMENT = 'experimental-01'

/**
 * oidc-provider with a configuration whose ES256 and RS256 keys sign at once, in the thread that answers. Left to itself
 * the library signs in Node's thread pool. Four fifths of an ES256 signature are the way there and back, and who waits
 * for it waits for everything else that the event loop has before it: under load, half of a token request. RS256 takes
 * longer to sign than to be waited for, but in the pool it waits behind the hashes of passwords.
 *
 * @param experiment @default the one that is known
 * @throws whatever the library finds wrong with the configuration
 */
export function openProvider(
  issuer: string,
  configuration: Configuration,
  log: Pick<Logger, 'warn'>,
  experiment = EXPERIMENT,
): Provider {
  try {
    return new WordedProvider(issuer, signingAtOnce(configuration, experiment))
  } catch (error) {
    // What else is wrong will be wrong again.
    const provider = new WordedProvider(issuer, configuration)
    log.warn(
      { err: error },
      'oidc-provider could not be set up to sign in this thread: it signs in its own way',
    )
    return provider
  }
}

function signingAtOnce(configuration: Configuration, ack: string): Configuration {
  const { ExternalSigningKey: Base } = library as Partial<typeof library>
  if (Base === undefined) throw new TypeError('oidc-provider has no ExternalSigningKey')
  const LocalKey = localKeyFrom(Base)
  const features = configuration.features ?? {}
  // Where keys may be there to decrypt with, one of ours has to say that it signs.
  const use = features.encryption?.enabled ? undefined : 'sig'
  const keys = (configuration.jwks?.keys ?? []).map((key) => {
    const algorithm = key instanceof Base ? undefined : plainAlgorithm({ use, ...key })
    return algorithm === undefined ? key : new LocalKey(key, algorithm)
  })
  return {
    ...configuration,
    features: { ...features, externalSigningSupport: { enabled: true, ack } },
    jwks: { keys },
  }
}

/** Undefined for a key of another algorithm, or of several, or that says more about itself than we would. */
function plainAlgorithm({ kty, crv, alg, use, ...rest }: JWK): TokenAlgorithm | undefined {
  if (use !== 'sig' || rest['key_ops'] !== undefined || rest['x5c'] !== undefined) return undefined
  if (kty === 'EC' && crv === 'P-256' && (alg ?? 'ES256') === 'ES256') return 'ES256'
  // Without `alg` it signs PS256 too.
  return kty === 'RSA' && alg === 'RS256' ? 'RS256' : undefined
}

const localKeyFrom = (Base: typeof ExternalSigningKey) =>
  class LocalKey extends Base {
    readonly #private: KeyObject
    readonly #public: KeyObject

    constructor(jwk: JWK, alg: TokenAlgorithm) {
      super()
      this.#private = createPrivateKey({ key: jwk as JsonWebKey, format: 'jwk' })
      this.#public = createPublicKey(this.#private)
      // The library has setters for both. Without a `kid` it computes one, as it does for any key.
      Object.assign(this, { alg, ...present({ kid: jwk.kid }) })
    }

    override keyObject(): KeyObject {
      return this.#public
    }

    /** RFC 7518 §3.3: PKCS #1 v1.5 for RSA. §3.4: for ECDSA R and S one after the other, and no ASN.1 around them. */
    override sign(data: Uint8Array): Buffer {
      return sign('sha256', data, { key: this.#private, dsaEncoding: 'ieee-p1363' })
    }
  }
