import type { Context } from 'koa'
import { Provider } from 'oidc-provider'

/** What is to be said to whom; read where the answer is made. */
const words = new WeakMap<Context, string>()

/** Before the library answers: it tells of an authorization error first. */
export const answerInWords = (ctx: Context, description: string): void =>
  void words.set(ctx, description)

type ResponseMode = Parameters<Provider['registerResponseMode']>[1]

/**
 * oidc-provider whose response modes answer errors in our words. The library makes the answer of an authorization
 * request before it tells of the error, and its response modes are where the two meet, whichever of them it is.
 */
export class WordedProvider extends Provider {
  /** Called by the constructor, too, for the library's own. */
  override registerResponseMode(name: string, handler: ResponseMode): void {
    super.registerResponseMode(name, function worded(this: Provider, ctx, redirectUri, payload) {
      const said = words.get(ctx)
      const isError = 'error' in payload && said !== undefined
      const answered = isError ? { ...payload, error_description: said } : payload
      return handler.call(this, ctx, redirectUri, answered)
    })
  }
}
