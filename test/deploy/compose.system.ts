import { strict as assert } from 'node:assert'
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { compile } from '../../build/compile.js'
import { Browser } from '../support/browser.ts'
import { interpolated, readCompose, readImage, type Service } from '../support/compose.ts'
import { claimPort } from '../support/claimed-port.ts'
import { openMailSink, type MailSink } from '../support/mail-sink.ts'
import {
  programOf,
  runProgram,
  startPostgres,
  type PostgresServer,
} from '../support/postgres-server.ts'
import { randomKey, signingKeys } from '../support/production-settings.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const LOGIN = 'ann@example.com'
const PASSWORD = 'wheel orbit candle meadow'

/** A started service, and what it said. */
interface Running {
  readonly child: ChildProcess
  readonly said: () => string
}

/**
 * As the image makes it (its docker-entrypoint.sh): by `initdb` with what is asked for, trusted on its socket alone, and
 * then by the files that are mounted for that.
 */
async function startDatabase(
  { volumes }: Service,
  env: Readonly<Record<string, string>>,
): Promise<PostgresServer> {
  const { POSTGRES_INITDB_ARGS: wanted = '' } = env
  const server = await startPostgres({
    makeFiles(files) {
      const auth = ['--auth-host=scram-sha-256', '--auth-local=trust', ...wanted.split(' ')]
      runProgram('initdb', [`--pgdata=${files}`, '--username=postgres', ...auth])
    },
  })
  const folder = '/docker-entrypoint-initdb.d/'
  const scripts = volumes.filter((mount) => mount.includes(folder))
  assert.equal(scripts.length, 1)
  for (const [file = ''] of scripts.map((mount) => mount.split(':'))) {
    const address = [`--host=${server.folder}`, `--port=${server.port}`, '--username=postgres']
    const args = [...address, '--no-psqlrc', '--set=ON_ERROR_STOP=1', `--file=${file}`]
    const { status, stderr } = spawnSync(programOf('psql'), args, {
      env: { PATH: process.env['PATH'], ...env },
      encoding: 'utf8',
    })
    assert.equal(status, 0, stderr)
  }
  return server
}

/*
 * No container engine: the services of the file are started by hand, each with the command and the
 * environment that the file gives it. A service's name becomes an address of the loopback network, and a
 * mounted path the folder that is mounted there.
 */
/** By the store that each runs. */
const FILES = { redis: 'docker-compose.yml', postgres: 'docker-compose.postgres.yml' } as const

