import { Router } from '@koa/router'
import type { AccountAction } from '../pages/parts.ts'
import { fetchedPages, parseForm, tellProlonged, type FormFields } from '../web/index.ts'
import { renderMessage } from '../sign-in/index.ts'
import { showActivity } from './activity-list.ts'
import { add, confirm, showAdd, showSetup } from './add-device.ts'
import { remove, rename, showRemove, showRename } from './change-device.ts'
import { revoke, showApplications, showRevoke } from './applications.ts'
import { forget, forgetAll, showBrowsers, showForget, showForgetAll } from './browsers.ts'
import { changePassword, showPasswordChange } from './change-password.ts'
import type { ConsoleContext, ConsoleParts } from './console-context.ts'
import type { Visit } from './visit.ts'
import { actDelete, actStay, showDelete } from './delete-account.ts'
import { showDevices } from './device-list.ts'
import { chooseLanguage, showLanguage } from './language.ts'
import { changeEmail, confirmEmail, followEmailLink, showEmail, showEmailConfirm } from './email.ts'
import { comeBack, enter, type Freshness } from './entrance.ts'
import {
  endChosen,
  endOne,
  endOthers,
  endOthersHere,
  endOtherSessions,
  showSessions,
} from './sessions.ts'
import { showNotMe } from './not-me.ts'
import { goTo } from '../web/flash.ts'
import { actLost, showLost } from './lost-device.ts'
import {
  acknowledgeCodes,
  downloadCodes,
  makeNewCodes,
  showCodes,
  showNewCodes,
} from './recovery-codes.ts'
import { actTurnOff, showTurnOff } from './turn-off.ts'

type Show = (context: ConsoleContext, visit: Visit) => Promise<void> | void
type Act = (context: ConsoleContext, visit: Visit, fields: FormFields) => Promise<void>

interface Form {
  /** What it is for, as pages tell whoever has to prove something first. */
  readonly action: AccountAction
  readonly takes: Freshness | ((context: ConsoleContext) => Freshness)
  readonly show: Show
  readonly act: Act
}

interface Page {
  readonly action: AccountAction
  readonly takes: Freshness
  readonly show: Show
}

