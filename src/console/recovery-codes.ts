import type { Context } from 'koa'
import { takesMethod } from '../assurance/index.ts'
import type { MadeRecoveryCodes } from '../methods/recovery-codes/index.ts'
import type { RecoveryCodeSetId } from '../kernel/ids.ts'
import { issueCodes, sendCodesFile, shownCodes } from '../sign-in/index.ts'
import { show } from '../web/show.ts'
import { emit } from '../web/emit.ts'
import { setPageHeaders } from '../web/index.ts'
import type { ConsoleContext } from './console-context.ts'
import type { Visit } from './visit.ts'
import { readDone, tellDone, type Done } from './done.ts'
import { goTo } from './told.ts'
import { frameOf } from './frame.ts'

/** The page of the codes: to be saved where they are new, with a way back where they are looked up. */
export async function showCodes(console: ConsoleContext, visit: Visit): Promise<void> {
  const { ctx, account, session } = visit
  const codes = await disclose(console, visit)
  if (!codes) return goTo(ctx, console.path)
  const base = `${console.path}/recovery-codes`
  const { fresh, shown } = codes
  setPageHeaders(ctx)
  show(console, ctx, 'recovery-codes', {
    occasion: !fresh ? 'seen' : fresh.code === 'codes_renewed' ? 'regenerated' : 'issued',
    accountName: account.label,
    codes: shownCodes(shown),
    downloadHref: `${base}/text`,
    ...(fresh
      ? {
          acknowledge: {
            action: `${base}/saved`,
            csrf: console.stepUp.guard.token(`session:${session.uid}`),
          },
        }
      : {
          frame: frameOf(console, visit, 'security'),
          regenerateHref: `${base}/new`,
          backHref: console.path,
        }),
  })
}

/** The same as a file. */
export async function downloadCodes(console: ConsoleContext, visit: Visit): Promise<void> {
  const { ctx, account } = visit
  const codes = await disclose(console, visit)
  if (!codes) return goTo(ctx, console.path)
  sendCodesFile(console, ctx, account.label, codes.shown)
}

/** Opens the codes. That is recorded, unless they were made just now and this is their first showing. */
async function disclose(console: ConsoleContext, { ctx, account }: Visit) {
  const shown = await console.recoveryCodes.show(account.id)
  if (!shown) return undefined
  const done = readDone(console, ctx)
  const fresh = done?.codes === shown.id ? done : undefined
  if (!fresh) await emit(console, ctx, { type: 'recovery_codes_seen', accountId: account.id })
  return { shown, fresh }
}

/** "I have saved them": back to the list, which tells what was done. */
export async function acknowledgeCodes(console: ConsoleContext, { ctx }: Visit): Promise<void> {
  const { code, name } = readDone(console, ctx) ?? {}
  if (code === undefined || name === undefined) return goTo(ctx, console.path)
  tellDone(console, ctx, { code, name })
}

/** Asks before codes are made. */
export function showNewCodes(console: ConsoleContext, visit: Visit): void {
  const { ctx, account, session, subject } = visit
  if (!offersCodes(console, visit)) return goTo(ctx, console.path)
  const { recoveryCodes } = subject
  setPageHeaders(ctx)
  show(console, ctx, 'recovery-codes-new', {
    // Names what is replaced: a form that is sent twice makes new codes once.
    action: `${console.path}/recovery-codes/new?instead=${recoveryCodes?.id ?? ''}`,
    csrf: console.stepUp.guard.token(`session:${session.uid}`),
    accountName: account.label,
    replaces: recoveryCodes !== undefined,
    cancelHref: console.path,
  })
}

export async function makeNewCodes(console: ConsoleContext, visit: Visit): Promise<void> {
  const { ctx, account } = visit
  if (!offersCodes(console, visit)) return goTo(ctx, console.path)
  const instead = ctx.query['instead']
  if (typeof instead !== 'string' || instead === '') {
    return giveCodes(console, visit, { code: 'codes_made', name: '' })
  }
  const set = instead as RecoveryCodeSetId
  const codes = await console.recoveryCodes.regenerate(account.id, set)
  if (codes.made) {
    await emit(console, ctx, { type: 'recovery_codes_regenerated', accountId: account.id })
  }
  showMade(console, ctx, codes, { code: 'codes_renewed', name: '' })
}

/** Gives an account its first codes, and shows them. */
async function giveCodes(
  console: ConsoleContext,
  { ctx, account }: Visit,
  done: Done,
): Promise<void> {
  const codes = await issueCodes({ ...console, ladder: console.stepUp.ladder }, ctx, account.id)
  if (codes) showMade(console, ctx, codes, done)
  else tellDone(console, ctx, done)
}

/** Who made none sees those that stand as at any other time, so that this is recorded. */
export function showMade(
  console: ConsoleContext,
  ctx: Context,
  codes: MadeRecoveryCodes,
  done: Done,
): void {
  const address = `${console.path}/recovery-codes`
  if (codes.made) tellDone(console, ctx, { ...done, codes: codes.id }, address)
  else goTo(ctx, address)
}

/** Codes stand in for a device: there is nothing to make where no second factor was ever bound. */
const offersCodes = ({ stepUp: { ladder } }: ConsoleContext, { subject }: Visit): boolean =>
  subject.enrolled && takesMethod(ladder, 'recovery_code')
