import { strict as assert } from 'node:assert'
import Koa from 'koa'
import { request as send, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { trustProxies } from '../../src/server/trust-proxy.ts'
import { createPatientServer } from '../support/listener.ts'

/** What `fetch` sends and what `trustProxies` writes. */
const ORDINARY = new Set([
  'host',
  'connection',
  'accept',
  'accept-language',
  'sec-fetch-mode',
  'user-agent',
  'accept-encoding',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
])

describe('behind a proxy', () => {
  let servers: readonly Server[] = []

  afterEach(() => {
    for (const server of servers) server.close()
    servers = []
  })

  /** @returns its port */
  async function serve(handle: RequestListener, listen = '127.0.0.1'): Promise<number> {
    const server = createPatientServer(handle)
    servers = [...servers, server]
    await new Promise<void>((resolve) => server.listen(0, listen, resolve))
    return (server.address() as AddressInfo).port
  }

  /** What the server takes a request for. */
  async function ask(
    trusted: readonly string[],
    headers: Record<string, string>,
    { listen = '127.0.0.1' } = {},
  ) {
    const app = new Koa({ proxy: true })
    app.use(trustProxies(trusted, 'https://id.example.com'))
    app.use((ctx) => {
      const { ip, secure } = ctx
      const left = Object.keys(ctx.headers).filter((name) => !ORDINARY.has(name))
      ctx.body = { ip, origin: `${ctx.protocol}://${ctx.host}`, secure, left: left.toSorted() }
    })
    const handle = app.callback()
    const port = await serve((request, response) => void handle(request, response), listen)
    const response = await fetch(`http://127.0.0.1:${port}/`, { headers })
    return (await response.json()) as {
      ip: string
      origin: string
      secure: boolean
      /** Headers that only a proxy may write, and that reached the application. */
      left: readonly string[]
    }
  }

  it('is called what its issuer is called, whatever a request says', async () => {
    const seen = await ask([], {
      'X-Forwarded-Host': 'evil.example',
      'X-Forwarded-Proto': 'http',
    })
    assert.equal(seen.ip, '127.0.0.1')
    assert.equal(seen.origin, 'https://id.example.com')
    assert.equal(seen.secure, true)
  })

  it('is called so whatever a trusted proxy says, too', async () => {
    const { origin, secure } = await ask(['127.0.0.1'], {
      'X-Forwarded-Host': 'evil.example',
      'X-Forwarded-Proto': 'http',
      Forwarded: 'host=evil.example;proto=http',
    })
    assert.deepEqual({ origin, secure }, { origin: 'https://id.example.com', secure: true })
  })

  it('drops what a stranger says in a proxy’s place', async () => {
    const headers = {
      Forwarded: 'for=192.0.2.7',
      'X-Real-IP': '192.0.2.7',
      'X-Forwarded-Port': '1',
      'X-Forwarded-Prefix': '/evil',
      'X-Request-Id': 'made-up-by-a-stranger',
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
      tracestate: 'a=b',
    }
    const { ip, left } = await ask(['10.0.0.0/8'], headers)
    assert.equal(ip, '127.0.0.1')
    assert.deepEqual(left, [])
    const passed = await ask(['127.0.0.1'], headers)
    assert.deepEqual(
      passed.left,
      Object.keys(headers)
        .map((name) => name.toLowerCase())
        .toSorted(),
    )
    assert.equal(passed.ip, '127.0.0.1', 'neither Forwarded nor X-Real-IP is read')
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

  it('knows a proxy whose IPv4 address comes in IPv6', async () => {
    const seen = await ask(['127.0.0.1'], { 'X-Forwarded-For': '192.0.2.7' }, { listen: '::' })
    assert.equal(seen.ip, '192.0.2.7')
    const inList = await ask(['127.0.0.1', '10.0.0.0/8'], {
      'X-Forwarded-For': '192.0.2.7, ::ffff:10.1.2.3, ::FFFF:10.1.2.4',
    })
    assert.equal(inList.ip, '192.0.2.7')
  })

  it('reads addresses with the ports that some proxies write', async () => {
    const trusted = ['127.0.0.1']
    const v4 = await ask(trusted, { 'X-Forwarded-For': '192.0.2.7:49152' })
    assert.equal(v4.ip, '192.0.2.7')
    const v6 = await ask(trusted, { 'X-Forwarded-For': '[2001:db8::7]:49152' })
    assert.equal(v6.ip, '2001:db8::7')
  })

  it('believes nothing before what is no address, and puts no such thing into the audit trail', async () => {
    const trusted = ['127.0.0.1', '10.0.0.0/8']
    for (const made of ['unknown', '_hidden', '<script>', '999.1.1.1', 'a'.repeat(5000), '']) {
      const headers = { 'X-Forwarded-For': `198.51.100.9, ${made}, 10.1.2.3` }
      assert.equal((await ask(trusted, headers)).ip, '10.1.2.3', made.slice(0, 20))
    }
    assert.equal((await ask(trusted, { 'X-Forwarded-For': 'unknown' })).ip, '127.0.0.1')
  })

  it('tells an operator once where the address that is believed is hardly a client’s', async () => {
    const told: string[] = []
    const app = new Koa({ proxy: true })
    let trusted: readonly string[] = []
    const each = (): Koa.Middleware =>
      trustProxies(trusted, 'https://id.example.com', (doubt) => told.push(doubt))
    let believe = each()
    app.use((ctx, next) => believe(ctx, next))
    app.use((ctx) => {
      ctx.body = ctx.ip
    })
    const handle = app.callback()
    const port = await serve((request, response) => void handle(request, response))
    const doubts = async (from: readonly string[], forwarded?: string, path = '/') => {
      trusted = from
      believe = each()
      told.length = 0
      const headers = forwarded === undefined ? {} : { 'X-Forwarded-For': forwarded }
      await fetch(`http://127.0.0.1:${port}${path}`, { headers })
      await fetch(`http://127.0.0.1:${port}${path}`, { headers })
      return [...told]
    }
    assert.deepEqual(await doubts(['127.0.0.1']), ['missing'])
    assert.deepEqual(await doubts(['127.0.0.1'], undefined, '/readyz'), [])
    assert.deepEqual(await doubts(['127.0.0.1', '10.0.0.0/8'], '10.1.2.3'), ['proxy'])
    assert.deepEqual(await doubts(['127.0.0.1'], '192.0.2.7'), [])
    assert.deepEqual(await doubts(['10.0.0.0/8'], '192.0.2.7'), ['untrusted'])
    assert.deepEqual(await doubts([]), [])
  })

  it('takes several headers for one list, as RFC 9110 says', async () => {
    const app = new Koa({ proxy: true })
    app.use(trustProxies(['127.0.0.1'], 'https://id.example.com'))
    app.use((ctx) => {
      ctx.body = ctx.ip
    })
    const handle = app.callback()
    const port = await serve((request, response) => void handle(request, response))
    const ip = await new Promise<string>((resolve, reject) => {
      const headers = { 'X-Forwarded-For': ['198.51.100.9', '192.0.2.7'] }
      send({ port, host: '127.0.0.1', headers }, (response) => {
        let text = ''
        response.on('data', (chunk: Buffer) => (text += chunk.toString()))
        response.on('end', () => {
          resolve(text)
        })
      })
        .on('error', reject)
        .end()
    })
    assert.equal(ip, '192.0.2.7', 'the nearer one, not the one that the client wrote')
  })
})
