import { bodyParser } from '@koa/bodyparser'
import { Router } from '@koa/router'
import { renderMessage, tellProlonged, type FormFields } from '../provider/index.ts'
import { showActivity } from './activity-list.ts'
import { add, confirm, showAdd, showSetup } from './add-device.ts'
import { remove, rename, showRemove, showRename } from './change-device.ts'
import { revoke, showApplications, showRevoke } from './applications.ts'
import { changePassword, showPasswordChange } from './change-password.ts'
import type { ConsoleContext, ConsoleParts, Visit } from './console-context.ts'
import { showDevices } from './device-list.ts'
import { chooseLanguage, showLanguage } from './language.ts'
import { comeBack, enter, type Freshness } from './entrance.ts'
import { backToSessions, endOne, endOthers, endOtherSessions, showSessions } from './sessions.ts'

type Show = (console: ConsoleContext, visit: Visit) => Promise<void> | void
type Act = (console: ConsoleContext, visit: Visit, fields: FormFields) => Promise<void>

interface Form {
  readonly takes: Freshness
  readonly show: Show
  readonly act: Act
}

/** The pages that the menu leads to: a session that counts is enough to look at them. */
const PAGES: Readonly<Record<string, Show>> = {
  '/': showDevices,
  '/activity': showActivity,
  '/sessions': showSessions,
  '/applications': showApplications,
}

/** The forms of the console: each shows itself and acts at one address, after a fresh proof. */
const FORMS: Readonly<Record<string, Form>> = {
  // It asks for the password itself, which then counts as the fresh proof of the next step.
  '/devices/add': { takes: 'fresh_code', show: showAdd, act: add },
  '/devices/:id/setup': { takes: 'pending', show: showSetup, act: confirm },
  '/devices/:id/rename': { takes: 'fresh_code', show: showRename, act: rename },
  '/extend': { takes: 'session', show: showDevices, act: prolong },
  '/password': { takes: 'session', show: showPasswordChange, act: changePassword },
  '/devices/:id/remove': { takes: 'fresh_code', show: showRemove, act: remove },
  '/language': { takes: 'session', show: showLanguage, act: chooseLanguage },
  // What makes an account safer takes no more than being signed in.
  '/sessions/end': { takes: 'session', show: backToSessions, act: endOne },
  '/sessions/end-others': { takes: 'session', show: backToSessions, act: endOthers },
  '/applications/:client/revoke': { takes: 'session', show: showRevoke, act: revoke },
}

/** Somebody is still there: the session lives on, and so does the page. */
async function prolong(console: ConsoleContext, { ctx, session }: Visit): Promise<void> {
  const seconds = await console.stepUp.prolong(console.provider, ctx, session)
  if (tellProlonged(ctx, seconds)) return
  ctx.status = 303
  ctx.redirect(console.path)
}

const FORM_LIMIT = '16kb'

/** The account's own pages. */
export function consoleRoutes(parts: ConsoleParts): Router {
  const console: ConsoleContext = {
    ...parts,
    endOtherSessions: (visit) => endOtherSessions(parts, visit),
  }
  const router = new Router({ prefix: console.path })
  const parseForm = bodyParser({ enableTypes: ['form'], formLimit: FORM_LIMIT })
  for (const [address, show] of Object.entries(PAGES)) {
    router.get(address, (ctx) => enter(console, ctx, 'session', (visit) => show(console, visit)))
  }
  router.get('/callback', (ctx) => comeBack(console, ctx))
  for (const [address, { takes, show, act }] of Object.entries(FORMS)) {
    router.get(address, (ctx) => enter(console, ctx, takes, (visit) => show(console, visit)))
    router.post(address, parseForm, (ctx) =>
      enter(console, ctx, takes, async (visit) => {
        const fields = console.stepUp.guard.accept(ctx, `session:${visit.session.uid}`)
        if (!fields) {
          return renderMessage(console, ctx, 403, 'form_outdated', [
            { code: 'account', href: console.path },
          ])
        }
        await act(console, visit, fields)
      }),
    )
  }
  return router
}
