import { randomBytes } from 'node:crypto'
import type { Context, Middleware } from 'koa'
import type { FormAnswers } from './form-answers.ts'
import { setCookie } from './cookies.ts'
import { goTo } from './flash.ts'
import { addressOf, standsAt } from './show.ts'
import { sentWithoutScript } from './form-body.ts'

/** Seconds for which a page waits for the browser that was sent to fetch it. */
const LIFETIME = 60

const NONCE_BYTES = 24

/**
 * Around the routes of pages: no page that answers a form stays in a browser's history as something that was sent.
 * Back to it shows no "Confirm Form Resubmission", and reloading it sends and charges nothing once more. The script
 * of a page does that without a further request (see `standsAt`). Where no script runs the form says so, and the
 * browser is sent to fetch the very page: once, then there is what stands at that address.
 */
export const fetchedPages =
  (answers: FormAnswers): Middleware =>
  async (ctx, next) => {
    if (ctx.method === 'GET' && (await giveKept(answers, ctx))) return
    if (ctx.method === 'POST') standsAt(ctx, ctx.url)
    await next()
    if (ctx.method === 'POST' && sentWithoutScript(ctx) && isPage(ctx)) await keep(answers, ctx)
  }

const isPage = ({ status, body, response }: Context): boolean =>
  typeof body === 'string' && response.is('html') === 'html' && status < 500

async function giveKept(answers: FormAnswers, ctx: Context): Promise<boolean> {
  const nonce = ctx.cookies.get(cookieName(ctx))
  if (nonce === undefined || nonce === '') return false
  setCookie(ctx, cookieName(ctx), null, { path: ctx.path })
  return answers.repeat(ctx, nameOf(nonce, ctx.path))
}

/** What is kept is sealed by what stands in this browser's cookie alone. */
async function keep(answers: FormAnswers, ctx: Context): Promise<void> {
  const nonce = randomBytes(NONCE_BYTES).toString('base64url')
  const address = addressOf(ctx) ?? ctx.url
  const [path = ''] = address.split('?')
  if (!(await answers.keepPage(ctx, nameOf(nonce, path)))) return
  setCookie(ctx, cookieName(ctx), nonce, { path, seconds: LIFETIME })
  goTo(ctx, address)
}

const nameOf = (nonce: string, path: string): string => `page to fetch:${nonce}:${path}`

const cookieName = (ctx: Context): string => (ctx.secure ? '__Secure-step_up_page' : 'step_up_page')
