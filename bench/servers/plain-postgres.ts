import type { Adapter, AdapterPayload } from 'oidc-provider'
import { Pool } from 'pg'

/*
 * What one would write who wants oidc-provider's artefacts in PostgreSQL, and nothing else: one table, one prepared
 * statement for each operation, which is a transaction by itself, and a pool. It keeps nobody else's rules: a code is
 * consumed by whoever comes, and nothing is bounded or swept.
 */

/** As many as ours opens. */
const CONNECTIONS = 10

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS artefacts (
    model TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    payload TEXT NOT NULL,
    expires_at BIGINT,
    uid TEXT COLLATE "C",
    user_code TEXT COLLATE "C",
    grant_id TEXT COLLATE "C",
    consumed_at BIGINT,
    PRIMARY KEY (model, id)
  );
  CREATE INDEX IF NOT EXISTS artefacts_uid ON artefacts (model, uid) WHERE uid IS NOT NULL;
  CREATE INDEX IF NOT EXISTS artefacts_user_code ON artefacts (model, user_code) WHERE user_code IS NOT NULL;
  CREATE INDEX IF NOT EXISTS artefacts_grant_id ON artefacts (grant_id) WHERE grant_id IS NOT NULL;
  CREATE INDEX IF NOT EXISTS artefacts_expires_at ON artefacts (expires_at) WHERE expires_at IS NOT NULL`

const found = (column: 'id' | 'uid' | 'user_code'): string =>
  `SELECT payload, consumed_at FROM artefacts
  WHERE model = $1 AND ${column} = $2 AND (expires_at IS NULL OR expires_at > $3)`

const STATEMENTS = {
  upsert: `INSERT INTO artefacts (model, id, payload, expires_at, uid, user_code, grant_id)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
    ON CONFLICT (model, id) DO UPDATE SET payload = excluded.payload, expires_at = excluded.expires_at,
      uid = excluded.uid, user_code = excluded.user_code, grant_id = excluded.grant_id`,
  find: found('id'),
  findByUid: found('uid'),
  findByUserCode: found('user_code'),
  consume: 'UPDATE artefacts SET consumed_at = $3 WHERE model = $1 AND id = $2',
  destroy: 'DELETE FROM artefacts WHERE model = $1 AND id = $2',
  revokeByGrantId: 'DELETE FROM artefacts WHERE grant_id = $1',
} as const

interface Found {
  readonly payload: string
  readonly consumed_at: string | null
}

/** @param url of a database that is its alone */
export async function openPlainPostgres(
  url: string,
): Promise<{ readonly adapter: (model: string) => Adapter }> {
  const pool = new Pool({ connectionString: url, max: CONNECTIONS })
  await pool.query(SCHEMA)
  // Each connection has it prepared once, by this name.
  const run = async (name: keyof typeof STATEMENTS, values: readonly unknown[]) =>
    (await pool.query<Found>({ name, text: STATEMENTS[name], values: [...values] })).rows
  return {
    adapter: (model) => {
      const look = async (name: keyof typeof STATEMENTS, value: string) =>
        payloadOf((await run(name, [model, value, Date.now()]))[0])
      return {
        async upsert(id, payload, expiresIn) {
          const { uid, userCode, grantId } = payload
          const expiresAt = expiresIn ? Date.now() + expiresIn * 1000 : undefined
          const values = [id, JSON.stringify(payload), expiresAt, uid, userCode, grantId]
          await run('upsert', [model, ...values])
        },
        find: (id) => look('find', id),
        findByUid: (uid) => look('findByUid', uid),
        findByUserCode: (userCode) => look('findByUserCode', userCode),
        async consume(id) {
          await run('consume', [model, id, Math.floor(Date.now() / 1000)])
        },
        async destroy(id) {
          await run('destroy', [model, id])
        },
        async revokeByGrantId(grantId) {
          await run('revokeByGrantId', [grantId])
        },
      }
    },
  }
}

function payloadOf(row: Found | undefined): AdapterPayload | undefined {
  if (!row) return undefined
  const payload = JSON.parse(row.payload) as AdapterPayload
  return row.consumed_at === null ? payload : { ...payload, consumed: Number(row.consumed_at) }
}
