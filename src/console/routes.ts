import { Router } from '@koa/router'
import type { AccountAction } from '../pages/parts.ts'
import { fetchedPages, goTo, parseForm, tellProlonged } from '../web/index.ts'
import { renderMessage } from '../sign-in/index.ts'
import { showActivity } from './activity-list.ts'
import { add, beginStandard, confirm, showAdd, showSetup } from './add-device.ts'
import { remove, rename, showRemove, showRename } from './change-device.ts'
import { revoke, showApplications, showRevoke } from './applications.ts'
import { forget, forgetAll, showBrowsers, showForget, showForgetAll } from './browsers.ts'
import { actPasswordChange, showPasswordChange } from './change-password.ts'
import type { Act, ConsoleContext, Show, Visit } from './console-context.ts'
import { actDelete, actStay, showDelete } from './delete-account.ts'
import { showDevices } from './device-list.ts'
import { chooseLanguage, showLanguage } from './language.ts'
import { changeEmail, confirmEmail, followEmailLink, showEmail, showEmailConfirm } from './email.ts'
import type { Action } from '../policy/index.ts'
import { comeBack, enter } from './entrance.ts'
import { endChosen, endOne, endOthers, endOthersHere, showSessions } from './sessions.ts'
import { downloadData } from './own-data.ts'
import { showNotMe } from './not-me.ts'
import { actLost, showLost } from './lost-device.ts'
import {
  acknowledgeCodes,
  downloadCodes,
  makeNewCodes,
  showCodes,
  showNewCodes,
} from './recovery-codes.ts'
import { actTurnOff, showTurnOff } from './turn-off.ts'

interface Page {
  /** What it takes stands in `policy/`. */
  readonly action: Action
  /** What it is in its place, where the operator has it so. */
  readonly variant?: (context: ConsoleContext) => Action | undefined
  readonly show: Show
}

interface Form extends Page {
  readonly act: Act
}

/** The forms of the console: each shows itself and acts at one address, after a fresh proof. */
const FORMS: Readonly<Record<string, Form>> = {
  // It asks for the password itself, which then counts as the fresh proof of the next step.
  '/devices/add': { action: 'begin_device', show: showAdd, act: add },
  '/devices/:id/setup': { action: 'finish_device', show: showSetup, act: confirm },
  '/devices/:id/standard': { action: 'finish_device', show: showSetup, act: beginStandard },
  '/devices/:id/rename': { action: 'rename_device', show: showRename, act: rename },
  '/extend': { action: 'open_account', show: showDevices, act: prolong },
  '/password': { action: 'change_password', show: showPasswordChange, act: actPasswordChange },
  '/email': { action: 'change_email', show: showEmail, act: changeEmail },
  '/email/confirm': { action: 'confirm_email', show: showEmailConfirm, act: confirmEmail },
  '/devices/:id/remove': { action: 'remove_device', show: showRemove, act: remove },
  '/language': { action: 'choose_language', show: showLanguage, act: chooseLanguage },
  // Those that end sessions ask for a factor themselves, once they know what is to end.
  '/not-me': { action: 'open_account', show: showNotMe, act: endOthersHere },
  '/sessions/end': { action: 'end_sessions', show: endChosen, act: endOne },
  '/sessions/end-others': { action: 'end_sessions', show: endChosen, act: endOthers },
  '/applications/:client/revoke': { action: 'remove_access', show: showRevoke, act: revoke },
  '/browsers/forget': { action: 'forget_browsers', show: showForgetAll, act: forgetAll },
  '/browsers/:id/forget': { action: 'forget_browsers', show: showForget, act: forget },
  '/devices/:id/lost': { action: 'report_lost_device', show: showLost, act: actLost },
  '/recovery-codes/new': { action: 'make_recovery_codes', show: showNewCodes, act: makeNewCodes },
  '/recovery-codes/saved': {
    action: 'acknowledge_recovery_codes',
    show: backToList,
    act: acknowledgeCodes,
  },
  '/delete': {
    action: 'delete_account',
    // Where there is nothing to delete, nobody proves anything for it.
    variant: ({ accountDeletion }) => (accountDeletion === 'off' ? 'open_account' : undefined),
    show: showDelete,
    act: actDelete,
  },
  '/delete/stay': { action: 'keep_account', show: showDelete, act: actStay },
  '/turn-off': {
    action: 'turn_off',
    variant: ({ turnOffWith }) => (turnOffWith === 'password' ? 'turn_off_by_password' : undefined),
    show: showTurnOff,
    act: actTurnOff,
  },
}

