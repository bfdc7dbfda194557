import { ConfigurationError } from '../../faults.ts'
import { epochSeconds, type Clock } from '../../instant.ts'
import type { Database } from './database.ts'
import { integerOf } from './rows.ts'

/**
 * The schema's steps, numbered from 1. A step that was released is never changed: a database remembers
 * only its number. Instants are milliseconds since the epoch.
 */
const STEPS: readonly string[] = [
  `
  CREATE TABLE accounts (
    id TEXT PRIMARY KEY,
    login TEXT NOT NULL,
    login_key TEXT NOT NULL UNIQUE,
    display_name TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    disabled_at INTEGER,
    proofs_not_before INTEGER,
    password_hash TEXT
  ) STRICT;

  -- No foreign key to accounts: a host may keep its accounts elsewhere.
  CREATE TABLE authenticators (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    algorithm TEXT NOT NULL,
    digits INTEGER NOT NULL,
    period INTEGER NOT NULL,
    key_id TEXT NOT NULL,
    sealed BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    confirmed_at INTEGER,
    last_used_at INTEGER,
    last_step INTEGER,
    UNIQUE (account_id, name_key)
  ) STRICT;
  CREATE INDEX authenticators_pending ON authenticators (created_at) WHERE confirmed_at IS NULL;

  CREATE TABLE attempts (
    subject TEXT PRIMARY KEY,
    failures INTEGER NOT NULL,
    last_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX attempts_last_at ON attempts (last_at);

  CREATE TABLE artefacts (
    model TEXT NOT NULL,
    id TEXT NOT NULL,
    payload TEXT NOT NULL,
    expires_at INTEGER,
    uid TEXT,
    user_code TEXT,
    grant_id TEXT,
    consumed_at INTEGER,
    PRIMARY KEY (model, id)
  ) STRICT;
  CREATE INDEX artefacts_uid ON artefacts (model, uid) WHERE uid IS NOT NULL;
  CREATE INDEX artefacts_user_code ON artefacts (model, user_code) WHERE user_code IS NOT NULL;
  CREATE INDEX artefacts_grant_id ON artefacts (grant_id) WHERE grant_id IS NOT NULL;
  CREATE INDEX artefacts_expires_at ON artefacts (expires_at) WHERE expires_at IS NOT NULL;

  CREATE TABLE tombstones (
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    expires_at INTEGER,
    PRIMARY KEY (kind, name)
  ) STRICT;
  CREATE INDEX tombstones_expires_at ON tombstones (expires_at) WHERE expires_at IS NOT NULL;
  `,
]

/**
 * Brings the schema up to date. Each step is a transaction that asks for the version again once it
 * holds the write lock: of processes that start together on one file, one applies the step and the
 * others find it done.
 *
 * @throws ConfigurationError `path` for a database that a newer version has written
 */
export function migrate(database: Database, clock: Clock): void {
  database.run(
    'CREATE TABLE IF NOT EXISTS migrations (version INTEGER PRIMARY KEY, applied_at INTEGER NOT NULL) STRICT',
  )
  for (const [index, step] of STEPS.entries()) {
    database.transaction(() => {
      if (versionOf(database) > index) return
      database.exec(step)
      database.run('INSERT INTO migrations VALUES (?, ?)', index + 1, epochSeconds(clock()))
    })
  }
  // An older program would write rows that lack what the newer one relies on.
  const version = versionOf(database)
  if (version > STEPS.length) {
    throw new ConfigurationError(
      'path',
      `the database has schema version ${version}, this program knows ${STEPS.length}; run the newer one`,
    )
  }
}

const versionOf = (database: Database): number =>
  integerOf(
    database.get('SELECT coalesce(max(version), 0) AS version FROM migrations') ?? {},
    'version',
  )
