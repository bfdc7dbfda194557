import { Router } from '@koa/router'
import { fetchedPages, parseForm } from '../../web/index.ts'
import { RESET_PATH, UNDO_EMAIL_PATH, type PasswordsContext } from './context.ts'
import { acceptForgot, showForgot } from './forgot.ts'
import { acceptUndo, followUndo, showUndo } from './undo-email.ts'
import { acceptReset, followLink, showReset } from './reset.ts'

/** The pages of a forgotten password: nobody is signed in on them. */
export function passwordRoutes(context: PasswordsContext): Router {
  const { forgot, reset, undoEmail } = context.addresses
  const router = new Router()
  router.use([forgot, reset, undoEmail], fetchedPages(context.answers))
  const formBody = parseForm()
  // What is asked for is done after the answer: where it cannot be done, nothing is promised.
  router.use(forgot, async (_ctx, next) => {
    await context.check()
    await next()
  })
  router.get(forgot, (ctx) => showForgot(context, ctx))
  router.post(forgot, formBody, (ctx) => acceptForgot(context, ctx))
  router.get(reset, (ctx) => showReset(context, ctx))
  router.post(reset, formBody, (ctx) => acceptReset(context, ctx))
  router.get(`${reset}/:token`, (ctx) => followLink(context, ctx))
  router.get(undoEmail, (ctx) => showUndo(context, ctx))
  router.post(undoEmail, formBody, (ctx) => acceptUndo(context, ctx))
  router.get(`${undoEmail}/:token`, (ctx) => followUndo(context, ctx))
  return router
}

/** An address as it may be logged: without the token of a link, in whatever case it was typed. */
export function withoutToken(path: string): string {
  const lower = path.toLowerCase()
  const link = [RESET_PATH, UNDO_EMAIL_PATH].find((each) => lower.includes(`${each}/`))
  return link === undefined ? path : `${path.slice(0, lower.indexOf(`${link}/`))}${link}/…`
}

export { FORGOT_PATH, RESET_PATH, UNDO_EMAIL_PATH } from './context.ts'
export { createAfterwards, type Afterwards } from './afterwards.ts'
