import { z } from 'zod'
import { dateOf } from '../kernel/instant.ts'
import { show } from '../web/show.ts'
import { emit } from '../web/emit.ts'
import { setPageHeaders } from '../web/index.ts'
import type { GrantedApplication } from '../oidc/index.ts'
import type { ConsoleContext } from './console-context.ts'
import type { Visit } from './visit.ts'
import { frameOf } from './frame.ts'
import { notFound } from './not-found.ts'
import { takeTold, tell } from './told.ts'

const doneSchema = z.object({ name: z.string() })

const pathOf = ({ path }: ConsoleContext): string => `${path}/applications`

/** The page: what relying parties have been granted. */
export async function showApplications(console: ConsoleContext, visit: Visit): Promise<void> {
  const { ctx, account } = visit
  const granted = await console.applications.list(account.id)
  const path = pathOf(console)
  const done = takeTold(console, ctx, path, doneSchema)
  setPageHeaders(ctx)
  show(console, ctx, 'applications', {
    frame: frameOf(console, visit, 'applications'),
    applications: granted
      .filter(({ clientId }) => clientId !== console.clientId)
      .map(({ clientId, name, uri, permissions, apis, since }) => ({
        name,
        ...(uri === undefined ? {} : { uri }),
        permissions,
        apis,
        since: dateOf(since),
        firstParty: console.firstParty.has(clientId),
        revokeHref: `${path}/${encodeURIComponent(clientId)}/revoke`,
      })),
    ...(done ? { done } : {}),
  })
}

export async function showRevoke(console: ConsoleContext, visit: Visit): Promise<void> {
  const { ctx, account, session } = visit
  const application = await findGranted(console, visit)
  if (!application) return notFound(console, ctx)
  const path = pathOf(console)
  setPageHeaders(ctx)
  show(console, ctx, 'application-revoke', {
    action: `${path}/${encodeURIComponent(application.clientId)}/revoke`,
    csrf: console.stepUp.guard.token(`session:${session.uid}`),
    accountName: account.label,
    applicationName: application.name,
    firstParty: console.firstParty.has(application.clientId),
    cancelHref: path,
  })
}

export async function revoke(console: ConsoleContext, visit: Visit): Promise<void> {
  const { ctx, account } = visit
  const application = await findGranted(console, visit)
  if (!application) return notFound(console, ctx)
  const { clientId, name } = application
  if (!(await console.applications.revoke(account.id, clientId))) return notFound(console, ctx)
  await emit(console, ctx, { type: 'application_revoked', accountId: account.id, clientId })
  tell(console, ctx, pathOf(console), { name })
}

/** The console's own grant is what this very page stands on, and is not offered. */
async function findGranted(
  { applications, clientId }: ConsoleContext,
  { ctx, account }: Visit,
): Promise<GrantedApplication | undefined> {
  const wanted = ctx.params['client'] ?? ''
  return wanted === clientId ? undefined : applications.find(account.id, wanted)
}
