import { present } from '../kernel/typing.ts'
import { z } from 'zod'
import { mergeEvidence, type Evidence, type Proof } from '../assurance/index.ts'
import { METHODS, METHOD_NAMES } from '../methods/index.ts'
import { RECORD_KEY } from '../people/index.ts'
import type { AccountId, CredentialId } from '../kernel/ids.ts'
import { epochSeconds, type Instant } from '../kernel/instant.ts'

/**
 * What one person has proved, as it is written into a session, an interaction or an interaction's
 * result. It names the account, so that it never counts for another.
 */
export interface ProofRecord {
  readonly accountId: AccountId
  readonly proofs: Evidence
}

export { RECORD_KEY } from '../people/index.ts'

/** In an interaction: the name of the form that it was last changed by. */
export const ANSWERED_KEY = 'answered'

/** Set in a result when somebody would rather not enrol, and the request can do without. */
export const DECLINED_KEY = 'step_up_declined'

const credentialSchema = z
  .string()
  .transform((id) => id as CredentialId)
  .optional()

const proofSchema = z.object({
  method: z.enum(METHOD_NAMES),
  factors: z.array(z.enum(['knowledge', 'possession', 'inherence'])).optional(),
  amr: z.array(z.string()).optional(),
  at: z.int().transform((at) => at as Instant),
  credential: credentialSchema,
  // What 0.1.0 calls a device's; of a recovery code it names none, so that one is asked for again.
  authenticator: credentialSchema,
  enrolledJustNow: z.boolean().optional(),
})

const recordSchema = z.object({
  accountId: z
    .string()
    .min(1)
    .transform((id) => id as AccountId),
  proofs: z.array(proofSchema),
})

/** Reads a record back. Anything unreadable is no evidence at all: it fails closed. */
export function parseRecord(stored: unknown): ProofRecord | undefined {
  // As in most payloads; zod would collect what is wrong with it.
  if (stored === undefined) return undefined
  const { success, data } = recordSchema.safeParse(stored)
  if (!success) return undefined
  return { accountId: data.accountId, proofs: data.proofs.map(readProof) }
}

/** A proof of a release that did not say what it was made of was made of what its method is. */
function readProof({
  authenticator,
  credential = authenticator,
  ...proof
}: z.infer<typeof proofSchema>): Proof {
  const facts = METHODS.find(({ id }) => id === proof.method)
  const { factors = facts?.factors ?? [], amr = facts?.amr ?? [] } = proof
  return asProof({ ...proof, factors, amr, credential })
}

/** `exactOptionalPropertyTypes`: an absent property is absent, never undefined. */
function asProof({
  method,
  factors,
  amr,
  at,
  credential,
  enrolledJustNow,
}: Omit<Proof, 'credential' | 'enrolledJustNow'> & {
  readonly credential?: CredentialId | undefined
  readonly enrolledJustNow?: boolean | undefined
}): Proof {
  return {
    method,
    factors,
    amr,
    at,
    ...present({ credential, enrolledJustNow }),
  }
}

/** What is stored, in sessions and tokens: never `current`, which is true only of the request at hand. */
export const storable = (proofs: Evidence): Evidence => proofs.map(asProof)

/** Adds to a record; proofs of another account replace it, because they say nothing of this one. */
export function addToRecord(
  known: ProofRecord | undefined,
  added: ProofRecord,
  now: Instant,
): ProofRecord {
  const { accountId } = added
  const before = known?.accountId === accountId ? known.proofs : []
  return { accountId, proofs: storable(mergeEvidence(now, before, added.proofs)) }
}

/**
 * The proofs of a chain, marked as given while the present request is being answered. What a host's page
 * says of an earlier sign-in is in no chain: see `acceptResult`.
 */
export const asCurrent = (record: ProofRecord | undefined): Evidence =>
  (record?.proofs ?? []).map((proof) => ({ ...proof, current: true }))

/**
 * The one function that builds an interaction's result, because the library re-applies it at every
 * later prompt of the same chain. A step-up in a live session has no `login`: the account is the
 * session's and is never taken from a form.
 */
export function interactionResult(
  record: ProofRecord,
  earlier: ProofRecord | undefined,
  kind: 'login' | 'step_up',
  now: Instant,
): Record<string, unknown> {
  const merged = addToRecord(earlier, record, now)
  const oldest = Math.min(...record.proofs.map(({ at }) => epochSeconds(at)))
  return {
    [RECORD_KEY]: merged,
    // acr and amr are left out on purpose: they are computed from the evidence each time.
    ...(kind === 'login' ? { login: { accountId: record.accountId, ts: oldest } } : {}),
  }
}
