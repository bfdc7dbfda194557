import { mkdtempSync, rmSync } from 'node:fs'
import type { Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Account } from '../../src/people/account.ts'
import {
  createPasswordHasher,
  type PasswordHasher,
} from '../../src/methods/password/password-hasher.ts'
import type { StepUpEvent } from '../../src/audit/events.ts'
import type { Configuration } from '../../src/server/config/configuration.ts'
import { loadConfiguration } from '../../src/server/config/load-configuration.ts'
import { openServer, type StepUpServer } from '../../src/server/open-server.ts'
import { createAuditTrail, type LogEntry } from './audit-trail.ts'
import { CHEAP } from './counting-hasher.ts'
import { listenOnLoopback, portOf } from './listener.ts'
import { expectLog, keepSecret } from './secrets-in-logs.ts'
import { createTestClock, type TestClock } from './test-clock.ts'
import { keepTestKeys } from './test-keys.ts'

/** Where the relying parties of the tests are sent back to; nothing listens there. */
export const CALLBACK = 'http://localhost:9/callback'

export const PASSWORD = keepSecret('correct horse battery staple')

const CLIENTS = [
  {
    client_id: 'shop',
    client_name: 'Shop',
    client_secret: keepSecret('a-secret-of-the-shop-and-nobody-else'),
    client_uri: 'http://localhost:9/',
    redirect_uris: [CALLBACK],
    post_logout_redirect_uris: ['http://localhost:9/signed-out'],
    grant_types: ['authorization_code', 'refresh_token'],
    first_party: true,
  },
  {
    client_id: 'bank',
    client_name: 'Bank',
    client_secret: keepSecret('a-secret-of-the-bank-and-nobody-else'),
    redirect_uris: [CALLBACK],
    grant_types: ['authorization_code'],
    step_up_minimum_acr: 'urn:step-up:2fa',
    first_party: true,
  },
  {
    client_id: 'forum',
    client_name: 'A forum of somebody else',
    client_secret: keepSecret('a-secret-of-the-forum-and-nobody-else'),
    client_uri: 'http://localhost:9/forum',
    redirect_uris: [CALLBACK],
    grant_types: ['authorization_code'],
    first_party: false,
  },
  {
    client_id: 'club',
    client_name: 'Club',
    client_secret: keepSecret('a-secret-of-the-club-and-nobody-else'),
    redirect_uris: [CALLBACK],
    grant_types: ['authorization_code'],
    default_acr_values: ['urn:step-up:2fa'],
    first_party: true,
  },
  {
    client_id: 'kiosk',
    client_name: 'Kiosk',
    client_secret: keepSecret('a-secret-of-the-kiosk-and-nobody-else'),
    redirect_uris: [CALLBACK],
    grant_types: ['authorization_code'],
    default_acr_values: ['urn:step-up:1fa'],
    first_party: true,
  },
] as const

export type ClientId = (typeof CLIENTS)[number]['client_id']

export const secretOf = (clientId: ClientId): string =>
  CLIENTS.find((client) => client.client_id === clientId)?.client_secret ?? ''

/** The clients of the tests, with further metadata for some of them. */
export const clientsWith = (
  further: Partial<Record<ClientId, Readonly<Record<string, unknown>>>>,
): Configuration['clients'] =>
  CLIENTS.map((client) => ({ ...client, ...further[client.client_id] }))

export interface TestServer extends StepUpServer, TestClock {
  readonly configuration: Configuration
  /** An account of its own, with `PASSWORD`. */
  addAccount(login?: string): Promise<Account>
  /** The audit trail so far. */
  audit(): readonly StepUpEvent[]
  /** Every line of the log so far. */
  log(): readonly LogEntry[]
}

let accountNumber = 0

/** The development profile with its keys and its database in `folder`, and the clients of the tests. */
export const testConfiguration = (
  folder: string,
  port: number,
  overrides: Partial<Configuration> = {},
): Configuration => {
  keepTestKeys(folder)
  const { development, ...always } = loadConfiguration({
    env: {
      OIDC_STEP_UP_ISSUER: `http://localhost:${port}`,
      OIDC_STEP_UP_PORT: String(port),
      OIDC_STEP_UP_DATA_DIR: folder,
    },
    profile: 'development',
  })
  const production = overrides.profile === 'production'
  return {
    ...always,
    ...(development && !production ? { development } : {}),
    clients: CLIENTS,
    ...overrides,
  }
}

