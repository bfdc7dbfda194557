import { strict as assert } from 'node:assert'
import { createServer, request, type IncomingMessage, type Server } from 'node:http'
import { text } from 'node:stream/consumers'
import { once } from 'node:events'
import { z } from 'zod'
import { listenOnLoopback, portOf } from '../support/listener.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { PROXIES, openProxy, type Proxy, type ProxyName } from './proxies.ts'

/** What comes back of an answer that echoes as much as one of ours may: an address, and cookies. */
const LONG = `https://app.example/callback?code=${'c'.repeat(43)}&state=${'x'.repeat(2048)}&at=${'y'.repeat(2048)}`
const COOKIES = Array.from({ length: 8 }, (_, index) => `name-${index}=${'v'.repeat(600)}; path=/`)

const headersSchema = z.record(z.string(), z.string())

interface Answered {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

for (const name of Object.keys(PROXIES) as ProxyName[])
  describe(`${name}, configured as deploy/ says,`, () => {
    const folder = temporaryFolder('all')
    let node: Server
    let proxy: Proxy
    let asked: string[] = []

    before(async () => {
      node = createServer((incoming, response) => {
        asked.push(incoming.url ?? '')
        if (incoming.url === '/long') {
          response.writeHead(303, { Location: LONG, 'Set-Cookie': COOKIES }).end()
        } else response.end(JSON.stringify(incoming.headers))
      })
      await listenOnLoopback(node)
      proxy = await openProxy(name, folder(), portOf(node))
    })
    beforeEach(() => (asked = []))
    after(async () => {
      await proxy?.close()
      node.closeAllConnections()
      node.close()
    })

    async function ask(path: string, headers: Record<string, string> = {}): Promise<Answered> {
      const sent = request({ host: '127.0.0.1', port: proxy.port, path, headers, agent: false })
      sent.end()
      const [answer] = (await once(sent, 'response')) as [IncomingMessage]
      const body = await text(answer)
      return { status: answer.statusCode ?? 0, headers: answer.headers, body }
    }

    it('passes on nothing that a client has written about where it is and what its request is called', async () => {
      const { body } = await ask('/', {
        'X-Forwarded-For': '203.0.113.9',
        Forwarded: 'for=203.0.113.9',
        'X-Request-Id': 'written-by-a-stranger',
        Traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
        Tracestate: 'stranger=1',
      })
      const told = headersSchema.parse(JSON.parse(body))
      assert.equal(told['x-forwarded-for'], '127.0.0.1')
      assert.match(told['x-request-id'] ?? '', /^(?!written)[\w.:+/=@-]{8,128}$/)
      for (const absent of ['forwarded', 'traceparent', 'tracestate']) {
        assert.equal(told[absent], undefined, absent)
      }
      assert.doesNotMatch(body, /203\.0\.113\.9|stranger/)
    })

    it('gives each request a name of its own', async () => {
      const names = await Promise.all(
        [1, 2, 3].map(async () => headersSchema.parse(JSON.parse((await ask('/')).body))),
      )
      assert.equal(new Set(names.map((told) => told['x-request-id'])).size, 3)
    })

    it('takes an answer that leads to an application with all that it echoes', async () => {
      const { status, headers } = await ask('/long')
      assert.equal(status, 303)
      assert.equal(headers.location, LONG)
      assert.equal(headers['set-cookie']?.length, COOKIES.length)
    })

    it('takes a request as long as the server does', async () => {
      const { status, body } = await ask(`/auth?state=${'x'.repeat(14_000)}`)
      assert.equal(status, 200, body)
    })

    it('keeps what is for whom runs it from the world, however it is written', async () => {
      for (const path of ['/healthz', '/readyz', '/READYZ', '/readyz/', '/Healthz/', '/readyz?a']) {
        assert.equal((await ask(path)).status, 404, path)
      }
      assert.deepEqual(
        asked.filter((path) => !/^\/readyz$/.test(path)),
        [],
      )
      assert.equal((await ask('/readyzz')).status, 200)
    })
  })
