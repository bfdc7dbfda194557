import { fieldOf } from '../../kernel/typing.ts'
import type { EventEmitter } from 'node:events'
import type { Context } from 'koa'
import type { KoaContextWithOIDC, Provider } from 'oidc-provider'
import type { Logger } from 'pino'
import type { Clock } from '../../kernel/instant.ts'
import { isForPrograms } from '../outage.ts'
import { answerInWords } from './answered-words.ts'
import { describeRefusal, protocolError } from './describe-refusal.ts'
import { causeOf } from './inner-cause.ts'
import { createRefusalLog, type Refusal } from './refusal-log.ts'

/** Where the library tells of a refusal, and what the endpoint is called here. */
export const REFUSALS = {
  'authorization.error': 'authorization',
  'pushed_authorization_request.error': 'pushed_authorization_request',
  'grant.error': 'token',
  'userinfo.error': 'userinfo',
  'introspection.error': 'introspection',
  'revocation.error': 'revocation',
  'device_authorization.error': 'device_authorization',
  'code_verification.error': 'code_verification',
  'device_resume.error': 'code_verification',
  'end_session.error': 'end_session',
  'end_session_confirm.error': 'end_session',
  'end_session_success.error': 'end_session',
} as const

/** Tells of what was refused before or after the library. */
export type TellRefusal = (ctx: Context, refusal: Omit<Refusal, 'requestId'>) => void

/** Every error of the protocol leaves with words that help, and stands in the log with its inner cause. */
export function tellRefusals(provider: Provider, log: Logger, clock: Clock): TellRefusal {
  const write = createRefusalLog(log, clock)
  const tell: TellRefusal = (ctx, refusal) =>
    write({ requestId: ctx.state['requestId'], ...refusal })
  const pending = new WeakMap<Context, Omit<Refusal, 'requestId'>>()
  // Each of these events has a type of its own; all begin with the context and the error.
  const emitter: EventEmitter = provider
  for (const [event, endpoint] of Object.entries(REFUSALS)) {
    emitter.on(event, (ctx: KoaContextWithOIDC, error: Error) => {
      const description = describeRefusal(error, ctx)
      answer(ctx, description)
      const isPending = pending.has(ctx)
      pending.set(ctx, {
        endpoint,
        clientId: ctx.oidc.client?.clientId,
        error: protocolError(error).code,
        description,
        cause: causeOf(error),
      })
      // Of a wrong redirect_uri the library tells twice in one turn; what it answers is the second.
      if (isPending) return
      queueMicrotask(() => {
        const refusal = pending.get(ctx)
        pending.delete(ctx)
        if (refusal) tell(ctx, { ...refusal, ...answeredTo(ctx) })
      })
    })
  }
  provider.on('server_error', (ctx, error) => answer(ctx, describeRefusal(error, ctx)))
  return tell
}

/** What was answered in the end, to a program: another listener may know better than the library what is wrong. */
function answeredTo({ body }: Context): Partial<Pick<Refusal, 'error' | 'description'>> {
  if (!isForPrograms(body)) return {}
  const { error, error_description: description } = body as Readonly<Record<string, unknown>>
  const isError = typeof error === 'string' && typeof description === 'string'
  return isError ? { error, description } : {}
}

/** In JSON and in the header of RFC 6750 §3; pages and redirects get the same words where they are made. */
function answer(ctx: KoaContextWithOIDC, description: string): void {
  answerInWords(ctx, description)
  const { body } = ctx
  if (isForPrograms(body) && typeof fieldOf(body, 'error') === 'string') {
    ctx.body = { ...(body as object), error_description: description }
  }
  const challenges: unknown = ctx.response.headers['www-authenticate']
  const said = (one: unknown): string =>
    String(one).replace(
      /error_description="(?:[^"\\]|\\.)*"/,
      () => `error_description="${description}"`,
    )
  if (typeof challenges === 'string') ctx.set('WWW-Authenticate', said(challenges))
  if (Array.isArray(challenges)) ctx.set('WWW-Authenticate', challenges.map(said))
}
