import { once } from 'node:events'
import { openServer } from '../../src/server/open-server.ts'
import { listenOnLoopback, portOf } from './listener.ts'
import type { ClockMessage, ProcessTask, ReadyMessage } from './server-process.ts'
import { cheapHasher, testConfiguration } from './test-server.ts'

/** Serves until its parent lets it go; the log goes to standard output. Started by `openServerProcess`. */
const { folder, issuer, now } = JSON.parse(process.argv[2] ?? '') as ProcessTask
let instant = now
const listener = await listenOnLoopback()
const server = await openServer(testConfiguration(folder, portOf(listener), { issuer }), {
  clock: () => instant,
  log: process.stdout,
  hasher: cheapHasher,
  listener,
})
process.on('message', (message: ClockMessage) => {
  instant = message.now
  process.send?.({ url: server.url } satisfies ReadyMessage)
})
process.send?.({ url: server.url } satisfies ReadyMessage)
await once(process, 'disconnect')
await server.close()
