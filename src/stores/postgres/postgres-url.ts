import type { SecureContextOptions } from 'node:tls'
import { ConfigurationError } from '../../kernel/faults.ts'
import { present } from '../../kernel/typing.ts'

/** PEM: whom to believe instead of the public authorities, and what to show. */
export type PostgresTls = Pick<SecureContextOptions, 'ca' | 'cert' | 'key'>

/** Where PostgreSQL is. */
export interface PostgresTarget {
  /** A folder where it is a socket. */
  readonly host: string
  readonly port: number
  readonly user: string
  readonly password?: string
  readonly database: string
  /** Whether it is spoken to over TLS, and whether the certificate has to be of this host. */
  readonly tls: 'none' | 'authority' | 'host'
}

/** What a URL may look like. */
export const POSTGRES_URL =
  'expected postgres://user:password@host:port/database?sslmode=verify-full'

/** `require` believes whoever shows a certificate, in other programs; here it is as strict as can be, as in `pg`. */
const MODES = {
  disable: 'none',
  require: 'host',
  'verify-ca': 'authority',
  'verify-full': 'host',
} as const

/** Also with `postgresql:`. A socket's folder stands in the place of the host, with `%2F` for each slash. */
export function parsePostgresUrl(text: string): PostgresTarget {
  const url = URL.parse(text)
  // The URL may hold a password: it is not repeated.
  if (!url || !isPostgresUrl(text)) throw new ConfigurationError('store', POSTGRES_URL)
  const [database = '', ...more] = url.pathname.slice(1).split('/').map(decoded)
  const host = decoded(url.hostname).replace(/^\[(.*)\]$/, '$1')
  if (host.includes(',')) {
    throw new ConfigurationError(
      'store',
      'one host is asked: name the address that leads to the primary',
    )
  }
  if (host === '' || database === '' || url.username === '' || more.length > 0 || url.hash !== '') {
    throw new ConfigurationError('store', POSTGRES_URL)
  }
  const password = url.password === '' ? undefined : decoded(url.password)
  return {
    host,
    port: url.port === '' ? 5432 : Number(url.port),
    user: decoded(url.username),
    ...present({ password }),
    database,
    tls: tlsOf(url, host),
  }
}

export const isPostgresUrl = (text: string): boolean => /^postgres(?:ql)?:\/\//.test(text)

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch (cause) {
    throw new ConfigurationError('store', POSTGRES_URL, { cause })
  }
}

function tlsOf({ searchParams }: URL, host: string): PostgresTarget['tls'] {
  const unknown = [...searchParams.keys()].find((name) => name !== 'sslmode')
  if (unknown !== undefined) {
    throw new ConfigurationError('store', `a parameter of its URL is unknown: ${unknown}`)
  }
  const mode = searchParams.get('sslmode')
  if (mode === null) {
    if (isHere(host)) return 'none'
    throw new ConfigurationError(
      'store',
      'its URL has to tell whether PostgreSQL is spoken to over TLS: add ?sslmode=verify-full, or ?sslmode=disable where nobody else is on the network',
    )
  }
  const modes: Readonly<Record<string, PostgresTarget['tls']>> = MODES
  const tls = Object.hasOwn(modes, mode) ? modes[mode] : undefined
  if (tls === undefined) {
    throw new ConfigurationError(
      'store',
      `sslmode is one of ${Object.keys(MODES).join(', ')}: with others, somebody in between could switch TLS off`,
    )
  }
  return tls
}

const isHere = (host: string): boolean =>
  host.startsWith('/') ||
  host === 'localhost' ||
  host === '::1' ||
  /^127\.\d+\.\d+\.\d+$/.test(host)
