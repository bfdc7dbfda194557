import type { Context } from 'koa'
import { applicationName } from '../application-name.ts'
import { advance } from './advance.ts'
import type { FormError } from '../../pages.ts'
import { refuseForm, passwordError } from './form-errors.ts'
import type { FormFields } from './form-guard.ts'
import { emit, show, type PageContext } from './page.ts'
import { formTargetsOf, setPageHeaders } from './page-headers.ts'
import { labelOf, type Walk } from './walk.ts'

export function renderSignIn(
  page: PageContext,
  ctx: Context,
  walk: Walk,
  failed?: { readonly login: string; readonly error: FormError },
): void {
  const { interaction, client } = walk
  const hint: unknown = interaction.params['login_hint']
  const known = walk.subject ? labelOf(walk) : undefined
  setPageHeaders(ctx, formTargetsOf(client))
  if (failed) refuseForm(ctx, failed.error)
  show(page, ctx, 'sign-in', {
    action: `${page.path}/${interaction.uid}/password`,
    cancelAction: `${page.path}/${interaction.uid}/cancel`,
    csrf: page.guard.token(`interaction:${interaction.uid}`),
    applicationName: applicationName(client, ctx),
    login: failed?.login ?? known ?? (typeof hint === 'string' ? hint : ''),
    again: known !== undefined,
    ...(page.forgotPath === undefined
      ? {}
      : { forgotHref: `${page.forgotPath}?client=${encodeURIComponent(client.clientId)}` }),
    ...(failed ? { error: failed.error } : {}),
  })
}

export async function acceptPassword(
  page: PageContext,
  ctx: Context,
  walk: Walk,
  fields: FormFields,
): Promise<void> {
  const { directory, clock } = page
  const { subject, kind, client } = walk
  // In a live session the account is the session's; a form cannot name another one.
  const bound = kind === 'step_up' ? subject?.account : undefined
  const login = bound?.label ?? fields.get('login')
  const password = fields.get('password')
  const browser = page.browsers.identify(ctx, login)
  const check = bound
    ? await directory.reauthenticate(bound.id, password, browser)
    : await directory.authenticate(login, password, browser)
  const clientId = client.clientId
  if (check.outcome !== 'accepted') {
    const whose = bound?.id ?? (check.outcome === 'rejected' ? check.accountId : undefined)
    const known = whose === undefined ? {} : { accountId: whose }
    await emit(page, ctx, { type: 'password', outcome: check.outcome, clientId, ...known })
    const error = passwordError(check, clock(), bound ? 'password_wrong' : 'sign_in_failed')
    renderSignIn(page, ctx, walk, { login, error })
    return
  }
  const accountId = check.account.id
  await emit(page, ctx, { type: 'password', outcome: 'accepted', clientId, accountId })
  page.browsers.remember(ctx, login)
  await advance(page, ctx, walk, { accountId, proofs: [{ method: 'password', at: check.at }] })
}
