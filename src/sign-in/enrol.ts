import type { Context } from 'koa'
import { assertNever } from '../kernel/assert-never.ts'
import type { PendingAuthenticator } from '../methods/totp/index.ts'
import { applicationName } from '../web/application-name.ts'
import { DECLINED_KEY } from '../oidc/index.ts'
import { interactionEnroller } from './enroller.ts'
import { advance, goOnIfDone, leave } from './advance.ts'
import type { Pages } from '../pages/pages.ts'
import type { FormError } from '../pages/parts.ts'
import { passwordError, refuseForm } from './form-errors.ts'
import type { FormFields } from '../web/form-guard.ts'
import { mayAddDevice, takesPasswordFirst } from './interlude.ts'
import { beginDevice, confirmDevice, nameError, setupOf } from './new-device.ts'
import { showNext, type PageContext } from './page-context.ts'
import { show } from '../web/show.ts'
import { setPageHeaders } from '../web/page-headers.ts'
import { checkPassword } from './password.ts'
import { issueCodes } from './recovery-codes.ts'
import { labelOf, withProofs, type Walk } from './walk.ts'

/** What was wrong with a form; `passwordError`: with the password, where `error` is about the name. */
type Failed = Pick<Pages['device-add'], 'passwordError'> & {
  readonly name?: string
  readonly error: FormError
}

/** The first or second step of adding a device inside a sign-in that takes one. */
export async function renderEnrolment(
  page: PageContext,
  ctx: Context,
  walk: Walk,
  failed?: Failed,
): Promise<void> {
  // What is wrong with a name stands beside it, whatever waits.
  const pending = failed?.name === undefined ? await pendingOf(page, walk) : undefined
  if (!pending || takesPasswordFirst(walk)) return renderDeviceName(page, ctx, walk, failed)
  if (failed) refuseForm(ctx, failed.error)
  const base = `${page.path}/${walk.interaction.uid}`
  setPageHeaders(ctx, 'to_applications')
  show(page, ctx, 'device-setup', {
    ...formOf(page, ctx, walk, failed?.error),
    ...(await setupOf(pending, page.issuerName, labelOf(walk))),
    ...progressOf(page, walk, 2),
    action: `${base}/device/code`,
    nameHref: `${base}/device`,
  })
}

/** The first step, whatever waits. */
function renderDeviceName(
  page: PageContext,
  ctx: Context,
  walk: Walk,
  given: Partial<Failed> = {},
): void {
  const { interaction, subject } = walk
  if (!subject) return showNext(page, ctx, interaction)
  if (given.error) refuseForm(ctx, given.error)
  setPageHeaders(ctx, 'to_applications')
  show(page, ctx, 'device-add', {
    ...formOf(page, ctx, walk, given.error),
    ...progressOf(page, walk, 1),
    ...(given.passwordError ? { passwordError: given.passwordError } : {}),
    action: `${page.path}/${interaction.uid}/device`,
    name: given.name ?? '',
    passwordNeeded: takesPasswordFirst(walk),
    accountName: labelOf(walk),
  })
}

/** Back from the second step: the name that was given can be changed, and brings a key of its own. */
export async function showDeviceName(page: PageContext, ctx: Context, walk: Walk): Promise<void> {
  if (!takesDevice(page, walk)) return showNext(page, ctx, walk.interaction)
  const pending = await pendingOf(page, walk)
  renderDeviceName(page, ctx, walk, pending && { name: pending.authenticator.name })
}

/** What both steps have around them. */
function formOf(page: PageContext, ctx: Context, walk: Walk, error: FormError | undefined) {
  const { interaction, client, decision } = walk
  const base = `${page.path}/${interaction.uid}`
  const asked = decision.outcome === 'enrol'
  return {
    csrf: page.guard.token(`interaction:${interaction.uid}`),
    // What is added in the place of something lost is a choice: on without it, and nothing to cancel.
    ...(asked
      ? { cancelAction: `${base}/cancel`, applicationName: applicationName(client, ctx) }
      : {}),
    ...(asked && !decision.optional ? {} : { skipAction: `${base}/skip` }),
    ...(error ? { error } : {}),
  }
}

const progressOf = ({ recoveryCodes }: PageContext, { decision }: Walk, step: number) =>
  decision.outcome === 'enrol' ? { progress: { step, steps: recoveryCodes ? 3 : 2 } } : {}

