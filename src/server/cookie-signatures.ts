import { createHmac, createSecretKey, type KeyObject } from 'node:crypto'
import type { Configuration } from 'oidc-provider'
import { isSame } from '../kernel/secret.ts'

/** What the library's option `cookies.keys` takes in the place of the keys themselves. */
type CookieSignatures = Exclude<
  NonNullable<NonNullable<Configuration['cookies']>['keys']>,
  readonly unknown[]
>

/**
 * Signs cookies and verifies them exactly as keygrip does, which the library would make of the same keys:
 * what either has signed the other accepts. Keygrip computes three HMACs to verify one cookie, each with
 * a key that has to be prepared first; that was a tenth of a sign-in's processor time.
 *
 * @param keys the first signs, all verify
 */
export function createCookieSignatures(keys: readonly string[]): CookieSignatures {
  const prepared = keys.map((key) => createSecretKey(key, 'utf8'))
  const [newest] = prepared
  if (newest === undefined) throw new TypeError('a cookie needs a key to be signed with')
  const index = (data: string, signature: string): number =>
    prepared.findIndex((key) => isSame(sign(key, data), signature))
  return {
    sign: (data: string) => sign(newest, data),
    verify: (data: string, signature: string) => index(data, signature) >= 0,
    index,
  }
}

/** SHA-1 as in RFC 2104: what is known against SHA-1 itself does not touch its HMAC. */
const sign = (key: KeyObject, data: string): string =>
  createHmac('sha1', key).update(data).digest('base64url')
