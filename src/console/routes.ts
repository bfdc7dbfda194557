import { bodyParser } from '@koa/bodyparser'
import { Router } from '@koa/router'
import { renderMessage, type FormFields } from '../provider/index.ts'
import { add, confirm, showAdd, showSetup } from './add-device.ts'
import { remove, rename, showRemove, showRename } from './change-device.ts'
import { forget, forgetAll, showBrowsers, showForget, showForgetAll } from './browsers.ts'
import type { ConsoleContext, Visit } from './console-context.ts'
import { showDevices } from './device-list.ts'
import { comeBack, enter, type Freshness } from './entrance.ts'

type Show = (console: ConsoleContext, visit: Visit) => Promise<void> | void
type Act = (console: ConsoleContext, visit: Visit, fields: FormFields) => Promise<void>

interface Form {
  readonly takes: Freshness
  readonly show: Show
  readonly act: Act
}

/** The forms of the console: each shows itself and acts at one address, after a fresh proof. */
const FORMS: Readonly<Record<string, Form>> = {
  // It asks for the password itself, which then counts as the fresh proof of the next step.
  '/devices/add': { takes: 'fresh_code', show: showAdd, act: add },
  '/devices/:id/setup': { takes: 'pending', show: showSetup, act: confirm },
  '/devices/:id/rename': { takes: 'fresh_code', show: showRename, act: rename },
  '/devices/:id/remove': { takes: 'fresh_code', show: showRemove, act: remove },
  // To forget makes it safer: no proof but the session's is asked for.
  '/browsers/forget': { takes: 'session', show: showForgetAll, act: forgetAll },
  '/browsers/:id/forget': { takes: 'session', show: showForget, act: forget },
}

const FORM_LIMIT = '16kb'

/** The account's own pages. */
export function consoleRoutes(console: ConsoleContext): Router {
  const router = new Router({ prefix: console.path })
  const parseForm = bodyParser({ enableTypes: ['form'], formLimit: FORM_LIMIT })
  router.get('/', (ctx) => enter(console, ctx, 'session', (visit) => showDevices(console, visit)))
  router.get('/browsers', (ctx) =>
    enter(console, ctx, 'session', (visit) => showBrowsers(console, visit)),
  )
  router.get('/callback', (ctx) => {
    comeBack(console, ctx)
  })
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
