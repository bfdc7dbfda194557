import { createHmac, createSecretKey, type KeyObject } from 'node:crypto'
import { ConfigurationError } from './faults.ts'
import { parseJson } from './typing.ts'
import { isSame } from './secret.ts'

/**
 * Proves that something came from us: HMAC-SHA256, base64url. Each text is signed apart from the others, so that
 * no two lists of texts are signed alike, whatever stands in them; the first says what it is for.
 */
export interface Mac {
  sign(...texts: readonly string[]): string
  /** In constant time, with any of the keys. */
  verify(texts: readonly string[], signature: string): boolean
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
    sign: (...texts) => digest(newest, texts).toString('base64url'),
    verify(texts, signature) {
      const given = Buffer.from(signature, 'base64url')
      return [newest, ...older].some((key) => isSame(given, digest(key, texts)))
    },
  }
}

/** A value with its signature, for a cookie or a form. @param claim what it is for, and whose */
export function signedText(mac: Mac, claim: readonly string[], value: unknown): string {
  const text = Buffer.from(JSON.stringify(value)).toString('base64url')
  return `${text}.${mac.sign(...claim, text)}`
}

/** What was signed so; undefined where anybody else wrote it, or another version something else. */
export function readSigned(mac: Mac, claim: readonly string[], signed: string): unknown {
  const [text = '', signature = ''] = signed.split('.')
  if (!mac.verify([...claim, text], signature)) return undefined
  return parseJson(Buffer.from(text, 'base64url').toString())
}

const digest = (key: KeyObject, texts: readonly string[]): Buffer =>
  createHmac('sha256', key).update(JSON.stringify(texts)).digest()