/** The pages that are only read. */
const PAGES: Readonly<Record<string, Page>> = {
  '/': { action: 'open_account', show: showDevices },
  '/activity': { action: 'open_account', show: showActivity },
  '/sessions': { action: 'open_account', show: showSessions },
  '/applications': { action: 'open_account', show: showApplications },
  '/browsers': { action: 'open_account', show: showBrowsers },
  '/data': { action: 'open_account', show: downloadData },
  '/recovery-codes': { action: 'see_recovery_codes', show: showCodes },
  '/recovery-codes/text': { action: 'see_recovery_codes', show: downloadCodes },
}

/** What pages call an action, where it is a part of a larger one. */
const SPOKEN = {
  begin_device: 'add_device',
  finish_device: 'add_device',
  confirm_email: 'change_email',
  acknowledge_recovery_codes: 'see_recovery_codes',
  keep_account: 'open_account',
  turn_off_by_password: 'turn_off',
} as const satisfies Record<Exclude<Action, AccountAction>, AccountAction>

const isSpoken = (action: Action): action is Action & AccountAction => !(action in SPOKEN)

function spoken(action: Action): AccountAction {
  return isSpoken(action) ? action : SPOKEN[action]
}

const actionOf = ({ action, variant }: Page, context: ConsoleContext): Action =>
  variant?.(context) ?? action

/** All addresses of the account, and what each is for, as pages tell whoever has to prove something first. */
export const TO_DO: Readonly<Record<string, AccountAction>> = Object.fromEntries(
  Object.entries({ ...PAGES, ...FORMS }).map(([address, { action }]) => [address, spoken(action)]),
)

/** Somebody is still there: the session lives on, and so does the page. */
async function prolong(context: ConsoleContext, { ctx, session }: Visit): Promise<void> {
  const seconds = await context.stepUp.prolong(context.provider, ctx, session)
  if (!tellProlonged(ctx, seconds)) goTo(ctx, context.path)
}

function backToList({ path }: ConsoleContext, { ctx }: Visit): void {
  goTo(ctx, path)
}

/** The account's own pages. */
export function consoleRoutes(context: ConsoleContext): Router {
  const router = new Router({ prefix: context.path })
  router.use(fetchedPages(context.answers))
  const formBody = parseForm()
  for (const [address, page] of Object.entries(PAGES)) {
    const action = actionOf(page, context)
    router.get(address, (ctx) => enter(context, ctx, action, (visit) => page.show(context, visit)))
  }
  router.get('/email/confirm/:token', (ctx) => followEmailLink(context, ctx))
  router.get('/callback', (ctx) => comeBack(context, ctx))
  for (const [address, form] of Object.entries(FORMS)) {
    const action = actionOf(form, context)
    const { show, act } = form
    router.get(address, (ctx) => enter(context, ctx, action, (visit) => show(context, visit)))
    router.post(address, formBody, (ctx) => {
      const work = () =>
        enter(context, ctx, action, async (visit) => {
          const fields = context.stepUp.guard.accept(ctx, `session:${visit.session.uid}`)
          if (!fields) {
            return renderMessage(context, ctx, 403, 'form_outdated', [
              { code: 'account', href: context.path },
            ])
          }
          await act(context, visit, fields)
        })
      // It is sent again and again, and does the same each time.
      return act === prolong ? work() : once(context, ctx, work)
    })
  }
  return router
}

/**
 * A form that is sent twice by one session acts once, and is answered alike. Before anything is looked at: what
 * the first has changed may take from the second what the page takes.
 */
async function once(
  context: ConsoleContext,
  ctx: Visit['ctx'],
  work: () => Promise<void>,
): Promise<void> {
  const { stepUp, provider, answers } = context
  const session = await stepUp.session(provider, ctx)
  if (!session && (await stepUp.repeatLeftAnswer(provider, ctx))) return
  const sent = session && stepUp.guard.nameOf(ctx, `session:${session.uid}`)
  if (sent === undefined) return work()
  const repeated = await answers.once(ctx, sent, work, provider.cookieName('session'))
  // By now the session may have another id than in the answer: the present one is told. Where the first of two has
  // raised its class meanwhile, the cookie of this one leads nowhere but to that answer.
  if (repeated && !(await stepUp.session(provider, ctx))) {
    await stepUp.repeatLeftAnswer(provider, ctx)
  }
}
