import type { ClientSheet } from '../clients/index.ts'
import { table } from './io.ts'
import { iso } from './standing.ts'
import { dateOf, type Instant } from '../kernel/instant.ts'
import type { Configuration } from '../server/config/configuration.ts'
import type { Store } from '../stores/store.ts'

/** `clients show` and what other commands tell programs: all but the secrets. */
export const asJson = (client: ClientSheet): object => ({
  id: client.id,
  metadata: client.metadata,
  secrets: client.secrets.map(({ createdAt, expiresAt }) => ({
    createdAt: iso(createdAt),
    ...(expiresAt !== undefined && { expiresAt: iso(expiresAt) }),
  })),
  createdAt: iso(client.createdAt),
  changes: client.changes.map(({ kind, at, by }) => ({ change: kind, at: iso(at), by })),
  ...(client.shadowed && { shadowed: true }),
})

export const SHADOWED = 'not used: the configuration has a client of this id'

/** Metadata as it is written, one member a line. */
const members = ({ metadata }: ClientSheet): string[][] =>
  Object.entries(metadata).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value),
  ])

/** @param problem why it is not served */
export function sheetOf(client: ClientSheet, problem: string | undefined): string {
  const rows = [
    ['client_id', client.id],
    ...members(client),
    ['secret', secretsText(client)],
    ['served', problem === undefined ? 'yes' : `no: ${problem}`],
    ...client.changes.map(({ kind, at, by }) => [kind.replaceAll('_', ' '), `${iso(at)} by ${by}`]),
  ]
  return table(rows)
}

export function secretsText({ secrets: [current, ...former] }: ClientSheet): string {
  if (!current) return 'none'
  const others = former.flatMap(({ expiresAt }) =>
    expiresAt === undefined ? [] : [`a former one until ${iso(expiresAt)}`],
  )
  return [`since ${iso(current.createdAt)}`, ...others].join(', ')
}

const nameOf = ({ metadata: { client_name: name } }: ClientSheet): string =>
  typeof name === 'string' ? name : '-'

export function listOf(clients: readonly ClientSheet[]): string {
  const rows = clients.map((client) => [
    client.id,
    nameOf(client),
    iso(client.createdAt),
    client.shadowed ? SHADOWED : secretsText(client),
  ])
  return table([['ID', 'NAME', 'ADDED', 'SECRET'], ...rows])
}

/** What its operator should know of a client that is served, in sentences. */
export type Advise = (client: ClientSheet) => Promise<readonly string[]>

/** By its metadata, and by what the servers have noticed. */
export const adviseBy =
  (configuration: Configuration, store: Store): Advise =>
  async ({ id, metadata }) => {
    const { parseClient } = await import('../server/clients/client-check.ts')
    const { adviceOn } = await import('../server/protocol/client-advice.ts')
    const { lastUnprotected } = await import('../server/protocol/unprotected-codes.ts')
    const parsed = parseClient({ ...metadata, client_id: id })
    if (parsed.outcome === 'refused') return []
    const seen = await lastUnprotected(store.adapter, id)
    return [
      ...adviceOn(parsed.client, configuration).map(({ advice }) => advice),
      ...(seen === undefined
        ? []
        : [`sent neither PKCE nor nonce at ${dateOf((seen * 1000) as Instant).toISOString()}`]),
    ]
  }