for (const kind of ['redis', 'postgres'] as const)
  describe(`what ${FILES[kind]} describes`, function () {
    this.timeout(120_000)
    const folder = temporaryFolder()
    const running: Running[] = []
    const trusted = getCACertificates('default')
    let sink: MailSink | undefined
    let database: PostgresServer | undefined

    afterEach(async () => {
      setDefaultCACertificates(trusted)
      for (const { child } of running.splice(0)) {
        if (child.exitCode !== null || child.signalCode !== null) continue
        const ended = once(child, 'exit')
        child.kill('SIGKILL')
        await ended
      }
      await sink?.stop()
      await database?.close()
    })

    function start(command: readonly string[], env: Record<string, string>, cwd: string): Running {
      const [program = '', ...args] = command
      const child = spawn(program === 'node' ? process.execPath : program, args, {
        cwd,
        env: { PATH: process.env['PATH'], ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      let text = ''
      const hear = (piece: string): void => void (text += piece)
      child.stdout.setEncoding('utf8').on('data', hear)
      child.stderr.setEncoding('utf8').on('data', hear)
      const one = { child, said: () => text }
      running.push(one)
      return one
    }

    async function says({ child, said }: Running, words: string): Promise<void> {
      while (!said().includes(words)) {
        if (child.exitCode !== null) throw new Error(`it ended:\n${said()}`)
        await sleep(50)
      }
    }

    /** The image's files: the built program, its views and its packages. */
    function buildImage(): string {
      const app = join(folder(), 'app')
      assert.equal(compile(), 'made')
      // A copy: what is built may be replaced while this runs.
      cpSync('dist', join(app, 'dist'), { recursive: true })
      for (const name of ['node_modules', 'views', 'package.json']) {
        symlinkSync(resolve(name), join(app, name))
      }
      return app
    }

    it('signs people in over TLS, whichever node answers, and goes on when one is stopped', async () => {
      const { services } = readCompose(FILES[kind])
      const port = await claimPort()
      const domain = `localhost:${port}`
      // Addresses of the loopback network that nobody else takes meanwhile.
      const net = `127.${1 + Math.trunc(Math.random() * 250)}.${1 + Math.trunc(Math.random() * 250)}`
      const addresses = { 'node-1': `${net}.1`, 'node-2': `${net}.2`, redis: `${net}.3` }
      sink = await openMailSink()
      const chosen = {
        OIDC_STEP_UP_DOMAIN: domain,
        REDIS_PASSWORD: 'a1b2c3d4',
        POSTGRES_PASSWORD: 'b1b2c3d4',
        STEP_UP_PASSWORD: 'c1b2c3d4',
        OIDC_STEP_UP_MAIL_URL: sink.url.reveal(),
        OIDC_STEP_UP_MAIL_FROM: 'ACME <no-reply@example.com>',
      }
      const keys = join(folder(), 'keys')
      mkdirSync(keys)
      writeFileSync(join(keys, 'signing.json'), JSON.stringify(signingKeys()))
      writeFileSync(join(keys, 'cookies'), `${randomKey()}\n`)
      writeFileSync(join(keys, 'sealing'), `2026:${randomKey()}\n`)

      const service = (name: string): Service => {
        const found = services[name]
        assert.ok(found, name)
        return found
      }
      /** As the containers' network and file system would have it. */
      function placed(text: string, mounts: readonly string[]): string {
        let result = interpolated(text, chosen)
        if (database) result = result.replace('@postgres:5432', `@127.0.0.1:${database.port}`)
        for (const [name, address] of Object.entries(addresses)) {
          result = result.replaceAll(new RegExp(`(?<![\\w-])${name}(?=:\\d)`, 'g'), address)
        }
        for (const mount of mounts) {
          const [from = '', to = ''] = mount.split(':')
          const source = from === './keys' ? keys : resolve(from)
          if (from.startsWith('./')) result = result.replaceAll(to, source)
        }
        // The proxy's address, as the nodes see it here.
        return result === '172.30.92.2' ? '127.0.0.1' : result
      }
      function environmentOf(
        { environment, volumes }: Service,
        address = '',
      ): Record<string, string> {
        const entries = Object.entries(environment).map(([name, value]) => [
          name,
          value === '0.0.0.0' ? address : placed(value, volumes),
        ])
        return Object.fromEntries(entries) as Record<string, string>
      }

      async function startStore(): Promise<void> {
        const store = service(kind)
        if (kind === 'postgres') {
          database = await startDatabase(store, environmentOf(store))
          return
        }
        const data = join(folder(), 'redis')
        mkdirSync(data)
        const address = ['--bind', addresses.redis, '--port', '6379', '--dir', data]
        const command = [...store.command.map((word) => placed(word, [])), ...address]
        await says(start(command, environmentOf(store), data), 'Ready to accept connections')
      }
      await startStore()

      const image = readImage()
      const app = buildImage()
      const nodes = (['node-1', 'node-2'] as const).map((name) => {
        const env = {
          ...image.environment,
          ...environmentOf(service(name), addresses[name]),
        }
        return { env, ...start(image.command, env, app) }
      })
      const [first, second] = nodes
      assert.ok(first && second)
      await Promise.all(nodes.map((node) => says(node, ' listens on ')))

      const settings = join(folder(), 'Caddyfile')
      const caddyfile = placed(readFileSync('deploy/Caddyfile', 'utf8'), [])
      // Certificates of its own are for port 80 as well, which somebody else may have.
      const httpPort = await claimPort()
      writeFileSync(settings, caddyfile.replace('admin off', `admin off\n\thttp_port ${httpPort}`))
      const proxy = start(
        ['caddy', 'run', '--config', settings, '--adapter', 'caddyfile'],
        { ...environmentOf(service('proxy')), HOME: folder(), XDG_DATA_HOME: folder() },
        folder(),
      )
      await says(proxy, 'certificate obtained successfully')
      const authority = join(folder(), 'caddy/pki/authorities/local/root.crt')
      setDefaultCACertificates([...trusted, readFileSync(authority, 'utf8')])

      const added = spawnSync(
        process.execPath,
        [join(app, 'dist/cli/main.js'), 'accounts', 'add', LOGIN],
        { env: first.env, input: `${PASSWORD}\n`, encoding: 'utf8' },
      )
      assert.equal(added.status, 0, added.stderr)

      const signIn = async (): Promise<Browser> => {
        const ann = new Browser()
        await ann.open(`https://${domain}/account`)
        assert.equal(ann.page.heading, 'Sign in', proxy.said())
        await ann.submit('/identify', { login: LOGIN })
        await ann.submit('/password', { login: LOGIN, password: PASSWORD })
        assert.equal(ann.page.heading, 'Security')
        return ann
      }
      const ann = await signIn()
      assert.ok(ann.cookie('__Host-session', `https://${domain}/`), 'a cookie of https alone')
      for (const { said } of nodes) {
        assert.match(said(), /"method":"GET"/, 'each node answered some of it')
      }
      for (const path of ['/readyz', '/healthz']) {
        const { status } = await ann.send(`https://${domain}${path}`)
        assert.equal(status, 404, 'that is for whom runs it')
      }
      const plain = await fetch(`http://localhost:${httpPort}/account`, { redirect: 'manual' })
      assert.match(plain.headers.get('Location') ?? '', /^https:/)

      first.child.kill('SIGTERM')
      const [code] = (await once(first.child, 'exit')) as [number]
      assert.equal(code, 0, first.said())
      // Both who was signed in and who comes now are served by the other one.
      await ann.open(`https://${domain}/account/password`)
      assert.equal(ann.page.status, 200)
      assert.equal(ann.page.heading, 'Password')
      await signIn()
    })
  })
