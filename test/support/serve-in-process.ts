import { once } from 'node:events'
import { openServer } from '../../src/server/open-server.ts'
import { freePort } from './free-port.ts'
import type { ClockMessage, ProcessTask, ReadyMessage } from './server-process.ts'
import { testConfiguration } from './test-server.ts'

/** Serves until its parent lets it go; the log goes to standard output. Started by `openServerProcess`. */
const { folder, issuer, now } = JSON.parse(process.argv[2] ?? '') as ProcessTask
let instant = now
const port = await freePort()
const server = await openServer(testConfiguration(folder, port, { issuer }), {
  clock: () => instant,
  log: process.stdout,
})
process.on('message', (message: ClockMessage) => {
  instant = message.now
  process.send?.({ url: server.url } satisfies ReadyMessage)
})
process.send?.({ url: server.url } satisfies ReadyMessage)
await once(process, 'disconnect')
await server.close()
