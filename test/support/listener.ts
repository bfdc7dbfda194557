import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Listens on a port of the loopback address that the system chose: nobody else can come in between. */
export async function listenOnLoopback(server: Server = createServer()): Promise<Server> {
  // Node's five seconds are over at some moment on a busy machine, and a request that is on its way then is lost.
  server.keepAliveTimeout = 130_000
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  return server
}

/** @throws Error for one that does not listen */
export function portOf(server: Pick<Server, 'address'> | undefined): number {
  const address = server?.address() as AddressInfo | null | undefined
  if (!address) throw new Error('it does not listen')
  return address.port
}
