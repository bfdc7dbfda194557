import { once } from 'node:events'
import { request, type IncomingMessage } from 'node:http'
import type { Browser } from './browser.ts'
import type { TestServer } from './test-server.ts'

/** A request that the server has begun to answer and cannot finish yet. */
export interface SlowRequest {
  /** Sends the rest; resolves when it was answered. Its cookies are for the caller to keep. */
  finish(): Promise<IncomingMessage>
}

/**
 * Posts a form whose body is held back. The provider reads the session before it waits for the body,
 * and writes the session when it has answered.
 */
export async function postSlowly(
  browser: Browser,
  url: string,
  fields: Readonly<Record<string, string>>,
): Promise<SlowRequest> {
  const body = new URLSearchParams(fields).toString()
  const outgoing = request(url, {
    method: 'POST',
    headers: {
      Cookie: browser.jar.getCookieStringSync(url),
      'Content-Type': 'application/x-www-form-urlencoded',
      'Content-Length': String(Buffer.byteLength(body)),
      Expect: '100-continue',
    },
  })
  const answered = once(outgoing, 'response') as Promise<[IncomingMessage]>
  outgoing.flushHeaders()
  await once(outgoing, 'continue')
  // Whatever the server does before it needs the body, it has done when it answers somebody else.
  await (await fetch(new URL('/healthz', url))).text()
  return {
    async finish() {
      outgoing.end(body)
      const [response] = await answered
      response.resume()
      return response
    },
  }
}

export interface HeldSave {
  /** Resolves when a request is about to write. */
  readonly reached: Promise<void>
  release(): void
}

/** Holds the request that is the next to write one of these, right before it writes. */
export function holdNextSave(
  { provider }: TestServer,
  model: 'Session' | 'Grant' | 'AccessToken' | 'RefreshToken' = 'Session',
): HeldSave {
  const prototype: object = provider[model].prototype
  const save = Reflect.get(prototype, 'save') as (...parts: unknown[]) => Promise<unknown>
  const reached = Promise.withResolvers<void>()
  const released = Promise.withResolvers<void>()
  Reflect.set(prototype, 'save', async function heldSave(this: unknown, ...parts: unknown[]) {
    Reflect.set(prototype, 'save', save)
    reached.resolve()
    await released.promise
    return save.apply(this, parts)
  })
  return {
    reached: reached.promise,
    release() {
      released.resolve()
    },
  }
}
