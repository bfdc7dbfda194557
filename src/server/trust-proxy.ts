import { BlockList, isIPv6 } from 'node:net'
import type { Middleware } from 'koa'

const HEADERS = ['x-forwarded-for', 'x-forwarded-proto', 'x-forwarded-host'] as const

/**
 * Believes `X-Forwarded-*` only from the configured proxies. From anybody else the headers are dropped;
 * from a proxy, the client is the last address in `X-Forwarded-For` that is no proxy, because
 * everything before it was written by the client itself.
 *
 * @param trusted addresses and CIDR ranges
 */
export function trustProxies(trusted: readonly string[]): Middleware {
  const list = new BlockList()
  for (const range of trusted) {
    const [address = '', prefix] = range.split('/')
    const family = isIPv6(address) ? 'ipv6' : 'ipv4'
    if (prefix === undefined) list.addAddress(address, family)
    else list.addSubnet(address, Number(prefix), family)
  }
  const isTrusted = (address: string): boolean => {
    const plain = address.replace(/^::ffff:(?=\d+\.)/, '')
    return list.check(plain, isIPv6(plain) ? 'ipv6' : 'ipv4')
  }
  return async (ctx, next) => {
    const { headers, socket } = ctx.req
    if (!isTrusted(socket.remoteAddress ?? '')) {
      for (const name of HEADERS) delete headers[name]
    } else {
      const chain = ctx
        .get('X-Forwarded-For')
        .split(',')
        .map((part) => part.trim())
      const client = chain.findLast((address) => address !== '' && !isTrusted(address))
      if (client !== undefined) headers['x-forwarded-for'] = client
    }
    await next()
  }
}
