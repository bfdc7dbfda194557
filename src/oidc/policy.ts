import { errors, interactionPolicy, type KoaContextWithOIDC } from 'oidc-provider'
import type { Decision, Ladder } from '../assurance/index.ts'
import type { AccountId } from '../kernel/ids.ts'
import { ConfigurationError } from '../kernel/faults.ts'
import { findSubject, type StepUpContext } from './abilities.ts'
import { createAccount, otherAccount, selectAccount } from './account-selection.ts'
import type { Attachment, GivenOut } from './attachment.ts'
import { DECLINED_KEY, RECORD_KEY, asCurrent, parseRecord, storable } from './chain.ts'
import { issuedAmr } from './client-metadata.ts'
import { recallDeviceRequest } from './device-request.ts'
import { noteGrant } from './earned-by.ts'
import { REASONS, UNMET, reasonOf, type Reason } from './interaction-reason.ts'
import { evidenceOf, noteUse } from './session-evidence.ts'
import { issueWith } from './library.ts'
import { judgeInBrowser, trustCookieOf } from './trusted-browser.ts'

type Policy = readonly interactionPolicy.Prompt[]

/**
 * Puts the decision into an interaction policy. The library's own checks for `max_age` and essential
 * acr go: the first accepts any login result whatever its age, the others ask for the password for
 * ever, and neither knows a second factor.
 */
export function extendPolicy(
  policy: Policy,
  context: StepUpContext,
  attachment: Attachment,
  givenOut: GivenOut,
): Policy {
  const { Check, Prompt } = interactionPolicy
  const login = policy.find(({ name }) => name === 'login')
  if (!login) throw new ConfigurationError('interactions.policy', 'has no login prompt')
  for (const reason of ['max_age', 'essential_acr', 'essential_acrs']) login.checks.remove(reason)

  const decisions = new WeakMap<KoaContextWithOIDC, Promise<Decision>>()
  const decided = async (ctx: KoaContextWithOIDC): Promise<Decision> => {
    attachment.assertAttached(ctx)
    const known = decisions.get(ctx) ?? decideRequest(ctx, context)
    decisions.set(ctx, known)
    return known
  }

  const check = (reason: Reason) =>
    new Check(reason, REASONS[reason].description, REASONS[reason].error, async (ctx) => {
      const decision = await decided(ctx)
      // What nobody could ever meet is refused before anybody is asked for a password.
      if (decision.outcome === 'refuse') refuse(ctx)
      if (reason === 'first_factor') stopAtOldLogin(ctx, context.ladder, decision)
      return reasonOf(context.ladder, decision) === reason
    })
  // The first to run, because the library's own checks read what it puts back.
  const recalled = new Check('recalled', 'what a device asked for', 'login_required', (ctx) => {
    recallDeviceRequest(ctx)
    return false
  })
  const others = [...login.checks.map(({ reason }) => reason), 'first_factor']
  login.checks.add(recalled, 0)
  login.checks.add(check('first_factor'))
  const stepUp = new Prompt(
    { name: 'step_up', requestable: false },
    check('too_old'),
    check('second_factor'),
    check('enrolment'),
    // The checks of one prompt run side by side: this one answers only what has been granted.
    new Check('granted', 'the request cannot be granted', 'interaction_required', async (ctx) => {
      const decision = await decided(ctx)
      if (decision.outcome === 'grant') {
        answer(ctx, decision, context)
        attachment.granted(ctx)
      }
      return false
    }),
  )
  login.checks.add(otherAccount())
  const consent = policy.find(({ name }) => name === 'consent')
  givenOut.holdsPolicy(
    stepUp,
    [
      {
        prompt: login,
        checks: ['recalled', 'first_factor'],
        first: { check: 'recalled', others },
      },
      { prompt: stepUp, checks: ['too_old', 'second_factor', 'enrolment', 'granted'] },
    ],
    [login, stepUp, ...(consent ? [consent] : [])],
  )
  const added = [selectAccount(policy), createAccount(policy)].filter(
    (prompt) => prompt !== undefined,
  )
  return policy.flatMap((prompt) => (prompt === login ? [login, ...added, stepUp] : [prompt]))
}

