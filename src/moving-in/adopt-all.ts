import { createHash } from 'node:crypto'
import pLimit from 'p-limit'
import type { Acting } from '../actions/acting.ts'
import { createAuthenticatorId, type AccountId } from '../kernel/ids.ts'
import type { Clock, Instant } from '../kernel/instant.ts'
import type { Sealer } from '../kernel/sealing/sealer.ts'
import {
  LONGEST_DEVICE_NAME,
  parseDeviceName,
  stepAt,
  type AdoptedDevice,
  type Adopting,
  type AdoptionStore,
} from '../people/index.ts'
import { isRefused, type Entry, type ReadDevice } from './entry.ts'
import type { Matched, Plan } from './matching.ts'
import { linesFor } from './outcome.ts'
import type { ReportLine } from './report.ts'

export interface AdoptingAll {
  readonly adoption: AdoptionStore
  readonly sealer: Sealer
  readonly clock: Clock
  /** Devices per account. */
  readonly deviceLimit: number
  readonly actingOn: (id: AccountId) => Acting
  /** What is under way together is not written. */
  readonly abandon: (error: unknown) => boolean
  /** Nothing is written: what would come of it is found by doing it, and giving it up. @default false */
  readonly dryRun?: boolean
  /** Told how many accounts are done. */
  readonly onProgress?: (accounts: number) => void
  readonly signal?: AbortSignal
}

/** Accounts at once: stores share the wait for the disk among changes that overlap. */
const AT_ONCE = 64

/**
 * Takes a plan in, account by account, each as a whole: where it is cut off, the same again goes on.
 *
 * @throws Fault `store_unavailable`; what `signal` was aborted with
 */
export async function adoptAll(plan: Plan, parts: AdoptingAll): Promise<readonly ReportLine[]> {
  const limit = pLimit(AT_ONCE)
  let done = 0
  const lines = await Promise.all(
    plan.matched.map((one) =>
      limit(async () => {
        parts.signal?.throwIfAborted()
        const found = linesFor(one, await takeOne(one, parts))
        done += 1
        parts.onProgress?.(done)
        return found
      }),
    ),
  )
  const order = new Map(plan.places.toReversed().map((place, at) => [place, -at]))
  const orderOf = ({ place }: ReportLine): number => order.get(place) ?? 0
  return [...plan.refused, ...lines.flat()].toSorted((a, b) => orderOf(a) - orderOf(b))
}

/** Thrown by a dry run where it would write. */
class Given extends Error {}

async function takeOne(matched: Matched, parts: AdoptingAll): Promise<Adopting> {
  const { account, isNew } = matched
  const acting = parts.actingOn(account.id)
  const adoption = {
    account,
    mayAdd: isNew,
    ...passwordOf(matched.entries),
    devices: devicesOf(matched, parts),
    limit: parts.deviceLimit,
  }
  const given = new Given()
  let adopting: Adopting | undefined
  try {
    return await acting.together(async () => {
      adopting = await parts.adoption.adopt(adoption)
      if (parts.dryRun) parts.abandon(given)
      else await record(acting, adopting)
      return adopting
    })
  } catch (error) {
    if (error === given && adopting) return adopting
    throw error
  }
}

async function record({ record: recordDeed }: Acting, adopting: Adopting): Promise<void> {
  if (adopting.outcome !== 'adopted') return
  if (adopting.added) await recordDeed({ type: 'account_created' })
  else if (adopting.password === 'set') {
    await recordDeed({ type: 'password_changed', by: 'administrator' })
  }
  for (const device of adopting.devices) {
    if (device.outcome === 'adopted') {
      const { id: authenticator, name } = device
      await recordDeed({ type: 'device_imported', authenticator, name })
    }
  }
}

function passwordOf(entries: readonly Entry[]): { readonly passwordHash?: string } {
  const password = entries.flatMap((entry) => entry.password ?? []).find((one) => 'hash' in one)
  return password && 'hash' in password ? { passwordHash: password.hash } : {}
}

/** Those of an account that can be carried, in the order of the file. */
export const carriedIn = (entries: readonly Entry[]): readonly ReadDevice[] =>
  entries.flatMap(({ devices }) =>
    devices.filter((device): device is ReadDevice => !isRefused(device)),
  )

const devicesOf = (
  { account, entries }: Matched,
  { sealer, clock }: AdoptingAll,
): readonly AdoptedDevice[] => {
  const now = clock()
  return carriedIn(entries).map((device, at) => {
    const id = createAuthenticatorId()
    const { secret, parameters } = device
    return {
      authenticator: {
        id,
        accountId: account.id,
        name: nameOf(device),
        parameters,
        secret: sealer.seal(secret, { purpose: 'authenticator', accountId: account.id, id }),
        // A millisecond apart, so that they stay in order.
        createdAt: (now + at) as Instant,
      },
      mark: markOf(account.id, device),
      lastStep: stepAt(now, parameters.period),
    }
  })
}

/** What its owner called it, as much of it as a name may be. */
function nameOf({ label = '' }: ReadDevice): string {
  const short = Array.from(label).slice(0, LONGEST_DEVICE_NAME).join('')
  return parseDeviceName(short) ?? 'Authenticator app'
}

/**
 * By which a device is known again, and its secret is not: it has 80 bits and more, and the mark holds for this account
 * alone.
 */
const markOf = (accountId: AccountId, { secret, parameters }: ReadDevice): string =>
  createHash('sha256')
    .update(`${accountId} ${parameters.algorithm} ${parameters.digits} ${parameters.period} `)
    .update(secret.reveal())
    .digest('base64url')
    .slice(0, 22)
