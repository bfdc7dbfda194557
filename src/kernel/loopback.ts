import { isIPv4 } from 'node:net'
import { ConfigurationError } from './faults.ts'

/** Names and addresses that lead back to this machine, and so may be reached without TLS. */
export const isLoopback = (hostname: string): boolean =>
  hostname === 'localhost' ||
  hostname.endsWith('.localhost') ||
  hostname === '[::1]' ||
  (isIPv4(hostname) && hostname.startsWith('127.'))

/** https, or plain http that stays on this machine: what codes, tokens and keys may travel over. */
export const isPrivateTransport = ({ protocol, hostname }: URL): boolean =>
  protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname))

/** @throws ConfigurationError for an issuer that is no URL, or plain http to another machine */
export function parseIssuer(issuer: string): URL {
  const url = URL.parse(issuer)
  if (!url) throw new ConfigurationError('issuer', `"${issuer}" is not a URL`)
  // Keys, codes and tokens pass through: in the clear they stay on this machine.
  if (!isPrivateTransport(url)) {
    throw new ConfigurationError('issuer', 'must be https, unless it is on this machine')
  }
  return url
}
