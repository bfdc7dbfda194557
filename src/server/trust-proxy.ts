import { BlockList, isIPv6 } from 'node:net'
import type { Middleware } from 'koa'

/**
 * What the server is called is the issuer's business: scheme and host are taken from it, so that no
 * request and no forgotten proxy setting can change where people are sent. Who the client is, is
 * believed from the configured proxies alone: the last address in `X-Forwarded-For` that is no proxy,
 * because everything before it was written by the client itself.
 *
 * The app's `proxy` must be true: Koa reads what this writes.
 *
 * @param trusted addresses and CIDR ranges
 */
export function trustProxies(trusted: readonly string[], issuer: string): Middleware {
  const { protocol, host } = new URL(issuer)
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
    const remote = socket.remoteAddress ?? ''
    const chain = isTrusted(remote) ? ctx.get('X-Forwarded-For').split(',') : []
    const client = chain
      .map((part) => part.trim())
      .findLast((address) => address !== '' && !isTrusted(address))
    headers['x-forwarded-for'] = client ?? remote
    headers['x-forwarded-proto'] = protocol.slice(0, -1)
    headers['x-forwarded-host'] = host
    await next()
  }
}
