import { assertNever } from '../assert-never.ts'

/** What the dangerous button can do. Nothing of it is real; the protection is. */
export const DANGEROUS_ACTIONS = {
  transfer: { label: 'Send 10,000 to a stranger', done: 'Sent 10,000 to a stranger' },
  airlock: { label: 'Open the airlock', done: 'Opened the airlock' },
  photos: { label: 'Delete every photo', done: 'Deleted every photo' },
} as const satisfies Record<string, { readonly label: string; readonly done: string }>

export type DangerousAction = keyof typeof DANGEROUS_ACTIONS

export const isDangerousAction = (name: unknown): name is DangerousAction =>
  typeof name === 'string' && Object.hasOwn(DANGEROUS_ACTIONS, name)

/** What the person clicked, and so what happens when they come back from the provider. */
export type Wish =
  | { readonly kind: 'sign_in' }
  | { readonly kind: 'sign_in_two_factors' }
  | { readonly kind: 'dangerous'; readonly action: DangerousAction }

/** What the id_token must say before a wish is granted. */
export interface Requirement {
  readonly acr?: string
  /** Seconds; sent as `max_age` and checked against `auth_time`. */
  readonly maxAge?: number
}

/** Seconds for which a second factor counts as recent enough for something dangerous. */
const DANGEROUS_MAX_AGE = 5 * 60

export function requirementOf(wish: Wish, secondFactorAcr: string): Requirement {
  switch (wish.kind) {
    case 'sign_in':
      return {}
    case 'sign_in_two_factors':
      return { acr: secondFactorAcr }
    case 'dangerous':
      return { acr: secondFactorAcr, maxAge: DANGEROUS_MAX_AGE }
    default:
      return assertNever(wish)
  }
}
