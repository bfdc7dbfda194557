import { parse } from 'yaml'
import type { Problem } from './problems.ts'

export type Environment = Readonly<Record<string, string | undefined>>

const text = (value: string): unknown => value

/** Anything but digits stays as it is, for the schema to refuse. */
const number = (value: string): unknown => (/^\d+$/.test(value) ? Number(value) : value)

/** Anything but the two stays as it is, for the schema to refuse. */
const flag = (value: string): unknown =>
  value === 'true' ? true : value === 'false' ? false : value

const list = (value: string): unknown =>
  value === 'none' ? value : value.split(',').map((part) => part.trim())

/** A key set is JSON, unless the value says where one is. */
function json(value: string): unknown {
  if (/^(?:file|command):/.test(value)) return value
  try {
    return parse(value)
  } catch {
    return value
  }
}

/** The options that have a variable: what differs between two deployments of one file. */
const VARIABLES: Readonly<Record<string, { path: string; read: (value: string) => unknown }>> = {
  OIDC_STEP_UP_PROFILE: { path: 'profile', read: text },
  OIDC_STEP_UP_ISSUER: { path: 'issuer', read: text },
  OIDC_STEP_UP_BASE_PATH: { path: 'basePath', read: text },
  OIDC_STEP_UP_HOST: { path: 'host', read: text },
  OIDC_STEP_UP_PORT: { path: 'port', read: number },
  OIDC_STEP_UP_WORKERS: { path: 'workers', read: number },
  OIDC_STEP_UP_KEEP_ALIVE: { path: 'keepAlive', read: text },
  OIDC_STEP_UP_SHUTDOWN_DELAY: { path: 'shutdown.delay', read: text },
  OIDC_STEP_UP_SHUTDOWN_TIMEOUT: { path: 'shutdown.timeout', read: text },
  OIDC_STEP_UP_STORE: { path: 'store', read: text },
  OIDC_STEP_UP_REDIS_DURABILITY: { path: 'redis.durability', read: text },
  OIDC_STEP_UP_REDIS_LOSSY_FAILOVER: { path: 'redis.lossyFailover', read: text },
  OIDC_STEP_UP_REDIS_CA: { path: 'redis.ca', read: text },
  OIDC_STEP_UP_REDIS_CERT: { path: 'redis.cert', read: text },
  OIDC_STEP_UP_REDIS_KEY: { path: 'redis.key', read: text },
  OIDC_STEP_UP_POSTGRES_CONNECTIONS: { path: 'postgres.connections', read: number },
  OIDC_STEP_UP_POSTGRES_LOSSY_FAILOVER: { path: 'postgres.lossyFailover', read: text },
  OIDC_STEP_UP_POSTGRES_CA: { path: 'postgres.ca', read: text },
  OIDC_STEP_UP_POSTGRES_CERT: { path: 'postgres.cert', read: text },
  OIDC_STEP_UP_POSTGRES_KEY: { path: 'postgres.key', read: text },
  OIDC_STEP_UP_PRODUCT_NAME: { path: 'productName', read: text },
  OIDC_STEP_UP_ISSUER_NAME: { path: 'issuerName', read: text },
  OIDC_STEP_UP_SIGNING_KEYS: { path: 'keys.signing', read: json },
  OIDC_STEP_UP_COOKIE_KEYS: { path: 'keys.cookies', read: text },
  OIDC_STEP_UP_SEALING_KEYS: { path: 'keys.sealing', read: text },
  OIDC_STEP_UP_ID_TOKEN_SIGNING: { path: 'idTokenSigning', read: text },
  OIDC_STEP_UP_TRUST_PROXY: { path: 'trustProxy', read: list },
  OIDC_STEP_UP_SESSIONS_IDLE: { path: 'sessions.idle', read: text },
  OIDC_STEP_UP_SESSIONS_LIFETIME: { path: 'sessions.lifetime', read: text },
  OIDC_STEP_UP_CODE_WINDOW: { path: 'codeWindow', read: number },
  OIDC_STEP_UP_DEVICE_LIMIT: { path: 'deviceLimit', read: number },
  OIDC_STEP_UP_NEW_DEVICES_ALGORITHM: { path: 'newDevices.algorithm', read: text },
  OIDC_STEP_UP_NEW_DEVICES_DIGITS: { path: 'newDevices.digits', read: number },
  OIDC_STEP_UP_NEW_DEVICES_PERIOD: { path: 'newDevices.period', read: number },
  OIDC_STEP_UP_PKCE: { path: 'pkce', read: text },
  OIDC_STEP_UP_MAIL_URL: { path: 'mail.url', read: text },
  OIDC_STEP_UP_MAIL_REQUIRE_TLS: { path: 'mail.requireTls', read: flag },
  OIDC_STEP_UP_MAIL_FROM: { path: 'mail.from', read: text },
  OIDC_STEP_UP_METRICS_HOST: { path: 'metrics.host', read: text },
  OIDC_STEP_UP_METRICS_PORT: { path: 'metrics.port', read: number },
  OIDC_STEP_UP_LOG_LEVEL: { path: 'log.level', read: text },
  OIDC_STEP_UP_DATA_DIR: { path: 'development.dataDir', read: text },
  OIDC_STEP_UP_DEMO_PORT: { path: 'development.demo.port', read: number },
}

/** What the names of our variables begin with. */
export const PREFIX = 'OIDC_STEP_UP_'

/** Names the configuration file where the command line does not. */
export const FILE_VARIABLE = `${PREFIX}CONFIG`

/** The variable that sets an option, if there is one. */
export const variableOf = (path: string): string | undefined =>
  Object.keys(VARIABLES).find((name) => VARIABLES[name]?.path === path)

export interface Overrides {
  /** By path. */
  readonly values: ReadonlyMap<string, unknown>
  readonly problems: readonly Problem[]
}

/**
 * Reads the variables that are ours. An empty one counts as unset: that is how compose files write
 * it. An unknown one is refused: it may be the mistyped name of a key.
 */
export function readEnvironment(env: Environment): Overrides {
  const values = new Map<string, unknown>()
  const problems: Problem[] = []
  for (const [name, value] of Object.entries(env)) {
    if (!name.startsWith(PREFIX) || name === FILE_VARIABLE || value === undefined) continue
    const variable = VARIABLES[name]
    if (!variable) problems.push({ path: name, problem: 'unknown variable' })
    else if (value !== '') values.set(variable.path, variable.read(value))
  }
  return { values, problems }
}
