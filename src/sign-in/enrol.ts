import type { Context } from 'koa'
import { beginDevice, beginStandardDevice } from '../actions/devices.ts'
import { issueCodes } from '../actions/recovery-codes.ts'
import { assertNever } from '../kernel/typing.ts'
import { proofBy } from '../assurance/index.ts'
import { PASSWORD } from '../methods/password/method.ts'
import { TOTP, type PendingAuthenticator } from '../methods/totp/index.ts'
import { applicationName, ownerIn, showOnTheWay } from '../web/index.ts'
import { DECLINED_KEY } from '../oidc/index.ts'
import { interactionEnroller } from './enroller.ts'
import { submitProofs, continueIfDone, leave } from './submit-proofs.ts'
import type { Pages } from '../pages/pages.ts'
import type { FormError } from '../pages/parts.ts'
import { passwordError, refuseForm } from './form-errors.ts'
import { mayAddDevice, takesPasswordFirst } from './notice.ts'
import { nameError, setupOf, takeFirstCode } from './new-device.ts'
import { showNext, type OnFlow, type PageContext, type Step } from './page-context.ts'
import { checkPassword } from './password.ts'
import { labelOf, withProofs, type Flow } from './flow.ts'

/** What was wrong with a form; `passwordError`: with the password, where `error` is about the name. */
type Failed = Pick<Pages['device-add'], 'passwordError'> & {
  readonly name?: string
  readonly error: FormError
}

/** The first or second step of adding a device inside a sign-in that takes one. */
export const renderEnrolment: OnFlow<[failed?: Failed]> = async (page, ctx, flow, failed) => {
  // What is wrong with a name stands beside it, whatever waits.
  const pending = failed?.name === undefined ? await pendingOf(page, flow) : undefined
  if (!pending || takesPasswordFirst(flow)) return renderDeviceName(page, ctx, flow, failed)
  if (failed) refuseForm(ctx, failed.error)
  const base = `${page.path}/${flow.interaction.uid}`
  showOnTheWay(page, ctx, 'device-setup', {
    ...formOf(page, ctx, flow, failed?.error),
    ...(await setupOf(pending, page.issuerName, labelOf(flow))),
    ...progressOf(page, flow, 2),
    action: `${base}/device/code`,
    nameHref: `${base}/device`,
    ...(failed?.error.code === 'app_ignored' ? { standardAction: `${base}/device/standard` } : {}),
  })
}

/** The first step, whatever waits. */
const renderDeviceName: OnFlow<[given?: Partial<Failed>], void> = (page, ctx, flow, given = {}) => {
  const { interaction, subject } = flow
  if (!subject) return showNext(page, ctx, interaction)
  if (given.error) refuseForm(ctx, given.error)
  showOnTheWay(page, ctx, 'device-add', {
    ...formOf(page, ctx, flow, given.error),
    ...progressOf(page, flow, 1),
    ...(given.passwordError ? { passwordError: given.passwordError } : {}),
    action: `${page.path}/${interaction.uid}/device`,
    name: given.name ?? '',
    passwordNeeded: takesPasswordFirst(flow),
    accountName: labelOf(flow),
  })
}

/** Back from the second step: the name that was given can be changed, and brings a key of its own. */
export async function showDeviceName(page: PageContext, ctx: Context, flow: Flow): Promise<void> {
  if (!takesDevice(page, flow)) return showNext(page, ctx, flow.interaction)
  const pending = await pendingOf(page, flow)
  renderDeviceName(page, ctx, flow, pending && { name: pending.authenticator.name })
}

