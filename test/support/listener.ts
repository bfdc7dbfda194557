import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Milliseconds. Node's five seconds are over at some moment on a busy machine, and a request that is on its way then is lost. */
const PATIENCE = 130_000

/** A server whose idle connections outlast a machine that is busy with something else. */
export const createPatientServer = (listener: RequestListener = () => {}): Server =>
  createServer({ keepAliveTimeout: PATIENCE }, listener)

/** Listens on a port of the loopback address that the system chose: nobody else can come in between. */
export async function listenOnLoopback(server: Server = createServer()): Promise<Server> {
  server.keepAliveTimeout = PATIENCE
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
