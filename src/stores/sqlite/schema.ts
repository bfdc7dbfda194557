import type { Database } from './database.ts'
import { carryAccountsOver } from './former-accounts.ts'

/** Statements, or what takes more than statements; run in one transaction. */
export type SchemaStep = string | ((database: Database) => void)

/**
 * The schema's steps, numbered from 1. A step that was released is never changed: a database remembers
 * only its number. Instants are milliseconds since the epoch.
 */
export const SCHEMA: readonly SchemaStep[] = [
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
  `
  ALTER TABLE accounts ADD COLUMN email TEXT;
  ALTER TABLE accounts ADD COLUMN language TEXT;
  CREATE INDEX accounts_email ON accounts (lower(email));

  -- Whose sessions, grants and tokens they are; NULL for what belongs to nobody.
  ALTER TABLE artefacts ADD COLUMN account_id TEXT;
  UPDATE artefacts SET account_id = payload ->> '$.accountId' WHERE json_valid(payload);
  CREATE INDEX artefacts_account_id ON artefacts (account_id, model, expires_at)
    WHERE account_id IS NOT NULL;

  -- "used" is a JSON object: when each used code was used, by its place.
  CREATE TABLE recovery_codes (
    account_id TEXT PRIMARY KEY,
    id TEXT NOT NULL,
    key_id TEXT NOT NULL,
    sealed BLOB NOT NULL,
    count INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    used TEXT NOT NULL
  ) STRICT;

  CREATE TABLE trusted_browsers (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL,
    secret_hash BLOB NOT NULL,
    factors TEXT NOT NULL,
    user_agent TEXT NOT NULL,
    address TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    last_used_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX trusted_browsers_account_id ON trusted_browsers (account_id);
  CREATE INDEX trusted_browsers_expires_at ON trusted_browsers (expires_at);

  -- What happened to an account, for its owner; "entry" is JSON.
  CREATE TABLE activity (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account_id TEXT NOT NULL,
    at INTEGER NOT NULL,
    entry TEXT NOT NULL
  ) STRICT;
  CREATE INDEX activity_account_id ON activity (account_id, id);
  CREATE INDEX activity_at ON activity (at);

  -- Mails that wait to be sent. Sealed, because some hold a link that opens an account.
  CREATE TABLE outbox (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL,
    key_id TEXT NOT NULL,
    sealed BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX outbox_due_at ON outbox (due_at);

  CREATE TABLE password_resets (
    token_hash BLOB PRIMARY KEY,
    account_id TEXT NOT NULL,
    client_id TEXT,
    expires_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX password_resets_account_id ON password_resets (account_id);
  CREATE INDEX password_resets_expires_at ON password_resets (expires_at);
  `,
  `
  -- Where a sign-in was begun in which nobody has proved anything, and when it was last written.
  ALTER TABLE artefacts ADD COLUMN network TEXT;
  ALTER TABLE artefacts ADD COLUMN network_at INTEGER;
  CREATE INDEX artefacts_network ON artefacts (network, network_at) WHERE network IS NOT NULL;
  CREATE INDEX artefacts_network_at ON artefacts (network_at) WHERE network IS NOT NULL;

  -- How many there are of each network, and of all ('all'): nobody has to count them.
  CREATE TABLE anonymous (
    network TEXT PRIMARY KEY,
    count INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TRIGGER anonymous_insert AFTER INSERT ON artefacts WHEN new.network IS NOT NULL BEGIN
    INSERT INTO anonymous VALUES (new.network, 1), ('all', 1)
      ON CONFLICT (network) DO UPDATE SET count = count + 1;
  END;
  CREATE TRIGGER anonymous_delete AFTER DELETE ON artefacts WHEN old.network IS NOT NULL BEGIN
    UPDATE anonymous SET count = count - 1 WHERE network IN (old.network, 'all');
    DELETE FROM anonymous WHERE network IN (old.network, 'all') AND count <= 0;
  END;
  CREATE TRIGGER anonymous_update AFTER UPDATE OF network ON artefacts
    WHEN old.network IS NOT new.network BEGIN
    UPDATE anonymous SET count = count - 1
      WHERE old.network IS NOT NULL AND network IN (old.network, 'all');
    DELETE FROM anonymous WHERE network IN (old.network, 'all') AND count <= 0;
    INSERT INTO anonymous
      SELECT value, 1 FROM json_each(json_array(new.network, 'all')) WHERE new.network IS NOT NULL
      ON CONFLICT (network) DO UPDATE SET count = count + 1;
  END;
  `,
  `
  -- Devices that wait for their first code, each for the session or interaction that began it. They hold no
  -- name and take no place, and so are no authenticators yet.
  CREATE TABLE enrolments (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL,
    enroller TEXT NOT NULL,
    name TEXT NOT NULL,
    algorithm TEXT NOT NULL,
    digits INTEGER NOT NULL,
    period INTEGER NOT NULL,
    key_id TEXT NOT NULL,
    sealed BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    wrong_codes INTEGER NOT NULL DEFAULT 0,
    UNIQUE (account_id, enroller)
  ) STRICT;
  CREATE INDEX enrolments_created_at ON enrolments (created_at);

  -- Those that waited before belong to nobody.
  DELETE FROM authenticators WHERE confirmed_at IS NULL;
  -- Wrong first codes are counted where the device waits.
  DELETE FROM attempts WHERE subject LIKE 'enrolment:%';
  `,
  `
  -- Its policy has locked it: it is not forgotten, however few failures that took.
  ALTER TABLE attempts ADD COLUMN locked INTEGER NOT NULL DEFAULT 0;
  `,
  `
  ALTER TABLE accounts ADD COLUMN email_verified INTEGER;

  -- Addresses that are being proved, and (undo = 1) those that were replaced and may be taken back.
  CREATE TABLE email_changes (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    token_hash BLOB NOT NULL UNIQUE,
    account_id TEXT NOT NULL,
    undo INTEGER NOT NULL,
    email TEXT,
    email_verified INTEGER,
    expires_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX email_changes_account_id ON email_changes (account_id);
  CREATE INDEX email_changes_expires_at ON email_changes (expires_at);
  `,
  `
  -- When an account is taken away whose owner wants that.
  ALTER TABLE accounts ADD COLUMN leaves_at INTEGER;
  CREATE INDEX accounts_leaves_at ON accounts (leaves_at) WHERE leaves_at IS NOT NULL;
  `,
  `
  -- That sessions are over, for applications that have not taken it yet.
  CREATE TABLE logout_notices (
    id TEXT PRIMARY KEY,
    client_id TEXT NOT NULL,
    account_id TEXT NOT NULL,
    sid TEXT,
    created_at INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX logout_notices_due_at ON logout_notices (due_at);
  `,
  `
  -- Clients that are not written in the configuration; "registration" is JSON.
  CREATE TABLE clients (
    id TEXT PRIMARY KEY,
    version INTEGER NOT NULL,
    registration TEXT NOT NULL
  ) STRICT;

  -- The current one of a client has place 0. Sealed, as client_secret_jwt takes the secret itself.
  CREATE TABLE client_secrets (
    id TEXT PRIMARY KEY,
    client_id TEXT NOT NULL,
    place INTEGER NOT NULL,
    key_id TEXT NOT NULL,
    sealed BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER,
    UNIQUE (client_id, place)
  ) STRICT;

  -- Another number after each change: nodes that have all clients in memory look at it alone.
  CREATE TABLE client_revision (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    revision INTEGER NOT NULL
  ) STRICT;
  CREATE TRIGGER client_insert AFTER INSERT ON clients BEGIN
    INSERT INTO client_revision VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET revision = revision + 1;
  END;
  CREATE TRIGGER client_update AFTER UPDATE ON clients BEGIN
    INSERT INTO client_revision VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET revision = revision + 1;
  END;
  CREATE TRIGGER client_delete AFTER DELETE ON clients BEGIN
    INSERT INTO client_revision VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET revision = revision + 1;
  END;
  -- Whoever had read the client before must not write the former bytes back.
  CREATE TRIGGER client_resealed AFTER UPDATE ON client_secrets BEGIN
    UPDATE clients SET version = version + 1 WHERE id = new.client_id;
  END;
  `,
  `
  -- Each account as one document, and what it is found by: of "login" a name has one account, of the others any number,
  -- in the order of "place".
  CREATE TABLE documents (
    id TEXT PRIMARY KEY,
    document TEXT NOT NULL
  ) STRICT;
  CREATE TABLE document_keys (
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    place TEXT NOT NULL,
    account_id TEXT NOT NULL,
    PRIMARY KEY (kind, name, place, account_id)
  ) STRICT, WITHOUT ROWID;
  CREATE UNIQUE INDEX document_keys_login ON document_keys (name) WHERE kind = 'login';

  -- When things of an account (browsers that it trusts) were last used.
  CREATE TABLE last_uses (
    account_id TEXT NOT NULL,
    name TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (account_id, name)
  ) STRICT, WITHOUT ROWID;

  -- Holds one row while the store is being filled.
  CREATE TABLE IF NOT EXISTS unfinished_import (since INTEGER NOT NULL) STRICT;
  `,
  carryAccountsOver,
]
