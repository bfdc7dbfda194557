import { assertNever } from '../kernel/typing.ts'
import type { StepUpRequirement } from '../kits/relying-party/index.ts'

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

/**
 * What the id_token must say before a person is signed in. For something dangerous nothing more: what
 * that takes is the API's to know, and it says so when it is called.
 */
export function requirementOf(wish: Wish, secondFactorAcr: string): StepUpRequirement {
  switch (wish.kind) {
    case 'sign_in':
    case 'dangerous':
      return {}
    case 'sign_in_two_factors':
      return { acrValues: [secondFactorAcr] }
    default:
      return assertNever(wish)
  }
}