/** The device that is being set up in this sign-in. */
export const pendingOf = async (
  { authenticators }: PageContext,
  { interaction, subject }: Walk,
): Promise<PendingAuthenticator | undefined> =>
  subject && authenticators.pending(subject.account.id, interactionEnroller(interaction, subject))

export async function acceptDeviceName(
  page: PageContext,
  ctx: Context,
  walk: Walk,
  fields: FormFields,
): Promise<void> {
  const { interaction, subject } = walk
  if (!subject || !takesDevice(page, walk)) return showNext(page, ctx, interaction)
  const { id } = subject.account
  const name = fields.get('name')
  const problem = await page.authenticators.judgeName(id, name)
  const flaw = problem && nameError(problem, page.authenticators.limit)
  // What was right is not asked again: from here on the walk has proved its password.
  let proved = walk
  if (takesPasswordFirst(walk)) {
    const { account } = subject
    const password = fields.get('password')
    const check = await checkPassword(page, ctx, walk, { login: account.label, password }, account)
    if (check.outcome !== 'accepted') {
      const wrong = passwordError(check, page.clock(), 'password_wrong')
      const failed = flaw ? { error: flaw, passwordError: wrong } : { error: wrong }
      return renderEnrolment(page, ctx, walk, { name, ...failed })
    }
    const proofs = [{ method: 'password', at: check.at }] as const
    const bound = await withProofs(page.provider, page, walk, { accountId: id, proofs }, ctx)
    if (!bound || takesPasswordFirst(bound)) return showNext(page, ctx, interaction)
    await interaction.persist()
    proved = bound
  }
  if (flaw) return renderEnrolment(page, ctx, proved, { name, error: flaw })
  const by = interactionEnroller(interaction, subject)
  const begun = await beginDevice(page, ctx, { accountId: id, name, by })
  if (typeof begun === 'string') showNext(page, ctx, interaction)
  else await renderEnrolment(page, ctx, proved, { name, error: begun })
}

/** Asked for one, or free to add one in the place of what was lost. */
const takesDevice = (page: PageContext, walk: Walk): boolean =>
  walk.decision.outcome === 'enrol' || mayAddDevice(page, walk)

/** "Not now": on without a device, where the request can do without. */
export async function skipEnrolment(page: PageContext, ctx: Context, walk: Walk): Promise<void> {
  const { decision } = walk
  if (decision.outcome === 'grant') return leave(page, ctx, walk)
  if (decision.outcome !== 'enrol' || !decision.optional) {
    return showNext(page, ctx, walk.interaction)
  }
  // The policy decides anew, and will find that nothing can be enrolled any more.
  await leave(page, ctx, walk, { [DECLINED_KEY]: true })
}

export async function acceptFirstCode(
  page: PageContext,
  ctx: Context,
  walk: Walk,
  fields: FormFields,
): Promise<void> {
  const { interaction, subject, decision } = walk
  const may = takesDevice(page, walk) && !takesPasswordFirst(walk)
  if (!subject || !may) return showNext(page, ctx, interaction)
  const accountId = subject.account.id
  const pending = await pendingOf(page, walk)
  const result = pending
    ? await confirmDevice(page, ctx, {
        account: subject.account,
        authenticator: pending.authenticator.id,
        by: interactionEnroller(interaction, subject),
        code: fields.get('code'),
      })
    : ({ outcome: 'gone' } as const)
  switch (result.outcome) {
    case 'gone':
      // Nothing is saved: it would overwrite what the same form, sent a moment before, may have proved.
      if (!(await goOnIfDone(page, ctx, walk, 'totp', accountId))) showNext(page, ctx, interaction)
      return
    case 'refused':
    case 'over':
      return renderEnrolment(page, ctx, walk, result)
    case 'confirmed': {
      // All was proved before; the new device's code is no proof that was asked for.
      if (decision.outcome !== 'enrol') return leave(page, ctx, walk)
      // Where a host keeps its codes elsewhere than its devices, they come after it.
      if (!result.codes) await issueCodes(page, ctx, accountId)
      const { authenticator } = result
      const proof = {
        method: 'totp',
        at: page.clock(),
        credential: authenticator,
        enrolledJustNow: true,
      } as const
      return advance(page, ctx, walk, { accountId, proofs: [proof] })
    }
    default:
      return assertNever(result)
  }
}
