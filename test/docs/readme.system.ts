import { strict as assert } from 'node:assert'
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { stringify } from 'yaml'
import { claimPort } from '../support/claimed-port.ts'
import { packInto } from '../support/packed.ts'
import { prepareCheckout, preparePackage } from '../support/places.ts'
import { productionSettings } from '../support/production-settings.ts'
import { startRedis } from '../support/redis-server.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

/** What its section on the server says to type, in that order. */
function typedLines(): readonly string[] {
  const [, section = ''] = readFileSync('README.md', 'utf8').split('\n## The server\n')
  const [text = ''] = section.split('\n## ')
  return [...text.matchAll(/^ {4}(\S.*)$/gm)].map(([, line = '']) => line)
}

/** The folders in which somebody may type it. */
const PLACES = {
  'a checkout': prepareCheckout,
  'a folder with the package': (folder: string) => preparePackage(folder, packInto(folder)),
} as const

for (const [place, prepare] of Object.entries(PLACES))
  describe(`the commands of the README, in ${place},`, () => {
    const folder = temporaryFolder('all')
    let server: ChildProcess | undefined
    after(() => {
      if (server?.pid !== undefined) process.kill(-server.pid, 'SIGKILL')
    })

    it('work as they are typed, one after the other', async () => {
      prepare(folder())
      const settings = { ...productionSettings(), store: 'sqlite:data.sqlite' }
      writeFileSync(join(folder(), 'config.yaml'), stringify(settings))
      const redis = await startRedis(['--appendonly', 'yes'])
      const port = await claimPort()
      const env: Record<string, string> = {
        PATH: [dirname(process.execPath), process.env['PATH']].join(delimiter),
        HOME: folder(),
        TERM: 'xterm',
        OIDC_STEP_UP_PORT: String(port),
        // It is to find what is there, and to ask nobody.
        npm_config_offline: 'true',
        npm_config_update_notifier: 'false',
      }
      const options = { cwd: folder(), env }
      const answers = new Map<string, string>()

      async function serve(line: string): Promise<void> {
        // A group of its own: npx passes no signal on.
        server = spawn('sh', ['-c', line], { ...options, stdio: 'ignore', detached: true })
        const ready = () => fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined)
        while ((await ready())?.status !== 200) {
          assert.equal(server.exitCode, null, line)
          await sleep(100)
        }
      }
      async function stop(): Promise<void> {
        assert.ok(server?.pid)
        const ended = once(server, 'exit')
        process.kill(-server.pid, 'SIGTERM')
        await ended
        server = undefined
      }
      function run(line: string): string {
        const command = line.replace(/ +# .*$/, '').replace('redis://127.0.0.1:6379', redis.url)
        // What asks whether it is meant asks at a terminal.
        const args = command.includes(' devices reset ')
          ? ['script', '-qec', command, '/dev/null']
          : ['sh', '-ec', command]
        const input = command.includes(' accounts add ') ? 'a walrus in a green canoe\n' : 'y\n'
        const [program = '', ...rest] = args
        const { status, stdout, stderr } = spawnSync(program, rest, {
          ...options,
          input,
          encoding: 'utf8',
        })
        assert.equal(status, 0, `${line}\n${stdout}${stderr}`)
        return stdout
      }

      try {
        for (const line of typedLines()) {
          if (line.startsWith('export ')) {
            for (const [, name = '', value = ''] of line.matchAll(/(\w+)=(\S+)/g)) env[name] = value
          } else if (line.endsWith(' serve')) await serve(line)
          else {
            // What is moved is moved when nobody serves it.
            if (line.includes(' store migrate ')) await stop()
            answers.set(line, run(line))
          }
        }
      } finally {
        await redis.close()
      }
      const answer = (words: string): string =>
        [...answers].find(([line]) => line.includes(words))?.[1] ?? ''
      assert.ok(answers.size >= 12, [...answers.keys()].join('\n'))
      assert.match(answer('config check'), /The configuration is valid[^]*profile +production/)
      assert.match(answer('accounts list'), /alice@example\.com/)
      assert.match(answer('explain'), /password/)
      assert.match(answer('clients add'), /shop/)
      assert.match(answer('store migrate'), /1 account|accounts +1/)
      for (const made of ['data.sqlite', 'keys/sealing', 'monday.backup']) {
        assert.ok(existsSync(join(folder(), made)), made)
      }
    }).timeout(600_000)
  })
