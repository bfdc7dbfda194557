import { once } from 'node:events'
import { openServer } from '../../src/server/open-server.ts'
import { testConfiguration } from './test-server.ts'

/** One of several workers on one file and one port, until it is disconnected. */
const [folder = '', port = ''] = process.argv.slice(2)
const metrics = { host: '127.0.0.1', port: 1 }
const server = await openServer(testConfiguration(folder, Number(port), { metrics }), {
  log: { write: () => undefined },
})
process.send?.({ ready: true })
await once(process, 'disconnect')
await server.close()
