import type { JsonWebKey } from 'node:crypto'
import type { TotpParameters } from '../../people/index.ts'
import type { AcrClassOptions } from '../../methods/index.ts'
import type { ThrottlePolicy } from '../../kernel/throttle/attempt-store.ts'
import type { Language } from '../../kernel/languages.ts'
import type { Instant } from '../../kernel/instant.ts'
import type { SignInPage } from '../../sign-in/index.ts'
import type { Secret } from '../../kernel/secret.ts'
import type { StoreLimits } from '../../stores/limits.ts'
import type { PkcePolicy } from '../protocol/client-options.ts'
import type { TokenAlgorithm } from '../keys/algorithms.ts'
import { ConfigurationError } from '../../kernel/faults.ts'
import { variableOf } from './environment.ts'
import type { Problem } from './problems.ts'
import type { Command } from '../keys/command.ts'

/** `development` keeps keys of its own and serves this machine alone; `production` is told everything. */
export type Profile = 'development' | 'production'

/** A key may be known before it is used, so that every node knows it when the first one uses it. */
export interface Timed {
  /** From when on it is used. Absent: ever since. */
  readonly from?: Instant | undefined
}

export interface SigningKeySet {
  /** As they are written; `from` (a date and time, as text) is a member of ours, never published. */
  readonly keys: readonly JsonWebKey[]
}

export interface CookieKey extends Timed {
  /** Base64url, 32 bytes or more. */
  readonly key: string
}

export interface SealingKey extends Timed {
  readonly id: string
  /** 32 bytes. */
  readonly key: Secret
}

/**
 * As they are written: of each list the first key whose time has come is used, and all others are
 * understood. `keysInUse` puts them in that order.
 */
export interface Keys {
  /** Private keys that sign tokens. */
  readonly signing: Secret<SigningKeySet>
  readonly cookies: Secret<readonly CookieKey[]>
  /** What TOTP secrets are encrypted under. */
  readonly sealing: readonly SealingKey[]
  /** Seconds after which commands that print keys are run again. @default 300 */
  readonly refresh?: number | undefined
  /** Where they were read, and are read again. @default nowhere: they stay what they are */
  readonly sources?: KeySources | undefined
}

/** OpenID Connect client metadata in its own spelling, and two members of ours. */
export interface ClientConfiguration {
  readonly client_id: string
  readonly client_secret?: string
  readonly redirect_uris?: readonly string[]
  /** Belongs to the operator: nobody is asked for consent. */
  readonly first_party: boolean
  /** The API that its tokens are for where a request names none. */
  readonly default_resource?: string
  /** The name or alias of the weakest class that this client is served with. */
  readonly step_up_minimum_acr?: string
  readonly [metadata: string]: unknown
}

/** What a JWT access token says that it is. `JWT` is for verifiers that take nothing else. */
export const ACCESS_TOKEN_TYPS = ['at+jwt', 'JWT'] as const
export type AccessTokenTyp = (typeof ACCESS_TOKEN_TYPS)[number]

/** An API that access tokens are issued for (RFC 8707). */
export interface ResourceConfiguration {
  /** An absolute URI: the `resource` of requests, and the `aud` of tokens. */
  readonly identifier: string
  readonly scopes: readonly string[]
  /** Which clients may ask for it, and for which of its scopes. @default every client, for all of them */
  readonly clients?: Readonly<Record<string, readonly string[]>>
  readonly accessTokenFormat: 'jwt' | 'opaque'
  /** The `typ` of JWTs: RFC 9068 has `at+jwt`. @default at+jwt */
  readonly typ?: AccessTokenTyp
  /** What JWTs are signed with. @default what ID tokens are signed with */
  readonly accessTokenSigning?: TokenAlgorithm | undefined
  readonly accessTokenLifetime: number
}

/** Where everything is kept. */
export type StoreLocation =
  /** `path` is absolute. */
  | { readonly kind: 'sqlite'; readonly path: string }
  /** `redis://` and its kin; it may hold a password. */
  | { readonly kind: 'redis'; readonly url: Secret<string> }
  /** `postgres://` or `postgresql://`; it may hold a password. */
  | { readonly kind: 'postgres'; readonly url: Secret<string> }

