import type { TrustOffer } from '../pages/browsers.ts'
import { factorsOf, setTrustCookie } from '../oidc/index.ts'
import { emit, originOf, type FormFields } from '../web/index.ts'
import type { OnFlow, PageContext } from './page-context.ts'

/**
 * "Don't ask again on this browser", beside the field for a code. Only where the code is the everyday
 * one: trusted or not, what an application demands is asked for.
 *
 * @param fields the form as it was sent, where it is shown again
 */
export const trustOffer = (
  { trustedBrowsers }: PageContext,
  { everyday }: { readonly everyday: boolean },
  fields?: FormFields,
): TrustOffer | undefined =>
  trustedBrowsers && everyday
    ? { lifetime: trustedBrowsers.lifetime, checked: fields !== undefined && isWanted(fields) }
    : undefined

/** Call it as soon as a code was accepted, of a method that a browser can be trusted by (`CodeForm.trusts`). */
export const trustAsAsked: OnFlow<[fields: FormFields]> = async (page, ctx, flow, fields) => {
  const { subject } = flow
  const { trustedBrowsers } = page
  if (!subject || !trustedBrowsers || !trustOffer(page, flow) || !isWanted(fields)) return
  const accountId = subject.account.id
  const trust = await trustedBrowsers.trust(accountId, factorsOf(subject), originOf(ctx))
  setTrustCookie(ctx, accountId, trust)
  await emit(page, ctx, { type: 'browser_trusted', accountId, browser: trust.id })
}

const isWanted = (fields: FormFields): boolean => fields.get('trust') === 'yes'
