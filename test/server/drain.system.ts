import { strict as assert } from 'node:assert'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { Agent, request, type ClientRequest, type IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { claimPort, onClaimedPort } from '../support/claimed-port.ts'
import { openNode, writeNodeConfiguration, type NodeProcess } from '../support/node-process.ts'
import { openPeople } from '../support/real-people.ts'
import { relyingParty } from '../support/relying-party.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { PASSWORD } from '../support/test-server.ts'
import { visit } from '../support/visit.ts'

describe('a server that is told to end', () => {
  const folder = temporaryFolder()

  const start = (shutdown: Readonly<Record<string, string>> = {}): Promise<NodeProcess> =>
    onClaimedPort((port) => {
      const file = writeNodeConfiguration(folder(), {
        issuer: `http://localhost:${port}`,
        store: `sqlite:${join(folder(), 'data.sqlite')}`,
        shutdown,
      })
      return openNode({ file, port })
    })

  /** A request that the server has begun to answer, and whose body is held back. */
  async function hold(node: NodeProcess): Promise<ClientRequest> {
    const held = request(`${node.url}/token`, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/x-www-form-urlencoded',
        'Content-Length': '1',
        Expect: '100-continue',
      },
      agent: new Agent({ keepAlive: true }),
    })
    held.flushHeaders()
    await once(held, 'continue')
    return held
  }

  async function finish(held: ClientRequest): Promise<IncomingMessage> {
    const answered = once(held, 'response') as Promise<[IncomingMessage]>
    held.end('x')
    const [response] = await answered
    response.resume()
    return response
  }

  async function isRefused(port: number): Promise<boolean> {
    const socket = connect(port, '127.0.0.1')
    const refused = await Promise.race([
      once(socket, 'connect').then(() => false),
      once(socket, 'error').then(() => true),
    ]).catch(() => true)
    socket.destroy()
    return refused
  }

  async function told(node: NodeProcess): Promise<void> {
    while (!node.hasTold('finishing what is under way')) await sleep(10)
  }

  it('finishes what is under way, takes no more, and says so on the connection', async () => {
    const node = await start()
    const held = await hold(node)
    const ended = node.stop('SIGTERM')
    await told(node)
    while (!(await isRefused(node.port))) await sleep(10)
    const { statusCode, headers } = await finish(held)
    assert.equal(statusCode, 400)
    assert.equal(headers.connection, 'close')
    assert.equal(await ended, 0)
    assert.equal(node.complained(), '')
  })

  it('answers all passwords that wait to be checked', async () => {
    const node = await start()
    const people = await openPeople(join(folder(), 'config.yaml'), node)
    const party = await relyingParty(people)
    const sends = await Promise.all(
      Array.from({ length: 12 }, async () => {
        const { person } = await people.somebody()
        const { browser, account } = person
        await visit(person, party)
        await person.giveName()
        const { action, fields } = browser.form('/password')
        const url = new URL(action, browser.page.url)
        const body = new URLSearchParams({ ...fields, login: account.login, password: PASSWORD })
        const headers = { Origin: url.origin, 'Sec-Fetch-Site': 'same-origin' }
        return () => browser.send(url.href, { method: 'POST', body, headers })
      }),
    )
    const answers = sends.map((send) => send())
    // The first is out when the others wait for their turn.
    await Promise.race(answers)
    const ended = node.stop('SIGTERM')
    for (const { status } of await Promise.all(answers)) assert.equal(status, 200)
    assert.equal(await ended, 0)
    await people.close()
  })

  it('waits for no connection on which nothing is asked', async () => {
    const node = await start({ timeout: '10m' })
    const agent = new Agent({ keepAlive: true })
    const get = request(`${node.url}/healthz`, { agent }).end()
    const [response] = (await once(get, 'response')) as [IncomingMessage]
    assert.equal(response.headers.connection, 'keep-alive')
    response.resume()
    // Opened in advance, as browsers and proxies do.
    const silent = connect(node.port, '127.0.0.1')
    await once(silent, 'connect')
    const half = connect(node.port, '127.0.0.1')
    half.write('GET /healthz HTTP/1.1\r\n')
    for (const socket of [silent, half]) socket.on('error', () => {})
    // It has taken those before it has taken this one.
    await fetch(`${node.url}/healthz`, { headers: { Connection: 'close' } })
    const begun = performance.now()
    assert.equal(await node.stop('SIGTERM'), 0)
    // Node itself waits for a minute for what began to be asked.
    assert.ok(performance.now() - begun < 50_000)
    agent.destroy()
  })

  it('is not ready from the signal on, and answers on for as long as balancers take to see it', async () => {
    const node = await start({ delay: '2s' })
    const held = await hold(node)
    const begun = performance.now()
    const ended = node.stop('SIGTERM')
    await told(node)
    const ready = await fetch(`${node.url}/readyz`)
    assert.equal(ready.status, 503)
    assert.deepEqual(await ready.json(), { status: 'draining' })
    const alive = await fetch(`${node.url}/healthz`)
    assert.equal(alive.status, 200)
    assert.equal(alive.headers.get('Connection'), 'close')
    assert.equal((await finish(held)).headers.connection, 'close')
    assert.equal(await ended, 0)
    assert.ok(performance.now() - begun >= 2000)
  })

  it('keeps nobody at a terminal waiting for balancers', async () => {
    const node = await start({ delay: '10m' })
    assert.equal(await node.stop('SIGINT'), 0)
  })

  it('cuts off what takes too long, and says so', async () => {
    const node = await start({ timeout: '1s' })
    const held = await hold(node)
    const broken = once(held, 'error')
    assert.equal(await node.stop('SIGTERM'), 1)
    assert.match(node.complained(), /cut off 1 request/)
    await broken
  })

  it('ends at once when it is told a second time', async () => {
    const node = await start({ timeout: '10m' })
    const held = await hold(node)
    const broken = once(held, 'error')
    const ended = node.stop('SIGTERM')
    await told(node)
    node.kill('SIGTERM')
    assert.equal(await ended, 'SIGTERM')
    await broken
  })

  it('is told through npm start as well', async () => {
    const port = await claimPort()
    const npm = spawn('npm', ['start'], {
      env: {
        PATH: process.env['PATH'],
        HOME: process.env['HOME'],
        OIDC_STEP_UP_PORT: String(port),
        OIDC_STEP_UP_DEMO_PORT: String(await claimPort()),
        OIDC_STEP_UP_DATA_DIR: folder(),
      },
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    let said = ''
    npm.stdout.setEncoding('utf8').on('data', (more: string) => (said += more))
    const ended = once(npm, 'close')
    while (!said.includes('Provider ')) await sleep(20)
    assert.equal(await isRefused(port), false)
    npm.kill('SIGTERM')
    await ended
    assert.match(said, /SIGTERM: finishing what is under way/)
    assert.equal(await isRefused(port), true)
  })
})
