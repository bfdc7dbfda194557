import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout } from 'node:timers/promises'
import { createOutbox } from '../../src/mail/outbox.ts'
import type { Postbox } from '../../src/mail/postbox.ts'
import type { Mail } from '../../src/pages/mails.ts'
import { createAccountId } from '../../src/kernel/ids.ts'
import type { Configuration } from '../../src/server/config/configuration.ts'
import { createSealer } from '../../src/stores/sealing.ts'
import { openSqliteStore, type SqliteStore } from '../../src/stores/sqlite/open-sqlite-store.ts'
import { databaseOf } from './database-of.ts'
import { openMailSink, type MailSink } from './mail-sink.ts'
import { openTestServer, type SharedParts, type TestServer } from './test-server.ts'

/** Milliseconds between two looks into the outbox; a server's own are seconds. */
export const MAIL_INTERVAL = 25

export const FROM = 'ACME <no-reply@acme.example>'

export interface MailBench {
  readonly sink: MailSink
  readonly server: TestServer
  readonly folder: string
  /** Another process's hands on the same file. */
  readonly store: SqliteStore
  /** Posts as another process would: the server finds it when it looks. */
  readonly postbox: Postbox
  /** A mail to somebody, at the server's time. */
  mail(more: Partial<Mail> & Pick<Mail, 'kind'>): Mail
  /** Resolves when the sink has taken what is due, and the outbox is empty but for what is held. */
  emptied(): Promise<void>
  /** Another node on the same file. */
  another(): Promise<TestServer>
  close(): Promise<void>
}

export const ORIGIN = {
  address: '192.0.2.7',
  userAgent: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0',
} as const

/** The complete server with a mail server of its own. */
export async function openMailBench(
  overrides: Partial<Configuration> = {},
  shared: Pick<SharedParts, 'say'> = {},
): Promise<MailBench> {
  const sink = await openMailSink()
  const folder = mkdtempSync(join(tmpdir(), 'oidc-step-up-'))
  const mail = { url: sink.url, from: FROM }
  const options = { ...shared, folder, mailInterval: MAIL_INTERVAL }
  const server = await openTestServer({ mail, ...overrides }, options)
  const { configuration } = server
  const store = openSqliteStore({ path: databaseOf(configuration), clock: server.clock })
  const sealer = createSealer(configuration.keys.sealing)
  const nodes: TestServer[] = []
  return {
    sink,
    server,
    folder,
    store,
    postbox: createOutbox({ store: store.outbox, sealer, clock: server.clock }),
    mail: (more) =>
      ({
        accountId: createAccountId(),
        to: 'ann@example.com',
        account: 'ann',
        language: 'en',
        at: server.now(),
        origin: ORIGIN,
        ...more,
      }) as Mail,
    async emptied() {
      while (waitingIn(databaseOf(configuration), server.now()) > 0) {
        await setTimeout(MAIL_INTERVAL)
      }
    },
    async another() {
      const { issuer } = configuration
      const node = await openTestServer(
        { mail, ...overrides, issuer },
        { ...options, time: server },
      )
      nodes.push(node)
      return node
    },
    async close() {
      for (const node of nodes) await node.close()
      store.close()
      await server.close()
      await sink.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/**
 * How many mails stand in the outbox.
 *
 * @param now leaves out those that nobody has tried to send and that are held beyond it
 */
export function waitingIn(path: string, now = Number.MAX_SAFE_INTEGER): number {
  const database = new DatabaseSync(path, { readOnly: true })
  const count = 'SELECT count(*) AS waiting FROM outbox WHERE due_at <= ? OR attempts > 0'
  try {
    return Number(database.prepare(count).get(now)?.['waiting'])
  } finally {
    database.close()
  }
}
