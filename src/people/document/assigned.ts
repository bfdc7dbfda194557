import { nameKey } from '../../kernel/typed.ts'
import { without } from '../../kernel/typing.ts'
import type { TokenCode } from '../assigned-store.ts'
import type { Authenticator } from '../authenticator.ts'
import type { Confirming } from '../authenticator-store.ts'
import { bind } from './authenticators.ts'
import { withAssigned, type AccountDocument, type Changed } from './document.ts'

/* The intentions of `AssignedStore`, each with what that says of it. */

export const assignedOf = ({ assigned = [] }: AccountDocument): readonly Authenticator[] => assigned

export function assign(
  document: AccountDocument,
  authenticator: Authenticator,
  limit: number,
): Changed<'assigned' | 'name_taken' | 'limit_reached'> {
  const { assigned = [], authenticators } = document
  const all = [...assigned, ...authenticators]
  if (all.length >= limit) return { result: 'limit_reached' }
  const key = nameKey(authenticator.name)
  if (all.some(({ name }) => nameKey(name) === key)) return { result: 'name_taken' }
  const token = without(authenticator, 'confirmedAt', 'lastUsedAt', 'drift', 'nearMiss')
  return { result: 'assigned', document: { ...document, assigned: [...assigned, token] } }
}

export function confirmAssigned(document: AccountDocument, code: TokenCode): Changed<Confirming> {
  const found = assignedOf(document).find(({ id }) => id === code.id)
  if (!found) return { result: { outcome: 'gone' } }
  return bind(document, found, code, (rest) => {
    const assigned = assignedOf(rest).filter((one) => one !== found)
    return withAssigned(rest, assigned)
  })
}
