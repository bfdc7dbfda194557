import { once } from 'node:events'
import { openServer } from '../../src/server/open-server.ts'
import { testConfiguration } from './test-server.ts'

/** One of several workers on one file and on the port that the first of them got, until it is disconnected. */
const [folder = ''] = process.argv.slice(2)
const metrics = { host: '127.0.0.1', port: 1 }
const server = await openServer(testConfiguration(folder, 0, { metrics }), {
  log: { write: () => undefined },
})
process.send?.({ url: server.url })
await once(process, 'disconnect')
await server.close()
