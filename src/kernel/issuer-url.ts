import { ConfigurationError } from './faults.ts'
import { isPrivateTransport } from './loopback.ts'

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