/** What a server has in common with others, or does otherwise. */
export interface SharedParts {
  readonly folder?: string
  readonly time?: TestClock
  /** Milliseconds between two looks for mails. */
  readonly mailInterval?: number
  /** Milliseconds between two looks for accounts that are to be removed. */
  readonly removalInterval?: number
  /** Milliseconds between two looks for logout notices that are due again. */
  readonly logoutInterval?: number
  /** Milliseconds between two looks for other keys. */
  readonly keyInterval?: number
  /** Milliseconds between two looks for other clients in the store. */
  readonly clientInterval?: number
  /** Milliseconds between two looks at the store and its clock. */
  readonly healthInterval?: number
  readonly say?: (text: string) => void
  /** @default a quick one: what a hash costs is looked at where it is the subject */
  readonly hasher?: PasswordHasher
  /** Listens already, for whoever needs the address before the server. @default one of its own */
  readonly listener?: Server
}

/** argon2id, as in production, by parameters that take next to no time and memory. */
export const cheapHasher = createPasswordHasher(CHEAP)

/** The complete server on a file of its own, with a clock that stands still. */
export async function openTestServer(
  overrides: Partial<Configuration> = {},
  shared: SharedParts = {},
): Promise<TestServer> {
  const folder = shared.folder ?? mkdtempSync(join(tmpdir(), 'oidc-step-up-'))
  // A server that is to come back where it was says on which port, and listens there itself.
  const listener =
    shared.listener ?? (overrides.port === undefined ? await listenOnLoopback() : undefined)
  const port = overrides.port ?? portOf(listener)
  const configuration = testConfiguration(folder, port, overrides)
  const {
    time = createTestClock(),
    mailInterval,
    removalInterval,
    logoutInterval,
    keyInterval,
    clientInterval,
    healthInterval,
    say,
  } = shared
  const trail = createAuditTrail()
  expectLog()
  const server = await openServer(configuration, {
    clock: time.clock,
    log: trail,
    hasher: shared.hasher ?? cheapHasher,
    ...(listener ? { listener } : {}),
    ...(mailInterval === undefined ? {} : { mailInterval }),
    ...(removalInterval === undefined ? {} : { removalInterval }),
    ...(logoutInterval === undefined ? {} : { logoutInterval }),
    ...(keyInterval === undefined ? {} : { keyInterval }),
    ...(clientInterval === undefined ? {} : { clientInterval }),
    ...(healthInterval === undefined ? {} : { healthInterval }),
    ...(say ? { say } : {}),
  }).catch((error: unknown) => {
    listener?.close()
    throw error
  })
  const further = {
    clock: time.clock,
    now: () => time.now(),
    advance: (seconds: number) => {
      time.advance(seconds)
    },
    configuration,
    async addAccount(login = `person-${(accountNumber += 1)}@example.com`) {
      const created = await server.accounts.create({ login, password: PASSWORD })
      if (created.outcome !== 'created') throw new Error(created.outcome)
      return created.account
    },
    audit: () => trail.events(),
    log: () => trail.entries(),
    async close() {
      // The server would wait for what may be on its way on these; here all that was sent has been answered.
      listener?.closeIdleConnections()
      await server.close()
      if (shared.folder === undefined) rmSync(folder, { recursive: true, force: true })
    },
  }
  // Not a copy: `provider`, `sessions` and `underWay` are other ones from time to time.
  return Object.create(server, Object.getOwnPropertyDescriptors(further)) as TestServer
}

/** A server for the `describe` that it is called in. */
export function testServer(overrides: Partial<Configuration> = {}): () => TestServer {
  let server: TestServer | undefined
  before(async () => {
    server = await openTestServer(overrides)
  })
  after(async () => {
    await server?.close()
  })
  return () => {
    if (!server) throw new Error('there is no server outside a test')
    return server
  }
}
