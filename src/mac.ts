import { createHmac, createSecretKey, timingSafeEqual, type KeyObject } from 'node:crypto'
import { ConfigurationError } from './faults.ts'

/** Proves that a text came from us: HMAC-SHA256, base64url. */
export interface Mac {
  sign(text: string): string
  /** In constant time, with any of the keys. */
  verify(text: string, signature: string): boolean
}

/**
 * @param keys the first signs, all verify, so that keys can be rotated
 * @throws ConfigurationError when there is no key of at least 16 characters
 */
export function createMac(keys: readonly string[]): Mac {
  // Made once: an HMAC that is given text as its key takes six times as long.
  const [newest, ...older] = keys.map((key) => createSecretKey(key, 'utf8'))
  if (newest === undefined || keys.some((key) => key.length < 16)) {
    throw new ConfigurationError('cookieKeys', 'needs at least one key of 16 characters or more')
  }
  return {
    sign: (text) => digest(newest, text).toString('base64url'),
    verify(text, signature) {
      const given = Buffer.from(signature, 'base64url')
      return [newest, ...older].some((key) => {
        const expected = digest(key, text)
        return given.length === expected.length && timingSafeEqual(given, expected)
      })
    },
  }
}

const digest = (key: KeyObject, text: string): Buffer =>
  createHmac('sha256', key).update(text).digest()
