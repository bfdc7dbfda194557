import type { SQLInputValue } from 'node:sqlite'
import { nameKey } from '../../../kernel/typed.ts'
import { anonymousNetworkOf } from '../../limits.ts'
import { bytesFrom } from '../../../people/document/json.ts'
import {
  clientFrom,
  resetsIn,
  type AccountRecord,
  type TransferRecord,
} from '../../transfer/record.ts'
import { TransferError } from '../../transfer/transfer-error.ts'
import { GRANTABLE } from '../../sql/artefacts.ts'
import { insertClient } from '../../sql/clients.ts'
import type { Database } from '../database.ts'
import { perform } from '../engine.ts'
import { tombstoneKinds } from './read-all.ts'

/** Writes one record, as a row or several; within the caller's transaction. */
export function writeRecord(database: Database, record: TransferRecord): void {
  switch (record.kind) {
    case 'account':
      return writeAccount(database, record)
    case 'attempts':
      return insert(database, 'attempts', {
        subject: record.subject,
        failures: record.failures,
        last_at: record.lastAt,
        locked: record.locked ? 1 : 0,
      })
    case 'mail':
      return insert(database, 'outbox', {
        id: record.id,
        account_id: record.accountId,
        ...sealed(record.secret),
        created_at: record.createdAt,
        due_at: record.dueAt,
        attempts: record.attempts,
      })
    case 'logout':
      return insert(database, 'logout_notices', {
        id: record.id,
        client_id: record.clientId,
        account_id: record.accountId,
        sid: record.sid,
        created_at: record.createdAt,
        due_at: record.dueAt,
        attempts: record.attempts,
      })
    case 'client':
      return perform(database, insertClient(clientFrom(record)))
    case 'artefact': {
      const { model, id, payload, expiresAt, consumed } = record
      const network = anonymousNetworkOf(model, payload)
      return insert(database, 'artefacts', {
        model,
        id,
        payload: JSON.stringify(payload),
        expires_at: expiresAt,
        uid: textOf(payload['uid']),
        user_code: textOf(payload['userCode']),
        grant_id: GRANTABLE.has(model) ? textOf(payload['grantId']) : undefined,
        account_id: textOf(payload['accountId']),
        consumed_at: consumed,
        network,
        network_at: network === undefined ? undefined : 0,
      })
    }
    case 'tombstone': {
      const [kind = ''] = tombstoneKinds.find(([, of]) => of === record.of) ?? []
      return insert(database, 'tombstones', {
        kind,
        name: record.name,
        expires_at: record.expiresAt,
      })
    }
  }
}

function writeAccount(database: Database, record: AccountRecord): void {
  const { id: account_id, profile, recoveryCodes } = record
  if (profile) writeProfile(database, account_id, profile)
  for (const device of record.devices) {
    insert(database, 'authenticators', {
      id: device.id,
      account_id,
      name: device.name,
      name_key: nameKey(device.name),
      ...device.parameters,
      ...sealed(device.secret),
      created_at: device.createdAt,
      confirmed_at: device.confirmedAt,
      last_used_at: device.lastUsedAt,
      last_step: device.lastStep,
    })
  }
  if (recoveryCodes) {
    insert(database, 'recovery_codes', {
      account_id,
      id: recoveryCodes.id,
      ...sealed(recoveryCodes.secret),
      count: recoveryCodes.count,
      created_at: recoveryCodes.createdAt,
      used: JSON.stringify(Object.fromEntries(recoveryCodes.used)),
    })
  }
  for (const passwordReset of resetsIn(record)) {
    insert(database, 'password_resets', {
      token_hash: bytesFrom(passwordReset.tokenHash),
      account_id,
      client_id: passwordReset.clientId,
      expires_at: passwordReset.expiresAt,
    })
  }
  for (const { tokenHash, undo, email, verified, expiresAt } of record.emailChanges ?? []) {
    insert(database, 'email_changes', {
      token_hash: bytesFrom(tokenHash),
      account_id,
      undo: undo ? 1 : 0,
      email,
      email_verified: verified ? 1 : undefined,
      expires_at: expiresAt,
    })
  }
  for (const browser of record.trustedBrowsers) {
    insert(database, 'trusted_browsers', {
      id: browser.id,
      account_id,
      secret_hash: bytesFrom(browser.secretHash),
      factors: browser.factors,
      user_agent: browser.userAgent,
      address: browser.address,
      created_at: browser.createdAt,
      expires_at: browser.expiresAt,
      last_used_at: browser.lastUsedAt,
    })
  }
  for (const { at, entry } of record.activity)
    insert(database, 'activity', { account_id, at, entry })
}

function writeProfile(
  database: Database,
  id: string,
  profile: NonNullable<AccountRecord['profile']>,
): void {
  const login_key = nameKey(profile.login)
  // The schema would refuse it too, and without saying whom.
  if (database.get('SELECT 1 FROM accounts WHERE login_key = ? OR id = ?', login_key, id)) {
    throw new TransferError('account_twice', `two accounts have the login "${profile.login}"`)
  }
  insert(database, 'accounts', {
    id,
    login: profile.login,
    login_key,
    display_name: profile.displayName,
    created_at: profile.createdAt,
    disabled_at: profile.disabledAt,
    proofs_not_before: profile.proofsNotBefore,
    leaves_at: profile.leavesAt,
    password_hash: profile.passwordHash,
    email: profile.email,
    email_verified: profile.emailVerified ? 1 : undefined,
    language: profile.language,
  })
}

const sealed = ({ keyId, bytes }: { keyId: string; bytes: string }) => ({
  key_id: keyId,
  sealed: bytesFrom(bytes),
})

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : undefined

/** Names of columns come from this file alone. */
function insert(
  database: Database,
  table: string,
  columns: Readonly<Record<string, SQLInputValue | undefined>>,
): void {
  const names = Object.keys(columns)
  database.run(
    `INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
    ...Object.values(columns).map((value) => value ?? null),
  )
}
