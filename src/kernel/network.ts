import { isIPv4, isIPv6 } from 'node:net'

/**
 * The network that an address is in, as far as one customer of a provider has it to themselves: /24 of IPv4
 * and /56 of IPv6. Whatever is no address is in one together.
 */
export function networkOf(address: string): string {
  const bare = address.replace(/^::ffff:(?=[\d.]+$)/i, '').replace(/%.*$/, '')
  if (isIPv4(bare)) return `${bare.split('.').slice(0, 3).join('.')}.0/24`
  if (!isIPv6(bare)) return 'unknown'
  const [first = '', second = '', third = '', fourth = ''] = groupsOf(bare)
  // Its last byte is the customer's own.
  const last = (Number.parseInt(fourth, 16) & 0xff00).toString(16)
  return `${[first, second, third, last].join(':')}::/56`
}

/** The eight groups of an IPv6 address, without zeros in front. */
function groupsOf(address: string): readonly string[] {
  // Written in one way, whatever way it came in (RFC 5952).
  const [start = '', end] = new URL(`http://[${address}]/`).hostname.slice(1, -1).split('::')
  const before = start === '' ? [] : start.split(':')
  const after = end === undefined || end === '' ? [] : end.split(':')
  const between = Array.from({ length: 8 - before.length - after.length }, () => '0')
  return [...before, ...between, ...after]
}

/** Where a request came from, for the audit trail. */
export interface Origin {
  readonly address: string
  readonly userAgent: string
  readonly requestId?: string
  /** What its owner calls the device whose code stands behind it: several people may share an account. */
  readonly device?: string
}
