import { Router } from '@koa/router'
import { fetchedPages, parseForm } from '../provider/index.ts'
import { RESET_PATH, UNDO_EMAIL_PATH, type PasswordsContext } from './context.ts'
import { acceptForgot, showForgot } from './forgot.ts'
import { acceptUndo, followUndo, showUndo } from './undo-email.ts'
import { acceptReset, followLink, showReset } from './reset.ts'

/** The pages of a forgotten password: nobody is signed in on them. */
export function passwordRoutes(context: PasswordsContext): Router {
  const { forgotPath, resetPath, undoEmailPath } = context
  const router = new Router()
  router.use([forgotPath, resetPath, undoEmailPath], fetchedPages(context.answers))
  const formBody = parseForm()
  // What is asked for is done after the answer: where it cannot be done, nothing is promised.
  router.use(forgotPath, async (_ctx, next) => {
    await context.check()
    await next()
  })
  router.get(forgotPath, (ctx) => showForgot(context, ctx))
  router.post(forgotPath, formBody, (ctx) => acceptForgot(context, ctx))
  router.get(resetPath, (ctx) => showReset(context, ctx))
  router.post(resetPath, formBody, (ctx) => acceptReset(context, ctx))
  router.get(`${resetPath}/:token`, (ctx) => {
    followLink(context, ctx)
  })
  router.get(undoEmailPath, (ctx) => showUndo(context, ctx))
  router.post(undoEmailPath, formBody, (ctx) => acceptUndo(context, ctx))
  router.get(`${undoEmailPath}/:token`, (ctx) => {
    followUndo(context, ctx)
  })
  return router
}

/** An address as it may be logged: without the token of a link, in whatever case it was typed. */
export function withoutToken(path: string): string {
  const lower = path.toLowerCase()
  const link = [RESET_PATH, UNDO_EMAIL_PATH].find((each) => lower.includes(`${each}/`))
  return link === undefined ? path : `${path.slice(0, lower.indexOf(`${link}/`))}${link}/…`
}
