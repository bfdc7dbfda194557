import type { Middleware } from 'koa'
import type { KoaContextWithOIDC } from 'oidc-provider'
import type { Pages, RenderPage } from '../pages/pages.ts'
import { applicationName, showOnTheWay } from '../web/index.ts'
import type { Greeter } from './unit-of-work.ts'

/**
 * oidc-provider goes on by a form that sends itself in four places (`response_mode=form_post`, a sign-out where nobody
 * is signed in, another account than the one that is, a device's code in an address), on a page of its own: in
 * English, with an inline script, without our headers. This puts our page in place of it. No hook does: the
 * library's response modes cannot be registered again. For the last one before its routes.
 */
export function forwardPages(render: RenderPage, greet: Greeter): Middleware {
  return async (ctx, next) => {
    await next()
    const form = typeof ctx.body === 'string' ? formIn(ctx.body) : undefined
    if (!form) return
    // Nothing but a route of the library's answers so, and those have it.
    const asked = ctx as unknown as KoaContextWithOIDC
    const { client } = asked.oidc
    const { status } = ctx
    await greet(asked)
    showOnTheWay({ render }, ctx, 'forward', {
      ...form,
      code: codeOf(asked, form),
      ...(client ? { applicationName: applicationName(client, ctx) } : {}),
    })
    ctx.status = status
  }
}

type Form = Pick<Pages['forward'], 'action' | 'fields'>

/** The library's form, read as it writes it; undefined where the body is anything else. */
function formIn(body: string): Form | undefined {
  if (!body.includes('document.forms[0].submit()')) return undefined
  const [, action] = /<form method="post" action="([^"]*)">/.exec(body) ?? []
  const inputs = [...body.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"\/>/g)]
  if (action === undefined || inputs.length === 0) return undefined
  const fields = inputs.map(([, name = '', value = '']) => [name, unescaped(value)] as const)
  return { action: unescaped(action), fields: Object.fromEntries(fields) }
}

const CHARACTERS: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
}

const unescaped = (text: string): string =>
  text.replaceAll(/&(?:amp|lt|gt|quot|#39);/g, (escaped) => CHARACTERS[escaped] ?? escaped)

function codeOf({ oidc }: KoaContextWithOIDC, { action }: Form): Pages['forward']['code'] {
  if (action === oidc.urlFor('code_verification')) return 'connect'
  if (action !== oidc.urlFor('end_session_confirm')) return 'to_application'
  return oidc.route === 'end_session' ? 'sign_out' : 'switch_account'
}
