import type { Configuration, KoaContextWithOIDC } from 'oidc-provider'
import type { RenderPage } from '../pages.ts'
import { applicationName, setPageHeaders, show } from '../provider/index.ts'
import type { Greeter } from './greeter.ts'

type DeviceFlow = NonNullable<NonNullable<Configuration['features']>['deviceFlow']>

type Pages = Required<
  Pick<DeviceFlow, 'userCodeInputSource' | 'userCodeConfirmSource' | 'successSource'>
>

/** The pages on which somebody lets a television or a command line in (RFC 8628 §3.3). */
export const deviceFlowPages = (render: RenderPage, greet: Greeter): Pages => ({
  // The library's own form has an inline event handler, which the CSP forbids.
  async userCodeInputSource(ctx, _form, out, error) {
    await greet(ctx)
    setPageHeaders(ctx)
    const typed: unknown = error && Reflect.get(error, 'userCode')
    show({ render }, ctx, 'connect', {
      action: ctx.oidc.urlFor('code_verification'),
      xsrf: xsrfOf(ctx),
      userCode: typeof typed === 'string' ? typed : '',
      ...(error ? { error: problemOf(error, out?.error) } : {}),
    })
  },
  async userCodeConfirmSource(ctx, _form, client, deviceInfo, userCode) {
    await greet(ctx)
    setPageHeaders(ctx)
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
    setPageHeaders(ctx)
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
  return error.name === 'ExpiredError' ? ('expired' as const) : ('unknown' as const)
}
