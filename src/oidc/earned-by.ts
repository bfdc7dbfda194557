import { fieldOf } from '../kernel/typing.ts'
import { Provider, type KoaContextWithOIDC } from 'oidc-provider'
import type { AccountId } from '../kernel/ids.ts'
import { RECORD_KEY, parseRecord, type ProofRecord } from './chain.ts'
import { around, extendPayload } from './library.ts'

/** The proofs by which each authorization was granted, while it is answered. */
const granted = new WeakMap<KoaContextWithOIDC, ProofRecord>()

/** What is issued to this request was earned by these. */
export function noteGrant(ctx: KoaContextWithOIDC, record: ProofRecord): void {
  granted.set(ctx, record)
}

/**
 * Lets what is issued carry the proofs that earned it: from the authorization into its code, and from
 * there into tokens and through every refresh. Whatever falls with a credential falls with them; see
 * `account-standing.ts`. Must run before the provider handles its first request.
 */
export function attachEarnings(provider: Provider): void {
  for (const model of [
    provider.AuthorizationCode,
    provider.DeviceCode,
    provider.RefreshToken,
    provider.AccessToken,
  ]) {
    extendPayload(model, [RECORD_KEY])
    around(
      model.prototype,
      'save',
      (save) =>
        function saveWithEarnings(...given) {
          const earned = recordAtHand(this)
          if (earned !== undefined) Object.assign(this, { [RECORD_KEY]: earned })
          return save(this, ...given)
        },
    )
  }
}

/** Of the authorization that is being answered, or of what is exchanged for the token. */
function recordAtHand(token: object): unknown {
  const { ctx } = Provider
  const decided = ctx && granted.get(ctx)
  if (!ctx || decided) return decided
  const entities = ctx.oidc?.entities ?? {}
  const names = ['AuthorizationCode', 'DeviceCode', 'RotatedRefreshToken', 'RefreshToken']
  for (const name of names) {
    const source: unknown = fieldOf(entities, name)
    if (typeof source !== 'object' || source === null || source === token) continue
    return fieldOf(source, RECORD_KEY)
  }
  return undefined
}

/**
 * By what a code or token was earned: undefined where it does not say, as of releases before this
 * one. What cannot be read, and what is somebody else's, was earned by nothing.
 */
export function earnedBy(token: object, accountId: AccountId): ProofRecord['proofs'] | undefined {
  const stored: unknown = fieldOf(token, RECORD_KEY)
  if (stored === undefined) return undefined
  const record = parseRecord(stored)
  return record?.accountId === accountId ? record.proofs : []
}
