/**
 * The schema's steps, numbered from 1. A step that was released is never changed: a database remembers
 * only its number. Instants are milliseconds since the epoch. Texts are ordered and compared by their bytes, whatever
 * language the database is in: as in the other stores, and so that an index outlives an update of the system's languages.
 */
export const SCHEMA: readonly string[] = [
  `
  -- An account, with all that changes by a decision, as JSON; by what it is found (in an order, where it is listed); and
  -- when things of it (browsers that it trusts) were last used.
  CREATE TABLE documents (
    id TEXT COLLATE "C" PRIMARY KEY,
    document TEXT NOT NULL
  );
  CREATE TABLE document_keys (
    kind TEXT COLLATE "C" NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    place TEXT COLLATE "C" NOT NULL,
    account_id TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (kind, name, place, account_id)
  );
  CREATE UNIQUE INDEX document_keys_login ON document_keys (name) WHERE kind = 'login';
  CREATE TABLE last_uses (
    account_id TEXT COLLATE "C" NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (account_id, name)
  );

  CREATE TABLE attempts (
    subject TEXT COLLATE "C" PRIMARY KEY,
    failures BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    locked BIGINT NOT NULL
  );
  CREATE INDEX attempts_last_at ON attempts (last_at);

  -- "payload" is JSON, and stays a text: nobody looks into it here.
  CREATE TABLE artefacts (
    model TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    payload TEXT NOT NULL,
    expires_at BIGINT,
    uid TEXT COLLATE "C",
    user_code TEXT COLLATE "C",
    grant_id TEXT COLLATE "C",
    account_id TEXT COLLATE "C",
    consumed_at BIGINT,
    -- Where a sign-in was begun in which nobody has proved anything, and when it was last written.
    network TEXT COLLATE "C",
    network_at BIGINT,
    PRIMARY KEY (model, id)
  );
  CREATE INDEX artefacts_uid ON artefacts (model, uid) WHERE uid IS NOT NULL;
  CREATE INDEX artefacts_user_code ON artefacts (model, user_code) WHERE user_code IS NOT NULL;
  CREATE INDEX artefacts_grant_id ON artefacts (grant_id) WHERE grant_id IS NOT NULL;
  CREATE INDEX artefacts_expires_at ON artefacts (expires_at) WHERE expires_at IS NOT NULL;
  CREATE INDEX artefacts_account_id ON artefacts (account_id, model, expires_at DESC NULLS LAST)
    WHERE account_id IS NOT NULL;
  CREATE INDEX artefacts_network ON artefacts (network, network_at) WHERE network IS NOT NULL;
  CREATE INDEX artefacts_network_at ON artefacts (network_at) WHERE network IS NOT NULL;

  CREATE TABLE tombstones (
    kind TEXT COLLATE "C" NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    expires_at BIGINT,
    PRIMARY KEY (kind, name)
  );
  CREATE INDEX tombstones_expires_at ON tombstones (expires_at) WHERE expires_at IS NOT NULL;

  -- What happened to an account, for its owner; "entry" is JSON.
  CREATE TABLE activity (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    account_id TEXT COLLATE "C" NOT NULL,
    at BIGINT NOT NULL,
    entry TEXT NOT NULL
  );
  CREATE INDEX activity_account_id ON activity (account_id, id);
  CREATE INDEX activity_at ON activity (at);

  -- Mails that wait to be sent. Sealed, because some hold a link that opens an account.
  CREATE TABLE outbox (
    id TEXT COLLATE "C" PRIMARY KEY,
    place BIGINT GENERATED ALWAYS AS IDENTITY,
    account_id TEXT COLLATE "C" NOT NULL,
    key_id TEXT COLLATE "C" NOT NULL,
    sealed BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL
  );
  CREATE INDEX outbox_due_at ON outbox (due_at, place);
  CREATE INDEX outbox_account_id ON outbox (account_id);

  -- That sessions are over, for applications that have not taken it yet.
  CREATE TABLE logout_notices (
    id TEXT COLLATE "C" PRIMARY KEY,
    place BIGINT GENERATED ALWAYS AS IDENTITY,
    client_id TEXT COLLATE "C" NOT NULL,
    account_id TEXT COLLATE "C" NOT NULL,
    sid TEXT,
    created_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL
  );
  CREATE INDEX logout_notices_due_at ON logout_notices (due_at, place);

  -- Clients that are not written in the configuration; "registration" is JSON.
  CREATE TABLE clients (
    id TEXT COLLATE "C" PRIMARY KEY,
    version BIGINT NOT NULL,
    registration TEXT NOT NULL
  );

  -- The current one of a client has place 0. Sealed, as client_secret_jwt takes the secret itself.
  CREATE TABLE client_secrets (
    id TEXT COLLATE "C" PRIMARY KEY,
    client_id TEXT COLLATE "C" NOT NULL,
    place BIGINT NOT NULL,
    key_id TEXT COLLATE "C" NOT NULL,
    sealed BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT,
    UNIQUE (client_id, place)
  );

  -- Another number after each change: nodes that have all clients in memory look at it alone.
  CREATE TABLE client_revision (
    id BIGINT PRIMARY KEY CHECK (id = 1),
    revision BIGINT NOT NULL
  );
  CREATE FUNCTION client_changed() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    INSERT INTO client_revision VALUES (1, 1)
      ON CONFLICT (id) DO UPDATE SET revision = client_revision.revision + 1;
    RETURN NULL;
  END $$;
  CREATE TRIGGER client_changed AFTER INSERT OR UPDATE OR DELETE ON clients
    FOR EACH ROW EXECUTE FUNCTION client_changed();
  -- Whoever had read the client before must not write the former bytes back.
  CREATE FUNCTION client_resealed() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    UPDATE clients SET version = version + 1 WHERE id = NEW.client_id;
    RETURN NULL;
  END $$;
  CREATE TRIGGER client_resealed AFTER UPDATE ON client_secrets
    FOR EACH ROW EXECUTE FUNCTION client_resealed();

  -- Holds one row while the store is being filled.
  CREATE TABLE unfinished_import (since BIGINT NOT NULL);

  -- How the nodes' clocks stand to this server's: how far ahead, and when that was.
  CREATE TABLE clocks (
    node TEXT COLLATE "C" PRIMARY KEY,
    ahead BIGINT NOT NULL,
    at BIGINT NOT NULL
  );
  `,
]
