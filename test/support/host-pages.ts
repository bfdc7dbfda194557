import type { IncomingMessage, ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import type { Provider } from 'oidc-provider'

/**
 * The host's login page and its page for the terms: one form that says who signs in. On Node's own
 * request, so that it is the same in every framework.
 *
 * @param parsed the body, where a parser has read it already
 */
export async function answerHostPage(
  provider: Provider,
  request: IncomingMessage & { originalUrl?: string },
  response: ServerResponse,
  parsed?: unknown,
): Promise<void> {
  const { prompt } = await provider.interactionDetails(request, response)
  if (request.method === 'GET') {
    const action = request.originalUrl ?? request.url ?? ''
    response.setHeader('Content-Type', 'text/html')
    response.end(`<h1>Host: ${prompt.name}</h1><form method="post" action="${action}"></form>`)
    return
  }
  const body = parsed ?? Object.fromEntries(new URLSearchParams(await text(request)))
  const { login = '', since } = body as { login?: string; since?: string }
  const ts = since === undefined ? {} : { ts: Number(since) }
  await provider.interactionFinished(
    request,
    response,
    prompt.name === 'login'
      ? { login: { accountId: login, ...ts } }
      : { [prompt.name]: { accepted: true } },
  )
}
