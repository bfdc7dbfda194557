import { strict as assert } from 'node:assert'
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { delimiter, dirname, join, resolve } from 'node:path'
import { claimPort } from '../support/claimed-port.ts'
import { interpolated, readCompose, readImage } from '../support/compose.ts'
import { packInto } from '../support/packed.ts'
import { prepareCheckout } from '../support/places.ts'
import { expectLog, keepSecret, recordLog } from '../support/secrets-in-logs.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const PAGE = readFileSync('docs/deploy.md', 'utf8')

interface Block {
  readonly language: 'sh' | 'yaml'
  readonly lines: readonly string[]
}

/** The blocks of a section, in their order: indented ones are commands, one a line. */
function blocksOf(heading: string): readonly Block[] {
  const [, section = ''] = PAGE.split(`\n## ${heading}\n`)
  const text = section.split('\n## ')[0] ?? ''
  return [...text.matchAll(/^```yaml\n([\s\S]*?)^```$|(?:^ {4}.*\n)+/gm)].map(([all, yaml]) => ({
    language: yaml === undefined ? 'sh' : 'yaml',
    lines: (yaml ?? all.replaceAll(/^ {4}/gm, '')).trimEnd().split('\n'),
  }))
}

/** What is started by a unit, as far as it is run where there is no systemd: its command, with its variables. */
interface Service {
  readonly child: ChildProcess
  readonly stdout: () => string
  readonly stderr: () => string
}

