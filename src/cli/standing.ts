import type { Account } from '../people/account.ts'
import { knownBrowsersSubjectOf, subjectOf } from '../kernel/throttle/attempt-budget.ts'
import {
  explainFailures,
  type ExplainedFailures,
  signInBudgetOf,
} from '../kernel/throttle/attempt-store.ts'
import { dateOf, type Instant } from '../kernel/instant.ts'
import type { Workspace } from './workspace.ts'

/** Failed attempts at an account: at its password, in browsers that it knows and in others, and at its codes. */
export interface Standing {
  readonly password: ExplainedFailures
  readonly knownBrowsers: ExplainedFailures
  readonly codes: ExplainedFailures
}

/** Nobody has failed. */
export const UNTOUCHED: Standing = {
  password: { failures: 0 },
  knownBrowsers: { failures: 0 },
  codes: { failures: 0 },
}

export async function standingOf(
  { store, clock, throttle }: Workspace,
  { id, login }: Account,
): Promise<Standing> {
  const explain = async (subject: Parameters<typeof store.attempts.find>[0]) =>
    explainFailures(await store.attempts.find(subject), throttle, clock())
  const [password, knownBrowsers, codes] = await Promise.all([
    explain(subjectOf(login)),
    explain(knownBrowsersSubjectOf(login)),
    explain(signInBudgetOf(id)),
  ])
  return { password, knownBrowsers, codes }
}

/** What keeps an account from signing in now, in a few words; empty where nothing does. */
export function refusalsOf({ password, knownBrowsers, codes }: Standing): readonly string[] {
  return [
    ...refusalOf('password', password),
    ...refusalOf('password in known browsers', knownBrowsers),
    ...refusalOf('codes', codes),
  ]
}

function refusalOf(what: string, { lockedSince, waitsUntil }: ExplainedFailures): string[] {
  if (lockedSince !== undefined) return [`${what} locked since ${iso(lockedSince)}`]
  return waitsUntil === undefined ? [] : [`${what} waits until ${iso(waitsUntil)}`]
}

/** The same for a table of accounts, in which a word has to do. */
export function stateOf({ disabledAt }: Account, { password, codes }: Standing): string {
  if (disabledAt !== undefined) return 'disabled'
  const both = [password, codes]
  if (both.some(({ lockedSince }) => lockedSince !== undefined)) return 'locked'
  return both.some(({ waitsUntil }) => waitsUntil !== undefined) ? 'waiting' : 'enabled'
}

/** One line of `accounts show`. */
export function failuresText({ failures, lockedSince, waitsUntil }: ExplainedFailures): string {
  if (failures === 0) return 'no failed attempts'
  const count = failures === 1 ? '1 failed attempt' : `${failures} failed attempts`
  if (lockedSince !== undefined) return `${count}, locked since ${iso(lockedSince)}`
  return waitsUntil === undefined ? count : `${count}, waits until ${iso(waitsUntil)}`
}

export const standingJson = (standing: Standing): object => ({
  password: failuresJson(standing.password),
  knownBrowsers: failuresJson(standing.knownBrowsers),
  codes: failuresJson(standing.codes),
})

const failuresJson = ({ failures, lockedSince, waitsUntil }: ExplainedFailures): object => ({
  failures,
  ...(lockedSince !== undefined && { lockedSince: iso(lockedSince) }),
  ...(waitsUntil !== undefined && { waitsUntil: iso(waitsUntil) }),
})

export const iso = (at: Instant): string => dateOf(at).toISOString()
