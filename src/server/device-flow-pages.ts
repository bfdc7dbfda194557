import { fieldOf } from '../kernel/typing.ts'
import type { Configuration, KoaContextWithOIDC } from 'oidc-provider'
import type { RenderPage } from '../pages/pages.ts'
import { applicationName, show } from '../web/index.ts'
import { renderProviderError } from './error-page.ts'
import type { Greeter } from './unit-of-work.ts'

type DeviceFlow = NonNullable<NonNullable<Configuration['features']>['deviceFlow']>

type Pages = Required<
  Pick<DeviceFlow, 'userCodeInputSource' | 'userCodeConfirmSource' | 'successSource'>
>

/** Keeps a session that is new, so that the form of a page can be answered in it. */
export type KeepSession = (ctx: KoaContextWithOIDC) => Promise<void>

/** The pages on which somebody lets a television or a command line in (RFC 8628 §3.3). */
export const deviceFlowPages = (
  render: RenderPage,
  greet: Greeter,
  keepSession: KeepSession,
): Pages => ({
  // The library's own form has an inline event handler, which the CSP forbids.
  async userCodeInputSource(ctx, _form, out, error) {
    // Signed out in another tab, or never there: the library would fail at the session that the form needs.
    if (error) await keepSession(ctx)
    if (error && out?.error === 'server_error') {
      renderProviderError(render, ctx, out, error)
      return
    }
    await greet(ctx)
    const typed: unknown = error && fieldOf(error, 'userCode')
    show({ render }, ctx, 'connect', {
      action: ctx.oidc.urlFor('code_verification'),
      xsrf: xsrfOf(ctx),
      userCode: typeof typed === 'string' ? typed : '',
      ...(error ? { error: problemOf(error, out?.error) } : {}),
    })
  },
  async userCodeConfirmSource(ctx, _form, client, deviceInfo, userCode) {
    await greet(ctx)
    const address: unknown = deviceInfo['ip']
    show({ render }, ctx, 'connect-confirm', {
      action: ctx.oidc.urlFor('code_verification'),
      xsrf: xsrfOf(ctx),
      applicationName: applicationName(client, ctx),
      userCode,
      address: typeof address === 'string' ? address : '',
    })
  },
  async successSource(ctx) {
    await greet(ctx)
    show({ render }, ctx, 'message', { code: 'connected', links: [] })
  },
})

/** The library's token for its own forms. */
function xsrfOf(ctx: KoaContextWithOIDC): string {
  const secret: unknown = ctx.oidc.session?.state?.['secret']
  return typeof secret === 'string' ? secret : ''
}

function problemOf(error: Error, code: string | undefined) {
  if (error.name === 'AbortedError' || code === 'access_denied') return 'declined' as const
  if (error.name === 'ExpiredError') return 'expired' as const
  // The form is older than the session, or was sent by nobody's page.
  if (code === 'invalid_request') return 'outdated' as const
  if (error.name === 'AlreadyUsedError') return 'used' as const
  if (code === undefined || UNKNOWN.has(error.name)) return 'unknown' as const
  // What the device demanded, and nobody who comes with its code could meet.
  if (code === 'unmet_authentication_requirements') return 'refused' as const
  return code === 'login_required' ? ('other_account' as const) : ('impossible' as const)
}

const UNKNOWN = new Set(['NotFoundError', 'NoCodeError'])
