import type { Server } from 'node:http'
import { ConfigurationError } from '../kernel/faults.ts'
import type { Configuration } from './config/configuration.ts'

/** @throws ConfigurationError `port` when the address cannot be had */
export function listen(server: Server, { host, port }: Configuration): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      reject(new ConfigurationError('port', listenProblem(cause, `${host}:${port}`), { cause }))
    })
    server.listen(port, host, resolve)
  })
}

const PROBLEMS: Readonly<Record<string, (address: string) => string>> = {
  EADDRINUSE: (address) =>
    `another program listens on ${address} already; stop it, or set another port`,
  EACCES: (address) => `listening on ${address} is not allowed; ports below 1024 need a privilege`,
  EADDRNOTAVAIL: (address) => `${address} is not an address of this machine; set another host`,
  ENOTFOUND: (address) => `${address} is not an address; set another host`,
}

/** Why nothing can listen there, in words for whoever starts it. */
export function listenProblem({ code = '', message }: NodeJS.ErrnoException, address: string) {
  return PROBLEMS[code]?.(address) ?? `cannot listen on ${address} (${code || message})`
}
