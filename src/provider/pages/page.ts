import type { Context } from 'koa'
import type Provider from 'oidc-provider'
import { newestCredential, type Evidence } from '../../assurance/index.ts'
import type { Authenticator, Authenticators, RecoveryCodes } from '../../authenticators/index.ts'
import type { EventSink, Origin, StepUpEvent } from '../../events.ts'
import type { AccountId } from '../../ids.ts'
import type { AccountAction, PageName, Pages, RenderPage } from '../../pages.ts'
import { textOf } from '../../telling.ts'
import { addressOf } from './address.ts'
import { expiryOf } from './expiry.ts'
import { languageOf } from './language.ts'
import type { InteractionLife } from './prolong.ts'
import type { StepUpContext } from '../step-up.ts'
import type { Consents } from '../consents.ts'
import type { FormAnswers } from '../form-answers.ts'
import type { FormGuard } from './form-guard.ts'
import type { KnownBrowsers } from './known-browser.ts'
import type { SignInPage } from './sign-in-shape.ts'
import type { Interaction } from './walk.ts'

/** Runs reads so that they see what was written since the request began, by whichever node. */
export type ReadAnew = <T>(read: () => Promise<T>) => Promise<T>

/** What the parameters of an authorization request are for, where the account's own pages sent it. */
export type AccountActionOf = (
  params: Readonly<Record<string, unknown>>,
) => AccountAction | undefined

/** What every page of ours works with. */
export interface PageContext extends StepUpContext {
  readonly provider: Provider
  readonly authenticators: Authenticators
  readonly recoveryCodes?: RecoveryCodes
  readonly render: RenderPage
  readonly guard: FormGuard
  readonly browsers: KnownBrowsers
  readonly onEvent: EventSink
  readonly readAnew: ReadAnew
  readonly answers: FormAnswers
  /** Absent where consent is known to the session alone. */
  readonly consents?: Consents
  /** Shown in authenticator apps. */
  readonly issuerName: string
  /** Where the interaction's pages are: `<path>/<uid>`. */
  readonly path: string
  readonly life: InteractionLife
  /** Where a forgotten password is replaced; absent where it is not. */
  readonly forgotPath?: string | undefined
  /** Takes back that an account is to be deleted; absent where owners cannot have that. */
  readonly stay?: ((id: AccountId) => Promise<boolean>) | undefined
  /** Whether the page for the first factor is ours, or the host's. */
  readonly asksFirstFactor: boolean
  /** Where the account's own pages are; absent where there are none. */
  readonly consoleUrl?: string
  /** What a request of the account's own pages is for; undefined for every other one. */
  readonly accountAction: AccountActionOf
  /** How our page for it asks. */
  readonly signInPage: SignInPage
  /** Whether a name that nobody has is treated as one with a second factor. */
  readonly assumesSecondFactor: (login: string) => boolean
}

/** What a terminal obeys: C0, DEL and C1 (a header's bytes are read as Latin-1). */
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const CONTROLS = /[\u0000-\u001f\u007f-\u009f]/g

export const originOf = (ctx: Context): Origin => {
  const requestId: unknown = ctx.state['requestId']
  const device: unknown = ctx.state[DEVICE]
  return {
    address: ctx.ip,
    userAgent: ctx.get('User-Agent').replaceAll(CONTROLS, '').slice(0, 256),
    ...(typeof requestId === 'string' ? { requestId } : {}),
    ...(typeof device === 'string' ? { device } : {}),
  }
}

const DEVICE = 'codeFromDevice'

/** From here on the request is known to stand on a code of this device, or of none. */
export const noteDevice = (ctx: Context, name: string | undefined): void => {
  ctx.state[DEVICE] = name
}

/** The device whose code was given last, by what its owner calls it. */
export const deviceBehind = (
  proofs: Evidence,
  devices: readonly Authenticator[],
): string | undefined => {
  const credential = newestCredential(proofs)
  return devices.find(({ id }) => id === credential)?.name
}

type WithoutOrigin<Event> = Event extends unknown ? Omit<Event, 'origin'> : never

/** Hands an event to the audit trail with where it came from. */
export const emit = (
  page: Pick<PageContext, 'onEvent'>,
  ctx: Context,
  event: WithoutOrigin<StepUpEvent>,
): Promise<void> => handOn(page, ctx, { ...event, origin: originOf(ctx) })

/**
 * What it tells of has happened: a code is spent, a device is gone. A sink that fails can neither undo that
 * nor keep its answer from whoever waits for it; the failure goes where the app's other faults go.
 */
export async function handOn(
  { onEvent }: Pick<PageContext, 'onEvent'>,
  { app }: Context,
  event: StepUpEvent,
): Promise<void> {
  try {
    await onEvent(event)
  } catch (cause) {
    // Where Koa tells of faults: on stderr, unless the app listens. Some errors it would not tell of.
    const error = new Error(`onEvent failed at ${event.type}: ${textOf(cause)}`, { cause })
    if (app.listenerCount('error') > 0) app.emit('error', error)
    else process.emitWarning(error)
  }
}

/** Where a request keeps where its reader signs out. */
const SIGN_OUT = 'signOutHref'

/** Says that a page is for whoever is signed in, and where they sign out. */
export function signsOutAt(ctx: Context, href: string): void {
  ctx.state[SIGN_OUT] = href
}

const signOutHrefOf = (ctx: Context): string | undefined =>
  // Written above and nowhere else.
  ctx.state[SIGN_OUT] as string | undefined

/** Draws a page in the reader's language. */
export function show<Name extends PageName>(
  page: Pick<PageContext, 'render'>,
  ctx: Context,
  name: Name,
  model: Pages[Name],
): void {
  const language = languageOf(ctx)
  ctx.vary('Accept-Language')
  ctx.set('Content-Language', language)
  ctx.body = page.render(name, model, language, {
    expiry: expiryOf(ctx),
    address: addressOf(ctx),
    signOutHref: signOutHrefOf(ctx),
  })
}

/** The browser fetches what comes next, so that a reload sends nothing twice. */
export function showNext(page: PageContext, ctx: Context, { uid }: Interaction): void {
  ctx.status = 303
  ctx.redirect(`${page.path}/${uid}`)
}
