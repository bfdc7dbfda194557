import { strict as assert } from 'node:assert'
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { claimPort, SLICE } from './claimed-port.ts'
import { openNginx } from './nginx.ts'
import { startRedis } from './redis-server.ts'
import { temporaryFolder } from './temporary-folder.ts'

const MODULE = new URL('./claimed-port.ts', import.meta.url).href

describe('a claimed port', () => {
  const folder = temporaryFolder()

  it('is claimed once, by one process, where no kernel hands out any', async () => {
    const own = await Promise.all(Array.from({ length: 150 }, claimPort))
    const program = `
const { claimPort } = await import('${MODULE}')
console.log(JSON.stringify(await Promise.all(Array.from({ length: 150 }, claimPort))))`
    const said = execFileSync(process.execPath, ['--input-type=module', '-e', program])
    const all = [...own, ...(JSON.parse(said.toString()) as number[])]
    assert.equal(new Set(all).size, 300)
    assert.ok(all.every((port) => port >= 20_000 && port < 32_000))
  })

  /** The first of them; from a slice that ends, the next two would be of another one. */
  async function claimThreeInARow(): Promise<number> {
    const port = await claimPort()
    return port % SLICE < SLICE - 2 ? port : claimThreeInARow()
  }

  const SERVERS: Readonly<
    Record<string, () => Promise<{ readonly port: number; close(): Promise<unknown> }>>
  > = {
    Redis: () => startRedis(),
    nginx: () => openNginx(folder()),
  }

  for (const [name, start] of Object.entries(SERVERS)) {
    it(`is left to somebody else's program that listens there, and ${name} is started on another`, async () => {
      const first = await claimThreeInARow()
      const stranger = createServer().listen(first + 1, '127.0.0.1')
      await once(stranger, 'listening')
      try {
        const server = await start()
        assert.equal(server.port, first + 2)
        await server.close()
      } finally {
        stranger.close()
      }
    })
  }
})
