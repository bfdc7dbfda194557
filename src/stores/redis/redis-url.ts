import { present } from '../../kernel/typing.ts'
import { ConfigurationError } from '../../kernel/faults.ts'

export interface RedisNode {
  readonly host: string
  readonly port: number
}

/** Where Redis is. */
export interface RedisTarget {
  readonly kind: 'single' | 'sentinel' | 'cluster'
  /** One at least; of a Cluster or Sentinel those that are asked for the others. */
  readonly nodes: readonly RedisNode[]
  readonly tls: boolean
  readonly username?: string
  readonly password?: string
  readonly database?: number
  /** A Sentinel's name for the master. */
  readonly name?: string
}

const KINDS = {
  redis: { kind: 'single', tls: false },
  rediss: { kind: 'single', tls: true },
  'redis+cluster': { kind: 'cluster', tls: false },
  'rediss+cluster': { kind: 'cluster', tls: true },
  'redis+sentinel': { kind: 'sentinel', tls: false },
  'rediss+sentinel': { kind: 'sentinel', tls: true },
} as const

/** What a URL may look like. */
export const REDIS_URL =
  'expected redis://host:port, redis+cluster://host:port,host:port or redis+sentinel://host:port,host:port/master; rediss… with TLS'

/**
 * Several hosts are separated by commas, which a `URL` does not allow: it is read by hand.
 *
 * @throws ConfigurationError `store`
 */
export function parseRedisUrl(url: string): RedisTarget {
  const parts = /^([a-z+]+):\/\/(?:([^@/]*)@)?([^@/?#]+)(?:\/([\w-]*))?$/.exec(url)
  const [, scheme = '', login, hosts = '', path = ''] = parts ?? []
  const kinds: Readonly<Record<string, (typeof KINDS)[keyof typeof KINDS]>> = KINDS
  const found = kinds[scheme]
  // The URL may hold a password: it is not repeated.
  if (!found) throw new ConfigurationError('store', REDIS_URL)
  const { kind, tls } = found
  const nodes = hosts.split(',').map(nodeOf)
  if (kind === 'single' && nodes.length > 1) throw new ConfigurationError('store', REDIS_URL)
  if (kind === 'sentinel' && path === '') throw new ConfigurationError('store', REDIS_URL)
  if (kind === 'cluster' && path !== '') throw new ConfigurationError('store', REDIS_URL)
  if (kind === 'single' && !/^\d*$/.test(path)) throw new ConfigurationError('store', REDIS_URL)
  return {
    kind,
    tls,
    nodes,
    ...loginOf(login),
    ...(kind === 'sentinel' ? { name: path } : {}),
    ...(kind === 'single' && path !== '' ? { database: Number(path) } : {}),
  }
}

/** For configurations, which tell everything that is wrong at once. */
export function isRedisUrl(url: string): boolean {
  try {
    parseRedisUrl(url)
    return true
  } catch {
    return false
  }
}

function nodeOf(text: string): RedisNode {
  const [, six, host, port = '6379'] =
    /^(?:\[([\da-f:]+)\]|([^:[\]]+))(?::(\d{1,5}))?$/i.exec(text) ?? []
  const name = six ?? host
  if (name === undefined || Number(port) > 65_535) throw new ConfigurationError('store', REDIS_URL)
  return { host: name, port: Number(port) }
}

function loginOf(login: string | undefined): Pick<RedisTarget, 'username' | 'password'> {
  if (login === undefined) return {}
  const colon = login.indexOf(':')
  const username = decodeURIComponent(colon < 0 ? login : login.slice(0, colon))
  const password = colon < 0 ? undefined : decodeURIComponent(login.slice(colon + 1))
  return {
    ...(username === '' ? {} : { username }),
    ...present({ password }),
  }
}
