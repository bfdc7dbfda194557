import { present } from '../../kernel/typing.ts'
import type { ClientSecret, ClientStore, StoredClient } from '../../clients/client-store.ts'
import { parseRegistration, registrationOf } from '../client-registration.ts'
import { bytesOf, instantAt, integerOf, malformed, optional, textOf } from './rows.ts'
import { all, get, lock, run, type Row, type SqlEngine, type Work } from './work.ts'

export const createClientStore = (engine: SqlEngine): ClientStore => ({
  add: (client, limit) =>
    engine.change(function* () {
      // Two that see the last place free would both take it.
      yield* lock('clients', 'count')
      if (yield* get('SELECT 1 FROM clients WHERE id = ?1', client.id)) return 'exists'
      const row = yield* get('SELECT count(*) AS clients FROM clients')
      if (integerOf(row ?? {}, 'clients') >= limit) return 'full'
      yield* insertClient(client)
      return 'added'
    }),

  find: (id) =>
    engine.read(function* () {
      return clientsOf(yield* all(`${WITH_SECRETS} WHERE clients.id = ?1 ${IN_ORDER}`, id))[0]
    }),

  list: (after, limit) => engine.read(() => listClients(after ?? '', limit)),

  change: (client) =>
    engine.change(function* () {
      const changed = yield* run(
        'UPDATE clients SET version = ?1, registration = ?2 WHERE id = ?3 AND version = ?4',
        client.version,
        registrationOf(client),
        client.id,
        client.version - 1,
      )
      if (changed !== 1) return false
      yield* run('DELETE FROM client_secrets WHERE client_id = ?1', client.id)
      yield* insertSecrets(client)
      return true
    }),

  forget: (id, version) =>
    engine.change(function* () {
      const sql = 'DELETE FROM clients WHERE id = ?1 AND version = ?2'
      if ((yield* run(sql, id, version)) !== 1) return false
      yield* run('DELETE FROM client_secrets WHERE client_id = ?1', id)
      return true
    }),

  revision: () =>
    engine.read(function* () {
      const row = yield* get('SELECT revision FROM client_revision')
      return row ? integerOf(row, 'revision') : 0
    }),
})

/** One statement, so that a client and its secrets are of one moment. A row for each secret, and one where there is none. */
const WITH_SECRETS = `SELECT clients.id AS client, clients.version, clients.registration,
    client_secrets.id, client_secrets.key_id, client_secrets.sealed, client_secrets.created_at,
    client_secrets.expires_at
  FROM clients LEFT JOIN client_secrets ON client_secrets.client_id = clients.id`

const IN_ORDER = 'ORDER BY clients.id, client_secrets.place'

/** In order of their ids. */
export function* listClients(after: string, limit: number): Work<readonly StoredClient[]> {
  const some = 'WHERE clients.id IN (SELECT id FROM clients WHERE id > ?1 ORDER BY id LIMIT ?2)'
  return clientsOf(yield* all(`${WITH_SECRETS} ${some} ${IN_ORDER}`, after, limit))
}

export function* insertClient(client: StoredClient): Work<void> {
  yield* run(
    'INSERT INTO clients (id, version, registration) VALUES (?1, ?2, ?3)',
    client.id,
    client.version,
    registrationOf(client),
  )
  yield* insertSecrets(client)
}

function* insertSecrets({ id: clientId, secrets }: StoredClient): Work<void> {
  for (const [place, { id, sealed, createdAt, expiresAt = null }] of secrets.entries()) {
    yield* run(
      `INSERT INTO client_secrets (id, client_id, place, key_id, sealed, created_at, expires_at)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)`,
      id,
      clientId,
      place,
      sealed.keyId,
      sealed.bytes,
      createdAt,
      expiresAt,
    )
  }
}

function clientsOf(rows: readonly Row[]): readonly StoredClient[] {
  const groups = Map.groupBy(rows, (row) => textOf(row, 'client'))
  return [...groups].map(([id, [first = {}, ...others]]) => ({
    id,
    version: integerOf(first, 'version'),
    ...(parseRegistration(textOf(first, 'registration')) ?? malformed('registration')),
    secrets: [first, ...others].filter((row) => row['id'] !== null).map(secretOf),
  }))
}

function secretOf(row: Row): ClientSecret {
  const expiresAt = optional(instantAt, row, 'expires_at')
  return {
    id: textOf(row, 'id'),
    sealed: { keyId: textOf(row, 'key_id'), bytes: bytesOf(row, 'sealed') },
    createdAt: instantAt(row, 'created_at'),
    ...present({ expiresAt }),
  }
}
