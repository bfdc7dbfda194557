import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'

/** Nobody is connected to it: what would be sent is kept. */
class KeptResponse extends ServerResponse {
  readonly body = Promise.withResolvers<string | Buffer>()

  override end(body?: unknown): this {
    this.body.resolve(typeof body === 'string' || Buffer.isBuffer(body) ? body : '')
    return this
  }
}

const WITHOUT_BODY = [204, 302, 303, 304]

/** A `fetch` whose requests are answered in this process: there is no port and no connection. */
export const fetchInMemory =
  (handle: (request: IncomingMessage, response: ServerResponse) => unknown): typeof fetch =>
  async (input, init) => {
    const asked = new Request(input, init)
    const { host, pathname, search } = new URL(asked.url)
    const body = Buffer.from(await asked.arrayBuffer())
    const request = new IncomingMessage(new Socket())
    const headers = { host, 'content-length': String(body.length) }
    Object.assign(request, { method: asked.method, url: pathname + search })
    Object.assign(request.headers, Object.fromEntries(asked.headers), headers)
    request.push(body)
    request.push(null)

    const response = new KeptResponse(request)
    handle(request, response)
    const text = await response.body.promise
    const answered = new Headers()
    for (const [name, value] of Object.entries(response.getHeaders())) {
      for (const one of [value].flat()) answered.append(name, String(one))
    }
    const { statusCode: status } = response
    return new Response(WITHOUT_BODY.includes(status) ? null : text, { status, headers: answered })
  }