/** The forms of the console: each shows itself and acts at one address, after a fresh proof. */
const FORMS: Readonly<Record<string, Form>> = {
  // It asks for the password itself, which then counts as the fresh proof of the next step.
  '/devices/add': { action: 'add_device', takes: 'fresh_code', show: showAdd, act: add },
  '/devices/:id/setup': { action: 'add_device', takes: 'pending', show: showSetup, act: confirm },
  '/devices/:id/rename': {
    action: 'rename_device',
    takes: 'fresh_code',
    show: showRename,
    act: rename,
  },
  '/extend': { action: 'open_account', takes: 'session', show: showDevices, act: prolong },
  '/password': {
    action: 'change_password',
    takes: 'session',
    show: showPasswordChange,
    act: changePassword,
  },
  '/email': {
    action: 'change_email',
    takes: 'fresh_code',
    show: (context, visit) => {
      showEmail(context, visit)
    },
    act: changeEmail,
  },
  // The link was asked for with a fresh code; that the same account opens it is what it proves.
  '/email/confirm': {
    action: 'change_email',
    takes: 'session',
    show: showEmailConfirm,
    act: confirmEmail,
  },
  '/devices/:id/remove': {
    action: 'remove_device',
    takes: 'fresh_code',
    show: showRemove,
    act: remove,
  },
  '/language': {
    action: 'choose_language',
    takes: 'session',
    show: showLanguage,
    act: chooseLanguage,
  },
  // Those that end sessions ask for a factor themselves, once they know what is to end.
  '/not-me': { action: 'open_account', takes: 'session', show: showNotMe, act: endOthersHere },
  '/sessions/end': { action: 'end_sessions', takes: 'session', show: endChosen, act: endOne },
  '/sessions/end-others': {
    action: 'end_sessions',
    takes: 'session',
    show: endChosen,
    act: endOthers,
  },
  // What makes an account safer takes no more than being signed in.
  '/applications/:client/revoke': {
    action: 'remove_access',
    takes: 'session',
    show: showRevoke,
    act: revoke,
  },
  '/browsers/forget': {
    action: 'forget_browsers',
    takes: 'session',
    show: showForgetAll,
    act: forgetAll,
  },
  '/browsers/:id/forget': {
    action: 'forget_browsers',
    takes: 'session',
    show: showForget,
    act: forget,
  },
  '/devices/:id/lost': {
    action: 'report_lost_device',
    takes: 'fresh_code',
    show: showLost,
    act: actLost,
  },
  '/recovery-codes/new': {
    action: 'make_recovery_codes',
    takes: 'fresh_code',
    show: showNewCodes,
    act: makeNewCodes,
  },
  // Shows and changes nothing: who took long to write the codes down is not asked for another one.
  '/recovery-codes/saved': {
    action: 'see_recovery_codes',
    takes: 'session',
    show: backToList,
    act: acknowledgeCodes,
  },
  '/delete': {
    action: 'delete_account',
    // Where there is nothing to delete, nobody proves anything for it.
    takes: ({ accountDeletion }) => (accountDeletion === 'off' ? 'session' : 'fresh_code'),
    show: showDelete,
    act: actDelete,
  },
  '/delete/stay': { action: 'open_account', takes: 'session', show: showDelete, act: actStay },
  '/turn-off': {
    action: 'turn_off',
    // Where the password does, the form asks for it itself, in a session that proved the second factor: else
    // the password alone would take away what protects against it.
    takes: ({ turnOffWith }) => (turnOffWith === 'password' ? 'second_factor' : 'fresh_code'),
    show: (context, visit) => {
      showTurnOff(context, visit)
    },
    act: actTurnOff,
  },
}

/** The pages that are only read. */
const PAGES: Readonly<Record<string, Page>> = {
  '/': { action: 'open_account', takes: 'session', show: showDevices },
  '/activity': { action: 'open_account', takes: 'session', show: showActivity },
  '/sessions': { action: 'open_account', takes: 'session', show: showSessions },
  '/applications': { action: 'open_account', takes: 'session', show: showApplications },
  '/browsers': { action: 'open_account', takes: 'session', show: showBrowsers },
  '/recovery-codes': { action: 'see_recovery_codes', takes: 'fresh_code', show: showCodes },
  '/recovery-codes/text': {
    action: 'see_recovery_codes',
    takes: 'fresh_code',
    show: downloadCodes,
  },
}

/** All addresses of the account, and what each is for. */
export const ACTIONS: Readonly<Record<string, AccountAction>> = Object.fromEntries(
  Object.entries({ ...PAGES, ...FORMS }).map(([address, { action }]) => [address, action]),
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
export function consoleRoutes(parts: ConsoleParts): Router {
  const context: ConsoleContext = {
    ...parts,
    endOtherSessions: (visit) => endOtherSessions(parts, visit),
  }
  const router = new Router({ prefix: context.path })
  router.use(fetchedPages(context.answers))
  const formBody = parseForm()
  for (const [address, { takes, show }] of Object.entries(PAGES)) {
    router.get(address, (ctx) => enter(context, ctx, takes, (visit) => show(context, visit)))
  }
  router.get('/email/confirm/:token', (ctx) => {
    followEmailLink(context, ctx)
  })
  router.get('/callback', (ctx) => comeBack(context, ctx))
  for (const [address, { takes: needs, show, act }] of Object.entries(FORMS)) {
    const takes = typeof needs === 'function' ? needs(context) : needs
    router.get(address, (ctx) => enter(context, ctx, takes, (visit) => show(context, visit)))
    router.post(address, formBody, (ctx) => {
      const work = () =>
        enter(context, ctx, takes, async (visit) => {
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
