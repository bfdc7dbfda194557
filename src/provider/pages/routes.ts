import { bodyParser } from '@koa/bodyparser'
import { Router } from '@koa/router'
import type { Context } from 'koa'
import type { Link, MessageCode } from '../../pages.ts'
import { acceptCode } from './code.ts'
import { acceptConsent } from './consent.ts'
import { acceptDeviceName, acceptFirstCode, skipEnrolment } from './enrol.ts'
import type { FormFields } from './form-guard.ts'
import { renderNext } from './interaction-page.ts'
import { emit, show, showNext, type PageContext } from './page.ts'
import { setPageHeaders } from './page-headers.ts'
import { acceptPassword } from './password.ts'
import { acceptName, renderName } from './sign-in.ts'
import { findInteraction, finishWithError, loadWalk, type Walk } from './walk.ts'

type Step = (
  page: PageContext,
  ctx: Context,
  walk: Walk,
  fields: FormFields,
) => Promise<void> | void

/** What each form of an interaction does, by the end of its address. */
const STEPS: Readonly<Record<string, Step>> = {
  identify: acceptName,
  password: acceptPassword,
  code: acceptCode,
  device: acceptDeviceName,
  'device/code': acceptFirstCode,
  skip: skipEnrolment,
  consent: acceptConsent,
  cancel: decline,
}

/** A form of ours is a few hundred bytes. */
const FORM_LIMIT = '16kb'

/** The pages of an interaction: `<path>/:uid`. */
export function interactionRoutes(page: PageContext): Router {
  const router = new Router({ prefix: page.path })
  router.get('/:uid', (ctx) => withWalk(page, ctx, (walk) => renderNext(page, ctx, walk)))
  const parseForm = bodyParser({ enableTypes: ['form'], formLimit: FORM_LIMIT })
  for (const [name, step] of Object.entries(STEPS)) {
    // Where passwords are the host's, ours is no second place to guess them.
    if (name === 'password' && !page.asksFirstFactor) continue
    if (name === 'identify' && !asksNameFirst(page)) continue
    // Reloading or coming back to a form's address shows where the interaction stands.
    router.get(`/:uid/${name}`, (ctx) =>
      withWalk(page, ctx, (walk) =>
        name === 'identify' ? renderName(page, ctx, walk) : showNext(page, ctx, walk.interaction),
      ),
    )
    router.post(`/:uid/${name}`, parseForm, (ctx) =>
      withWalk(page, ctx, async (walk) => {
        const fields = page.guard.accept(ctx, `interaction:${walk.interaction.uid}`)
        if (!fields) {
          const href = `${page.path}/${walk.interaction.uid}`
          return renderMessage(page, ctx, 403, 'form_outdated', [{ code: 'sign_in_again', href }])
        }
        // A consent page asks for nothing else, and nothing else is a consent.
        if (
          (name === 'consent') !== (walk.interaction.prompt.name === 'consent') &&
          name !== 'cancel'
        ) {
          return showNext(page, ctx, walk.interaction)
        }
        await step(page, ctx, walk, fields)
      }),
    )
  }
  return router
}

const asksNameFirst = ({ asksFirstFactor, signInPage }: PageContext): boolean =>
  asksFirstFactor && signInPage !== 'password-first'

async function withWalk(
  page: PageContext,
  ctx: Context & { params: Record<string, string> },
  next: (walk: Walk) => Promise<void> | void,
): Promise<void> {
  const uid = ctx.params['uid'] ?? ''
  const interaction = await findInteraction(page.provider, ctx, uid)
  const walk = interaction && (await loadWalk(page.provider, page, interaction))
  if (!walk) {
    renderMessage(page, ctx, 410, 'interaction_expired', await waysOn(page, ctx))
    return
  }
  rememberApplication(page, ctx, walk.client.clientId)
  await next(walk)
}

/** Cancelled: the relying party is told, with its `state` (RFC 6749 §4.1.2.1). */
async function decline(page: PageContext, ctx: Context, walk: Walk): Promise<void> {
  const accountId = walk.subject?.account.id
  await emit(page, ctx, {
    type: 'declined',
    clientId: walk.client.clientId,
    ...(accountId === undefined ? {} : { accountId }),
  })
  await finishWithError(ctx, walk.interaction, 'access_denied', 'the End-User declined to go on')
}

/** The name of the cookie that tells, after an interaction has expired, where its way led. */
const APPLICATION_COOKIE = 'step_up_application'

function rememberApplication(page: PageContext, ctx: Context, clientId: string): void {
  if (ctx.cookies.get(APPLICATION_COOKIE) === encodeURIComponent(clientId)) return
  ctx.cookies.set(APPLICATION_COOKIE, encodeURIComponent(clientId), {
    signed: false,
    httpOnly: true,
    sameSite: 'lax',
    secure: ctx.secure,
    path: page.path,
    maxAge: 86_400_000,
  })
}

async function waysOn(page: PageContext, ctx: Context): Promise<Link[]> {
  const clientId = decoded(ctx.cookies.get(APPLICATION_COOKIE) ?? '')
  const client = clientId === '' ? undefined : await page.provider.Client.find(clientId)
  const href = client?.initiateLoginUri ?? client?.clientUri
  return href === undefined
    ? []
    : [{ code: 'back_to_application', href, name: client?.clientName ?? clientId }]
}

/** Anything may stand in a cookie; what cannot be read names nobody. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return ''
  }
}

export function renderMessage(
  page: Pick<PageContext, 'render'>,
  ctx: Context,
  status: number,
  code: MessageCode,
  links: readonly Link[],
): void {
  setPageHeaders(ctx)
  ctx.status = status
  show(page, ctx, 'message', { code, links })
}
