import { fieldOf, present } from '../kernel/typing.ts'
import { Router } from '@koa/router'
import type { Context, Middleware } from 'koa'
import type { KoaContextWithOIDC } from 'oidc-provider'
import type { Link, MessageCode } from '../pages/parts.ts'
import { ANSWERED_KEY, DECLINED } from '../oidc/index.ts'
import {
  emit,
  endsAt,
  fetchedPages,
  goTo,
  parseForm,
  setCookie,
  settleLanguage,
  show,
  standsAt,
} from '../web/index.ts'
import { acceptCode, showCode } from './code.ts'
import { CODE_METHODS, type CodeMethod } from './verify-code.ts'
import { acceptConsent } from './consent.ts'
import {
  acceptDeviceName,
  acceptFirstCode,
  beginStandard,
  showDeviceName,
  skipEnrolment,
} from './enrol.ts'
import { leadToForgotten } from './forgotten.ts'
import { renderNext } from './interaction-page.ts'
import { showNext, type OnFlow, type PageContext, type Show, type Step } from './page-context.ts'
import { prolong } from './prolong.ts'
import { acceptContinue, acceptStay, downloadCodes, showNewDevice } from './notice-page.ts'
import { asksAlone, takesForm } from './next-step.ts'
import { acceptPassword } from './password.ts'
import { acceptAccount } from './select-account.ts'
import { acceptName, renderName } from './sign-in.ts'
import { wayBackTo } from './application.ts'
import {
  findInteraction,
  finishWithError,
  loadFlow,
  type Interaction,
  type Session,
  type Flow,
} from './flow.ts'

const stepOf = ({ codes }: CodeMethod): string => codes.form.step

/** What each form of an interaction does, by the end of its address. */
const STEPS: Readonly<Record<string, Step>> = {
  identify: acceptName,
  password: acceptPassword,
  ...Object.fromEntries(CODE_METHODS.map((method) => [stepOf(method), acceptCode(method)])),
  device: acceptDeviceName,
  'device/code': acceptFirstCode,
  'device/standard': beginStandard,
  skip: skipEnrolment,
  continue: acceptContinue,
  stay: acceptStay,
  consent: acceptConsent,
  account: acceptAccount,
  cancel: decline,
  extend: prolong,
  forgot: leadToForgotten,
}

/**
 * The forms of a routine sign-in. Where one is sent twice at once the second finds what the first has proved
 * (`continueIfDone`): to ask who is the first would cost every sign-in a write.
 */
const PROVING: ReadonlySet<string> = new Set([
  'identify',
  'password',
  ...CODE_METHODS.map(stepOf),
  'device/code',
])

/** What is shown beside where an interaction stands, by the end of its address. */
const ASIDE: Readonly<Record<string, Show>> = {
  // The first is where an interaction stands by itself.
  ...Object.fromEntries(CODE_METHODS.slice(1).map((method) => [stepOf(method), showCode(method)])),
  device: showDeviceName,
  'new-device': showNewDevice,
  'recovery-codes.txt': downloadCodes,
}

/** The pages of an interaction: `<path>/:uid`. */
export function interactionRoutes(page: PageContext): Router {
  const router = new Router({ prefix: page.path })
  router.use(fetchedPages(page.answers))
  router.get('/:uid', (ctx) => withFlow(page, ctx, (flow) => renderNext(page, ctx, flow)))
  for (const [name, aside] of Object.entries(ASIDE)) {
    router.get(`/:uid/${name}`, (ctx) =>
      withFlow(page, ctx, (flow) =>
        // Beside a consent nothing stands: all is proved there, and told. Nor beside a choice, which proves nothing.
        asksAlone(flow.interaction)
          ? showNext(page, ctx, flow.interaction)
          : aside(page, ctx, flow),
      ),
    )
  }
  // Around a host's pages nobody may know what to answer.
  const formBody = parseForm((ctx, status) => {
    renderMessage(page, ctx, status, 'request_invalid', [])
  })
  for (const [name, step] of Object.entries(STEPS)) {
    // Where passwords are the host's, ours is no second place to guess them.
    if (name === 'password' && !page.asksFirstFactor) continue
    if (name === 'identify' && !asksNameFirst(page)) continue
    // Reloading or coming back to a form's address shows where the interaction stands.
    if (!(name in ASIDE)) {
      router.get(`/:uid/${name}`, (ctx) =>
        withFlow(page, ctx, (flow) =>
          name === 'identify' ? renderName(page, ctx, flow) : showNext(page, ctx, flow.interaction),
        ),
      )
    }
    router.post(`/:uid/${name}`, formBody, (ctx) => {
      // Fetched again, each shows where the interaction stands, but for what is shown beside.
      if (!(name in ASIDE)) standsAt(ctx, `${page.path}/${ctx.params['uid']}`)
      return withFlow(page, ctx, async (flow) => {
        const fields = page.guard.accept(ctx, `interaction:${flow.interaction.uid}`)
        if (!fields) {
          const href = `${page.path}/${flow.interaction.uid}`
          return renderMessage(page, ctx, 403, 'form_outdated', [{ code: 'sign_in_again', href }])
        }
        if (!takesForm(flow.interaction, name)) {
          return showNext(page, ctx, flow.interaction)
        }
        const sent = page.guard.nameOf(ctx, `interaction:${flow.interaction.uid}`)
        const act = async () => {
          const next = await step(page, ctx, flow, fields)
          if (next) await showInPlace(page, ctx, next)
        }
        // What changes nothing may be sent again.
        if (sent === undefined || name === 'extend' || name === 'forgot') return act()
        if (isAnswered(flow, sent)) return repeatAnswer(page, ctx, flow, name)
        markAnswered(flow, sent)
        if (PROVING.has(name)) await act()
        else await page.answers.once(ctx, sent, act)
      })
    })
  }
  return router
}

