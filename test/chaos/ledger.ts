import type { AccountId, AuthenticatorId } from '../../src/kernel/ids.ts'
import { plusSeconds, type Instant } from '../../src/kernel/instant.ts'
import type { Store } from '../../src/stores/store.ts'
import { findHalves } from './halves.ts'
import { codeOf, domainAt, type Entry } from './life.ts'

/** Begun and perhaps done, or acknowledged: then nothing may take it back. */
type Stage = Entry['stage']

interface KnownDevice {
  readonly key: string
  readonly step: number
  readonly at: Instant
  readonly enrolled: Stage
  readonly removed?: Stage
}

/** What somebody outside knows of one account. */
interface Known {
  account?: Stage
  readonly devices: Map<AuthenticatorId, KnownDevice>
  readonly codes: Map<string, Stage | 'unused'>
  /** One after the other. */
  readonly addresses: Map<string, Stage>
  /** When the last thing was written down. */
  at: Instant
}

const nothingAt = (at: Instant): Known => ({
  devices: new Map(),
  codes: new Map(),
  addresses: new Map(),
  at,
})

/** Everything that was written down, by account. */
export function readLedger(entries: readonly Entry[]): ReadonlyMap<AccountId, Known> {
  const accounts = new Map<AccountId, Known>()
  for (const { accountId, at, stage, deed } of entries) {
    const known = accounts.get(accountId) ?? nothingAt(at)
    accounts.set(accountId, known)
    known.at = at
    switch (deed.kind) {
      case 'account':
        known.account = stage
        break
      case 'enrol':
        known.devices.set(deed.device, { key: deed.key, step: deed.step, at, enrolled: stage })
        break
      case 'code': {
        // A code that was begun may have been used or not: what was used before it is still used.
        const device = known.devices.get(deed.device)
        if (device && stage === 'done') {
          known.devices.set(deed.device, { ...device, step: deed.step, at })
        }
        break
      }
      case 'remove': {
        const device = known.devices.get(deed.device)
        if (device) known.devices.set(deed.device, { ...device, removed: stage })
        break
      }
      case 'codes':
        for (const code of deed.codes) known.codes.set(code, 'unused')
        break
      case 'recover':
        known.codes.set(deed.code, stage)
        break
      case 'address':
        known.addresses.set(deed.address, stage)
        break
    }
  }
  return accounts
}

/** Sentences about what was acknowledged and is not so; none is what is wished for. */
export async function findLosses(store: Store, entries: readonly Entry[]): Promise<string[]> {
  const losses: string[] = []
  for (const [accountId, known] of readLedger(entries)) {
    if (known.account === 'done' && !(await store.accounts.find(accountId))) {
      losses.push(`the account ${accountId} is gone`)
    }
    losses.push(...(await lostDevices(store, accountId, known)))
    losses.push(...(await lostCodes(store, accountId, known)))
    losses.push(...(await findHalves(store, accountId, known.addresses)))
  }
  return losses
}

async function lostDevices(store: Store, accountId: AccountId, known: Known): Promise<string[]> {
  const losses: string[] = []
  let now = known.at
  const { authenticators } = domainAt(store, () => now)
  // Reading opens everything that is stored of each: a device that is there in part throws.
  const standing = await authenticators.list(accountId)
  const confirmed = new Set(
    standing.flatMap(({ id, confirmedAt }) => (confirmedAt === undefined ? [] : [id])),
  )
  for (const id of confirmed) {
    if (!known.devices.has(id)) losses.push(`nobody enrolled the device ${id}`)
  }
  for (const [id, device] of known.devices) {
    if (device.removed === 'done' && standing.some((one) => one.id === id)) {
      losses.push(`the device ${id} was removed and is back`)
    }
    const stands = device.enrolled === 'done' && device.removed === undefined
    if (stands && !confirmed.has(id)) losses.push(`the device ${id} was enrolled and is gone`)
    if (!confirmed.has(id)) continue
    now = device.at
    const again = await authenticators.verify(accountId, codeOf(device.key, device.step))
    if (again.outcome !== 'rejected' || again.reason !== 'replayed') {
      losses.push(`a used code of the device ${id} was ${again.outcome}`)
    }
  }
  // They come with the first device, and are never removed here.
  if (confirmed.size > 0 && !(await store.recoveryCodes.find(accountId))) {
    losses.push(`the account ${accountId} has a device and no recovery codes`)
  }
  return losses
}

async function lostCodes(store: Store, accountId: AccountId, known: Known): Promise<string[]> {
  if (known.codes.size === 0) return []
  const { recoveryCodes } = domainAt(store, () => known.at)
  const shown = await recoveryCodes.show(accountId)
  const found = new Map(shown?.codes.map(({ code, usedAt }) => [code.reveal(), usedAt]))
  return [...known.codes].flatMap(([code, stage]) => {
    if (!found.has(code)) return [`a recovery code of ${accountId} is gone`]
    const isUsed = found.get(code) !== undefined
    if (stage === 'done' && !isUsed) return [`a used recovery code of ${accountId} works again`]
    if (stage === 'unused' && isUsed) return [`a recovery code of ${accountId} was never used`]
    return []
  })
}

/** The devices that were left in somebody's hand still sign in: with the next code, once. */
export async function useAgain(store: Store, entries: readonly Entry[]): Promise<string[]> {
  const refused: string[] = []
  for (const [accountId, known] of readLedger(entries)) {
    const now = plusSeconds(known.at, 120)
    const { authenticators } = domainAt(store, () => now)
    for (const [id, device] of known.devices) {
      if (device.enrolled !== 'done' || device.removed !== undefined) continue
      const step = Math.floor(now / 30_000)
      const first = await authenticators.verify(accountId, codeOf(device.key, step))
      if (first.outcome !== 'accepted') refused.push(`${id}: ${first.outcome}`)
      const second = await authenticators.verify(accountId, codeOf(device.key, step))
      if (second.outcome !== 'rejected') refused.push(`${id}, again: ${second.outcome}`)
    }
  }
  return refused
}
