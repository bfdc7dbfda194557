import { BlockList, isIP, isIPv6 } from 'node:net'
import type { Middleware } from 'koa'
import { HEALTH } from './config/issuer.ts'

/** What only a proxy can know, and what anybody could write. */
const FROM_PROXIES = [
  'forwarded',
  'x-real-ip',
  'x-forwarded-port',
  'x-forwarded-prefix',
  'x-request-id',
  'traceparent',
  'tracestate',
]

/**
 * Why the address of a client is probably not its own: a trusted proxy that names none, one whose own address is all that is
 * left, or a proxy that is not trusted. Then everybody shares the guesses, and the limits, of one address.
 */
export type AddressDoubt = 'missing' | 'proxy' | 'untrusted'

/** What an operator reads of it. */
export const DOUBTS = {
  missing:
    'a proxy of trustProxy sends no X-Forwarded-For: everybody has its address, and shares its limits',
  proxy:
    'X-Forwarded-For names no address but those of trustProxy: it is too wide, or a proxy does not pass on the client’s address',
  untrusted:
    'a request with X-Forwarded-For came from an address that is not in trustProxy: one of your proxies, or a client that makes it up',
} as const satisfies Record<AddressDoubt, string>

const PROBES: ReadonlySet<string> = new Set(Object.values(HEALTH))

/**
 * What the server is called is the issuer's business: scheme and host are taken from it, so that no
 * request and no forgotten proxy setting can change where people are sent. Who the client is, is
 * believed from the configured proxies alone: the last address in `X-Forwarded-For` that is no proxy,
 * because everything before it was written by the client itself. `Forwarded` (RFC 7239) is not read.
 *
 * The app's `proxy` must be true: Koa reads what this writes.
 *
 * @param trusted addresses and CIDR ranges
 * @param onDoubt told, once for each kind, of an address that is believed and that hardly is a client's
 */
export function trustProxies(
  trusted: readonly string[],
  issuer: string,
  onDoubt: (doubt: AddressDoubt) => void = () => {},
): Middleware {
  const { protocol, host } = new URL(issuer)
  const list = new BlockList()
  for (const range of trusted) {
    const [address = '', prefix] = range.split('/')
    const family = isIPv6(address) ? 'ipv6' : 'ipv4'
    if (prefix === undefined) list.addAddress(address, family)
    else list.addSubnet(address, Number(prefix), family)
  }
  const isTrusted = (address: string): boolean =>
    list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4')

  /** From the nearest hop outwards. What is no address ends the way: nobody knows who wrote what is before. */
  function clientOf(remote: string, forwarded: string): string {
    let client = remote
    for (const hop of forwarded.split(',').toReversed()) {
      const address = addressIn(hop)
      if (!isTrusted(client) || address === undefined) break
      client = address
    }
    return client
  }

  const reported = new Set<AddressDoubt>()
  function doubt(why: AddressDoubt): void {
    if (reported.has(why)) return
    reported.add(why)
    onDoubt(why)
  }

  return async (ctx, next) => {
    const { headers, socket } = ctx.req
    const remote = addressIn(socket.remoteAddress ?? '') ?? ''
    const isProxy = remote !== '' && isTrusted(remote)
    const forwarded = isProxy ? ctx.get('X-Forwarded-For') : ''
    if (!isProxy) for (const name of FROM_PROXIES) delete headers[name]
    const client = clientOf(remote, forwarded)
    // Whoever watches a node asks without a proxy, and without headers of one.
    if (isProxy && !PROBES.has(ctx.path)) {
      if (forwarded === '') doubt('missing')
      else if (isTrusted(client)) doubt('proxy')
    } else if (remote !== '' && !isProxy && ctx.get('X-Forwarded-For') !== '') {
      doubt('untrusted')
    }
    headers['x-forwarded-for'] = client
    headers['x-forwarded-proto'] = protocol.slice(0, -1)
    headers['x-forwarded-host'] = host
    await next()
  }
}

/**
 * One address out of a list, without its port (some proxies write it) and as IPv4 where it is one in IPv6.
 * Undefined for anything else, such as `unknown`.
 */
function addressIn(text: string): string | undefined {
  const bare = text
    .trim()
    .replace(/^\[(.*)\](?::\d+)?$/, '$1')
    .replace(/^([\d.]+):\d+$/, '$1')
    .replace(/^::ffff:(?=[\d.]+$)/i, '')
  return isIP(bare) === 0 ? undefined : bare
}
