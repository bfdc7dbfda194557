import type { Context, Middleware } from 'koa'
import type { Provider } from 'oidc-provider'
import { isEncoded } from '../web/index.ts'
import { flawOf, flawOfPath } from './parameter-limits.ts'
import { peekBody } from './peek-body.ts'
import type { RefuseRequest } from './refusals/refuse-request.ts'

/** Bytes of a body, as the library has them: percent escapes take three times what they stand for. */
export const BODY = 56 * 1024

/**
 * Answers what is wrong with a request whatever it asks for, before anybody looks at that: the library would
 * fail at some of it, keep the rest, or send somebody to an application that asked for nothing.
 */
export function requestShape(provider: Provider, refuse: RefuseRequest): Middleware {
  const [resume, device] = ['resume', 'device_resume'].map((name) =>
    provider.pathFor(name, { uid: '' }).toLowerCase(),
  )
  const pushed = ['pushed_authorization_request', 'device_authorization'].map((name) =>
    provider.pathFor(name).toLowerCase(),
  )

  /** The parameters as they came: of what keeps them, those in the body too. */
  async function parametersOf(ctx: Context, path: string): Promise<[string, string][] | undefined> {
    const inAddress = [...new URLSearchParams(ctx.querystring)]
    if (ctx.method !== 'POST' || !pushed.includes(path)) return inAddress
    const body = await peekBody(ctx.req, BODY)
    return body && [...inAddress, ...new URLSearchParams(body.toString())]
  }

  return async (ctx, next) => {
    if (isEncoded(ctx.get('Content-Encoding'))) {
      // RFC 9110 §15.5.16.
      ctx.set('Accept-Encoding', 'identity')
      return refuse(ctx, 415, 'Content-Encoding is not supported: send the body as it is')
    }
    const tooLong = flawOfPath(ctx.path)
    // RFC 9110 §15.5.15.
    if (tooLong !== undefined) return refuse(ctx, 414, tooLong)
    const path = ctx.path.toLowerCase()
    // Where somebody comes back to, the request is the one that began: an address opened by hand is none.
    if (path.startsWith(resume ?? '/') || path.startsWith(device ?? '/')) ctx.querystring = ''
    const parameters = await parametersOf(ctx, path)
    if (!parameters) return refuse(ctx, 413, `the body is longer than ${BODY} bytes`)
    const flaw = flawOf(parameters)
    if (flaw !== undefined) return refuse(ctx, 400, flaw)
    return next()
  }
}
