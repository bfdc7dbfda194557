import type { Middleware } from 'koa'
import { isLoopback } from '../kernel/loopback.ts'

/**
 * In development there are no secrets worth a name, and `/dev/mail` shows mails to whoever asks. So nobody is answered who
 * reaches this machine by a name of their own: a site whose name leads here from one moment to the next (DNS rebinding) would
 * read them in its visitor's browser.
 */
export const answerLoopbackNames: Middleware = async (ctx, next): Promise<void> => {
  if (isLoopback(hostnameOf(ctx.req.headers.host ?? ''))) return next()
  // RFC 9110 §15.5.20.
  ctx.status = 421
  ctx.type = 'text'
  ctx.body = 'This server runs in the development profile and answers to localhost alone.\n'
}

/** Of a Host header, which may be anything. */
function hostnameOf(host: string): string {
  try {
    return new URL(`http://${host}`).hostname
  } catch {
    return ''
  }
}
