import { strict as assert } from 'node:assert'
import { execFileSync } from 'node:child_process'
import { epochSeconds, type Instant } from '../../src/kernel/instant.ts'
import { keepSecret } from '../support/secrets-in-logs.ts'

/** What an authenticator app keeps of the QR code that it has read. */
export interface Phone {
  /** As the app shows it: the service, and whose account it is. */
  readonly issuer: string
  readonly accountName: string
  /** Base32. */
  readonly key: string
  /** The code at that time. */
  code(at: Instant): string
}

/** Reads the QR code in a picture with zbar; throws when there is none that can be read. */
export function scan(png: Buffer): Phone {
  const uri = run('zbarimg', ['-q', '--raw', '-Sdisable', '-Sqrcode.enable', 'png:-'], png)
  return phoneOf(keepSecret(uri))
}

/**
 * Takes the URI apart as the apps do, without `URLSearchParams`, which reads a `+` as a space: they
 * show it.
 */
export function phoneOf(uri: string): Phone {
  const [, issuer, accountName, query] =
    /^otpauth:\/\/totp\/([^:/?]+):([^:/?]+)\?([^#]+)$/.exec(uri) ?? []
  assert.ok(issuer && accountName && query, 'the label names the service and the account')
  assert.ok(!uri.includes('+'), 'there is no "+" in it')
  const parameters = new Map(query.split('&').map((pair) => pair.split('=') as [string, string]))
  assert.equal(parameters.get('issuer'), issuer, 'the issuer is in both places')
  const key = parameters.get('secret') ?? ''
  assert.match(key, /^[A-Z2-7]{32}$/, 'the key has 160 bits, in base32 without padding')
  return {
    issuer: decodeURIComponent(issuer),
    accountName: decodeURIComponent(accountName),
    key: keepSecret(key),
    code: (at) => keepSecret(oathtool(key, at)),
  }
}

/** The code by another implementation than ours; the key goes in as input, where nobody can list it. */
const oathtool = (key: string, at: Instant): string =>
  run('oathtool', ['--totp', '--base32', '--now', `@${epochSeconds(at)}`, '-'], key)

const run = (command: string, args: readonly string[], input: Buffer | string): string =>
  execFileSync(command, args, { input, stdio: ['pipe', 'pipe', 'ignore'] })
    .toString()
    .trim()
