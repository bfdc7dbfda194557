import * as fc from 'fast-check'
import type {
  Abilities,
  AcrClass,
  AcrClassOptions,
  Demand,
  Ladder,
  Method,
  Proof,
  Requirement,
} from '../../src/assurance/index.ts'
import { METHODS, STRANGER, createLadder, proofOf } from './proofs.ts'
import { ConfigurationError } from '../../src/kernel/faults.ts'
import type { AuthenticatorId, CredentialId, RecoveryCodeSetId } from '../../src/kernel/ids.ts'
import { plusSeconds, type Instant } from '../../src/kernel/instant.ts'

/** Ladders, sessions, accounts and requests as nobody would think of them, for properties. */

export const NOW = 1_700_000_000_000 as Instant

export const PHONE = 'phone' as AuthenticatorId
export const TABLET = 'tablet' as AuthenticatorId
export const GONE = 'gone' as AuthenticatorId
export const CODES = 'codes' as RecoveryCodeSetId
const OLD_CODES = 'old codes' as RecoveryCodeSetId

/** What an account would prove a second factor with. */
export const credentialOf = (
  method: Method,
  { credentials }: Abilities,
): CredentialId | undefined =>
  method === 'recovery_code' ? CODES : [...credentials].find((id) => id !== CODES)

const seconds = fc.constantFrom(0, 1, 29, 60, 299, 300, 301, 600, 601, 900, 3600)

/** Ages of proofs whose date lies ahead: by as much as clocks differ, and by more. */
const ahead = fc.constantFrom(-1, -30, -31, -300, -86_400, -1e12)

const slots = fc.shuffledSubarray<Method | readonly Method[]>(
  ['password', 'totp', 'recovery_code', ['totp', 'recovery_code'], ['password', 'totp']],
  { minLength: 1, maxLength: 3 },
)

const classOptions = fc.record(
  {
    methods: slots,
    maxAge: seconds.filter((age) => age > 0),
    reauthenticate: fc.subarray([...METHODS], { minLength: 1 }),
    enrolledJustNow: fc.boolean(),
  },
  { requiredKeys: ['methods'] },
)

function ladderOf(options: readonly Omit<AcrClassOptions, 'name'>[]): Ladder | undefined {
  try {
    return createLadder(
      options.map((option, index) => ({
        ...option,
        name: `class-${index}`,
        aliases: [`alias-${index}`],
      })),
      METHODS,
    )
  } catch (error) {
    if (error instanceof ConfigurationError) return undefined
    throw error
  }
}

/** Only ladders that an operator could start with. */
export const anyLadder: fc.Arbitrary<Ladder> = fc
  .array(
    classOptions.filter((option) => ladderOf([option]) !== undefined),
    { minLength: 1, maxLength: 4 },
  )
  .map((options) => ladderOf(options))
  .filter((ladder) => ladder !== undefined)

export const anyProof: fc.Arbitrary<Proof> = fc
  .record({
    method: fc.constantFrom(...METHODS),
    age: fc.oneof({ weight: 15, arbitrary: seconds }, { weight: 1, arbitrary: ahead }),
    device: fc.constantFrom(PHONE, TABLET, GONE),
    set: fc.constantFrom(CODES, CODES, OLD_CODES),
    enrolledJustNow: fc.boolean(),
    current: fc.boolean(),
  })
  .map(({ method, age, device, set, enrolledJustNow, current }) =>
    proofOf({
      method,
      at: plusSeconds(NOW, -age),
      ...(method === 'totp' ? { credential: device, enrolledJustNow } : {}),
      ...(method === 'recovery_code' ? { credential: set } : {}),
      current,
    }),
  )

/** One proof of each method at most, as sessions keep them. */
export const anyEvidence = fc.uniqueArray(anyProof, { selector: ({ method }) => method })

/** What accounts can be: with and without devices, recovery codes, and a reset in the past. */
export const anyAccount: fc.Arbitrary<Abilities> = fc
  .record({
    devices: fc.oneof(fc.constant([]), fc.subarray([PHONE, TABLET])),
    recovery: fc.boolean(),
    mayEnrol: fc.constantFrom(true, true, false),
    reset: fc.option(seconds),
  })
  .map(({ devices, recovery, mayEnrol, reset }) => ({
    methods: new Set<Method>([
      'password',
      ...(devices.length > 0 ? (['totp'] as const) : []),
      ...(recovery ? (['recovery_code'] as const) : []),
    ]),
    enrollable: new Set<Method>(mayEnrol && devices.length === 0 ? ['totp'] : []),
    credentials: new Set([...devices, ...(recovery ? [CODES] : [])]),
    ...(reset === null ? {} : { notBefore: plusSeconds(NOW, -reset) }),
  }))

export const anyAbilities: fc.Arbitrary<Abilities> = fc.oneof(
  { weight: 5, arbitrary: anyAccount },
  { weight: 1, arbitrary: fc.constant(STRANGER) },
)

export const unknownName = fc.constantFrom('urn:unheard-of', '', 'class-99', 'CLASS-0', ' ')

const anyName = fc.oneof(
  { weight: 6, arbitrary: fc.nat({ max: 3 }).map((index) => `class-${index}`) },
  { weight: 2, arbitrary: fc.nat({ max: 3 }).map((index) => `alias-${index}`) },
  { weight: 1, arbitrary: unknownName },
)

export const demandOf = (...sources: readonly Demand['source'][]): fc.Arbitrary<Demand> =>
  fc.record({ source: fc.constantFrom(...sources), names: fc.array(anyName, { maxLength: 3 }) })

export const anyDemand = demandOf('essential', 'voluntary', 'client', 'account')

export const anyRequirement: fc.Arbitrary<Requirement> = fc.record(
  { demands: fc.array(anyDemand, { maxLength: 3 }), maxAge: seconds },
  { requiredKeys: ['demands'] },
)

/** Whether a proof counts for a class, by the letter of the design. */
export const counts = (proof: Proof, acrClass: AcrClass, abilities: Abilities): boolean =>
  proof.at <= NOW + 30_000 &&
  (abilities.notBefore === undefined || proof.at >= abilities.notBefore) &&
  (proof.credential === undefined
    ? proof.method === 'password'
    : abilities.credentials.has(proof.credential)) &&
  (proof.enrolledJustNow !== true || acrClass.enrolledJustNow)

/**
 * The proofs by which a class is judged: the newest of each slot (of two at one instant the later in
 * the list), and of those the ones that are repeated. Undefined when a slot is empty. Written apart
 * from the code that it examines.
 */
export function judgedProofs(
  acrClass: AcrClass,
  evidence: readonly Proof[],
  abilities: Abilities,
): readonly Proof[] | undefined {
  const filled = acrClass.slots.map(
    (slot) =>
      evidence
        .filter((proof) => slot.includes(proof.method) && counts(proof, acrClass, abilities))
        .toReversed()
        .toSorted((a, b) => b.at - a.at)[0],
  )
  const proofs = filled.filter((proof) => proof !== undefined)
  if (proofs.length < acrClass.slots.length) return undefined
  const repeated = proofs.filter(({ method }) => acrClass.reauthenticate.has(method))
  return repeated.length > 0 ? repeated : proofs
}

/** Whether all of them are young enough; one of the request at hand has ten minutes. */
export const isFresh = (proofs: readonly Proof[], limit: number): boolean =>
  proofs.every(({ at, current }) => {
    const age = (NOW - at) / 1000
    return age <= limit || (current === true && age <= 600)
  })
