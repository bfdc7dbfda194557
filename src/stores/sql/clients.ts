import { present } from '../../kernel/typing.ts'
import type { ClientSecret, ClientStore, StoredClient } from '../../clients/client-store.ts'
import { parseRegistration, registrationOf } from '../client-registration.ts'
import type { Database, Row } from './database.ts'
import { bytesOf, instantAt, integerOf, malformed, optional, textOf } from './rows.ts'

export const createClientStore = (database: Database): ClientStore => ({
  async add(client, limit) {
    return database.transaction(() => {
      if (database.get('SELECT 1 FROM clients WHERE id = ?', client.id)) return 'exists'
      const row = database.get('SELECT count(*) AS clients FROM clients') ?? {}
      if (integerOf(row, 'clients') >= limit) return 'full'
      insertClient(database, client)
      return 'added'
    })
  },

  async find(id) {
    const row = database.get('SELECT * FROM clients WHERE id = ?', id)
    return row && clientOf(row, secretsOf(database, id, id).get(id))
  },

  async list(after, limit) {
    return listClients(database, after ?? '', limit)
  },

  async change(client) {
    return database.transaction(() => {
      const changed = database.run(
        'UPDATE clients SET version = ?, registration = ? WHERE id = ? AND version = ?',
        client.version,
        registrationOf(client),
        client.id,
        client.version - 1,
      )
      if (changed !== 1) return false
      database.run('DELETE FROM client_secrets WHERE client_id = ?', client.id)
      insertSecrets(database, client)
      return true
    })
  },

  async forget(id, version) {
    return database.transaction(() => {
      const sql = 'DELETE FROM clients WHERE id = ? AND version = ?'
      if (database.run(sql, id, version) !== 1) return false
      database.run('DELETE FROM client_secrets WHERE client_id = ?', id)
      return true
    })
  },

  async revision() {
    const row = database.get('SELECT revision FROM client_revision')
    return row ? integerOf(row, 'revision') : 0
  },
})

/** In order of their ids. */
export function listClients(
  database: Database,
  after: string,
  limit: number,
): readonly StoredClient[] {
  const sql = 'SELECT * FROM clients WHERE id > ? ORDER BY id LIMIT ?'
  const rows = database.all(sql, after, limit)
  const [first, last] = [rows[0], rows.at(-1)]
  if (!first || !last) return []
  const secrets = secretsOf(database, textOf(first, 'id'), textOf(last, 'id'))
  return rows.map((row) => clientOf(row, secrets.get(textOf(row, 'id'))))
}

/** Within the caller's transaction. */
export function insertClient(database: Database, client: StoredClient): void {
  database.run(
    'INSERT INTO clients (id, version, registration) VALUES (?, ?, ?)',
    client.id,
    client.version,
    registrationOf(client),
  )
  insertSecrets(database, client)
}

function insertSecrets(database: Database, { id: clientId, secrets }: StoredClient): void {
  for (const [place, { id, sealed, createdAt, expiresAt = null }] of secrets.entries()) {
    database.run(
      `INSERT INTO client_secrets (id, client_id, place, key_id, sealed, created_at, expires_at)
      VALUES (?, ?, ?, ?, ?, ?, ?)`,
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

function secretsOf(database: Database, from: string, to: string): Map<string, Row[]> {
  const rows = database.all(
    'SELECT * FROM client_secrets WHERE client_id BETWEEN ? AND ? ORDER BY client_id, place',
    from,
    to,
  )
  return Map.groupBy(rows, (row) => textOf(row, 'client_id'))
}

const clientOf = (row: Row, secrets: readonly Row[] = []): StoredClient => ({
  id: textOf(row, 'id'),
  version: integerOf(row, 'version'),
  ...(parseRegistration(textOf(row, 'registration')) ?? malformed('registration')),
  secrets: secrets.map(secretOf),
})

function secretOf(row: Row): ClientSecret {
  const expiresAt = optional(instantAt, row, 'expires_at')
  return {
    id: textOf(row, 'id'),
    sealed: { keyId: textOf(row, 'key_id'), bytes: bytesOf(row, 'sealed') },
    createdAt: instantAt(row, 'created_at'),
    ...present({ expiresAt }),
  }
}
