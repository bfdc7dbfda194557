import type { Server } from 'node:http'
import { ConfigurationError } from '../kernel/faults.ts'
import type { Configuration } from './config/configuration.ts'
import { listenProblem } from './listen-problem.ts'

/** @throws ConfigurationError `port` when the address cannot be had */
export function listen(server: Server, { host, port }: Configuration): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      reject(new ConfigurationError('port', listenProblem(cause, `${host}:${port}`), { cause }))
    })
    server.listen(port, host, resolve)
  })
}
