import { expect } from 'chai'
import helmet from 'helmet'
import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import type { Context } from 'koa'
import { securityHeaders } from '../../src/server/app.ts'

/** What helmet sets with these options, by names in lower case. */
function byHelmet(): Record<string, unknown> {
  const response = new ServerResponse(new IncomingMessage(new Socket()))
  const directives = {
    'default-src': ["'none'"],
    'script-src': ["'self'"],
    'base-uri': ["'none'"],
    'frame-ancestors': ["'none'"],
  }
  helmet({
    contentSecurityPolicy: { useDefaults: false, directives },
    referrerPolicy: { policy: 'same-origin' },
    crossOriginOpenerPolicy: false,
    xFrameOptions: { action: 'deny' },
  })(response.req, response, () => {})
  return { ...response.getHeaders() }
}

describe('the headers of everything that is no page', () => {
  it('are those of helmet, but for the one that would part an opener from its popup', async () => {
    let set: Record<string, string> = {}
    const answer = { set: (headers: Record<string, string>) => void (set = headers) }
    await securityHeaders(answer as unknown as Context, async () => {})
    const names = Object.entries(set).map(([name, value]) => [name.toLowerCase(), value])
    expect(Object.fromEntries(names)).deep.equal(byHelmet())
  })
})
