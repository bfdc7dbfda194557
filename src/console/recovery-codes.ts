import type { Context } from 'koa'
import { issueCodes, renewCodes, seeCodes } from '../actions/recovery-codes.ts'
import { takesMethod } from '../assurance/index.ts'
import { RECOVERY_CODE, type MadeRecoveryCodes } from '../methods/recovery-codes/index.ts'
import type { RecoveryCodeSetId } from '../kernel/ids.ts'
import { sendCodesFile, shownCodes } from '../sign-in/index.ts'
import { goTo, show } from '../web/index.ts'
import type { ConsoleContext, Visit } from './console-context.ts'
import { readDone, tellDone, type Done } from './done.ts'
import { formParts, frameOf } from './frame.ts'

/** The page of the codes: to be saved where they are new, with a way back where they are looked up. */
export async function showCodes(context: ConsoleContext, visit: Visit): Promise<void> {
  const { ctx, account, session } = visit
  const codes = await disclose(context, visit)
  if (!codes) return goTo(ctx, context.path)
  const base = `${context.path}/recovery-codes`
  const { fresh, shown } = codes
  show(context, ctx, 'recovery-codes', {
    occasion: !fresh ? 'seen' : fresh.code === 'codes_renewed' ? 'regenerated' : 'issued',
    accountName: account.label,
    codes: shownCodes(shown),
    downloadHref: `${base}/text`,
    ...(fresh
      ? {
          acknowledge: {
            action: `${base}/saved`,
            csrf: context.stepUp.guard.token(`session:${session.uid}`),
          },
        }
      : {
          frame: frameOf(context, visit, 'security'),
          regenerateHref: `${base}/new`,
          backHref: context.path,
        }),
  })
}

/** The same as a file. */
export async function downloadCodes(context: ConsoleContext, visit: Visit): Promise<void> {
  const { ctx, account } = visit
  const codes = await disclose(context, visit)
  if (!codes) return goTo(ctx, context.path)
  sendCodesFile(context, ctx, account.label, codes.shown)
}

/** Opens the codes. That is recorded, unless they were made just now and this is their first showing. */
async function disclose(context: ConsoleContext, { ctx, acting }: Visit) {
  const done = readDone(context, ctx)
  const shown = await seeCodes(context, acting, done?.codes)
  return shown && { shown, fresh: done?.codes === shown.id ? done : undefined }
}

/** "I have saved them": back to the list, which tells what was done. */
export async function acknowledgeCodes(context: ConsoleContext, { ctx }: Visit): Promise<void> {
  const { code, name } = readDone(context, ctx) ?? {}
  if (code === undefined || name === undefined) return goTo(ctx, context.path)
  tellDone(context, ctx, { code, name })
}

/** Asks before codes are made. */
export function showNewCodes(context: ConsoleContext, visit: Visit): void {
  const { ctx, subject } = visit
  if (!offersCodes(context, visit)) return goTo(ctx, context.path)
  const { recoveryCodes } = subject
  show(context, ctx, 'recovery-codes-new', {
    ...formParts(context, visit),
    // Names what is replaced: a form that is sent twice makes new codes once.
    action: `${context.path}/recovery-codes/new?instead=${recoveryCodes?.id ?? ''}`,
    replaces: recoveryCodes !== undefined,
  })
}

export async function makeNewCodes(context: ConsoleContext, visit: Visit): Promise<void> {
  const { ctx, acting } = visit
  if (!offersCodes(context, visit)) return goTo(ctx, context.path)
  const instead = ctx.query['instead']
  const renewed =
    typeof instead === 'string' && instead !== ''
      ? await renewCodes(context, acting, instead as RecoveryCodeSetId)
      : undefined
  const codes = renewed ?? (await issueCodes(context, acting))
  const done = { code: renewed ? 'codes_renewed' : 'codes_made', name: '' } as const
  if (codes) showMade(context, ctx, codes, done)
  else tellDone(context, ctx, done)
}

/** Who made none sees those that stand as at any other time, so that this is recorded. */
export function showMade(
  context: ConsoleContext,
  ctx: Context,
  codes: MadeRecoveryCodes,
  done: Done,
): void {
  const address = `${context.path}/recovery-codes`
  if (codes.made) tellDone(context, ctx, { ...done, codes: codes.id }, address)
  else goTo(ctx, address)
}

/** Codes stand in for a device: there is nothing to make where no second factor was ever bound. */
const offersCodes = ({ ladder }: ConsoleContext, { subject }: Visit): boolean =>
  subject.enrolled && takesMethod(ladder, RECOVERY_CODE.id)
