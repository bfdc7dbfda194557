import type { AuthenticatorId } from '../../kernel/ids.ts'
import type { Instant } from '../../kernel/instant.ts'
import { nameKey } from '../../kernel/typed.ts'
import { without } from '../../kernel/typing.ts'
import type { Authenticator, TimeStep } from '../authenticator.ts'
import {
  MOST_WAITING,
  type Confirming,
  type FirstCode,
  type SpareRemoval,
  type StoredRenaming,
  type Waiting,
} from '../authenticator-store.ts'
import { refuseLookAlike } from '../device-name.ts'
import { clockedAfter, type NearMiss } from '../drift.ts'
import type { EnrollerKey } from '../enroller.ts'
import {
  withAssigned,
  type AccountDocument,
  type BoundAuthenticator,
  type Changed,
  type WaitingAuthenticator,
} from './document.ts'
import { putFirst } from './recovery-codes.ts'

/* The intentions of `AuthenticatorStore`, each with what that says of it. */

/** As those who sign in with it see it. */
export const authenticatorsOf = ({ authenticators }: AccountDocument): readonly Authenticator[] =>
  authenticators.map((one) => without(one, 'lastStep'))

export function waitingFor(
  { waiting }: AccountDocument,
  by: EnrollerKey,
  since: Instant,
): Authenticator | undefined {
  const found = waiting.find((one) => one.by === by && one.createdAt >= since)
  return found && without(found, 'by', 'wrongCodes')
}

export function begin(
  document: AccountDocument,
  authenticator: Authenticator,
  by: EnrollerKey,
  limit: number,
  since: Instant,
): Changed<'begun' | 'name_taken' | 'limit_reached'> {
  const refused = refusalOf(document, authenticator.name, limit)
  if (refused) return { result: refused }
  const others = document.waiting.filter((one) => one.by !== by && one.createdAt >= since)
  const begun = { ...without(authenticator, 'confirmedAt', 'lastUsedAt'), by, wrongCodes: 0 }
  const waiting = inOrder([...others, begun])
  return { result: 'begun', document: { ...document, waiting: waiting.slice(-MOST_WAITING) } }
}

/** Charged before it is evaluated; told how many it is by now. */
export function chargeFirstCode(
  document: AccountDocument,
  own: Waiting,
  most: number,
  since: Instant,
): Changed<number | undefined> {
  const found = waitingOf(document, own, since)
  if (!found || found.wrongCodes >= most) return { result: undefined }
  const wrongCodes = found.wrongCodes + 1
  const waiting = document.waiting.map((one) => (one === found ? { ...one, wrongCodes } : one))
  return { result: wrongCodes, document: { ...document, waiting } }
}

export function confirm(document: AccountDocument, firstCode: FirstCode): Changed<Confirming> {
  const found = waitingOf(document, firstCode, firstCode.since)
  if (!found) return { result: { outcome: 'gone' } }
  const authenticator = without(found, 'by', 'wrongCodes')
  return bind(document, authenticator, firstCode, (rest) => ({
    ...rest,
    waiting: rest.waiting.filter((one) => one !== found),
  }))
}

/**
 * Makes it one of those that sign in, by its first code.
 *
 * @param leave takes it from where it waited
 */
export function bind(
  document: AccountDocument,
  found: Authenticator,
  { step, at, limit, recoveryCodes }: Pick<FirstCode, 'step' | 'at' | 'limit' | 'recoveryCodes'>,
  leave: (document: AccountDocument) => AccountDocument,
): Changed<Confirming> {
  const refused = refusalOf(document, found.name, limit)
  if (refused) return { result: { outcome: refused } }
  const alike = refuseLookAlike(found.name, namesOf(document))
  if (alike) return { result: alike }
  const isFirst = document.authenticators.length === 0
  const bound: BoundAuthenticator = {
    ...without(found, 'nearMiss'),
    ...clockedAfter(found, step, at),
    confirmedAt: at,
    lastStep: step,
  }
  const left = leave(document)
  const confirmed: AccountDocument = {
    ...left,
    authenticators: inOrder([...document.authenticators, bound]),
    waiting: isFirst ? [] : left.waiting,
  }
  const put = isFirst && recoveryCodes ? putFirst(confirmed, recoveryCodes) : undefined
  return {
    result: { outcome: 'confirmed', recoveryCodes: put?.result ?? false },
    document: put?.document ?? confirmed,
  }
}