describe('docs/deploy.md', () => {
  const folder = temporaryFolder('all')
  let tarball: string
  let port: number
  let service: Service | undefined
  before(async function () {
    this.timeout(600_000)
    expectLog()
    tarball = packInto(folder())
    port = await claimPort()
    // What an operating system has, and no page makes.
    for (const path of ['opt', 'etc/systemd/system', 'var/lib']) {
      mkdirSync(join(folder(), path), { recursive: true })
    }
  })
  after(() => service?.child.kill('SIGKILL'))

  /** What is of a place: paths, the port, and the user, who is the one that runs the tests. */
  function placed(text: string): string {
    const { username, gid } = userInfo()
    const runAs = username === 'root' ? 'runuser -u root -- ' : ''
    return text
      .replaceAll(/(?<![\w.])\/(opt|etc|var\/lib)\/(oidc-step-up|systemd)/g, `${folder()}/$1/$2`)
      .replaceAll('/usr/bin/node', process.execPath)
      .replaceAll('127.0.0.1:3000', `127.0.0.1:${port}`)
      .replaceAll('runuser -u oidc-step-up -- ', runAs)
      .replaceAll(/-o (?:root|oidc-step-up) -g oidc-step-up/g, `-o ${username} -g ${gid}`)
      .replaceAll('root:oidc-step-up', `${username}:${gid}`)
  }

  /** What npm does with a package of the registry, which this one is not yet: its dependencies are the checkout's. */
  const installed = (): string =>
    [
      'mkdir -p node_modules/oidc-step-up node_modules/.bin',
      `tar -xzf ${tarball} -C node_modules/oidc-step-up --strip-components=1`,
      `ln -s ${resolve('node_modules')} node_modules/oidc-step-up/node_modules`,
      'chmod +x node_modules/oidc-step-up/bin/oidc-step-up.js',
      'ln -s ../oidc-step-up/bin/oidc-step-up.js node_modules/.bin/oidc-step-up',
    ].join(' && ')

  let cwd: string
  /** A line of the page in a shell, which goes on where the one before it has ended. */
  function run(line: string, input = ''): string {
    const where = join(folder(), 'pwd')
    const command = placed(line).replace('npm install oidc-step-up', installed())
    const { status, stdout, stderr } = spawnSync('sh', ['-ec', `${command}\npwd > '${where}'`], {
      cwd,
      input,
      encoding: 'utf8',
      env: {
        PATH: [dirname(process.execPath), process.env['PATH']].join(delimiter),
        HOME: folder(),
        // It is to find what is there, and to ask nobody.
        npm_config_offline: 'true',
        npm_config_update_notifier: 'false',
      },
    })
    assert.equal(status, 0, `${line}\n${stdout}${stderr}`)
    cwd = readFileSync(where, 'utf8').trim()
    return stdout
  }

  const unit = (): string =>
    placed(readFileSync(join(folder(), 'etc/systemd/system/oidc-step-up.service'), 'utf8'))
  const settingsOf = (name: string): readonly string[] =>
    [...unit().matchAll(new RegExp(`^${name}=(.*)$`, 'gm'))].map(([, value = '']) => value)

  /** @param settings that somebody has changed */
  function startService(settings: Readonly<Record<string, string>> = {}): Service {
    const [program = '', ...args] = settingsOf('ExecStart')[0]?.split(' ') ?? []
    const variables = settingsOf('Environment').map((line) => line.split(/=(.*)/s).slice(0, 2))
    const env = Object.fromEntries(variables) as Record<string, string>
    const child = spawn(program, args, {
      cwd: '/',
      env: { PATH: '/usr/bin:/bin', ...env, OIDC_STEP_UP_PORT: String(port), ...settings },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const said = { stdout: '', stderr: '' }
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (text: string) => (said[name] += text))
    }
    return { child, stdout: () => said.stdout, stderr: () => said.stderr }
  }

  /** What systemd does at the words of the page. */
  async function systemctl(verb: string | undefined): Promise<void> {
    if (verb === 'daemon-reload') {
      service = startService()
      return
    }
    const { child } = service ?? assert.fail('nothing was started')
    if (verb === 'reload') {
      const [command = ''] = settingsOf('ExecReload')
      run(command.replace('$MAINPID', String(child.pid)))
    } else {
      assert.equal(verb, 'stop')
      const ended = once(child, 'close')
      child.kill('SIGTERM')
      assert.deepEqual(await ended, [0, null])
    }
  }

  it('leads from an empty folder to a server that runs, is used and ends, command by command', async () => {
    const blocks = blocksOf('One machine')
    const password = keepSecret('a walrus in a green canoe')
    const answers = new Map<string, string>()
    cwd = folder()
    let commands = 0
    for (const { language, lines } of blocks) {
      if (language === 'yaml') {
        const text = placed(lines.join('\n'))
        writeFileSync(join(folder(), 'etc/oidc-step-up/config.yaml'), text)
        continue
      }
      for (const line of lines) {
        commands += 1
        const [first = '', verb] = line.split(' ')
        // Whoever runs the tests stands for the user whom it makes.
        if (first === 'useradd') assert.match(line, / oidc-step-up$/)
        else if (first === 'systemctl') await systemctl(verb)
        else answers.set(line, run(line, line.includes(' accounts add ') ? `${password}\n` : ''))
        if (first === 'curl') await look()
      }
    }
    assert.ok(commands > 12, `${commands} commands`)
    const answer = (words: string): string =>
      [...answers].find(([line]) => line.includes(words))?.[1] ?? ''
    assert.match(answer('config check'), /The configuration is valid/)
    assert.match(answer('curl'), /"status":"ready"/)
    assert.match(answer('accounts add'), /created alice@example\.com/)
    assert.match(answer('accounts list'), /alice@example\.com/)

    const said = service?.stdout().trimEnd().split('\n') ?? []
    said.forEach((line) => recordLog(line))
    const messages = said.map((line) => (JSON.parse(line) as { msg?: string }).msg ?? '')
    assert.ok(messages.some((text) => text.startsWith('https://id.example.com listens on ')))
    assert.ok(messages.includes('SIGTERM: finishing what is under way'))
    assert.equal(service?.stderr(), '')
  }).timeout(600_000)

  // Of what has been installed by then.
  it('has a unit that says what is wrong with a configuration in one sentence, and is not started again for it', async () => {
    const { child, stdout, stderr } = startService({ OIDC_STEP_UP_ISSUER: 'id.example.com' })
    const [code] = (await once(child, 'close')) as [number]
    assert.deepEqual([code, stdout()], [2, ''])
    assert.match(stderr(), /^[^\n]*\bissuer\b[^\n]*\n$/)
    assert.deepEqual(settingsOf('Restart'), ['always'])
    assert.deepEqual(settingsOf('RestartPreventExitStatus'), [String(code)])
  }).timeout(300_000)

  it('leads from a checkout to all that docker-compose.yml asks for', () => {
    const checkout = join(folder(), 'checkout')
    mkdirSync(checkout)
    prepareCheckout(checkout)
    symlinkSync(resolve('deploy'), join(checkout, 'deploy'))
    cwd = checkout
    const compose = readCompose()
    const commands: string[] = []
    for (const line of blocksOf('Compose').flatMap(({ lines }) => lines)) {
      const [words = ''] = line.split(/ +#/)
      const [, arguments_] = /^docker compose (.*)$/.exec(words) ?? []
      const { uid, gid } = userInfo()
      if (arguments_ === undefined) run(words.replace(/^sudo (.*) 1000:1000 /, `$1 ${uid}:${gid} `))
      else commands.push(arguments_)
    }
    // No container engine is here: what is said to it is compared with what it reads.
    const [up = '', exec = ''] = commands
    assert.equal(commands.length, 2)
    assert.deepEqual(compose.services['mail']?.profiles, [
      /^--profile (\w+) up --build$/.exec(up)?.[1],
    ])
    const [, name = '', program, args] = /^exec (\S+) node (\S+) (.*)$/.exec(exec) ?? []
    assert.ok(compose.services[name]?.build, exec)
    assert.ok(program !== undefined && readImage().command.includes(program), exec)
    assert.equal(args, 'accounts add alice@example.com')

    const variables = readFileSync(join(checkout, '.env'), 'utf8').matchAll(/^(\w+)=(.*)$/gm)
    const env = Object.fromEntries([...variables].map(([, key = '', value = '']) => [key, value]))
    // What the page says to write into it, and nothing else.
    assert.deepEqual(
      Object.keys(env).filter((key) => env[key] === ''),
      ['REDIS_PASSWORD'],
    )
    const file = interpolated(JSON.stringify(compose), { ...env, REDIS_PASSWORD: 'a1b2c3d4' })
    const keys = [...file.matchAll(/"file:\/etc\/oidc-step-up\/(keys\/[^"]+)"/g)]
    assert.equal(new Set(keys.map(([, path]) => path)).size, 3)
    for (const [, path = ''] of keys) assert.ok(existsSync(join(checkout, path)), path)
  }).timeout(300_000)

  /** It is the server of the sample, as the proxy reaches it. */
  async function look(): Promise<void> {
    const page = await fetch(`http://127.0.0.1:${port}/`)
    assert.match(await page.text(), /<bdi>ACME<\/bdi>/)
    const [, told] = /`Strict-Transport-Security: ([^`]+)`/.exec(PAGE) ?? []
    assert.equal(page.headers.get('Strict-Transport-Security'), told)
  }
})
