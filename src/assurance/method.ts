/** What a proof is made of: two of one kind are still one factor (NIST SP 800-63B-4 §2). */
export type Factor = 'knowledge' | 'possession' | 'inherence'

/** The name of one way to prove who one is. Which there are comes in as data: see `methods/`. */
export type Method = string

/** What the decision has to know of a method. */
export interface MethodFacts {
  readonly id: Method
  readonly factors: readonly Factor[]
  /** What a proof by it is told as: authentication methods references (RFC 8176 §2). */
  readonly amr: readonly string[]
  /** A proof by it says whose session it is. The other methods are only ever asked for after one. */
  readonly identifies: boolean
  /** No page but the right one can get the proof out of anybody (NIST SP 800-63B-4 §3.2.5). */
  readonly resistsPhishing: boolean
  /** Whether somebody who has none can bind one on the way. */
  readonly enrollable: boolean
}

/** What an operator calls a method instead, in `amr`. */
export type AmrValues = Readonly<Partial<Record<Method, string>>>

/** The `amr` of a set of proofs: what each is told as, and `mfa` when more than one factor was proved. */
export function amrOf(proofs: readonly Pick<MethodFacts, 'amr' | 'factors'>[]): string[] {
  const factors = new Set(proofs.flatMap((proof) => proof.factors))
  const values = new Set(proofs.flatMap(({ amr }) => amr))
  return [...values, ...(factors.size > 1 ? ['mfa'] : [])]
}

/** The methods that are known, of a ladder. */
interface Known {
  readonly methods: readonly MethodFacts[]
}

/** What proofs that identify are told as. */
const firstAmr = ({ methods }: Known): readonly string[] =>
  methods.filter(({ identifies }) => identifies).flatMap(({ amr }) => amr)

/** Whether there is more in an `amr` than what a first factor is told as. */
export function namesSecondFactor(amr: readonly string[], known: Known): boolean {
  const first = firstAmr(known)
  return amr.some((value) => !first.includes(value))
}

/** What a relying party that chokes on further values may be told instead of all. */
export const AMR_PRESETS = ['full', 'methods', 'mfa', 'second'] as const
export type AmrPreset = (typeof AMR_PRESETS)[number]

const REDUCE = {
  full: (amr) => amr,
  /** The methods alone: `["pwd", "otp"]`. */
  methods: (amr) => amr.filter((value) => value !== 'mfa'),
  /** One value where there were several factors: `["mfa"]`. */
  mfa: (amr) => (amr.includes('mfa') ? ['mfa'] : amr),
  /** One value, that of the second factor: `["otp"]`. */
  second: (amr, first) => {
    const [second] = amr.filter((value) => value !== 'mfa' && !first.includes(value))
    return second === undefined ? amr : [second]
  },
} as const satisfies Record<
  AmrPreset,
  (amr: readonly string[], first: readonly string[]) => readonly string[]
>

/** Fewer values, never others: nothing is claimed that was not proved. */
export const reduceAmr = (amr: readonly string[], preset: AmrPreset, known: Known): string[] => [
  ...REDUCE[preset](amr, firstAmr(known)),
]
