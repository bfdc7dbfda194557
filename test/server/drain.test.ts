import { strict as assert } from 'node:assert'
import { once } from 'node:events'
import { Agent, createServer, request, type ClientRequest, type IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { createDrain } from '../../src/server/drain.ts'
import { listenOnLoopback, portOf } from '../support/listener.ts'

describe('a server that is about to end', () => {
  it('answers what was on its way when it stopped to listen', async () => {
    const server = createServer()
    const drain = createDrain(server)
    server.on('request', (_, response) => response.end('answered'))
    await listenOnLoopback(server)
    const port = portOf(server)
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    const ask = (): ClientRequest => request({ port, host: '127.0.0.1', agent }).end()
    const [first] = (await once(ask(), 'response')) as [IncomingMessage]
    await once(first.resume(), 'end')
    drain.announce()
    // As by a proxy: sent on an open connection before it can know that the server ends.
    const sent = ask()
    const finished = drain.finish()
    const [response] = (await once(sent, 'response')) as [IncomingMessage]
    assert.equal(sent.reusedSocket, true)
    assert.equal(await text(response), 'answered')
    assert.equal(response.headers.connection, 'close')
    await finished
    agent.destroy()
  })

  it('waits for no connection on which nothing is asked', async () => {
    // It would keep them for ever.
    const server = createServer({ keepAliveTimeout: 0, headersTimeout: 0, requestTimeout: 0 })
    const drain = createDrain(server)
    server.on('request', (_, response) => response.end('answered'))
    await listenOnLoopback(server)
    const port = portOf(server)
    const agent = new Agent({ keepAlive: true })
    const [response] = (await once(request({ port, agent }).end(), 'response')) as [IncomingMessage]
    assert.equal(response.headers.connection, 'keep-alive')
    await once(response.resume(), 'end')
    // Opened in advance, as browsers and proxies do.
    const taken = once(server, 'connection')
    const silent = connect(port, '127.0.0.1')
    await taken
    const half = connect(port, '127.0.0.1')
    half.write('GET / HTTP/1.1\r\n')
    await once(server, 'connection')
    const gone = [silent, half].map((socket) =>
      once(
        socket.on('error', () => {}),
        'close',
      ),
    )
    await drain.finish()
    await Promise.all(gone)
    agent.destroy()
  })
})
