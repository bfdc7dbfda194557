import type { Context } from 'koa'
import type { KoaContextWithOIDC, Provider } from 'oidc-provider'
import { z } from 'zod'
import { readSigned, signedText, type Mac } from '../kernel/mac.ts'
import { goTo } from '../web/index.ts'

/** What a sign-out page was opened for, and in which session. */
const occasionSchema = z.object({
  uid: z.string(),
  clientId: z.string().optional(),
  postLogoutRedirectUri: z.string().optional(),
  state: z.string().optional(),
})
type Occasion = z.infer<typeof occasionSchema>

/** The field of the form in which it stands. */
const FIELD = 'page'

/**
 * The library remembers one page that asks whether to sign out, the newest, and takes all that were opened before
 * it for forged. So each page carries itself what it was opened for, under a MAC.
 *
 * @param form the library's form for the page
 */
export function rememberInForm(mac: Mac, { oidc }: KoaContextWithOIDC, form: string): string {
  const { uid, state } = oidc.session ?? {}
  const value = signedText(mac, ['sign-out page'], { ...state, secret: undefined, uid })
  return form.replace('</form>', `<input type="hidden" name="${FIELD}" value="${value}"/></form>`)
}

/**
 * Takes the form of a page that is not the newest: signs out what that page was opened in, or says that it is signed
 * out. Where somebody has signed in since, that page asked about another session: they are asked again.
 *
 * @param next lets the library sign out
 */
export async function takeOlderPage(
  provider: Provider,
  mac: Mac,
  ctx: Context,
  form: URLSearchParams,
  next: () => Promise<void>,
): Promise<void> {
  const signed = readSigned(mac, ['sign-out page'], form.get(FIELD) ?? '')
  // Only what was written above is read.
  const occasion = signed === undefined ? undefined : occasionSchema.parse(signed)
  const session = await provider.Session.get(ctx)
  if (session.accountId === undefined) return leadTo(ctx, signedOutAt(provider, occasion))
  if (occasion?.uid !== session.uid) return leadTo(ctx, askedAt(provider, occasion))
  const { uid: _, ...rest } = occasion
  session.state = { ...rest, secret: form.get('xsrf') ?? '' }
  await session.persist()
  await next()
}

function leadTo(ctx: Context, address: string): void {
  ctx.set('Cache-Control', 'no-store')
  goTo(ctx, address)
}

/** The application's address was looked at when the page was opened for it. */
function signedOutAt(provider: Provider, occasion: Occasion | undefined): string {
  if (occasion?.postLogoutRedirectUri === undefined) return provider.pathFor('end_session_success')
  return withParameters(occasion.postLogoutRedirectUri, { state: occasion.state })
}

const askedAt = (provider: Provider, occasion: Occasion | undefined): string =>
  withParameters(provider.pathFor('end_session'), {
    client_id: occasion?.clientId,
    post_logout_redirect_uri: occasion?.postLogoutRedirectUri,
    state: occasion?.state,
  })

function withParameters(
  address: string,
  parameters: Readonly<Record<string, string | undefined>>,
): string {
  const given = new URLSearchParams()
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined) given.set(name, value)
  }
  if (given.size === 0) return address
  const [start = '', query] = address.split('?')
  return `${start}?${[query, given.toString()].filter(Boolean).join('&')}`
}
