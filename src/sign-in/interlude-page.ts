import type { Context } from 'koa'
import { assertNever } from '../kernel/assert-never.ts'
import { dateOf, type Instant } from '../kernel/instant.ts'
import { leave } from './advance.ts'
import { pendingOf, renderEnrolment } from './enrol.ts'
import { secondsUntil } from './form-errors.ts'
import {
  CODES_SHOWN,
  interludeOf,
  mayAddDevice,
  takesPasswordFirst,
  type Interlude,
} from './interlude.ts'
import { showNext, type PageContext } from './page-context.ts'
import { show } from '../web/show.ts'
import { emit } from '../web/emit.ts'
import { setPageHeaders } from '../web/page-headers.ts'
import { sendCodesFile, shownCodes } from './recovery-codes.ts'
import { labelOf, type Walk } from './walk.ts'
import { applicationName } from '../web/application-name.ts'

/** All is proved: tells what there is to tell, and else goes on to the relying party. */
export async function renderGranted(page: PageContext, ctx: Context, walk: Walk): Promise<void> {
  const may = mayAddDevice(page, walk) && !takesPasswordFirst(walk)
  if (may && (await pendingOf(page, walk))) return renderEnrolment(page, ctx, walk)
  const interlude = interludeOf(page, walk)
  if (!interlude) return leave(page, ctx, walk)
  setPageHeaders(ctx, 'to_applications')
  switch (interlude.kind) {
    case 'codes_issued':
      return renderIssued(page, ctx, walk, interlude.until)
    case 'codes_over':
      return renderOver(page, ctx, walk)
    case 'leaving':
      return renderLeaving(page, ctx, walk, interlude)
    case 'codes_left':
      return renderLeft(page, ctx, walk, interlude)
    default:
      return assertNever(interlude)
  }
}

const formOf = (page: PageContext, { interaction: { uid } }: Walk) => ({
  action: `${page.path}/${uid}/continue`,
  csrf: page.guard.token(`interaction:${uid}`),
})

async function renderIssued(
  page: PageContext,
  ctx: Context,
  walk: Walk,
  until: Instant,
): Promise<void> {
  const codes = await codesOf(page, walk)
  // Removed meanwhile.
  if (!codes) return leave(page, ctx, walk)
  show(page, ctx, 'recovery-codes', {
    occasion: 'issued',
    accountName: labelOf(walk),
    codes: shownCodes(codes),
    downloadHref: `${page.path}/${walk.interaction.uid}/recovery-codes.txt`,
    acknowledge: formOf(page, walk),
    progress: { step: 3, steps: 3 },
    shown: { seconds: CODES_SHOWN, left: secondsUntil(until, page.clock()) },
  })
}

function renderOver(page: PageContext, ctx: Context, walk: Walk): void {
  show(page, ctx, 'recovery-codes-over', {
    ...formOf(page, walk),
    accountName: labelOf(walk),
    applicationName: applicationName(walk.client, ctx),
    progress: { step: 3, steps: 3 },
    ...codesHrefOf(page),
  })
}

const codesHrefOf = ({ consoleUrl }: PageContext) =>
  consoleUrl === undefined ? {} : { codesHref: `${consoleUrl}/recovery-codes` }

function renderLeaving(
  page: PageContext,
  ctx: Context,
  walk: Walk,
  { until }: Extract<Interlude, { kind: 'leaving' }>,
): void {
  const goOn = formOf(page, walk)
  show(page, ctx, 'account-leaving', {
    ...goOn,
    action: `${page.path}/${walk.interaction.uid}/stay`,
    accountName: labelOf(walk),
    until: dateOf(until),
    goOn: { ...goOn, applicationName: applicationName(walk.client, ctx) },
  })
}

/** "Keep my account": that is taken back, and on to the relying party. */
export async function acceptStay(page: PageContext, ctx: Context, walk: Walk): Promise<void> {
  const accountId = walk.subject?.account.id
  const leaving = interludeOf(page, walk)?.kind === 'leaving'
  if (!leaving || accountId === undefined) return showNext(page, ctx, walk.interaction)
  if (await page.stay?.(accountId)) await emit(page, ctx, { type: 'account_staying', accountId })
  await leave(page, ctx, walk)
}

function renderLeft(
  page: PageContext,
  ctx: Context,
  walk: Walk,
  { left, justUsed, few }: Extract<Interlude, { kind: 'codes_left' }>,
): void {
  show(page, ctx, 'recovery-codes-left', {
    ...formOf(page, walk),
    accountName: labelOf(walk),
    applicationName: applicationName(walk.client, ctx),
    left,
    justUsed,
    few,
    hasDevice: (walk.subject?.devices.length ?? 0) > 0,
    ...(hasRoom(page, walk)
      ? { addDeviceHref: `${page.path}/${walk.interaction.uid}/new-device` }
      : {}),
    ...codesHrefOf(page),
  })
}

const hasRoom = (page: PageContext, walk: Walk): boolean =>
  walk.subject !== undefined &&
  mayAddDevice(page, walk) &&
  walk.subject.devices.length < page.authenticators.limit

/** The codes in clear, where this interaction ends with showing them. */
async function codesOf(page: PageContext, walk: Walk) {
  const due = interludeOf(page, walk)?.kind === 'codes_issued'
  return due && walk.subject ? page.recoveryCodes?.show(walk.subject.account.id) : undefined
}

/** The same codes as a file. */
export async function downloadCodes(page: PageContext, ctx: Context, walk: Walk): Promise<void> {
  const codes = await codesOf(page, walk)
  if (!codes) return showNext(page, ctx, walk.interaction)
  sendCodesFile(page, ctx, labelOf(walk), codes)
}

/** A device in the place of what was lost, named first. */
export async function showNewDevice(page: PageContext, ctx: Context, walk: Walk): Promise<void> {
  if (!mayAddDevice(page, walk)) return showNext(page, ctx, walk.interaction)
  await renderEnrolment(page, ctx, walk)
}

/** Read and saved: on to the relying party, where the decision still grants. */
export async function acceptContinue(page: PageContext, ctx: Context, walk: Walk): Promise<void> {
  if (walk.decision.outcome !== 'grant') return showNext(page, ctx, walk.interaction)
  await leave(page, ctx, walk)
}
