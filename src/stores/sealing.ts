import {
  createCipheriv,
  createDecipheriv,
  createSecretKey,
  randomBytes,
  type KeyObject,
} from 'node:crypto'
import type { SealContext, SealPurpose, SealedSecret, Sealer } from '../kernel/sealing/sealer.ts'
import { ConfigurationError, Fault } from '../kernel/faults.ts'
import { Secret } from '../kernel/secret.ts'

const CIPHER = 'aes-256-gcm'
const KEY_BYTES = 32
/** 96 bits: the one length for which GCM uses the nonce as it stands (NIST SP 800-38D §5.2.1.1). */
const NONCE_BYTES = 12
/** 128 bits; a shorter tag would make forging cheaper (NIST SP 800-38D appendix C). */
const TAG_BYTES = 16

/** A key with the name under which sealed secrets remember it. */
export interface SealingKey {
  /** Stored beside each secret that it seals; not secret, never used for another key. */
  readonly id: string
  /** 32 bytes. */
  readonly key: Secret
}

/**
 * Seals secrets with AES-256-GCM. The first key seals and all of them open, so that a key is rotated
 * by putting the new one in front and keeping the old one until nothing is sealed with it.
 *
 * Sealed bytes are nonce, ciphertext and tag. A random nonce is safe for 2³² secrets under one key
 * (NIST SP 800-38D §8.3), far above the number of devices that one deployment holds.
 *
 * @throws ConfigurationError `sealingKeys` when there is no key, two have one id, or one has not 32 bytes
 */
export function createSealer(keys: readonly SealingKey[]): Sealer {
  const byId = new Map<string, KeyObject>()
  for (const { id, key } of keys) {
    if (id === '') throw new ConfigurationError('sealingKeys', 'a key has an empty id')
    if (byId.has(id)) throw new ConfigurationError('sealingKeys', `two keys have the id "${id}"`)
    const bytes = key.reveal()
    if (bytes.byteLength !== KEY_BYTES) {
      throw new ConfigurationError(
        'sealingKeys',
        `key "${id}" must have exactly ${KEY_BYTES} bytes`,
      )
    }
    byId.set(id, createSecretKey(bytes))
  }
  const [first] = byId
  if (!first) throw new ConfigurationError('sealingKeys', 'needs at least one key')
  const [sealingId, sealingKey] = first
  return {
    keyId: sealingId,
    seal: (secret, context) => ({ keyId: sealingId, bytes: encrypt(sealingKey, secret, context) }),
    open(sealed, context) {
      const key = byId.get(sealed.keyId)
      if (!key) {
        throw new Fault('secret_unreadable', `no sealing key has the id "${sealed.keyId}"`)
      }
      return decrypt(key, sealed, context)
    },
  }
}

function encrypt(key: KeyObject, secret: Secret, context: SealContext): Uint8Array {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES })
  cipher.setAAD(associatedData(context))
  const ciphertext = Buffer.concat([cipher.update(secret.reveal()), cipher.final()])
  return new Uint8Array(Buffer.concat([nonce, ciphertext, cipher.getAuthTag()]))
}

function decrypt(key: KeyObject, { bytes }: SealedSecret, context: SealContext): Secret {
  // A tag cut short would be accepted by OpenSSL as a weaker one: lengths are checked here.
  if (bytes.byteLength < NONCE_BYTES + TAG_BYTES) {
    throw new Fault('secret_unreadable', 'a sealed secret is too short')
  }
  const tagAt = bytes.byteLength - TAG_BYTES
  try {
    const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, NONCE_BYTES), {
      authTagLength: TAG_BYTES,
    })
    decipher.setAAD(associatedData(context))
    decipher.setAuthTag(bytes.subarray(tagAt))
    const opened = [decipher.update(bytes.subarray(NONCE_BYTES, tagAt)), decipher.final()]
    return new Secret(new Uint8Array(Buffer.concat(opened)))
  } catch (cause) {
    throw new Fault('secret_unreadable', 'a sealed secret does not open in this place', { cause })
  }
}

/**
 * Binds the ciphertext to its row: whoever can write to the database cannot give a victim's account
 * the secret of a device of their own. JSON, because plain concatenation would let `ab` + `c` pass for
 * `a` + `bc`; the label keeps these bytes apart from any other use of the key.
 */
const associatedData = ({ purpose, accountId, id }: SealContext): Buffer =>
  Buffer.from(JSON.stringify([LABELS[purpose], accountId, id]))

const LABELS = {
  authenticator: 'oidc-step-up/authenticator-secret',
  recovery_codes: 'oidc-step-up/recovery-codes',
  mail: 'oidc-step-up/mail',
  client_secret: 'oidc-step-up/client-secret',
} as const satisfies Record<SealPurpose, string>
