import type { Context } from 'koa'
import type { Because, Decision, Method } from '../assurance/index.ts'
import { LONGEST_TYPED_CODE } from '../kernel/typed.ts'
import type { CodeReason, FormError } from '../pages/parts.ts'
import { showOnTheWay, type FormFields } from '../web/index.ts'
import { askedFor } from './application.ts'
import { labelOf, type Flow } from './flow.ts'
import { codeError, refuseForm } from './form-errors.ts'
import { showNext, type PageContext } from './page-context.ts'
import { guessOf } from './repeated-guess.ts'
import { continueIfDone, submitProofs } from './submit-proofs.ts'
import { trustAsAsked, trustOffer } from './trust.ts'
import { CODE_METHODS, isSpent, verifyCode, type CodeMethod } from './verify-code.ts'

/** What was typed, and why it did not do. */
interface Failed {
  readonly error: FormError
  readonly fields: FormFields
}

/** The codes that would do, the one first that is asked for where nobody chose another. */
export const codesFor = (methods: readonly Method[]): readonly CodeMethod[] =>
  CODE_METHODS.filter(({ id }) => methods.includes(id))

const wantedBy = (decision: Decision): readonly CodeMethod[] =>
  decision.outcome === 'prove' ? codesFor(decision.methods) : []

/** The page for a code of one method, with a way to that for another. */
export function renderCode(
  page: PageContext,
  ctx: Context,
  flow: Flow,
  method: CodeMethod,
  because: Because,
  failed?: Failed,
): void {
  const { interaction, subject, decision } = flow
  const { form } = method.codes
  const base = `${page.path}/${interaction.uid}`
  const choices = wantedBy(decision)
  const other = choices.find(({ id }) => id !== method.id)
  const typed = failed?.fields.get(form.field)
  if (failed) refuseForm(ctx, failed.error)
  form.draw(
    (name, model) => showOnTheWay(page, ctx, name, model),
    {
      action: `${base}/${form.step}`,
      cancelAction: `${base}/cancel`,
      csrf: page.guard.token(`interaction:${interaction.uid}`),
      ...askedFor(page, ctx, flow),
      accountName: labelOf(flow),
      reason: codeReasonOf(because),
      ...(failed ? { error: failed.error } : {}),
    },
    {
      bound: subject,
      // Where an interaction stands, the first of them is asked for.
      otherHref: other && (other === choices[0] ? base : `${base}/${other.codes.form.step}`),
      trust: form.trusts ? trustOffer(page, flow, failed?.fields) : undefined,
      typed: failed?.error.code.endsWith('_malformed')
        ? typed?.slice(0, LONGEST_TYPED_CODE)
        : undefined,
    },
  )
}

/** Why a code is asked for, as pages tell it. */
export function codeReasonOf({ source, reason }: Because): CodeReason {
  if (reason === 'too_old') return 'too_old'
  const everyday = source === 'account' || source === 'server'
  return everyday ? 'account_protected' : 'application_asks'
}

/** Why a code of this method would do now; undefined where it would not. */
const wanted = ({ decision }: Flow, { id }: CodeMethod): Because | undefined =>
  decision.outcome === 'prove' && decision.methods.includes(id) ? decision.because : undefined

/** Where the link on another code's page leads. */
export const showCode =
  (method: CodeMethod) =>
  (page: PageContext, ctx: Context, flow: Flow): void => {
    const because = flow.subject && wanted(flow, method)
    if (because) renderCode(page, ctx, flow, method, because)
    else showNext(page, ctx, flow.interaction)
  }

export const acceptCode =
  (method: CodeMethod) =>
  async (page: PageContext, ctx: Context, flow: Flow, fields: FormFields): Promise<void> => {
    const { interaction, client, subject } = flow
    const because = wanted(flow, method)
    // A code is only ever looked at after the password, and for the account that gave it.
    if (!subject || !because) return showNext(page, ctx, interaction)

    const { account } = subject
    const accountId = account.id
    const { clientId } = client
    const guess = guessOf(page, ctx, flow, 'code')
    const input = fields.get(method.codes.form.field)
    const verdict = await verifyCode(page, ctx, method, { account, clientId, input, guess })
    if (verdict.outcome === 'accepted') {
      if (method.codes.form.trusts) await trustAsAsked(page, ctx, flow, fields)
      return submitProofs(page, ctx, flow, { accountId, proofs: [verdict.proof] })
    }
    if (isSpent(verdict) && (await continueIfDone(page, ctx, flow, method, accountId))) return
    const error = codeError(verdict, page.clock(), method.codes.form.errors)
    renderCode(page, ctx, flow, method, because, { error, fields })
  }
