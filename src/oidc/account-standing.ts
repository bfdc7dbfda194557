import { fieldOf, present } from '../kernel/typing.ts'
import type { Configuration } from 'oidc-provider'
import { namesSecondFactor, stands, type Evidence } from '../assurance/index.ts'
import type { DirectoryAccount } from '../people/index.ts'
import type { AccountId, CredentialId } from '../kernel/ids.ts'
import { epochSeconds, isAhead, type Instant } from '../kernel/instant.ts'
import { METHODS } from '../methods/index.ts'
import { earnedBy } from './earned-by.ts'
import type { StepUpContext } from './abilities.ts'

type FindAccount = NonNullable<Configuration['findAccount']>
type Introspection = NonNullable<NonNullable<Configuration['features']>['introspection']>
type AllowedPolicy = NonNullable<Introspection['allowedPolicy']>

/** What the standing of codes and tokens is computed from. Sessions end; what they granted goes on. */
export type StandingSources = Pick<
  StepUpContext,
  'directory' | 'authenticators' | 'recoveryCodes' | 'ladder' | 'clock'
>

/**
 * Whether what was issued to an account still stands. It does not when the account is gone or disabled,
 * nor when one of the proofs that earned it counts no more: given before a new password or a reset, by
 * a device that was removed, or with codes that were replaced. Otherwise a refresh token would be an
 * intruder's way to stay.
 *
 * @param token a code or token, or undefined where there is none
 */
async function isStanding(
  sources: StandingSources,
  id: string,
  token: object | undefined,
): Promise<boolean> {
  const account = await sources.directory.find(id as AccountId)
  if (!account) return false
  if (!token) return true
  const proofs = earnedBy(token, account.id)
  if (proofs === undefined) return standsUnexplained(sources, account, token)
  const { proofsNotBefore: notBefore } = account
  const abilities = {
    credentials: await standing(sources, account.id, proofs),
    ...present({ notBefore }),
  }
  const now = sources.clock()
  return proofs.length > 0 && proofs.every((proof) => stands(sources.ladder, proof, abilities, now))
}

/** The account's credentials of the kinds that the proofs are of; others are not looked for. */
async function standing(
  sources: StandingSources,
  accountId: AccountId,
  proofs: Evidence,
): Promise<ReadonlySet<CredentialId>> {
  const named = METHODS.filter(({ id }) => proofs.some(({ method }) => method === id))
  const found = await Promise.all(named.map((method) => method.standing(sources, accountId)))
  return new Set(found.flat())
}

/**
 * A code or token of a release before this one does not say what earned it. By its time it stands as it
 * did then. One that tells of a second factor was certainly earned by nothing that is there, where every
 * device came later: it ends. Of others nobody can tell which device it was.
 */
async function standsUnexplained(
  { authenticators, ladder, clock }: StandingSources,
  { id, proofsNotBefore }: DirectoryAccount,
  token: object,
): Promise<boolean> {
  const { authTime, amr } = toldBy(token)
  if (authTime !== undefined) {
    if (isAhead((authTime * 1000) as Instant, clock())) return false
    // In whole seconds, as tokens have it: who signs in within the second of the reset is let in.
    if (proofsNotBefore !== undefined && authTime < epochSeconds(proofsNotBefore)) return false
  }
  if (!namesSecondFactor(amr, ladder)) return true
  const devices = await authenticators.confirmed(id)
  return devices.some(
    ({ confirmedAt }) =>
      confirmedAt !== undefined && authTime !== undefined && epochSeconds(confirmedAt) <= authTime,
  )
}

/** What a token says of its authorization: its own claims, or those added to an access token. */
function toldBy(token: object): { readonly authTime?: number; readonly amr: readonly string[] } {
  const extra: unknown = fieldOf(token, 'extra')
  const added = typeof extra === 'object' && extra ? extra : {}
  const time: unknown = fieldOf(token, 'authTime') ?? fieldOf(added, 'auth_time')
  const amr: unknown = fieldOf(token, 'amr') ?? fieldOf(added, 'amr')
  return {
    ...(typeof time === 'number' ? { authTime: time } : {}),
    amr: Array.isArray(amr) ? amr.map(String) : [],
  }
}

/** For `findAccount`, which stands before every grant, userinfo and authorization. */
export const findStanding =
  (findAccount: FindAccount, sources: StandingSources): FindAccount =>
  async (ctx, id, token) =>
    (await isStanding(sources, id, token)) ? findAccount(ctx, id, token) : undefined

/** For introspection, which asks for no account: a token that does not stand is not active. */
export const introspectStanding =
  (policy: AllowedPolicy | undefined, sources: StandingSources): AllowedPolicy =>
  async (ctx, client, token) => {
    // The library's own policy, where the host has none: a public client sees its own tokens alone.
    const allowed = policy
      ? await policy(ctx, client, token)
      : client.clientAuthMethod !== 'none' || token.clientId === client.clientId
    const accountId: unknown = fieldOf(token, 'accountId')
    if (!allowed || typeof accountId !== 'string') return allowed
    return isStanding(sources, accountId, token)
  }
