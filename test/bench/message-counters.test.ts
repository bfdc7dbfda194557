import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { expect } from 'chai'
import { commandCounter, statementCounter } from '../../bench/stores/message-counters.ts'
import { clientOf, openSharedPostgres } from '../support/shared-postgres.ts'

/** In pieces of every size there is. */
function countedInPieces(of: typeof commandCounter, stream: Buffer): Set<number> {
  const counted = new Set<number>()
  for (let size = 1; size <= stream.length; size += 1) {
    const count = of()
    let all = 0
    for (let at = 0; at < stream.length; at += size) all += count(stream.subarray(at, at + size))
    counted.add(all)
  }
  return counted
}

describe('what the benchmark counts of a stream', () => {
  it('is commands of Redis, whatever stands in them and wherever the stream is cut', () => {
    const stream = Buffer.from(
      '*2\r\n$3\r\nGET\r\n$6\r\n*1\r\n$1\r\n*1\r\n$4\r\nPING\r\n*3\r\n$3\r\nSET\r\n$1\r\na\r\n$0\r\n\r\n',
    )
    expect([...countedInPieces(commandCounter, stream)]).to.deep.equal([3])
  })

  it('is statements of PostgreSQL, as its client sends them', async () => {
    const postgres = await openSharedPostgres()
    const sent: Buffer[] = []
    const sockets = new Set<Socket>()
    const { hostname, port, href } = new URL(postgres.url)
    const server = createServer((near) => {
      const far = connect(Number(port), hostname)
      for (const socket of [near, far]) sockets.add(socket)
      near.on('data', (bytes) => sent.push(bytes))
      near.pipe(far)
      far.pipe(near)
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    try {
      const own = String((server.address() as AddressInfo).port)
      const client = await clientOf(href.replace(`:${port}/`, `:${own}/`))
      await client.query('BEGIN; SELECT 1')
      // Parsed once, and executed twice.
      for (const value of ['Q', 'E'])
        await client.query({ name: 'one', text: 'SELECT CAST($1 AS TEXT)', values: [value] })
      await client.query('COMMIT')
      await client.end()
      expect([...countedInPieces(statementCounter, Buffer.concat(sent))]).to.deep.equal([4])
    } finally {
      server.close()
      for (const socket of sockets) socket.destroy()
      await postgres.close()
    }
  })
})
