import { createServer, request as forward } from 'node:http'
import { once } from 'node:events'

/** A load balancer: one address, behind which each request goes to the next server. */
export interface RoundRobin {
  /** How many requests each server was given. */
  readonly served: readonly number[]
  close(): Promise<void>
}

/** @param ports of the servers, on this machine */
export async function openRoundRobin(port: number, ports: readonly number[]): Promise<RoundRobin> {
  const served = ports.map(() => 0)
  let turn = 0
  const server = createServer((request, response) => {
    const index = turn++ % ports.length
    served[index] = (served[index] ?? 0) + 1
    const { method, url, headers } = request
    const target = { host: '127.0.0.1', port: ports[index], method, path: url, headers }
    const onward = forward(target, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.rawHeaders)
      answer.pipe(response)
    })
    onward.on('error', () => response.writeHead(502).end())
    request.pipe(onward)
  })
  server.listen(port, 'localhost')
  await once(server, 'listening')
  return {
    served,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
