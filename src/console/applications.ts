import { present } from '../kernel/typing.ts'
import { z } from 'zod'
import { revokeAccess } from '../actions/access.ts'
import { dateOf } from '../kernel/instant.ts'
import { setFlash, show, takeFlash } from '../web/index.ts'
import type { GrantedApplication } from '../oidc/index.ts'
import type { ConsoleContext, Visit } from './console-context.ts'
import { formParts, frameOf, notFound } from './frame.ts'

const doneSchema = z.object({ name: z.string() })

const pathOf = ({ path }: ConsoleContext): string => `${path}/applications`

/** The page: what relying parties have been granted. */
export async function showApplications(context: ConsoleContext, visit: Visit): Promise<void> {
  const { ctx, account } = visit
  const granted = await context.applications.list(account.id)
  const path = pathOf(context)
  const done = takeFlash(context, ctx, path, doneSchema)
  show(context, ctx, 'applications', {
    frame: frameOf(context, visit, 'applications'),
    applications: granted
      .filter(({ clientId }) => clientId !== context.clientId)
      .map(({ clientId, name, uri, permissions, apis, since }) => ({
        name,
        ...present({ uri }),
        permissions,
        apis,
        since: dateOf(since),
        firstParty: context.firstParty.has(clientId),
        revokeHref: `${path}/${encodeURIComponent(clientId)}/revoke`,
      })),
    ...(done ? { done } : {}),
  })
}

export async function showRevoke(context: ConsoleContext, visit: Visit): Promise<void> {
  const { ctx } = visit
  const application = await findGranted(context, visit)
  if (!application) return notFound(context, ctx)
  const path = pathOf(context)
  show(context, ctx, 'application-revoke', {
    ...formParts(context, visit),
    action: `${path}/${encodeURIComponent(application.clientId)}/revoke`,
    applicationName: application.name,
    firstParty: context.firstParty.has(application.clientId),
    cancelHref: path,
  })
}

export async function revoke(context: ConsoleContext, visit: Visit): Promise<void> {
  const { ctx, acting } = visit
  const application = await findGranted(context, visit)
  if (!application) return notFound(context, ctx)
  const { clientId, name } = application
  if (!(await revokeAccess(context.applications, acting, clientId))) return notFound(context, ctx)
  setFlash(context, ctx, pathOf(context), { name })
}

/** The console's own grant is what this very page stands on, and is not offered. */
async function findGranted(
  { applications, clientId }: ConsoleContext,
  { ctx, account }: Visit,
): Promise<GrantedApplication | undefined> {
  const wanted = ctx.params['client'] ?? ''
  return wanted === clientId ? undefined : applications.find(account.id, wanted)
}
