import { remainingOf } from '../methods/recovery-codes/recovery-codes.ts'
import type { AccountId } from '../kernel/ids.ts'
import type { Workspace } from './workspace.ts'

/** What there is of an account, as far as it can be counted. */
export interface Holdings {
  readonly devices: readonly string[]
  /** How many codes still work; undefined where there are none. */
  readonly recoveryCodes: number | undefined
  readonly trustedBrowsers: number
  readonly sessions: number
  /** Applications that were let in. */
  readonly applications: number
  readonly waitingMails: number
}

export async function holdingsOf({ store, clock }: Workspace, id: AccountId): Promise<Holdings> {
  const [devices, codes, browsers, sessions, grants, waitingMails] = await Promise.all([
    store.authenticators.list(id),
    store.recoveryCodes.find(id),
    store.trustedBrowsers.list(id, clock()),
    store.artefacts.countSessions(id),
    store.artefacts.grantsOf(id),
    store.outbox.waitingFor(id),
  ])
  return {
    devices: devices.map(({ name }) => name),
    recoveryCodes: codes && remainingOf(codes),
    trustedBrowsers: browsers.length,
    sessions,
    applications: new Set(grants.map(({ clientId }) => clientId)).size,
    waitingMails,
  }
}

/** In words, for the question and the answer of whoever removes an account. */
export const holdingsText = (held: Holdings): string =>
  [
    counted(held.devices.length, 'device'),
    counted(held.recoveryCodes ?? 0, 'recovery code'),
    counted(held.sessions, 'session'),
    `access of ${counted(held.applications, 'application')}`,
    counted(held.trustedBrowsers, 'trusted browser'),
    counted(held.waitingMails, 'waiting mail'),
  ].join(', ')

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`
