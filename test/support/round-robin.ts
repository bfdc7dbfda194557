import { createServer, request as forward } from 'node:http'
import { once } from 'node:events'
import { listenOnLoopback, portOf } from './listener.ts'

/** A load balancer: one address, behind which each request goes to the next server. */
export interface RoundRobin {
  /** Where it listens before there is any server, which names it as the issuer. */
  readonly url: string
  /** From now on requests go to this server of this machine too. */
  add(server: { readonly url: string }): void
  /** How many requests each server was given. */
  readonly served: readonly number[]
  close(): Promise<void>
}

export async function openRoundRobin(): Promise<RoundRobin> {
  const ports: number[] = []
  const served: number[] = []
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
  await listenOnLoopback(server)
  return {
    url: `http://localhost:${portOf(server)}`,
    add({ url }) {
      ports.push(Number(new URL(url).port))
      served.push(0)
    },
    served,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
