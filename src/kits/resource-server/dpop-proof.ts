import { createHash } from 'node:crypto'
import { EmbeddedJWK, calculateJwkThumbprint, decodeProtectedHeader, jwtVerify } from 'jose'
import { z } from 'zod'
import { dateOf, epochSeconds, plusSeconds, type Instant } from '../../kernel/instant.ts'
import { CLOCK_TOLERANCE } from './access-token.ts'
import type { ProofLog } from './proof-log.ts'

/** Why a DPoP proof is not believed. */
export type ProofProblem = 'malformed' | 'signature' | 'claims' | 'time' | 'binding' | 'replayed'

export interface ProofRules {
  /** Where the API is for its clients; what `htu` begins with. */
  readonly origin: string
  readonly algorithms: readonly string[]
  readonly log: ProofLog
}

/** What the proof has to be for. */
export interface ProvedRequest {
  readonly method: string
  /** As it came, with its query. */
  readonly path: string
  readonly token: string
  /** `cnf.jkt` of the token. */
  readonly thumbprint: string
}

/** Seconds for which a proof is good. */
const LIFETIME = 60

const headerSchema = z.looseObject({ jwk: z.looseObject({ kty: z.string() }) })
const proofSchema = z.looseObject({
  jti: z.string().min(1).max(512),
  htm: z.string(),
  htu: z.string(),
  iat: z.number(),
  ath: z.string(),
})

/** Members of a private or symmetric key (RFC 7518 §6): whoever sends them has given the key away. */
const PRIVATE = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv']

/** RFC 9449 §4.3. Undefined when the proof holds. */
export async function proofProblem(
  proof: string,
  request: ProvedRequest,
  rules: ProofRules,
  now: Instant,
): Promise<ProofProblem | undefined> {
  const jwk = keyOf(proof)
  if (!jwk) return 'malformed'
  let payload: unknown
  try {
    ;({ payload } = await jwtVerify(proof, EmbeddedJWK, {
      typ: 'dpop+jwt',
      algorithms: [...rules.algorithms],
      currentDate: dateOf(now),
      clockTolerance: CLOCK_TOLERANCE,
    }))
  } catch {
    // Everything is in the proof itself: there is no issuer that could have failed.
    return 'signature'
  }
  const claims = proofSchema.safeParse(payload).data
  if (!claims) return 'malformed'
  if (claims.htm !== request.method || !isSameTarget(claims.htu, rules.origin, request.path)) {
    return 'claims'
  }
  if (claims.ath !== createHash('sha256').update(request.token).digest('base64url')) return 'claims'
  const age = epochSeconds(now) - claims.iat
  if (age > LIFETIME || age < -CLOCK_TOLERANCE) return 'time'
  const thumbprint = await calculateJwkThumbprint(jwk)
  if (thumbprint !== request.thumbprint) return 'binding'
  // Last, so that only proofs which hold take room.
  const until = plusSeconds(now, LIFETIME + CLOCK_TOLERANCE + 1)
  return (await rules.log.firstUse(`${thumbprint}.${claims.jti}`, until)) ? undefined : 'replayed'
}

function keyOf(proof: string): z.output<typeof headerSchema>['jwk'] | undefined {
  try {
    const jwk = headerSchema.safeParse(decodeProtectedHeader(proof)).data?.jwk
    return jwk && !PRIVATE.some((member) => member in jwk) ? jwk : undefined
  } catch {
    return undefined
  }
}

/** Without query and fragment, and normalized as URLs are (RFC 9449 §4.3, 9). */
function isSameTarget(htu: string, origin: string, path: string): boolean {
  const proved = URL.parse(htu)
  const asked = path.startsWith('/') ? URL.parse(origin + path) : null
  if (!proved || !asked) return false
  return proved.origin === asked.origin && proved.pathname === asked.pathname
}
