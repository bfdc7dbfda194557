import { Router } from '@koa/router'
import type { ShownMail, ShownMails } from '../mail/index.ts'
import type { RenderPage } from '../pages/pages.ts'
import { show } from '../web/index.ts'

/**
 * Where the development profile shows what it would have sent. No other profile has these routes.
 *
 * @param path where they are
 */
export function devMailRoutes(render: RenderPage, mails: ShownMails, path: string): Router {
  const hrefOf = ({ id }: ShownMail): string => `${path}/${id}`
  const router = new Router({ prefix: path })
  router.get('/', (ctx) => {
    show({ render }, ctx, 'dev-mails', {
      mails: mails.list().map((mail) => ({ ...mail, href: hrefOf(mail) })),
    })
  })
  router.get('/:id', (ctx) => {
    const mail = mails.find(ctx.params['id'] ?? '')
    if (!mail) return
    show({ render }, ctx, 'dev-mail', {
      ...mail,
      htmlHref: `${hrefOf(mail)}/html`,
      listHref: path,
    })
  })
  router.get('/:id/html', (ctx) => {
    const mail = mails.find(ctx.params['id'] ?? '')
    if (!mail) return
    ctx.type = 'html'
    ctx.set({
      // As in a mail reader: it may look as it likes, and do nothing.
      'Content-Security-Policy':
        "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
      'Cache-Control': 'no-store',
      'Referrer-Policy': 'no-referrer',
      'X-Content-Type-Options': 'nosniff',
      'X-Frame-Options': 'DENY',
    })
    ctx.body = mail.html
  })
  return router
}
