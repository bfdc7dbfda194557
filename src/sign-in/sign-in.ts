import type { Context } from 'koa'
import type { FormError } from '../pages/parts.ts'
import { refuseForm } from './form-errors.ts'
import { showOnTheWay, type FormFields } from '../web/index.ts'
import { showNext, type OnFlow, type PageContext, type Step } from './page-context.ts'
import { formFor, type SignInForm } from './sign-in-shape.ts'
import { trustOffer } from './trust.ts'
import { askedFor } from './application.ts'
import { typedName } from './typed-name.ts'
import { boundTo, labelOf, type Flow } from './flow.ts'
import { present } from '../kernel/typing.ts'

/** What a form has said so far. */
interface Said {
  readonly login: string
  /** A form that was refused, to be shown again. */
  readonly refused?: { readonly form: SignInForm; readonly fields: FormFields }
  readonly error?: FormError
}

/** The page for the first factor, in the shape that is configured. */
export const renderSignIn: OnFlow<[said?: Said]> = async (page, ctx, flow, said) => {
  const { interaction } = flow
  const known = flow.subject ? labelOf(flow) : undefined
  const typed = boundTo(flow) ? undefined : typedName
  const login = said?.login ?? typed?.get(ctx).name ?? known ?? hintOf(flow)
  const form = `${page.path}/${interaction.uid}`
  if (said) typed?.set(ctx, form, interaction.exp, { name: said.login })
  const asked = said?.refused?.form ?? (await formFor(page, flow, login))
  const { fields } = asked
  const trust = trustOffer(page, asked, said?.refused?.fields)
  const fixed = fields === 'password' || fields === 'password_and_code'
  if (said?.error) refuseForm(ctx, said.error)
  showOnTheWay(page, ctx, 'sign-in', {
    action: fields === 'name' ? `${form}/identify` : `${form}/password`,
    cancelAction: `${form}/cancel`,
    csrf: page.guard.token(`interaction:${interaction.uid}`),
    ...askedFor(page, ctx, flow),
    fields,
    login,
    ...(page.forgotPath === undefined || fields === 'name'
      ? {}
      : { forgotAction: `${form}/forgot` }),
    ...(fixed && !boundTo(flow) ? { otherNameHref: `${form}/identify` } : {}),
    again: known !== undefined && login === known,
    ...present({ trust, error: said?.error }),
  })
}

/** The name was typed: the next page asks for the password. Nothing is kept but what that page holds. */
export const acceptName: Step = (page, ctx, flow, fields) => {
  if (!asksFirstFactor(page, flow)) return showNext(page, ctx, flow.interaction)
  const bound = boundTo(flow)
  const login = bound?.label ?? fields.get('login').trim()
  // A password that came along (browsers fill it in unasked) is not looked at: no page asked for it.
  const missing = { login, error: { code: 'login_missing' } } as const
  return renderSignIn(page, ctx, flow, login === '' ? missing : { login })
}

/** "Not you?": back to the page that asks for the name, whatever a hint or a session says. */
export function renderName(page: PageContext, ctx: Context, flow: Flow): Promise<void> | void {
  return asksFirstFactor(page, flow) && !boundTo(flow)
    ? renderSignIn(page, ctx, flow, { login: '' })
    : showNext(page, ctx, flow.interaction)
}

const asksFirstFactor = ({ ladder }: PageContext, { decision }: Flow): boolean =>
  decision.outcome === 'prove' && decision.methods.some(ladder.identifies)

/** `login_hint` (OpenID Connect Core 1.0 §3.1.2.1). */
function hintOf({ interaction }: Flow): string {
  const hint: unknown = interaction.params['login_hint']
  return typeof hint === 'string' ? hint.trim() : ''
}
