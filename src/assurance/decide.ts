import type { Instant } from '../kernel/instant.ts'
import type { Evidence } from './evidence.ts'
import type { AcrClass, Ladder } from './ladder.ts'
import { amrOf, type Method } from './method.ts'
import type { Abilities, Demand, DemandSource, Requirement } from './requirement.ts'
import { satisfactionOf, type Satisfaction } from './satisfaction.ts'

/** Why something is asked: the class that wants it, who wants the class, and what is wrong. */
export interface Because {
  readonly acr: string
  readonly source: DemandSource
  readonly reason: 'missing' | 'too_old'
}

export type Decision =
  /** Ask for any one of these methods. */
  | { readonly outcome: 'prove'; readonly methods: readonly Method[]; readonly because: Because }
  /** Nothing to prove it with: enrol one of these. `optional`: with "not now" it can still be granted. */
  | {
      readonly outcome: 'enrol'
      readonly methods: readonly Method[]
      readonly optional: boolean
      readonly because: Because
    }
  /** `authTime` in seconds since the epoch; `proofs` are all that `acr` and `amr` tell of. */
  | {
      readonly outcome: 'grant'
      readonly acr: string
      readonly amr: readonly string[]
      readonly authTime: number
      readonly proofs: Evidence
    }
  /** OpenID Connect Core Error Code unmet_authentication_requirements 1.0 §3. */
  | { readonly outcome: 'refuse'; readonly error: 'unmet_authentication_requirements' }

/** Before anybody has said who they are, anything may turn out to be possible. */
export const strangerTo = ({ methods }: Pick<Ladder, 'methods'>): Abilities => ({
  methods: new Set(methods.map(({ id }) => id)),
  enrollable: new Set(),
  credentials: new Set(),
})

/** Seconds for which a proof is fresh enough to bind an authenticator with, or to change what protects an account. */
export const FRESH = 300

const REFUSED: Decision = { outcome: 'refuse', error: 'unmet_authentication_requirements' }

type Judge = (acrClass: AcrClass, maxAge?: number) => Satisfaction

interface Chosen {
  readonly source: DemandSource
  readonly acrClass: AcrClass
  /** The name by which it was asked for. */
  readonly name: string
}

/**
 * The one place that decides. Everything that has to know what an authorization takes (the
 * interaction policy, the pages, `prompt=none`, the account console) asks here.
 *
 * Pure: no I/O, no clock, no provider. Evidence that does not count satisfies nothing.
 */
export const decide = (
  ladder: Ladder,
  requirement: Requirement,
  evidence: Evidence,
  abilities: Abilities,
  now: Instant,
): Decision => deliberate(ladder, requirement, evidence, abilities, now).decision

/** What binding an authenticator takes first, if anything. */
export type Binding =
  | { readonly outcome: 'bind' }
  /** Ask for any one of these methods before. */
  | {
      readonly outcome: 'prove'
      readonly methods: readonly Method[]
      readonly reason: Because['reason']
    }
  | { readonly outcome: 'refuse' }

/** How the decision came about, for `explain`. */
export interface Deliberation {
  readonly decision: Decision
  /** Whether an authenticator may be bound with what was proved. */
  readonly binding: Binding
  /** Each source's demand, and how the evidence stands to the class that was chosen for it. */
  readonly demands: readonly DeliberatedDemand[]
}

export interface DeliberatedDemand {
  readonly source: DemandSource
  /** In order of preference, as they were asked for. */
  readonly names: readonly string[]
  /** The class that counts; undefined when the account can meet none. */
  readonly acr?: string
  readonly satisfaction?: Satisfaction
}

export function deliberate(
  ladder: Ladder,
  requirement: Requirement,
  evidence: Evidence,
  abilities: Abilities,
  now: Instant,
): Deliberation {
  const judge: Judge = (acrClass, maxAge) =>
    satisfactionOf(ladder, acrClass, evidence, abilities, now, maxAge)
  const [weakest] = ladder.classes
  const baseline: Demand[] = weakest ? [{ source: 'baseline', names: [weakest.name] }] : []
  const demands = [...baseline, ...requirement.demands].map((demand) => {
    // A wish that cannot be renewed goes unmet; anything else is refused then.
    const maxAge = demand.source === 'voluntary' ? requirement.maxAge : undefined
    const chosen = choose(ladder, demand, (acrClass) =>
      isAttainable(acrClass, judge, abilities, maxAge),
    )
    return { demand, chosen }
  })
  const { maxAge } = requirement
  const all = demands.flatMap((one) => (one.chosen ? [one.chosen] : []))
  const granted = ladder.classes.findLast((acrClass) => judge(acrClass, maxAge).met)
  return {
    decision: conclude(ladder, requirement, demands, judge, abilities, () => {
      const declined = { ...abilities, enrollable: new Set<Method>() }
      return decide(ladder, requirement, evidence, declined, now).outcome !== 'refuse'
    }),
    binding: weakest ? decideBinding(ladder, weakest, judge, abilities) : { outcome: 'refuse' },
    demands: demands.map(({ demand, chosen }) => {
      if (!chosen) return demand
      const limit = isJudgedByAge(chosen, all, granted) ? maxAge : undefined
      const { acrClass } = chosen
      return { ...demand, acr: acrClass.name, satisfaction: judge(acrClass, limit) }
    }),
  }
}