/** PEM files, by what they are for: whom to believe, and what to show. Paths are absolute. */
export interface TlsFiles {
  readonly ca?: string
  readonly cert?: string
  readonly key?: string
}

/** Of a store on Redis; the files are for `rediss:`. */
export interface RedisConfiguration extends TlsFiles {
  /** What an acknowledged change to an account's protection waits for. */
  readonly durability: 'none' | 'local' | 'replica'
  /** Whether a production start takes a Redis that may forget what it acknowledged last when a replica takes over. */
  readonly lossyFailover: LossyFailover
}

/** Of a store on PostgreSQL. */
export interface PostgresConfiguration extends TlsFiles {
  /** Connections that each process opens at most. */
  readonly connections: number
  /** Whether a production start takes a PostgreSQL that does not wait for a standby that follows it. */
  readonly lossyFailover: LossyFailover
}

/** What an operator says of a failover that may bring back what was undone: a used code, a removed device. */
export type LossyFailover = 'refuse' | 'accept'

/** Everything that an operator may set, checked and complete. All durations are in seconds. */
export interface Configuration {
  readonly profile: Profile
  /** Without a slash at its end. */
  readonly issuer: string
  /** Whether a proxy passes the issuer's path on, or takes it away. */
  readonly basePath: 'kept' | 'stripped'
  readonly host: string
  /** 0 takes any free port. */
  readonly port: number
  /** Processes that answer requests, at least 1. Ask `processesOf` how many there are. */
  readonly workers: number
  readonly store: StoreLocation
  readonly redis: RedisConfiguration
  readonly postgres: PostgresConfiguration
  /** What the pages call the service. */
  readonly productName: string
  /** What authenticator apps show beside the account. */
  readonly issuerName: string
  readonly keys: Keys
  /** What tokens are signed with where client or API say nothing. @default RS256, if a key signs it */
  readonly idTokenSigning?: TokenAlgorithm | undefined
  /** Addresses and CIDR ranges whose `X-Forwarded-*` headers are believed. */
  readonly trustProxy: readonly string[]
  /** Seconds for which a connection on which nothing is asked stays open. */
  readonly keepAlive: number
  /** How much time its end takes: answering on while balancers look, and finishing what is under way. */
  readonly shutdown: { readonly delay: number; readonly timeout: number }
  readonly sessions: { readonly idle: number; readonly lifetime: number }
  readonly interactions: { readonly lifetime: number }
  /** For how long a used one still leads to its successor; 0: it works once. */
  readonly refreshTokens: { readonly gracePeriod: number }
  readonly ladder: readonly AcrClassOptions[]
  /** An account with a second factor is asked for it at every sign-in. */
  readonly secondFactorWhenEnrolled: boolean
  /** Every account has to have a second factor, and is asked for it at every sign-in. */
  readonly secondFactorRequired: boolean
  /** What it takes to turn the second factor off. */
  readonly turnOffWith: 'code' | 'password'
  /** Whether its owner can delete an account. */
  readonly accountDeletion: 'owner' | 'off'
  readonly signInPage: SignInPage
  /** `amr`: what a sign-in by recovery code is called there. */
  readonly recoveryCodes: { readonly amr: string }
  /** Undefined: no browser is ever spared the code. */
  readonly trustedBrowsers?: { readonly lifetime: number } | undefined
  readonly mail: MailConfiguration
  /** The first is spoken to whom we know nothing of. */
  readonly languages: readonly Language[]
  readonly branding: Branding
  /** Absolute: a folder of the operator's, whose views win over ours. */
  readonly views?: string | undefined
  readonly clients: readonly ClientConfiguration[]
  readonly pkce: PkcePolicy
  readonly resources: readonly ResourceConfiguration[]
  /** Time steps either side of the present one whose codes are accepted. */
  readonly codeWindow: 0 | 1
  /** Devices per account. */
  readonly deviceLimit: number
  /** How they compute their codes. */
  readonly newDevices: TotpParameters
  /** What strangers, and one account, may have in the store at once. */
  readonly limits: StoreLimits
  readonly throttle: ThrottlePolicy
  /** Where `/metrics` is served. Undefined: nowhere, and nothing is measured. */
  readonly metrics?: { readonly host: string; readonly port: number } | undefined
  readonly log: { readonly level: LogLevel }
  /** Present in the development profile alone. */
  readonly development?: DevelopmentConfiguration
}

