import { strict as assert } from 'node:assert'
import { execFile } from 'node:child_process'
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { createClient } from 'redis'
import { temporaryFolder } from './temporary-folder.ts'

const MOCHA = fileURLToPath(new URL('../../node_modules/mocha/bin/mocha.js', import.meta.url))
const HERE = new URL('./', import.meta.url).href

interface Ended {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

describe('the Redis that the files of a run share', () => {
  const folder = temporaryFolder()

  /** Runs mocha as a run of its own, with these files. */
  async function runMocha(
    files: Readonly<Record<string, string>>,
    ...options: readonly string[]
  ): Promise<Ended> {
    const paths = Object.entries(files).map(([name, text]) => {
      const path = join(folder(), `${name}.test.mjs`)
      writeFileSync(path, text)
      return path
    })
    const { SHARED_REDIS: _, ...env } = process.env
    return promisify(execFile)(process.execPath, [MOCHA, ...options, ...paths], { env }).then(
      (said) => ({ code: 0, ...said }),
      (error: Ended) => error,
    )
  }

  it('gives two files that run at the same time a database each, and is gone when the run is over', async () => {
    mkdirSync(join(folder(), 'meeting'))
    const file = (own: string, other: string) => `
import { testBeside } from '${HERE}test-beside.ts'
testBeside(${JSON.stringify(join(folder(), 'meeting'))}, '${own}', '${other}')
`
    const files = { first: file('first', 'second'), second: file('second', 'first') }
    const { code, stdout, stderr } = await runMocha(files, '--parallel', '--jobs', '2')
    assert.equal(code, 0, stdout + stderr)
    assert.match(stdout, /2 passing/)
    assert.equal(readdirSync(join(folder(), 'meeting')).length, 6)
    const [one = '', other = ''] = stdout.match(/redis:\S+/g) ?? []
    assert.notEqual(one, other)
    assert.equal(new URL(one).port, new URL(other).port)
    const client = createClient({ url: one, socket: { reconnectStrategy: false } })
    client.on('error', () => {})
    await assert.rejects(client.connect(), { code: 'ECONNREFUSED' })
  })

  it('fails a run of which a test goes beyond its own database', async () => {
    const file = `
import { createClient } from '${import.meta.resolve('redis')}'
import { openSharedRedis } from '${HERE}shared-redis.ts'
it('passes', async () => {
  const redis = await openSharedRedis()
  const client = createClient({ url: redis.url })
  await client.connect()
  await client.sendCommand(['FLUSHALL'])
  await client.configSet('maxmemory', '0')
  await client.select(0)
  await client.set('astray', 'value')
  await client.close()
  await redis.close()
})
`
    const { code, stdout, stderr } = await runMocha({ file })
    assert.match(stdout, /1 passing/)
    assert.notEqual(code, 0)
    assert.match(
      stderr,
      /a test wrote astray, used (flushall, used config\|set|config\|set, used flushall)/,
    )
  })
})
