import { isIP } from 'node:net'
import { availableParallelism } from 'node:os'
import { z } from 'zod'
import { DEFAULT_LADDER, METHOD_NAMES } from '../../methods/index.ts'
import { PRESET_NAMES } from '../../assurance/presets.ts'
import { DEFAULT_TOTP, WINDOW } from '../../people/index.ts'
import { DEFAULT_THROTTLE } from '../../kernel/throttle/attempt-store.ts'
import { DEFAULT_LIMITS } from '../../stores/limits.ts'
import { DURABILITIES } from '../../stores/redis/durabilities.ts'
import { storeProblem } from '../store-location.ts'
import { clientSchema } from './clients.ts'
import { PKCE_POLICIES } from '../protocol/client-options.ts'
import { TOKEN_ALGORITHMS } from '../keys/algorithms.ts'
import { ACCESS_TOKEN_TYPS, LOG_LEVELS } from './configuration.ts'
import { duration, noneOr } from './duration.ts'
import { keysSchema } from './keys.ts'
import { selfServiceSchema } from './self-service-schema.ts'
import { section } from './section.ts'

const port = z.int().min(0).max(65_535)

const workers = z.union(
  [z.int().min(1).max(256), z.literal('auto').transform(() => availableParallelism())],
  { error: 'expected a number from 1 to 256, or "auto"' },
)

const text = z.string().trim().min(1).max(100)

/** Authenticator apps split `issuer:account` at the first colon. */
const issuerName = text.refine((name) => !name.includes(':'), 'expected a name without a colon')

const store = z.string().superRefine((value, context) => {
  const message = storeProblem(value)
  if (message !== undefined) context.addIssue({ code: 'custom', message })
})

const lossyFailover = z.enum(['refuse', 'accept']).default('refuse')

const tlsFiles = {
  ca: z.string().min(1).exactOptional(),
  cert: z.string().min(1).exactOptional(),
  key: z.string().min(1).exactOptional(),
}

/** An address, or a range such as 10.0.0.0/8. */
function isAddressOrRange(value: string): boolean {
  const [address = '', prefix, ...rest] = value.split('/')
  const family = isIP(address)
  if (family === 0 || rest.length > 0) return false
  if (prefix === undefined) return true
  return /^\d{1,3}$/.test(prefix) && Number(prefix) <= (family === 4 ? 32 : 128)
}

const trustProxy = z.preprocess(
  (value) => (value === 'none' ? [] : value),
  z.array(
    z.string().refine(isAddressOrRange, 'expected an IP address or a range such as 10.0.0.0/8'),
    { error: 'expected "none" or a list of IP addresses and ranges' },
  ),
)

const method = z.enum(METHOD_NAMES)

const acrClass = z.strictObject({
  name: z.string(),
  methods: z.array(
    z.union([method, z.array(method)], {
      error: `expected one of ${METHOD_NAMES.join(', ')}, or a list of them`,
    }),
  ),
  maxAge: duration.exactOptional(),
  reauthenticate: z.array(method).exactOptional(),
  aliases: z.array(z.string()).exactOptional(),
  presets: z.array(z.enum(PRESET_NAMES)).exactOptional(),
  enrolledJustNow: z.boolean().exactOptional(),
})

/** Seconds; a used refresh token is worth something to whoever steals it for as long. */
const LONGEST_GRACE = 60

/** RFC 6749 §3.3. */
const scope = z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/)

