import { keepSecret } from './secrets-in-logs.ts'
import { CALLBACK } from './test-server.ts'
import type { Parameters } from './visit.ts'

interface Place {
  readonly configuration: { readonly issuer: string }
}

/** An authorization request as it is, without a library that would add to it. */
export function requestOf({ configuration }: Place, parameters: Parameters): string {
  const url = new URL(`${configuration.issuer}/auth`)
  url.search = new URLSearchParams({
    response_type: 'code',
    redirect_uri: CALLBACK,
    scope: 'openid',
    ...parameters,
  }).toString()
  return url.href
}

/** What an endpoint answers. */
export interface Answered {
  readonly status: number
  readonly headers: Headers
  readonly body: Readonly<Record<string, unknown>>
}

/** A form, sent as it is. */
export async function postForm(
  { configuration }: Place,
  path: string,
  fields: Parameters,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answered> {
  const response = await fetch(`${configuration.issuer}${path}`, {
    method: 'POST',
    body: new URLSearchParams(fields),
    headers,
  })
  const text = await response.text()
  const body = (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>
  for (const name of ['access_token', 'id_token', 'refresh_token']) {
    if (typeof body[name] === 'string') keepSecret(body[name])
  }
  return { status: response.status, headers: response.headers, body }
}

/** HTTP Basic as a library sends it that does not form-encode. */
export const basic = (id: string, secret: string): string =>
  `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`