/** What the request at hand takes: the same function for every route, the device flow's included. */
async function decideRequest(ctx: KoaContextWithOIDC, context: StepUpContext): Promise<Decision> {
  const { session, account, client, params, result } = ctx.oidc
  // Without an account entity (unknown, disabled) the session is as good as none.
  const accountId = account ? (session?.accountId as AccountId | undefined) : undefined
  const subject = accountId && (await findSubject(context, accountId))
  const chain = parseRecord(result?.[RECORD_KEY])
  const { decision, trusted } = await judgeInBrowser(
    context,
    {
      params,
      client,
      subject: subject || undefined,
      earlier: evidenceOf(session),
      current: chain?.accountId === accountId ? asCurrent(chain) : [],
      declined: result?.[DECLINED_KEY] === true,
    },
    accountId && trustCookieOf(ctx, accountId),
  )
  // Once for each sign-in: not for what is asked afterwards, in its session.
  if (trusted && decision.outcome === 'grant' && cameFromLogin(ctx)) {
    await context.trustedBrowsers?.touch(trusted.accountId, trusted.id)
  }
  return decision
}

const cameFromLogin = (ctx: KoaContextWithOIDC): boolean =>
  ctx.oidc.entities.Interaction?.prompt.name === 'login'

/**
 * A host's login page may let somebody in by a cookie of its own and say honestly that they signed in
 * long ago, or before the request that wants them to sign in now. Sent there again they would come back
 * at once, for ever: it ends here instead.
 */
function stopAtOldLogin(ctx: KoaContextWithOIDC, ladder: Ladder, decision: Decision): void {
  if (!cameFromLogin(ctx) || reasonOf(ladder, decision) !== 'first_factor') return
  // Somebody who comes without having been there, by the address in their history, is sent there.
  if (!ctx.oidc.result?.login) return
  const tooOld = decision.outcome === 'prove' && decision.because.reason === 'too_old'
  const provedNothing = parseRecord(ctx.oidc.result[RECORD_KEY]) === undefined
  if (!tooOld && !provedNothing) return
  throw toRelyingParty(
    ctx,
    new errors.LoginRequired(
      "the person's last sign-in is too long ago for max_age or for the acr that is demanded: send them again with prompt=login",
    ),
  )
}

/** OpenID Connect Core Error Code unmet_authentication_requirements 1.0 §3. */
function refuse(ctx: KoaContextWithOIDC): never {
  throw toRelyingParty(ctx, new errors.UnmetAuthenticationRequirements(UNMET))
}

/**
 * With this status the library sends the error to the relying party instead of rendering it here. A
 * device gets it when it asks next, and whoever came with its code sees a page.
 */
function toRelyingParty(
  ctx: KoaContextWithOIDC,
  error: errors.OIDCProviderError,
): errors.OIDCProviderError {
  const status = ctx.oidc.deviceCode ? 400 : 303
  error.status = status
  error.statusCode = status
  return error
}

/** What is issued says what was decided, and the session that it was used. */
function answer(
  ctx: KoaContextWithOIDC,
  { acr, amr, authTime, proofs }: Extract<Decision, { outcome: 'grant' }>,
  { ladder, clock }: Pick<StepUpContext, 'ladder' | 'clock'>,
): void {
  issueWith(ctx, { acr, amr: issuedAmr(amr, ctx.oidc.client, ladder), authTime })
  const accountId = ctx.oidc.session?.accountId as AccountId | undefined
  if (accountId) noteGrant(ctx, { accountId, proofs: storable(proofs) })
  if (ctx.oidc.session) noteUse(ctx.oidc.session, clock())
}
