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
import { randomKey, signingKeys } from '../support/production-settings.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const LOGIN = 'ann@example.com'
const PASSWORD = 'wheel orbit candle meadow'

/** A started service, and what it said. */
interface Running {
  readonly child: ChildProcess
  readonly said: () => string
}

/*
 * No container engine: the services of the file are started by hand, each with the command and the
 * environment that the file gives it. A service's name becomes an address of the loopback network, and a
 * mounted path the folder that is mounted there.
 */
describe('what docker-compose.yml describes', function () {
  this.timeout(120_000)
  const folder = temporaryFolder()
  const running: Running[] = []
  const trusted = getCACertificates('default')
  let sink: MailSink | undefined

  afterEach(async () => {
    setDefaultCACertificates(trusted)
    for (const { child } of running.splice(0)) {
      if (child.exitCode !== null || child.signalCode !== null) continue
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
    }
    await sink?.stop()
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
    const { services } = readCompose()
    const port = await claimPort()
    const domain = `localhost:${port}`
    // Addresses of the loopback network that nobody else takes meanwhile.
    const net = `127.${1 + Math.trunc(Math.random() * 250)}.${1 + Math.trunc(Math.random() * 250)}`
    const addresses = { 'node-1': `${net}.1`, 'node-2': `${net}.2`, redis: `${net}.3` }
    sink = await openMailSink()
    const chosen = {
      OIDC_STEP_UP_DOMAIN: domain,
      REDIS_PASSWORD: 'a1b2c3d4',
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

    const redis = service('redis')
    const data = join(folder(), 'redis')
    mkdirSync(data)
    const store = start(
      [
        ...redis.command.map((word) => placed(word, [])),
        '--bind',
        addresses.redis,
        '--port',
        '6379',
        '--dir',
        data,
      ],
      environmentOf(redis),
      data,
    )
    await says(store, 'Ready to accept connections')

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
