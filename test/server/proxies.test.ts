import { strict as assert } from 'node:assert'
import Koa from 'koa'
import { createServer, type Server } from 'node:http'
import { trustProxies } from '../../src/server/trust-proxy.ts'

describe('behind a proxy', () => {
  let server: Server | undefined

  afterEach(() => {
    server?.close()
  })

  /** What the server takes a request for. */
  async function ask(trusted: readonly string[], headers: Record<string, string>) {
    const app = new Koa({ proxy: true })
    app.use(trustProxies(trusted, 'https://id.example.com'))
    app.use((ctx) => {
      ctx.body = { ip: ctx.ip, origin: `${ctx.protocol}://${ctx.host}`, secure: ctx.secure }
    })
    const handle = app.callback()
    server = createServer((request, response) => void handle(request, response))
    const { port } = await new Promise<{ port: number }>((resolve) => {
      server?.listen(0, '127.0.0.1', () => {
        resolve(server?.address() as { port: number })
      })
    })
    const response = await fetch(`http://127.0.0.1:${port}/`, { headers })
    return (await response.json()) as { ip: string; origin: string; secure: boolean }
  }

  it('is called what its issuer is called, whatever a request says', async () => {
    const seen = await ask([], {
      'X-Forwarded-Host': 'evil.example',
      'X-Forwarded-Proto': 'http',
    })
    assert.deepEqual(seen, { ip: '127.0.0.1', origin: 'https://id.example.com', secure: true })
  })

  it('believes no address from a stranger', async () => {
    const seen = await ask(['10.0.0.0/8'], { 'X-Forwarded-For': '192.0.2.7' })
    assert.equal(seen.ip, '127.0.0.1')
  })

  it('takes from a proxy the last address that is no proxy', async () => {
    const trusted = ['127.0.0.0/8', '10.0.0.0/8', '2001:db8::/32']
    const forwarded = '198.51.100.9, 192.0.2.7, 10.1.2.3, 2001:db8::1'
    assert.equal((await ask(trusted, { 'X-Forwarded-For': forwarded })).ip, '192.0.2.7')
  })

  it('takes the proxy itself where it forwards nothing', async () => {
    assert.equal((await ask(['127.0.0.1'], {})).ip, '127.0.0.1')
  })
})