/** The options as they are written; what is said of each stands in config/default.yaml. */
export const settingsSchema = z.strictObject({
  profile: z.enum(['development', 'production']).optional(),
  issuer: z.string().optional(),
  basePath: z.enum(['kept', 'stripped']).default('kept'),
  host: z.string().min(1).default('127.0.0.1'),
  port: port.default(3000),
  workers: workers.default(1),
  keepAlive: duration.prefault('130s'),
  shutdown: section({ delay: noneOr(duration).prefault('0s'), timeout: duration.prefault('10s') }),
  store: store.optional(),
  redis: section({
    durability: z.enum(DURABILITIES).default('none'),
    lossyFailover,
    ...tlsFiles,
  }),
  postgres: section({
    connections: z.int().min(1).max(1000).default(10),
    lossyFailover,
    ...tlsFiles,
  }),
  productName: text.default('OIDC Step-up'),
  issuerName: issuerName.optional(),
  keys: keysSchema.prefault({}),
  idTokenSigning: z.enum(TOKEN_ALGORITHMS).optional(),
  trustProxy: trustProxy.prefault('none'),
  sessions: section({ idle: duration.prefault('1h'), lifetime: duration.prefault('24h') }),
  interactions: section({ lifetime: duration.prefault('1h') }),
  refreshTokens: section({
    gracePeriod: noneOr(duration)
      .prefault('10s')
      .refine((seconds) => seconds <= LONGEST_GRACE, `expected at most ${LONGEST_GRACE}s`),
  }),
  ladder: z.array(acrClass).prefault(() => structuredClone(DEFAULT_LADDER) as never),
  secondFactorWhenEnrolled: z.boolean().default(true),
  ...selfServiceSchema,
  clients: z.array(clientSchema).default([]),
  pkce: z.enum(PKCE_POLICIES).default('where-needed'),
  resources: z
    .array(
      z.strictObject({
        identifier: z.url(),
        scopes: z.array(scope).min(1),
        clients: z.record(z.string().min(1), z.array(scope).min(1)).exactOptional(),
        accessTokenFormat: z.enum(['jwt', 'opaque']).default('jwt'),
        typ: z.enum(ACCESS_TOKEN_TYPS).default('at+jwt'),
        accessTokenSigning: z.enum(TOKEN_ALGORITHMS).optional(),
        accessTokenLifetime: duration.prefault('1h'),
      }),
    )
    .default([]),
  codeWindow: z.literal([0, WINDOW], { error: 'expected 0 or 1' }).default(WINDOW),
  deviceLimit: z.int().min(1).max(100).default(10),
  newDevices: section({
    algorithm: z.enum(['SHA1', 'SHA256', 'SHA512']).default(DEFAULT_TOTP.algorithm),
    digits: z.literal([6, 8], { error: 'expected 6 or 8' }).default(DEFAULT_TOTP.digits),
    period: z.literal([30, 60], { error: 'expected 30 or 60' }).default(30),
  }),
  limits: section({
    sessionsPerAccount: z.int().min(1).max(10_000).default(DEFAULT_LIMITS.sessionsPerAccount),
    interactionsPerNetwork: z.int().min(1).default(DEFAULT_LIMITS.interactionsPerNetwork),
    anonymousInteractions: z.int().min(1).default(DEFAULT_LIMITS.anonymousInteractions),
  }),
  throttle: section({
    free: z.int().min(1).default(DEFAULT_THROTTLE.free),
    firstDelay: duration.prefault(DEFAULT_THROTTLE.firstDelay),
    longestDelay: duration.prefault(DEFAULT_THROTTLE.longestDelay),
    // NIST SP 800-63B-4 §3.2.2 allows no more than 100 consecutive failures.
    lockAt: z.int().min(1).max(100).default(DEFAULT_THROTTLE.lockAt),
  }),
  metrics: z
    .union(
      [
        z.literal('off').transform(() => undefined),
        z.strictObject({ host: z.string().min(1).default('127.0.0.1'), port: port.default(9464) }),
      ],
      { error: 'expected off, or a host and a port from 0 to 65535' },
    )
    .prefault('off'),
  log: section({ level: z.enum(LOG_LEVELS).default('info') }),
  development: section({
    dataDir: z.string().min(1).default('.data'),
    demo: section({ port: port.default(3001) }),
  }),
})

export type Settings = z.output<typeof settingsSchema>
