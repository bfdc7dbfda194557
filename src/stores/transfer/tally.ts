import { createHash } from 'node:crypto'
import { canonical, resetsIn, type RecordKind, type TransferRecord } from './record.ts'

/** How many there are of what an operator knows by name. */
export interface Counts {
  readonly accounts: number
  readonly devices: number
  /** Accounts that have a set of them. */
  readonly recoveryCodes: number
  readonly trustedBrowsers: number
  readonly passwordResets: number
  readonly activity: number
  readonly attempts: number
  readonly mails: number
  readonly logoutNotices: number
  /** Those that are not written in the configuration. */
  readonly clients: number
  /** oidc-provider's sessions, grants, tokens, … */
  readonly artefacts: number
  readonly tombstones: number
}

/** What a store or a backup holds, in short. */
export interface Summary {
  readonly counts: Counts
  /** 64 hexadecimal digits, whatever the order of the records. */
  readonly checksum: string
  /** The same for the records of each kind. */
  readonly checksums: Readonly<Record<RecordKind, string>>
  /** The ids of the keys without which its secrets do not open, in order. */
  readonly sealingKeys: readonly string[]
}

export interface Tally {
  /** @param line the record's canonical JSON, where it is at hand */
  add(record: TransferRecord, line?: string): void
  summary(): Summary
}

const MODULUS = 1n << 256n

/**
 * Counts and sums up records, in memory that does not grow with them. The checksum is the sum of the
 * records' SHA-256 hashes, modulo 2²⁵⁶: of equal contents equal in any order, and one that is doubled or
 * lacks something shows. It tells of accidents; against somebody who forges, keep the file where nobody
 * else writes.
 */
export function createTally(): Tally {
  const counts = {
    accounts: 0,
    devices: 0,
    recoveryCodes: 0,
    trustedBrowsers: 0,
    passwordResets: 0,
    activity: 0,
    attempts: 0,
    mails: 0,
    logoutNotices: 0,
    clients: 0,
    artefacts: 0,
    tombstones: 0,
  } satisfies Counts
  const sums: Record<RecordKind, bigint> = {
    account: 0n,
    attempts: 0n,
    mail: 0n,
    logout: 0n,
    client: 0n,
    artefact: 0n,
    tombstone: 0n,
  }
  const sealingKeys = new Set<string>()

  function count(record: TransferRecord): void {
    switch (record.kind) {
      case 'account': {
        const { profile, devices, recoveryCodes } = record
        counts.accounts += profile ? 1 : 0
        counts.devices += devices.length
        counts.recoveryCodes += recoveryCodes ? 1 : 0
        counts.passwordResets += resetsIn(record).length
        counts.trustedBrowsers += record.trustedBrowsers.length
        counts.activity += record.activity.length
        for (const { secret } of devices) sealingKeys.add(secret.keyId)
        if (recoveryCodes) sealingKeys.add(recoveryCodes.secret.keyId)
        return
      }
      case 'attempts':
        counts.attempts += 1
        return
      case 'mail':
        counts.mails += 1
        sealingKeys.add(record.secret.keyId)
        return
      case 'logout':
        counts.logoutNotices += 1
        return
      case 'client':
        counts.clients += 1
        for (const { secret } of record.secrets) sealingKeys.add(secret.keyId)
        return
      case 'artefact':
        counts.artefacts += 1
        return
      case 'tombstone':
        counts.tombstones += 1
        return
    }
  }

  return {
    add(record, line = canonical(record)) {
      count(record)
      const hash = BigInt(`0x${createHash('sha256').update(line).digest('hex')}`)
      sums[record.kind] = (sums[record.kind] + hash) % MODULUS
    },

    summary() {
      const total = Object.values(sums).reduce((sum, each) => sum + each, 0n) % MODULUS
      return {
        counts: { ...counts },
        checksum: hexOf(total),
        checksums: {
          account: hexOf(sums.account),
          attempts: hexOf(sums.attempts),
          mail: hexOf(sums.mail),
          logout: hexOf(sums.logout),
          client: hexOf(sums.client),
          artefact: hexOf(sums.artefact),
          tombstone: hexOf(sums.tombstone),
        },
        sealingKeys: [...sealingKeys].toSorted(),
      }
    },
  }
}

const hexOf = (sum: bigint): string => sum.toString(16).padStart(64, '0')

/** The kinds of which two hold different records. */
export const differingKinds = (one: Summary, other: Summary): readonly string[] =>
  Object.entries(one.checksums).flatMap(([kind, checksum]) =>
    Object.entries(other.checksums).some(([name, sum]) => name === kind && sum === checksum)
      ? []
      : [kind],
  )
