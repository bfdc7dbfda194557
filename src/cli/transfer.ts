import { resolve } from 'node:path'
import { ConfigurationError } from '../kernel/faults.ts'
import { present } from '../kernel/typing.ts'
import type { StoreLocation, TlsFiles } from '../server/config/configuration.ts'
import { tlsOf } from '../server/open-store.ts'
import { locationOf, storeProblem, STORES } from '../server/store-location.ts'
import { openWholeSqliteStore } from '../stores/sqlite/open-whole-sqlite-store.ts'
import type { Counts } from '../stores/transfer/tally.ts'
import { TransferError, type TransferErrorCode } from '../stores/transfer/transfer-error.ts'
import type { WholeStore } from '../stores/transfer/whole-store.ts'
import { EXIT, failed, type Answer, type ExitCode } from './answer.ts'
import type { Io } from './io.ts'
import { createProgress, type Progress } from './progress.ts'

/** The PEM files for each kind of store, as the server has them. */
export type StoreFiles = Readonly<Record<'redis' | 'postgres', TlsFiles>>

/** Opens a store to be copied: one that is there. */
export async function openSource(location: StoreLocation, files: StoreFiles): Promise<WholeStore> {
  if (location.kind === 'sqlite') {
    return openWholeSqliteStore({ path: location.path, mustExist: true })
  }
  return openWhole(location, files)
}

/** Opens a store to be filled: one that the server would open. */
export async function openTarget(
  location: StoreLocation,
  files: StoreFiles,
  options: { readonly refuseVolatile: boolean },
): Promise<WholeStore> {
  if (location.kind === 'sqlite') return openWholeSqliteStore({ path: location.path })
  return openWhole(location, files, options)
}

/** Loads the one client that is needed. @param durable where it is to be filled */
async function openWhole(
  { kind, url }: Exclude<StoreLocation, { kind: 'sqlite' }>,
  files: StoreFiles,
  durable?: { readonly refuseVolatile: boolean },
): Promise<WholeStore> {
  const options = { url: url.reveal(), tls: tlsOf(kind, files[kind]) }
  if (kind === 'redis') {
    const redis = await import('../stores/redis/transfer/open-whole-redis-store.ts')
    return redis.openWholeRedisStore({ ...options, ...present({ durable }) })
  }
  const postgres = await import('../stores/postgres/open-whole-postgres-store.ts')
  return postgres.openWholePostgresStore({ ...options, ...durable })
}

/**
 * Where a store is, as an option names it. `env:NAME` keeps a password out of the list of processes.
 *
 * @throws ConfigurationError naming the option
 */
export function locationFrom(io: Io, option: string, text: string): StoreLocation {
  const variable = /^env:(\w+)$/.exec(text)?.[1]
  const url = variable === undefined ? text : io.env[variable]
  if (url === undefined) {
    throw new ConfigurationError(option, `the variable ${variable} is not set`)
  }
  const problem = storeProblem(url)
  if (problem !== undefined) {
    const isNamed = problem.endsWith(STORES)
    throw new ConfigurationError(option, isNamed ? `${problem}, or ${VARIABLE}` : problem)
  }
  const location = locationOf(url)
  return location.kind === 'sqlite' ? { ...location, path: resolve(location.path) } : location
}

const VARIABLE = 'env:NAME for a variable with one of these'

export interface Work {
  readonly progress: Progress
  readonly signal: AbortSignal
}

/** Does long work that tells how far it is, and that Ctrl-C stops in good order. */
export async function atWork(io: Io, work: (parts: Work) => Promise<Answer>): Promise<Answer> {
  const stopping = new AbortController()
  const stop = (): void => stopping.abort()
  // Once: whoever asks twice means it.
  io.signals.once('SIGINT', stop)
  io.signals.once('SIGTERM', stop)
  const progress = createProgress(io.stderr)
  try {
    return await work({ progress, signal: stopping.signal })
  } catch (error) {
    if (error instanceof TransferError) return answerTo(error)
    if (!stopping.signal.aborted) throw error
    return answerTo(new TransferError('interrupted', 'interrupted; nothing was left behind'))
  } finally {
    progress.end()
    io.signals.off('SIGINT', stop)
    io.signals.off('SIGTERM', stop)
  }
}

const EXITS = {
  store_empty: EXIT.refused,
  store_not_empty: EXIT.refused,
  import_unfinished: EXIT.refused,
  account_twice: EXIT.refused,
  source_changed: EXIT.refused,
  target_differs: EXIT.fault,
  not_a_backup: EXIT.usage,
  backup_damaged: EXIT.usage,
  backup_newer: EXIT.usage,
  file_exists: EXIT.refused,
  interrupted: EXIT.fault,
} as const satisfies Record<TransferErrorCode, Exclude<ExitCode, 0>>

const answerTo = ({ code, message }: TransferError): Answer => failed(EXITS[code], code, message)

const WORDS = {
  accounts: ['account', 'accounts'],
  devices: ['device', 'devices'],
  recoveryCodes: ['set of recovery codes', 'sets of recovery codes'],
  trustedBrowsers: ['trusted browser', 'trusted browsers'],
  passwordResets: ['password reset', 'password resets'],
  activity: ['entry of activity', 'entries of activity'],
  attempts: ['count of failed attempts', 'counts of failed attempts'],
  mails: ['waiting mail', 'waiting mails'],
  logoutNotices: ['waiting logout notice', 'waiting logout notices'],
  clients: ['client', 'clients'],
  artefacts: ['session, grant or token', 'sessions, grants and tokens'],
  tombstones: ['mark of what was ended', 'marks of what was ended'],
} as const satisfies Record<keyof Counts, readonly [one: string, many: string]>

/** `2 accounts, 3 devices`. */
export function textOfCounts(counts: Counts): string {
  const parts = Object.entries(WORDS).flatMap(([name, [one, many]]) => {
    const count = counts[name as keyof Counts]
    return count === 0 ? [] : [`${count} ${count === 1 ? one : many}`]
  })
  return parts.join(', ') || 'nothing'
}

export const textOfKeys = (sealingKeys: readonly string[]): string =>
  sealingKeys.length === 0
    ? 'It holds no sealed secrets.'
    : `Its secrets open with the sealing keys ${sealingKeys.join(', ')} (keys.sealing) alone, which are not in it.`