/**
 * How many processes answer requests. One in development, whatever is configured: the demo, the shown
 * mails and the first account's password are kept by the process that made them.
 */
export const processesOf = ({
  workers,
  development,
}: Pick<Configuration, 'workers' | 'development'>): number => (development ? 1 : workers)

export interface MailConfiguration {
  /** Whether a server of `smtp:` has to offer STARTTLS. */
  readonly requireTls?: boolean | undefined
  /** `smtp:` or `smtps:`; without one, nothing is sent but in development, where mails are shown. */
  readonly url?: Secret<string> | undefined
  /** The sender: an address, or a name with an address in angle brackets. */
  readonly from?: string | undefined
}

export interface Branding {
  /** Absolute path of an SVG or PNG file. */
  readonly logo?: string | undefined
  /** The colour of buttons and links, `#rrggbb`, on light ground. */
  readonly lightColour?: string | undefined
  readonly darkColour?: string | undefined
  /** At the foot of every page. */
  readonly links: readonly { readonly text: string; readonly href: string }[]
}

export interface DevelopmentConfiguration {
  /** Absolute; holds `keys.json` and, where no store is named, the database. */
  readonly dataDir: string
  /** The relying party to try things with. */
  readonly demo: { readonly port: number }
}

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

/** Everything that is wrong, told at once: nobody likes to start a server five times. */
export class InvalidConfiguration extends ConfigurationError {
  readonly problems: readonly Problem[]

  constructor(problems: readonly [Problem, ...Problem[]]) {
    const [first, ...others] = problems.map(({ path, problem }) => {
      const variable = variableOf(path)
      return { path: variable ? `${path} (${variable})` : path, problem }
    }) as [Problem, ...Problem[]]
    const rest = others.map(({ path, problem }) => `\n${path}: ${problem}`).join('')
    super(first.path, first.problem + rest)
    this.name = 'InvalidConfiguration'
    this.problems = problems
  }
}

/** @throws InvalidConfiguration where there is any problem */
export function refuse([first, ...others]: readonly Problem[]): void {
  if (first) throw new InvalidConfiguration([first, ...others])
}

/** The client through which the account console reaches the provider. */
export const CONSOLE_CLIENT = 'account-console'

/** The demo relying party of the development profile. */
export const DEMO_CLIENT = 'demo'

/** Client ids that no configuration may use. */
export const RESERVED_CLIENTS: readonly string[] = [CONSOLE_CLIENT, DEMO_CLIENT]

/** Whose a client id is besides the store's. */
export const ownersOf =
  (configuration: { readonly clients: readonly { readonly client_id: string }[] }) =>
  (id: string): 'configuration' | 'server' | undefined => {
    if (configuration.clients.some((client) => client.client_id === id)) return 'configuration'
    return RESERVED_CLIENTS.includes(id) ? 'server' : undefined
  }

/*
 * How long what is issued lives, in seconds. Keys that have signed it are published for as long.
 */

/** Where the API that it is for has no time of its own. */
export const ACCESS_TOKEN = 3600
export const ID_TOKEN = 3600
/** Of a client for itself, where the API that it is for has no time of its own. */
export const CLIENT_TOKEN = 600
/** And the grant that it hangs on. */
export const REFRESH_TOKEN = 14 * 86_400
/** What was allowed to an application, which is kept until it is taken back: longer than anybody counts. */
export const CONSENT = 10 * 365 * 86_400

/** What the server has keys for, as the options are called. */
export const KEY_KINDS = ['signing', 'cookies', 'sealing'] as const
export type KeyKind = (typeof KEY_KINDS)[number]

/** Where the keys of one kind are kept: never in the store that they protect. */
export type KeySource =
  /** In the configuration itself, or in a variable: read once. */
  | { readonly kind: 'written' }
  | { readonly kind: 'file'; readonly path: string }
  /** A member of the development profile's `keys.json`, which it made itself. */
  | { readonly kind: 'development'; readonly path: string }
  | { readonly kind: 'command'; readonly command: Command }

export type KeySources = Readonly<Record<KeyKind, KeySource>>