function conclude(
  ladder: Ladder,
  requirement: Requirement,
  demands: readonly { readonly demand: Demand; readonly chosen: Chosen | undefined }[],
  judge: Judge,
  abilities: Abilities,
  canDecline: () => boolean,
): Decision {
  // Only a voluntary demand may go unmet (OpenID Connect Core 1.0 §5.5.1.1).
  if (demands.some(({ demand, chosen }) => !chosen && demand.source !== 'voluntary')) return REFUSED
  const chosen = demands.flatMap((one) => (one.chosen ? [one.chosen] : []))
  // From the weakest up, so that the password comes before the code.
  const ascending = chosen.toSorted((a, b) => ladder.rank(a.acrClass) - ladder.rank(b.acrClass))
  for (const choice of ascending) {
    const satisfaction = judge(choice.acrClass)
    if (!satisfaction.met) return ask(ladder, choice, satisfaction, judge, abilities, canDecline)
  }

  const granted = ladder.classes.findLast((acrClass) => judge(acrClass, requirement.maxAge).met)
  for (const choice of ascending) {
    if (!isJudgedByAge(choice, chosen, granted)) continue
    const satisfaction = judge(choice.acrClass, requirement.maxAge)
    if (!satisfaction.met) return ask(ladder, choice, satisfaction, judge, abilities, canDecline)
  }
  return granted ? grant(ladder, chosen, granted, judge) : REFUSED
}

/**
 * `max_age` is judged by what will be answered: by what is demanded, for the second class the code
 * alone. What every sign-in needs counts where nothing is, and no class is young enough.
 */
const isJudgedByAge = (
  { source }: Chosen,
  chosen: readonly Chosen[],
  granted: AcrClass | undefined,
): boolean =>
  source !== 'baseline' || (!granted && chosen.every((other) => other.source === 'baseline'))

/** What is asked for when a class is not met. */
function ask(
  ladder: Ladder,
  { acrClass, source }: Chosen,
  { slot, reason }: Extract<Satisfaction, { met: false }>,
  judge: Judge,
  abilities: Abilities,
  canDecline: () => boolean,
): Decision {
  const because: Because = { acr: acrClass.name, source, reason }
  const provable = slot.filter((method) => abilities.methods.has(method))
  if (provable.length > 0) return { outcome: 'prove', methods: provable, because }
  const methods = slot.filter((method) => abilities.enrollable.has(method))
  if (methods.length === 0) return REFUSED
  const binding = decideBinding(ladder, acrClass, judge, abilities)
  if (binding.outcome === 'refuse') return REFUSED
  if (binding.outcome === 'prove') {
    return { ...binding, because: { ...because, reason: binding.reason } }
  }
  return { outcome: 'enrol', methods, optional: canDecline(), because }
}

/**
 * Binding an authenticator takes a fresh first factor (NIST SP 800-63B-4 §4.1.2.1): a session left open
 * must not be enough to bind somebody else's. It identifies the account; what else the account has is
 * asked for by whoever lets something be bound.
 */
function decideBinding(
  ladder: Ladder,
  acrClass: AcrClass,
  judge: Judge,
  abilities: Abilities,
): Binding {
  const first = judge(firstFactorOf(ladder, acrClass), FRESH)
  if (first.met) return { outcome: 'bind' }
  const methods = first.slot.filter((method) => abilities.methods.has(method))
  return methods.length === 0
    ? { outcome: 'refuse' }
    : { outcome: 'prove', methods, reason: first.reason }
}

/** What of a class identifies the account; every class of a ladder has such a slot. */
function firstFactorOf(ladder: Ladder, acrClass: AcrClass): AcrClass {
  const slots = acrClass.slots.filter((slot) => slot.every(ladder.identifies))
  return { ...acrClass, maxAge: undefined, slots, reauthenticate: new Set(slots.flat()) }
}

/** The first name in order of preference that the account can meet. */
function choose(
  ladder: Ladder,
  { source, names }: Demand,
  attainable: (acrClass: AcrClass) => boolean,
): Chosen | undefined {
  for (const name of names) {
    const acrClass = ladder.find(name)
    if (acrClass && attainable(acrClass)) return { source, acrClass, name }
  }
  return undefined
}

function isAttainable(
  acrClass: AcrClass,
  judge: Judge,
  abilities: Abilities,
  maxAge: number | undefined,
): boolean {
  if (judge(acrClass, maxAge).met) return true
  return acrClass.slots.every((slot) =>
    slot.some(
      (method) =>
        abilities.methods.has(method) ||
        (acrClass.enrolledJustNow && abilities.enrollable.has(method)),
    ),
  )
}

function grant(
  ladder: Ladder,
  chosen: readonly Chosen[],
  granted: AcrClass,
  judge: Judge,
): Decision {
  const reported = report(ladder, chosen, granted)
  const answer = judge(reported.acrClass)
  const proved = judge(granted)
  if (!answer.met || !proved.met) return REFUSED
  const proofs = [...new Set([...answer.proofs, ...proved.proofs])]
  return {
    outcome: 'grant',
    acr: reported.name,
    amr: amrOf(proofs),
    authTime: answer.authTime,
    proofs,
  }
}

/**
 * The class and the name to report. An essential demand is answered with the value that it named,
 * not with a higher one (OpenID Connect Core 1.0 §5.5.1.1), a voluntary one likewise, unless that would
 * be below the client's floor. Else the truth: the highest class that the evidence meets.
 */
function report(ladder: Ladder, chosen: readonly Chosen[], highest: AcrClass): Chosen {
  const by = (source: DemandSource) => chosen.find((choice) => choice.source === source)
  const floor = by('client')
  const atLeast = floor ? ladder.rank(floor.acrClass) : 0
  const asked = by('voluntary')
  if (asked && ladder.rank(asked.acrClass) < atLeast && floor) return by('essential') ?? floor
  return (
    by('essential') ??
    asked ??
    (floor?.acrClass === highest
      ? floor
      : { source: 'baseline', acrClass: highest, name: highest.name })
  )
}
