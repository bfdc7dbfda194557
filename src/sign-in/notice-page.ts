import type { Context } from 'koa'
import { stay } from '../actions/leaving.ts'
import { assertNever } from '../kernel/typing.ts'
import { dateOf, type Instant } from '../kernel/instant.ts'
import { leave } from './submit-proofs.ts'
import { pendingOf, renderEnrolment } from './enrol.ts'
import { secondsUntil } from './form-errors.ts'
import { CODES_SHOWN, noticeOf, mayAddDevice, takesPasswordFirst, type Notice } from './notice.ts'
import { showNext, type OnFlow, type PageContext } from './page-context.ts'
import { applicationName, ownerIn, showOnTheWay } from '../web/index.ts'
import { sendCodesFile, shownCodes } from './recovery-codes.ts'
import { labelOf, type Flow } from './flow.ts'

/** All is proved: tells what there is to tell, and else goes on to the relying party. */
export async function renderGranted(page: PageContext, ctx: Context, flow: Flow): Promise<void> {
  const may = mayAddDevice(page, flow) && !takesPasswordFirst(flow)
  if (may && (await pendingOf(page, flow))) return renderEnrolment(page, ctx, flow)
  const notice = noticeOf(page, flow)
  if (!notice) return leave(page, ctx, flow)
  switch (notice.kind) {
    case 'codes_issued':
      return renderIssued(page, ctx, flow, notice.until)
    case 'codes_over':
      return renderOver(page, ctx, flow)
    case 'leaving':
      return renderLeaving(page, ctx, flow, notice)
    case 'codes_left':
      return renderLeft(page, ctx, flow, notice)
    default:
      return assertNever(notice)
  }
}

const formOf = (page: PageContext, { interaction: { uid } }: Flow) => ({
  action: `${page.path}/${uid}/continue`,
  csrf: page.guard.token(`interaction:${uid}`),
})

const renderIssued: OnFlow<[until: Instant]> = async (page, ctx, flow, until) => {
  const codes = await codesOf(page, flow)
  // Removed meanwhile.
  if (!codes) return leave(page, ctx, flow)
  showOnTheWay(page, ctx, 'recovery-codes', {
    occasion: 'issued',
    accountName: labelOf(flow),
    codes: shownCodes(codes),
    downloadHref: `${page.path}/${flow.interaction.uid}/recovery-codes.txt`,
    acknowledge: formOf(page, flow),
    progress: { step: 3, steps: 3 },
    shown: { seconds: CODES_SHOWN, left: secondsUntil(until, page.clock()) },
  })
}

function renderOver(page: PageContext, ctx: Context, flow: Flow): void {
  showOnTheWay(page, ctx, 'recovery-codes-over', {
    ...formOf(page, flow),
    accountName: labelOf(flow),
    applicationName: applicationName(flow.client, ctx),
    progress: { step: 3, steps: 3 },
    ...codesHrefOf(page),
  })
}

const codesHrefOf = ({ consoleUrl }: PageContext) =>
  consoleUrl === undefined ? {} : { codesHref: `${consoleUrl}/recovery-codes` }

function renderLeaving(
  page: PageContext,
  ctx: Context,
  flow: Flow,
  { until }: Extract<Notice, { kind: 'leaving' }>,
): void {
  const next = formOf(page, flow)
  showOnTheWay(page, ctx, 'account-leaving', {
    ...next,
    action: `${page.path}/${flow.interaction.uid}/stay`,
    accountName: labelOf(flow),
    until: dateOf(until),
    next: { ...next, applicationName: applicationName(flow.client, ctx) },
  })
}

/** "Keep my account": that is taken back, and on to the relying party. */
export async function acceptStay(page: PageContext, ctx: Context, flow: Flow): Promise<void> {
  const accountId = flow.subject?.account.id
  const leaving = noticeOf(page, flow)?.kind === 'leaving'
  if (!leaving || accountId === undefined) return showNext(page, ctx, flow.interaction)
  if (page.stay) await stay({ stay: page.stay }, ownerIn(page, ctx, accountId))
  await leave(page, ctx, flow)
}

function renderLeft(
  page: PageContext,
  ctx: Context,
  flow: Flow,
  { left, justUsed, few }: Extract<Notice, { kind: 'codes_left' }>,
): void {
  showOnTheWay(page, ctx, 'recovery-codes-left', {
    ...formOf(page, flow),
    accountName: labelOf(flow),
    applicationName: applicationName(flow.client, ctx),
    left,
    justUsed,
    few,
    hasDevice: (flow.subject?.devices.length ?? 0) > 0,
    ...(hasRoom(page, flow)
      ? { addDeviceHref: `${page.path}/${flow.interaction.uid}/new-device` }
      : {}),
    ...codesHrefOf(page),
  })
}

const hasRoom = (page: PageContext, flow: Flow): boolean =>
  flow.subject !== undefined &&
  mayAddDevice(page, flow) &&
  flow.subject.devices.length < page.authenticators.limit

/** The codes in clear, where this interaction ends with showing them. */
async function codesOf(page: PageContext, flow: Flow) {
  const due = noticeOf(page, flow)?.kind === 'codes_issued'
  return due && flow.subject ? page.recoveryCodes?.show(flow.subject.account.id) : undefined
}

/** The same codes as a file. */
export async function downloadCodes(page: PageContext, ctx: Context, flow: Flow): Promise<void> {
  const codes = await codesOf(page, flow)
  if (!codes) return showNext(page, ctx, flow.interaction)
  sendCodesFile(page, ctx, labelOf(flow), codes)
}

/** A device in the place of what was lost, named first. */
export async function showNewDevice(page: PageContext, ctx: Context, flow: Flow): Promise<void> {
  if (!mayAddDevice(page, flow)) return showNext(page, ctx, flow.interaction)
  await renderEnrolment(page, ctx, flow)
}

/** Read and saved: on to the relying party, where the decision still grants. */
export async function acceptContinue(page: PageContext, ctx: Context, flow: Flow): Promise<void> {
  if (flow.decision.outcome !== 'grant') return showNext(page, ctx, flow.interaction)
  await leave(page, ctx, flow)
}
