import {
  FRESH,
  ageOf,
  type AcrClass,
  type Deliberation,
  type Ladder,
  type Proof,
} from '../assurance/index.ts'
import type { Instant } from '../kernel/instant.ts'

/** What an action takes of the session that it is done in. */
export interface Takes {
  /**
   * Of an account with a second factor: that it was proved and still stands, whatever routine sign-ins do without
   * (`standing`), and that in the last five minutes (`fresh`). `while_pending`: no longer ago than a device may wait
   * for its first code, which was begun with a fresh proof.
   */
  readonly second?: 'standing' | 'fresh' | 'while_pending'
  /** Of such an account, the first factor in the last five minutes as well (ASVS 5.0, 7.5.1). */
  readonly first?: 'fresh'
  /**
   * Whether the form asks for the password: always, or where there is no second factor to prove. It then counts as the
   * first factor of an account that has no other.
   */
  readonly password?: 'always' | 'without_second_factor'
}

const SIGNED_IN: Takes = {}
const FRESH_CODE: Takes = { second: 'fresh' }
const EVERY_FACTOR: Takes = { second: 'fresh', first: 'fresh' }

/** What the owner of an account can do there, and what each takes: here and nowhere else. */
export const ACTIONS = {
  // What only shows, or makes an account safer, takes no more than being signed in.
  open_account: SIGNED_IN,
  choose_language: SIGNED_IN,
  keep_account: SIGNED_IN,
  remove_access: SIGNED_IN,
  forget_browsers: SIGNED_IN,
  /** Once it is known which: then any factor of the last five minutes (ASVS 5.0, 7.5.2). */
  end_sessions: SIGNED_IN,
  see_recovery_codes: FRESH_CODE,
  /** Shows and changes nothing: who took long to write the codes down is not asked for another one. */
  acknowledge_recovery_codes: SIGNED_IN,
  make_recovery_codes: EVERY_FACTOR,
  begin_device: { second: 'fresh', password: 'always' },
  finish_device: { second: 'while_pending' },
  rename_device: FRESH_CODE,
  remove_device: EVERY_FACTOR,
  report_lost_device: EVERY_FACTOR,
  /** Its form asks for the code too. */
  change_password: { password: 'always' },
  change_email: { ...EVERY_FACTOR, password: 'without_second_factor' },
  /** The link was asked for with all of that; that the same account opens it is what it proves. */
  confirm_email: SIGNED_IN,
  delete_account: { ...EVERY_FACTOR, password: 'without_second_factor' },
  turn_off: EVERY_FACTOR,
  /**
   * Where the password does. In a session that proved the second factor: else the password alone would take away what
   * protects against it.
   */
  turn_off_by_password: { second: 'standing', password: 'always' },
} as const satisfies Record<string, Takes>

export type Action = keyof typeof ACTIONS

/** Whether the form of an action asks for the password. */
export const asksPassword = (action: Action, { enrolled }: Pick<Actor, 'enrolled'>): boolean => {
  const { password }: Takes = ACTIONS[action]
  return password === 'always' || (password === 'without_second_factor' && !enrolled)
}

/** Whose session it is, as far as actions go. */
export interface Actor {
  /** The account has a second factor. */
  readonly enrolled: boolean
  /** It could give another code at any time: a recovery code works only once. */
  readonly hasDevice: boolean
}

/** What an action demands of an authorization: a class, whatever was wished for, and seconds. */
export interface ActionDemand {
  readonly acr?: string
  readonly maxAge?: number
}

/** What has to be granted before an action is done. */
export function demandOf(
  { secondFactor }: Pick<Ladder, 'secondFactor'>,
  { second }: Takes,
  { enrolled, hasDevice }: Actor,
  pendingLifetime: number,
): ActionDemand {
  if (second === undefined) return {}
  const waiting = second === 'while_pending'
  // A first device may be set up for as long as it waits: an app takes time to install.
  if (!enrolled) return waiting ? { maxAge: pendingLifetime } : {}
  const acr = secondFactor ? { acr: secondFactor.name } : {}
  if (second === 'standing') return acr
  return { ...acr, maxAge: waiting && !hasDevice ? FRESH + pendingLifetime : FRESH }
}

/** Whether an action may be done now, or what first. */
export type ActionDecision =
  | { readonly outcome: 'do' }
  /** What `demandOf` said has to be granted. */
  | { readonly outcome: 'prove' }
  /** The first factor has to be given again. */
  | { readonly outcome: 'prove_first' }
  /** All that the class takes has to be given again. */
  | { readonly outcome: 'prove_all' }
  | { readonly outcome: 'refuse' }

/**
 * The decision's sibling for what an owner does to the account, on the same evidence.
 *
 * @param judged by what `demandOf` said
 */
export function decideAction(
  ladder: Pick<Ladder, 'identifies' | 'secondFactor'>,
  { first }: Takes,
  { enrolled }: Pick<Actor, 'enrolled'>,
  demand: ActionDemand,
  { decision, binding }: Pick<Deliberation, 'decision' | 'binding'>,
  now: Instant,
): ActionDecision {
  const { identifies, secondFactor } = ladder
  // A fresh first factor is what binding a credential takes too.
  const stale = first !== undefined && enrolled && binding.outcome !== 'bind'
  if (decision.outcome === 'refuse' || (stale && binding.outcome === 'refuse')) {
    return { outcome: 'refuse' }
  }
  const { acr, maxAge } = demand
  const second =
    acr !== undefined && maxAge !== undefined && acr === secondFactor?.name
      ? secondFactor
      : undefined
  // A class may have its other methods renewed: it is granted then by a fresh password and a code of hours ago.
  const whole = second !== undefined && !renewsSecond(ladder, second)
  // First of all: where routine sign-ins take a code, that is asked for on the same way.
  if (stale) return { outcome: whole ? 'prove_all' : 'prove_first' }
  if (decision.outcome !== 'grant') return { outcome: whole ? 'prove_all' : 'prove' }
  const isOld = (proof: Proof): boolean =>
    identifies(proof.method) || ageOf(proof, now) > (maxAge ?? Infinity)
  return { outcome: whole && decision.proofs.every(isOld) ? 'prove_all' : 'do' }
}

/** Whether each second factor that a class takes is among what it has renewed. */
const renewsSecond = (
  { identifies }: Pick<Ladder, 'identifies'>,
  { slots, reauthenticate }: AcrClass,
): boolean => slots.flat().every((method) => identifies(method) || reauthenticate.has(method))

/**
 * What has the first factor proved anew: a class that takes nothing else, no older than that. Undefined where a ladder has
 * none.
 */
export function firstFactorDemand({ classes, identifies }: Ladder): ActionDemand | undefined {
  const only = classes.find(({ slots }) => slots.every((slot) => slot.every(identifies)))
  return only && { acr: only.name, maxAge: FRESH }
}