export function abandon(document: AccountDocument, own: Waiting): Changed<boolean> {
  const found = waitingOf(document, own)
  if (!found) return { result: false }
  const waiting = document.waiting.filter((one) => one !== found)
  return { result: true, document: { ...document, waiting } }
}

export const abandonAll = (document: AccountDocument): Changed<undefined> => ({
  result: undefined,
  ...(document.waiting.length > 0 ? { document: { ...document, waiting: [] } } : {}),
})

/** Compared and set in one: a code that was seen over a shoulder passes nowhere twice. */
export function acceptStep(
  document: AccountDocument,
  id: AuthenticatorId,
  step: TimeStep,
  at: Instant,
): Changed<boolean> {
  const found = document.authenticators.find((one) => one.id === id)
  if (!found || found.lastStep >= step) return { result: false }
  const used = { ...without(found, 'drift', 'nearMiss'), ...clockedAfter(found, step, at) }
  return replaced(document, found, { ...used, lastStep: step, lastUsedAt: at }, true)
}

export function noteNearMiss(
  document: AccountDocument,
  id: AuthenticatorId,
  nearMiss: NearMiss,
): Changed<undefined> {
  const bound = document.authenticators.find((one) => one.id === id)
  if (bound) {
    return bound.lastStep >= nearMiss.step
      ? { result: undefined }
      : replaced(document, bound, { ...bound, nearMiss }, undefined)
  }
  const { assigned = [], waiting } = document
  if (![...assigned, ...waiting].some((one) => one.id === id)) return { result: undefined }
  const noted = <One extends Authenticator>(one: One): One =>
    one.id === id ? { ...one, nearMiss } : one
  const changed = { ...document, waiting: waiting.map(noted) }
  return { result: undefined, document: withAssigned(changed, assigned.map(noted)) }
}

export function rename(
  document: AccountDocument,
  id: AuthenticatorId,
  name: string,
): Changed<StoredRenaming> {
  const found = document.authenticators.find((one) => one.id === id)
  if (!found) return { result: 'not_found' }
  const others = namesOf(document, found)
  if (others.some((other) => nameKey(other) === nameKey(name))) return { result: 'name_taken' }
  const alike = refuseLookAlike(name, others)
  if (alike) return { result: alike }
  return replaced(document, found, { ...found, name }, 'renamed')
}

export function remove(document: AccountDocument, id: AuthenticatorId): Changed<boolean> {
  const authenticators = document.authenticators.filter((one) => one.id !== id)
  return authenticators.length === document.authenticators.length
    ? { result: false }
    : { result: true, document: { ...document, authenticators } }
}

export function removeSpare(document: AccountDocument, id: AuthenticatorId): Changed<SpareRemoval> {
  const removed = remove(document, id)
  if (!removed.document) return { result: 'not_found' }
  return removed.document.authenticators.length === 0
    ? { result: 'last' }
    : { result: 'removed', document: removed.document }
}

export const removeAll = (document: AccountDocument): Changed<number> =>
  document.authenticators.length + document.waiting.length + (document.assigned ?? []).length === 0
    ? { result: 0 }
    : {
        result: document.authenticators.length,
        document: { ...without(document, 'assigned'), authenticators: [], waiting: [] },
      }

const namesOf = ({ authenticators }: AccountDocument, own?: Authenticator): string[] =>
  authenticators.filter((one) => one !== own).map(({ name }) => name)

/** What confirmed ones leave no room for. */
function refusalOf(
  document: AccountDocument,
  name: string,
  limit: number,
): 'limit_reached' | 'name_taken' | undefined {
  const names = namesOf(document)
  if (names.length >= limit) return 'limit_reached'
  return names.some((other) => nameKey(other) === nameKey(name)) ? 'name_taken' : undefined
}

const waitingOf = (
  { waiting }: AccountDocument,
  { by, id }: Waiting,
  since = 0 as Instant,
): WaitingAuthenticator | undefined =>
  waiting.find((one) => one.id === id && one.by === by && one.createdAt >= since)

const inOrder = <One extends Authenticator>(all: readonly One[]): readonly One[] =>
  all.toSorted((one, other) => one.createdAt - other.createdAt)

const replaced = <T>(
  document: AccountDocument,
  old: BoundAuthenticator,
  next: BoundAuthenticator,
  result: T,
): Changed<T> => ({
  result,
  document: {
    ...document,
    authenticators: document.authenticators.map((one) => (one === old ? next : one)),
  },
})
