import { Router } from '@koa/router'
import { fetchedPages, parseForm } from '../provider/index.ts'
import { FORGOT_PATH, RESET_PATH, type PasswordsContext } from './context.ts'
import { acceptForgot, showForgot } from './forgot.ts'
import { acceptReset, followLink, showReset } from './reset.ts'

/** The pages of a forgotten password: nobody is signed in on them. */
export function passwordRoutes(context: PasswordsContext): Router {
  const router = new Router()
  router.use([FORGOT_PATH, RESET_PATH], fetchedPages(context.answers))
  const formBody = parseForm()
  // What is asked for is done after the answer: where it cannot be done, nothing is promised.
  router.use(FORGOT_PATH, async (_ctx, next) => {
    await context.check()
    await next()
  })
  router.get(FORGOT_PATH, (ctx) => showForgot(context, ctx))
  router.post(FORGOT_PATH, formBody, (ctx) => acceptForgot(context, ctx))
  router.get(RESET_PATH, (ctx) => showReset(context, ctx))
  router.post(RESET_PATH, formBody, (ctx) => acceptReset(context, ctx))
  router.get(`${RESET_PATH}/:token`, (ctx) => {
    followLink(ctx)
  })
  return router
}

/** An address as it may be logged: without the token of a link, in whatever case it was typed. */
export const withoutToken = (path: string): string =>
  path.toLowerCase().startsWith(`${RESET_PATH}/`) ? `${RESET_PATH}/…` : path
