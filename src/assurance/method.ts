/** What can be proved. Further methods (a passkey, another identity provider) join here and nowhere else. */
export const METHODS = ['password', 'totp', 'recovery_code'] as const
/** The name of one way to prove who one is. */
export type Method = (typeof METHODS)[number]

/** A factor is what distinguishes two proofs of the same kind from two factors. */
type Factor = 'knowledge' | 'possession'

const TABLE = {
  password: { factor: 'knowledge', amr: 'pwd', first: true },
  totp: { factor: 'possession', amr: 'otp', first: false },
  // RFC 8176 has no value for a look-up secret; "otp" is the nearest truth and "kba" would be a lie.
  recovery_code: { factor: 'possession', amr: 'otp', first: false },
} as const satisfies Record<Method, { factor: Factor; amr: string; first: boolean }>

/** A first-factor method identifies the account; the others are only ever asked after one. */
export const isFirstFactor = (method: Method): boolean => TABLE[method].first

/** What an operator calls a method instead, in `amr`. */
export type AmrValues = Readonly<Partial<Record<Method, string>>>

/**
 * The authentication methods references of a set of proofs (RFC 8176 §2): one value per method, and
 * `mfa` when more than one factor was proved.
 */
export function amrOf(methods: Iterable<Method>, values: AmrValues = {}): string[] {
  const proved = [...new Set(methods)]
  const factors = new Set(proved.map((method) => TABLE[method].factor))
  const told = new Set<string>(proved.map((method) => values[method] ?? TABLE[method].amr))
  return [...told, ...(factors.size > 1 ? ['mfa'] : [])]
}

/** Whether there is more in an `amr` than what a first factor is told as. */
export const namesSecondFactor = (amr: readonly string[], values: AmrValues = {}): boolean => {
  const first = METHODS.filter(isFirstFactor).map((method) => values[method] ?? TABLE[method].amr)
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
  second: (amr) => {
    const [second] = amr.filter((value) => value !== 'mfa' && value !== TABLE.password.amr)
    return second === undefined ? amr : [second]
  },
} as const satisfies Record<AmrPreset, (amr: readonly string[]) => readonly string[]>

/** Fewer values, never others: nothing is claimed that was not proved. */
export const reduceAmr = (amr: readonly string[], preset: AmrPreset): string[] => [
  ...REDUCE[preset](amr),
]
