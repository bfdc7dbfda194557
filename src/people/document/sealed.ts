import type { SealedRecord } from '../../kernel/sealing/sealed-secrets.ts'
import type { SealedSecret } from '../../kernel/sealing/sealer.ts'
import { withAssigned, type AccountDocument, type Changed } from './document.ts'

/** Everything in it that is sealed. */
export function sealedIn(document: AccountDocument): readonly SealedRecord[] {
  const { id: accountId, assigned = [], authenticators, waiting, recoveryCodes } = document
  const devices = [...assigned, ...waiting, ...authenticators].map(({ id, secret: sealed }) => ({
    purpose: 'authenticator' as const,
    accountId,
    id,
    sealed,
  }))
  if (!recoveryCodes) return devices
  const { id, secret: sealed } = recoveryCodes
  return [...devices, { purpose: 'recovery_codes', accountId, id, sealed }]
}

/** Compared and set in one: what was changed or removed meanwhile stays so. */
export function resealIn(
  document: AccountDocument,
  { purpose, id, sealed: old }: SealedRecord,
  sealed: SealedSecret,
): Changed<boolean> {
  const holds = (one: { readonly id: string; readonly secret: SealedSecret }): boolean =>
    one.id === id && isSame(one.secret, old)
  const { recoveryCodes } = document
  if (purpose === 'recovery_codes') {
    return recoveryCodes && holds(recoveryCodes)
      ? {
          result: true,
          document: { ...document, recoveryCodes: { ...recoveryCodes, secret: sealed } },
        }
      : { result: false }
  }
  const { assigned = [] } = document
  if (![...assigned, ...document.authenticators, ...document.waiting].some(holds)) {
    return { result: false }
  }
  const exchange = <One extends { readonly id: string; readonly secret: SealedSecret }>(
    one: One,
  ) => (holds(one) ? { ...one, secret: sealed } : one)
  return {
    result: true,
    document: {
      ...withAssigned(document, assigned.map(exchange)),
      authenticators: document.authenticators.map(exchange),
      waiting: document.waiting.map(exchange),
    },
  }
}

const isSame = (one: SealedSecret, other: SealedSecret): boolean =>
  one.keyId === other.keyId && Buffer.compare(one.bytes, other.bytes) === 0
