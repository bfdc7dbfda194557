import { strict as assert } from 'node:assert'
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { stringify } from 'yaml'
import { openSqliteStore } from '../../../src/stores/sqlite/open-sqlite-store.ts'
import { claimPort } from '../../support/claimed-port.ts'
import { commandLine } from '../../support/command-line.ts'
import { COMPILE_CACHE } from '../../support/compile-cache.ts'
import { eventually } from '../../support/key-rotation.ts'
import { randomKey, signingKeys } from '../../support/production-settings.ts'
import { countsIn, fill } from '../../support/sealed-samples.ts'

const MAIN = fileURLToPath(new URL('../../../src/cli/main.ts', import.meta.url))

describe('keys and processes', () => {
  const { folder, run, runProcess } = commandLine()
  const path = (name: string): string => join(folder(), name)

  /** @param config what the file says beside what production asks for */
  function configure(config: object): void {
    const settings = {
      profile: 'production',
      issuer: 'http://localhost:3000',
      store: 'sqlite:data.sqlite',
    }
    writeFileSync(path('config.yaml'), stringify({ ...settings, ...config }))
  }
  /** Signing keys by the command `print`, which is asked at start and on SIGHUP alone. */
  function configureCommand(port: number): void {
    configure({
      issuer: `http://localhost:${port}`,
      port,
      keys: {
        signing: 'command:./print',
        cookies: randomKey(),
        sealing: `k1:${randomKey()}`,
        refresh: '1d',
      },
    })
  }

  /** How many keys a server publishes: none while there is no server. */
  async function publishedAt(port: number): Promise<number> {
    const response = await fetch(`http://localhost:${port}/jwks`).catch(() => undefined)
    return response ? ((await response.json()) as { keys: unknown[] }).keys.length : 0
  }

  const start = (...args: readonly string[]): ChildProcess =>
    spawn(process.execPath, [MAIN, '--config', path('config.yaml'), ...args], {
      env: { PATH: process.env['PATH'], ...COMPILE_CACHE },
      stdio: 'ignore',
    })

  it('a server that is told by SIGHUP asks the command anew, and goes on', async () => {
    const port = await claimPort()
    const [first, second] = [signingKeys().keys, signingKeys().keys]
    writeFileSync(path('keys.json'), JSON.stringify({ keys: first }))
    writeFileSync(path('print'), `#!/bin/sh\ncat ${path('keys.json')}\n`)
    chmodSync(path('print'), 0o700)
    configureCommand(port)
    const server = start('serve')
    const ended = once(server, 'exit')
    try {
      await eventually(async () => (await publishedAt(port)) === 1)
      writeFileSync(path('keys.json'), JSON.stringify({ keys: [...second, ...first] }))
      server.kill('SIGHUP')
      await eventually(async () => (await publishedAt(port)) === 2)
      // A command that fails changes nothing.
      writeFileSync(path('print'), `#!/bin/sh\ntouch ${path('failed')}\nexit 1\n`)
      server.kill('SIGHUP')
      await eventually(() => existsSync(path('failed')))
      assert.equal(await publishedAt(port), 2)
    } finally {
      server.kill('SIGTERM')
      assert.deepEqual(await ended, [0, null])
    }
  })

  it('a server that is told before it has started reads its keys once more, and starts', async () => {
    const port = await claimPort()
    const [first, second] = [signingKeys().keys, signingKeys().keys]
    writeFileSync(path('keys.json'), JSON.stringify({ keys: first }))
    // Tells that it has been asked, and answers when it is let.
    const script = `#!/bin/sh\ncat ${path('keys.json')}\ntouch ${path('asked')}\n`
    writeFileSync(path('print'), `${script}while [ ! -e ${path('answer')} ]; do sleep 0.05; done\n`)
    chmodSync(path('print'), 0o700)
    configureCommand(port)
    const server = start('serve')
    const ended = once(server, 'exit')
    try {
      await eventually(() => existsSync(path('asked')))
      server.kill('SIGHUP')
      writeFileSync(path('keys.json'), JSON.stringify({ keys: [...second, ...first] }))
      writeFileSync(path('answer'), '')
      await eventually(async () => (await publishedAt(port)) === 2)
    } finally {
      server.kill('SIGTERM')
      assert.deepEqual(await ended, [0, null])
    }
  })

  it('a rewrap that is killed at any moment loses nothing, and the next one does what is left', async () => {
    const [old, next] = [randomKey(), randomKey()]
    configure({
      keys: { signing: signingKeys(), cookies: randomKey(), sealing: `k2:${next},k1:${old}` },
    })
    const store = openSqliteStore({ path: path('data.sqlite') })
    const total = 3 * 250
    await fill(store, old, 250)
    store.close()
    const counts = async (): Promise<Readonly<Record<string, number>>> => {
      const { code, stdout } = await keys('verify')
      assert.equal(code, 0, stdout)
      return (JSON.parse(stdout) as { keys: Record<string, number> }).keys
    }
    const keys = (command: string) =>
      run(['--config', path('config.yaml'), '--json', 'keys', command])

    let done = 0
    for (let kill = 0; kill < 2; kill += 1) {
      const reader = openSqliteStore({ path: path('data.sqlite') })
      const rewrapped = async (): Promise<number> => (await countsIn(reader))['k2'] ?? 0
      const child = start('keys', 'rewrap')
      const ended = once(child, 'exit')
      while (child.exitCode === null && (await rewrapped()) <= done) {
        await new Promise((resolve) => setTimeout(resolve, 1))
      }
      child.kill('SIGKILL')
      assert.deepEqual(await ended, [null, 'SIGKILL'])
      reader.close()
      const { k1 = 0, k2 = 0 } = await counts()
      assert.equal(k1 + k2, total)
      assert.ok(k2 > done && k1 > 0, `${k1} and ${k2}`)
      done = k2
    }
    const last = await keys('rewrap')
    assert.deepEqual(last.json(), {
      keyId: 'k2',
      seen: total,
      rewrapped: total - done,
      passed: 0,
      unreadable: [],
    })
    assert.deepEqual(await counts(), { k1: 0, k2: total })
  })

  it('two rewraps at once seal each secret once', async () => {
    const [old, next] = [randomKey(), randomKey()]
    configure({
      keys: { signing: signingKeys(), cookies: randomKey(), sealing: `k2:${next},k1:${old}` },
    })
    const store = openSqliteStore({ path: path('data.sqlite') })
    await fill(store, old, 100)
    store.close()
    const command = ['--config', path('config.yaml'), '--json', 'keys', 'rewrap']
    const both = await Promise.all([runProcess(command), runProcess(command)])
    const results = both.map((one) => one.json() as { rewrapped: number; seen: number })
    assert.equal(
      results.reduce((sum, { rewrapped }) => sum + rewrapped, 0),
      300,
    )
    assert.ok(results.every(({ seen }) => seen === 300))
  })
})
