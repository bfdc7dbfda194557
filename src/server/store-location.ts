import { ConfigurationError } from '../kernel/faults.ts'
import { Secret } from '../kernel/secret.ts'
import { isPostgresUrl, parsePostgresUrl, POSTGRES_URL } from '../stores/postgres/postgres-url.ts'
import { isRedisUrl, REDIS_URL } from '../stores/redis/redis-url.ts'
import type { StoreLocation } from './config/configuration.ts'

/** What a store may be named by. */
export const STORES =
  'sqlite:<path>, redis://host:port or postgres://user:password@host:port/database'

/**
 * What is wrong with the name of a store, in words that do not repeat it: it may hold a password. Undefined where nothing
 * is.
 */
export function storeProblem(text: string): string | undefined {
  if (/^sqlite:./.test(text)) return undefined
  if (/^rediss?[+:]/.test(text)) return isRedisUrl(text) ? undefined : REDIS_URL
  if (isPostgresUrl(text)) return postgresProblem(text)
  return /^postgres(?:ql)?:/.test(text) ? POSTGRES_URL : `expected ${STORES}`
}

/** Of a name that nothing is wrong with. */
export function locationOf(text: string): StoreLocation {
  if (isPostgresUrl(text)) return { kind: 'postgres', url: new Secret(text) }
  if (text.startsWith('sqlite:')) return { kind: 'sqlite', path: text.slice('sqlite:'.length) }
  return { kind: 'redis', url: new Secret(text) }
}

/** As it is written in the configuration, without the password. */
export function storeName(store: StoreLocation): string {
  if (store.kind === 'sqlite') return `sqlite:${store.path}`
  const url = store.url.reveal()
  if (store.kind === 'redis') return url.replace(/(?<=:\/\/)[^@/]*@/, '')
  const { protocol, host, pathname } = new URL(url)
  return `${protocol}//${host}${pathname}`
}

function postgresProblem(text: string): string | undefined {
  try {
    parsePostgresUrl(text)
    return undefined
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error
    return error.message.slice(error.path.length + 2)
  }
}
