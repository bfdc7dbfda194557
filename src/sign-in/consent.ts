import { present } from '../kernel/typing.ts'
import type { Context } from 'koa'
import { applicationName, showOnTheWay } from '../web/index.ts'
import { z } from 'zod'
import { OFFLINE_ACCESS, permissionsOf } from '../oidc/index.ts'
import { type PageContext } from './page-context.ts'
import { labelOf, submit, type Flow } from './flow.ts'

const detailsSchema = z.object({
  missingOIDCScope: z.array(z.string()).default([]),
  missingOIDCClaims: z.array(z.string()).default([]),
  missingResourceScopes: z.record(z.string(), z.array(z.string())).default({}),
})

export async function renderConsent(page: PageContext, ctx: Context, flow: Flow): Promise<void> {
  const { interaction, client } = flow
  const { permissions, apis } = await askedFor(page, flow)
  const redirectUri: unknown = interaction.params['redirect_uri']
  showOnTheWay(page, ctx, 'consent', {
    action: `${page.path}/${interaction.uid}/consent`,
    cancelAction: `${page.path}/${interaction.uid}/cancel`,
    csrf: page.guard.token(`interaction:${interaction.uid}`),
    applicationName: applicationName(client, ctx),
    ...present({ applicationUri: client.clientUri }),
    accountName: labelOf(flow),
    permissions,
    apis,
    destination: typeof redirectUri === 'string' ? new URL(redirectUri).host : '',
    kept: page.consents !== undefined,
  })
}

/**
 * What is new to the account. Where nothing is (`prompt=consent` asks all the same) it is all that was allowed: a
 * page that asks for nothing would be agreed to unread.
 */
async function askedFor(page: PageContext, { interaction }: Flow) {
  const missing = detailsSchema.parse(interaction.prompt.details)
  const permissions = [...missing.missingOIDCScope, ...missing.missingOIDCClaims]
  const apis = Object.entries(missing.missingResourceScopes).map(([resource, scopes]) => ({
    resource,
    scopes,
  }))
  const { grantId } = interaction
  if (permissions.length + apis.length > 0 || grantId === undefined) return { permissions, apis }
  const grant = await page.provider.Grant.find(grantId)
  return grant ? permissionsOf(grant) : { permissions, apis }
}

/**
 * Takes the consent of whoever is signed in. Where what was proved has become void since the page was shown (a new password, a
 * lost device, a disabled account) it may be somebody else's: nothing is allowed by it, and it is asked for once more
 * when all is proved again.
 */
export async function acceptConsent(page: PageContext, ctx: Context, flow: Flow): Promise<void> {
  const { interaction, client } = flow
  if (!isOwners(flow)) return submit(ctx, interaction, { ...interaction.lastSubmission })
  const { grantId } = interaction
  const missing = detailsSchema.parse(interaction.prompt.details)
  const existing = grantId ? await page.provider.Grant.find(grantId) : undefined
  const grant =
    existing ??
    new page.provider.Grant({
      clientId: client.clientId,
      ...(interaction.session ? { accountId: interaction.session.accountId } : {}),
    })
  if (missing.missingOIDCScope.length > 0) grant.addOIDCScope(missing.missingOIDCScope.join(' '))
  if (missing.missingOIDCClaims.length > 0) grant.addOIDCClaims(missing.missingOIDCClaims)
  for (const [resource, scopes] of Object.entries(missing.missingResourceScopes)) {
    grant.addResourceScope(resource, scopes.join(' '))
  }
  const { permissions } = await askedFor(page, flow)
  const offlineAt = permissions.includes(OFFLINE_ACCESS) ? flow.at : undefined
  // Both are written with the end of the interaction.
  await page.consents?.remember(page.provider, grant, offlineAt)
  await submit(ctx, interaction, {
    ...interaction.lastSubmission,
    consent: { grantId: await grant.save() },
  })
}

/** What was proved stands, though an application may want it more recent: that is asked for afterwards, and nothing else. */
const isOwners = ({ subject, decision }: Flow): boolean =>
  subject !== undefined &&
  (decision.outcome === 'grant' ||
    (decision.outcome === 'prove' && decision.because.reason === 'too_old'))
