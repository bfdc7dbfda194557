import type { AccountId } from '../../kernel/ids.ts'
import type { Instant } from '../../kernel/instant.ts'
import { keysWithout, type DocumentKey, type KeyKind } from '../../people/document/document.ts'
import {
  TAKEN,
  type DocumentEngine,
  type DocumentWrite,
  type Range,
  type Step,
  type StoredDocument,
} from '../documents/port.ts'
import { addActivity } from './activity.ts'
import { addMail } from './outbox.ts'
import { instantAt, optional, textOf } from './rows.ts'
import { all, get, lock, run, type Row, type SqlEngine, type Work } from './work.ts'

/** The accounts' documents, in one table, with one of what they are found by, and one of what was last used when. */
export const createDocumentEngine = (engine: SqlEngine): DocumentEngine => ({
  read: (id) => engine.read(() => readDocument(id)),
  readNamed: (kind, name) => engine.read(() => readNamed(kind, name)),
  list: (kind, name, range, limit) => engine.read(() => listNamed(kind, name, range, limit)),

  readLogin: (login, address, limit) =>
    engine.read(function* () {
      const named = yield* readNamed('login', login)
      const addressed = yield* listNamed('email', address, {}, limit)
      return { addressed, ...(named ? { named } : {}) }
    }),

  change: (id, step) => engine.change(() => changeDocument(id, step)),

  page: (after, limit) =>
    engine.read(function* () {
      const sql = 'SELECT id, document FROM documents WHERE id > ?1 ORDER BY id LIMIT ?2'
      const found = (yield* all(sql, after ?? '', limit)).map(storedOf)
      const last = found.length === limit ? found.at(-1) : undefined
      return { found, ...(last ? { next: last.id } : {}) }
    }),

  lastUses: (id) =>
    engine.read(function* () {
      const rows = yield* all('SELECT name, at FROM last_uses WHERE account_id = ?1', id)
      return new Map(rows.map((row) => [textOf(row, 'name'), instantAt(row, 'at')]))
    }),

  use: (id, name, at) => engine.change(() => use(id, name, at)),
})

/** In a transaction of the caller's. Of two that change one document the other waits until this one has ended. */
export function* changeDocument<T>(
  id: AccountId,
  step: (text: string | undefined) => Step<T>,
): Work<T | typeof TAKEN> {
  yield* lock('account', id)
  const { result, write, along } = step(yield* readDocument(id))
  if (write && !(yield* putDocument(id, write))) return TAKEN
  for (const { at, entry } of along?.entries ?? []) yield* addActivity(id, at, entry)
  for (const { mail, dueAt } of along?.mails ?? []) yield* addMail(mail, dueAt)
  return result
}

export function* readDocument(id: AccountId): Work<string | undefined> {
  const row = yield* get('SELECT document FROM documents WHERE id = ?1', id)
  return row && textOf(row, 'document')
}

/** False, and nothing is written, where another account has its login. */
export function* putDocument(
  id: AccountId,
  { text, formerKeys, keys, forgotten }: DocumentWrite,
): Work<boolean> {
  const added = keysWithout(keys, formerKeys)
  for (const key of added) if (yield* isTaken(id, key)) return false
  if (text === undefined) {
    yield* run('DELETE FROM documents WHERE id = ?1', id)
    yield* run('DELETE FROM last_uses WHERE account_id = ?1', id)
  } else {
    yield* run(
      `INSERT INTO documents (id, document) VALUES (?1, ?2)
      ON CONFLICT (id) DO UPDATE SET document = excluded.document`,
      id,
      text,
    )
  }
  for (const { kind, name, order } of keysWithout(formerKeys, keys)) {
    yield* run(
      'DELETE FROM document_keys WHERE kind = ?1 AND name = ?2 AND place = ?3 AND account_id = ?4',
      kind,
      name,
      order,
      id,
    )
  }
  for (const { kind, name, order } of added) {
    yield* run(
      `INSERT INTO document_keys (kind, name, place, account_id) VALUES (?1, ?2, ?3, ?4)
      ON CONFLICT DO NOTHING`,
      kind,
      name,
      order,
      id,
    )
  }
  for (const name of forgotten) {
    yield* run('DELETE FROM last_uses WHERE account_id = ?1 AND name = ?2', id, name)
  }
  return true
}

/** One account alone has a login; of two that ask for it at once the other waits until this one has it. */
function* isTaken(id: AccountId, { kind, name }: DocumentKey): Work<boolean> {
  if (kind !== 'login') return false
  yield* lock(kind, name)
  const holder = yield* get(
    'SELECT account_id FROM document_keys WHERE kind = ?1 AND name = ?2',
    kind,
    name,
  )
  return holder !== undefined && textOf(holder, 'account_id') !== id
}

function* readNamed(kind: KeyKind, name: string): Work<StoredDocument | undefined> {
  const [found] = yield* listNamed(kind, name, {}, 1)
  return found
}

function* listNamed(
  kind: KeyKind,
  name: string,
  { after, upTo }: Range,
  limit: number,
): Work<readonly StoredDocument[]> {
  const bounds = [after, upTo].filter((bound) => bound !== undefined)
  const [from, to] = [
    after === undefined ? '' : 'AND place > ?4',
    upTo === undefined ? '' : `AND place <= ?${3 + bounds.length}`,
  ]
  const rows = yield* all(
    `SELECT id, document FROM document_keys JOIN documents ON id = account_id
    WHERE kind = ?1 AND name = ?2 ${from} ${to} ORDER BY place, id LIMIT ?3`,
    kind,
    name,
    limit,
    ...bounds,
  )
  return rows.map(storedOf)
}

const storedOf = (row: Row): StoredDocument => ({
  id: textOf(row, 'id') as AccountId,
  text: textOf(row, 'document'),
})

function* use(id: AccountId, name: string, at: Instant): Work<void> {
  const row = yield* get('SELECT at FROM last_uses WHERE account_id = ?1 AND name = ?2', id, name)
  const known = row && optional(instantAt, row, 'at')
  if (known !== undefined && known >= at) return
  yield* run(
    `INSERT INTO last_uses (account_id, name, at) VALUES (?1, ?2, ?3)
    ON CONFLICT (account_id, name) DO UPDATE SET at = excluded.at WHERE last_uses.at < excluded.at`,
    id,
    name,
    at,
  )
}