/** What both steps have around them. */
function formOf(page: PageContext, ctx: Context, flow: Flow, error: FormError | undefined) {
  const { interaction, client, decision } = flow
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

const progressOf = ({ recoveryCodes }: PageContext, { decision }: Flow, step: number) =>
  decision.outcome === 'enrol' ? { progress: { step, steps: recoveryCodes ? 3 : 2 } } : {}

/** The device that is being set up in this sign-in. */
export const pendingOf = async (
  { authenticators }: PageContext,
  { interaction, subject }: Flow,
): Promise<PendingAuthenticator | undefined> =>
  subject && authenticators.pending(subject.account.id, interactionEnroller(interaction, subject))

export const acceptDeviceName: Step = async (page, ctx, flow, fields) => {
  const { interaction, subject } = flow
  if (!subject || !takesDevice(page, flow)) return showNext(page, ctx, interaction)
  const { id } = subject.account
  const name = fields.get('name')
  const problem = await page.authenticators.judgeName(id, name)
  const flaw = problem && nameError(problem, page.authenticators.limit)
  // What was right is not asked again: from here on the walk has proved its password.
  let proved = flow
  if (takesPasswordFirst(flow)) {
    const { account } = subject
    const password = fields.get('password')
    const check = await checkPassword(page, ctx, flow, { login: account.label, password }, account)
    if (check.outcome !== 'accepted') {
      const wrong = passwordError(check, page.clock(), 'password_wrong')
      const failed = flaw ? { error: flaw, passwordError: wrong } : { error: wrong }
      return renderEnrolment(page, ctx, flow, { name, ...failed })
    }
    const proofs = [proofBy(page.ladder, PASSWORD, check.at)]
    const bound = await withProofs(page.provider, page, flow, { accountId: id, proofs }, ctx)
    if (!bound || takesPasswordFirst(bound)) return showNext(page, ctx, interaction)
    await interaction.persist()
    proved = bound
  }
  if (flaw) return renderEnrolment(page, ctx, proved, { name, error: flaw })
  const by = interactionEnroller(interaction, subject)
  const begun = await beginDevice(page, ownerIn(page, ctx, id), { name, by })
  if (begun.outcome === 'begun') return showNext(page, ctx, interaction)
  const error = nameError(begun, page.authenticators.limit)
  await renderEnrolment(page, ctx, proved, { name, error })
}

/** The app cannot keep to the settings: another key, for the standard ones. */
export async function beginStandard(page: PageContext, ctx: Context, flow: Flow): Promise<void> {
  const { interaction, subject } = flow
  const may = takesDevice(page, flow) && !takesPasswordFirst(flow)
  if (!subject || !may) return showNext(page, ctx, interaction)
  const by = interactionEnroller(interaction, subject)
  const begun = await beginStandardDevice(page, ownerIn(page, ctx, subject.account.id), by)
  const { enrolment } = begun ?? {}
  if (!begun || !enrolment || enrolment.outcome === 'begun') {
    return showNext(page, ctx, interaction)
  }
  const error = nameError(enrolment, page.authenticators.limit)
  await renderEnrolment(page, ctx, flow, { name: begun.name, error })
}

/** Asked for one, or free to add one in the place of what was lost. */
const takesDevice = (page: PageContext, flow: Flow): boolean =>
  flow.decision.outcome === 'enrol' || mayAddDevice(page, flow)

/** "Not now": on without a device, where the request can do without. */
export async function skipEnrolment(page: PageContext, ctx: Context, flow: Flow): Promise<void> {
  const { decision } = flow
  if (decision.outcome === 'grant') return leave(page, ctx, flow)
  if (decision.outcome !== 'enrol' || !decision.optional) {
    return showNext(page, ctx, flow.interaction)
  }
  // The policy decides anew, and will find that nothing can be enrolled any more.
  await leave(page, ctx, flow, { [DECLINED_KEY]: true })
}

export const acceptFirstCode: Step = async (page, ctx, flow, fields) => {
  const { interaction, subject, decision } = flow
  const may = takesDevice(page, flow) && !takesPasswordFirst(flow)
  if (!subject || !may) return showNext(page, ctx, interaction)
  const accountId = subject.account.id
  const pending = await pendingOf(page, flow)
  const result = pending
    ? await takeFirstCode(page, ctx, {
        account: subject.account,
        authenticator: pending.authenticator.id,
        by: interactionEnroller(interaction, subject),
        code: fields.get('code'),
      })
    : ({ outcome: 'gone' } as const)
  switch (result.outcome) {
    case 'gone':
      // Nothing is saved: it would overwrite what the same form, sent a moment before, may have proved.
      if (!(await continueIfDone(page, ctx, flow, TOTP, accountId)))
        showNext(page, ctx, interaction)
      return
    case 'refused':
    case 'over':
      return renderEnrolment(page, ctx, flow, result)
    case 'confirmed': {
      // All was proved before; the new device's code is no proof that was asked for.
      if (decision.outcome !== 'enrol') return leave(page, ctx, flow)
      // Where a host keeps its codes elsewhere than its devices, they come after it.
      if (!result.codes) await issueCodes(page, ownerIn(page, ctx, accountId))
      const proof = proofBy(page.ladder, TOTP, page.clock(), {
        credential: result.authenticator,
        enrolledJustNow: true,
      })
      return submitProofs(page, ctx, flow, { accountId, proofs: [proof] })
    }
    default:
      return assertNever(result)
  }
}
