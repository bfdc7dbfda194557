import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import { isRecord, parseJson } from '../../kernel/typing.ts'

/** What one side of the `claims` parameter wants of `acr`; `names` is empty where any will do. */
export interface AcrRequest {
  readonly essential: boolean
  readonly names: readonly string[]
}

export type ClaimsRequest =
  | {
      readonly outcome: 'read'
      /** Of the id_token, and of userinfo. */
      readonly acr: readonly AcrRequest[]
      /** The same request without its null members; undefined where it asks for nothing. */
      readonly tidy: object | undefined
    }
  /** `member` as in `claims.id_token.acr.values`; neither quotes a value. */
  | { readonly outcome: 'malformed'; readonly member: string; readonly problem: string }

const text = z.string('must be a string').min(1, 'must not be empty')

/**
 * One claim of a request (OpenID Connect Core 1.0 §5.5.1). Members that are not known are ignored, as it says there;
 * what serializers write for a member that is not set, null, is no demand.
 */
const claimSchema = (value: z.ZodType, ofOneAccount = false) =>
  z
    .looseObject(
      {
        essential: z.boolean('must be true or false').nullish(),
        value: value.nullish(),
        values: z.array(value, 'must be an array').min(1, 'must not be empty').nullish(),
      },
      'must be null or an object',
    )
    .superRefine((claim, context) => {
      const values = claim.values ?? []
      const complain = (member: string, message: string): void =>
        context.addIssue({ code: 'custom', path: [member], message })
      if (isGiven(claim.value) && values.length > 0) {
        // Both have to hold. With the list alone the one value that was demanded could be another.
        const holds = values.some((one) => isDeepStrictEqual(one, claim.value))
        if (!holds) complain('value', 'is not one of values')
      } else if (ofOneAccount && values.length > 1) {
        complain('values', 'must hold one value: a sign-in is of one account')
      }
    })
    .nullable()

const ANY_CLAIM = claimSchema(z.unknown())

/** Claims that this provider compares, and what they can be: an `acr` that is a number was meant to be met by nobody. */
const CLAIMS: ReadonlyMap<string, typeof ANY_CLAIM> = new Map([
  ['acr', claimSchema(text)],
  ['sub', claimSchema(text, true)],
  ['auth_time', claimSchema(z.number('must be a number'))],
])

type Claim = z.output<typeof ANY_CLAIM>
type Side = Readonly<Record<string, Claim>>

const isGiven = (value: unknown): boolean => value !== undefined && value !== null

const SIDES = ['id_token', 'userinfo'] as const

/**
 * Reads the `claims` parameter of an authorization request (OpenID Connect Core 1.0 §5.5) as serializers write it. What
 * can be read means what it says there; everything else is malformed, so that no demand is lost on the way.
 *
 * @param json the parameter as it came
 */
export function readClaimsRequest(json: string): ClaimsRequest {
  const request = parseJson(json)
  if (!isRecord(request)) return malformed([], 'must be a JSON object')
  const sides: { id_token?: Side; userinfo?: Side } = {}
  for (const name of SIDES) {
    const side = request[name]
    if (!isGiven(side)) continue
    if (!isRecord(side)) return malformed([name], 'must be an object')
    const read: [string, Claim][] = []
    for (const [claim, wanted] of Object.entries(side)) {
      const parsed = (CLAIMS.get(claim) ?? ANY_CLAIM).safeParse(wanted)
      if (!parsed.success) {
        const [issue] = parsed.error.issues
        return malformed([name, claim, ...(issue?.path ?? [])], issue?.message ?? 'is malformed')
      }
      read.push([claim, tidied(parsed.data, claim)])
    }
    sides[name] = Object.fromEntries(read)
  }
  const { id_token: idToken, userinfo } = sides
  const subject = userinfo?.['sub']?.value
  const other = idToken?.['sub']?.value
  if (isGiven(subject) && isGiven(other) && subject !== other) {
    return malformed(['userinfo', 'sub', 'value'], 'is not that of id_token')
  }
  // The library looks at the id_token alone, and would answer with whoever is signed in.
  if (isGiven(subject)) {
    sides.id_token = { ...idToken, sub: { ...idToken?.['sub'], value: subject } }
  }
  const others = Object.entries(request).filter(([name]) => !SIDES.some((side) => side === name))
  const tidy = { ...Object.fromEntries(others), ...sides }
  return {
    outcome: 'read',
    acr: SIDES.flatMap((side) => acrRequest(sides[side]?.['acr'])),
    tidy: Object.keys(tidy).length === 0 ? undefined : tidy,
  }
}

/** Without null members; one value where no other could be meant. */
function tidied(claim: Claim, name: string): Claim {
  if (claim === null) return null
  const { value, values, ...others } = claim
  const given = Object.entries(others).filter(([, member]) => member !== null)
  const only = isGiven(value) ? value : name === 'sub' ? values?.[0] : undefined
  return {
    ...Object.fromEntries(given),
    ...(isGiven(only) ? { value: only } : isGiven(values) ? { values } : {}),
  }
}

function acrRequest(claim: Claim | undefined): AcrRequest[] {
  if (!claim) return []
  const names = isGiven(claim.value) ? [claim.value] : (claim.values ?? [])
  return [{ essential: claim.essential === true, names: names.map(String) }]
}

function malformed(path: readonly PropertyKey[], problem: string): ClaimsRequest {
  return { outcome: 'malformed', member: ['claims', ...path].map(named).join('.'), problem }
}

/** Names come from the request: what an `error_description` may not hold (RFC 6749 §5.2) is left out, and they can be long. */
function named(name: PropertyKey): string {
  const safe = String(name).replaceAll(/[^\x20-\x21\x23-\x5b\x5d-\x7e]/g, '?')
  return safe.length > 40 ? `${safe.slice(0, 40)}...` : safe
}