/** Written with what the form changes, or not at all. */
function markAnswered({ interaction }: Flow, sent: string): void {
  Object.assign(interaction, { [ANSWERED_KEY]: sent })
}

/** This very form has brought the interaction to where it is. */
const isAnswered = ({ interaction }: Flow, sent: string): boolean =>
  fieldOf(interaction, ANSWERED_KEY) === sent

/** Its answer was lost on its way, or it was sent twice: leads to where it led, and does nothing. */
const repeatAnswer: OnFlow<[name: string]> = async (page, ctx, flow, name) => {
  if (flow.interaction.result !== undefined) {
    return goTo(ctx, flow.interaction.returnTo)
  }
  if (name === 'password') await showInPlace(page, ctx, flow)
  else showNext(page, ctx, flow.interaction)
}

const asksNameFirst = ({ asksFirstFactor, signInPage }: PageContext): boolean =>
  asksFirstFactor && signInPage !== 'password-first'

async function withFlow(
  page: PageContext,
  ctx: Context & { params: Record<string, string> },
  next: (flow: Flow) => Promise<void> | void,
): Promise<void> {
  const uid = ctx.params['uid'] ?? ''
  const interaction = await findInteraction(page.provider, ctx, uid)
  const flow = interaction && (await loadFlow(page.provider, page, interaction, ctx))
  if (!flow) {
    settleLanguage(ctx, { uiLocales: interaction?.params['ui_locales'] })
    renderMessage(page, ctx, 410, 'interaction_expired', await waysOn(page, ctx))
    return
  }
  begin(page, ctx, flow)
  await next(flow)
}

/** What holds for every page of an interaction. */
function begin(page: PageContext, ctx: Context, { interaction, client, subject }: Flow): void {
  const { uid, exp, params } = interaction
  settleLanguage(ctx, { uiLocales: params['ui_locales'], account: subject?.account.language })
  rememberApplication(page, ctx, client.clientId)
  endsAt(ctx, exp, {
    action: `${page.path}/${uid}/extend`,
    csrf: page.guard.lastingToken(`interaction:${uid}`),
  })
}

/** Answers a request to somewhere else with the page that it leads to: nobody waits for a redirect. */
async function showInPlace(page: PageContext, ctx: Context, flow: Flow): Promise<void> {
  begin(page, ctx, flow)
  standsAt(ctx, `${page.path}/${flow.interaction.uid}`)
  await renderNext(page, ctx, flow)
}

/**
 * Answers an authorization request with the page that it leads to, where that is one of ours. At the end of
 * an interaction the next one is redirected to: its address must not be that of the one that is over.
 */
export const answerInPlace =
  (page: PageContext): Middleware =>
  async (ctx, next) => {
    await next()
    const begun = begunBy(page, ctx)
    if (!begun) return
    const { interaction, session } = begun
    const flow = await loadFlow(page.provider, page, interaction, ctx, session)
    if (!flow) return
    ctx.remove('Location')
    ctx.status = 200
    await showInPlace(page, ctx, flow)
  }

/** The interaction that an authorization request has just begun, and the session that the library has read. */
function begunBy(
  { path }: PageContext,
  ctx: Context & { readonly oidc?: KoaContextWithOIDC['oidc'] },
): { readonly interaction: Interaction; readonly session: Session | undefined } | undefined {
  if (ctx.oidc?.route !== 'authorization' || ctx.status !== 303) return undefined
  const { Interaction: interaction, Session: session } = ctx.oidc.entities
  const leadsThere = interaction && ctx.response.get('Location') === `${path}/${interaction.uid}`
  return leadsThere ? { interaction, session } : undefined
}

/** Cancelled: the relying party is told, with its `state` (RFC 6749 §4.1.2.1). */
async function decline(page: PageContext, ctx: Context, flow: Flow): Promise<void> {
  const accountId = flow.subject?.account.id
  await finishWithError(ctx, flow.interaction, 'access_denied', DECLINED)
  await emit(page, ctx, {
    type: 'declined',
    at: declinedAt(flow),
    clientId: flow.client.clientId,
    ...present({ accountId }),
  })
}

function declinedAt({ interaction, kind }: Flow): 'sign_in' | 'step_up' | 'consent' {
  if (interaction.prompt.name === 'consent') return 'consent'
  return kind === 'login' || asksAlone(interaction) ? 'sign_in' : 'step_up'
}

/** The name of the cookie that tells, after an interaction has expired, where its way led. */
const applicationCookie = (ctx: Context): string =>
  ctx.secure ? '__Secure-step_up_application' : 'step_up_application'

function rememberApplication(page: PageContext, ctx: Context, clientId: string): void {
  if (ctx.cookies.get(applicationCookie(ctx)) === encodeURIComponent(clientId)) return
  const rules = { path: page.path, seconds: 86_400 }
  setCookie(ctx, applicationCookie(ctx), encodeURIComponent(clientId), rules)
}

async function waysOn(page: PageContext, ctx: Context): Promise<Link[]> {
  const clientId = decoded(ctx.cookies.get(applicationCookie(ctx)) ?? '')
  const way = await wayBackTo(page.provider, ctx, clientId === '' ? undefined : clientId)
  return way ? [{ code: 'back_to_application', ...way }] : []
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
  ctx.status = status
  show(page, ctx, 'message', { code, links })
}
