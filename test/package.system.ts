import { strict as assert } from 'node:assert'
import { execFileSync, spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { packInto } from './support/packed.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

interface Manifest {
  readonly name?: string
  readonly version?: string
  readonly scripts?: Readonly<Record<string, string>>
  readonly dependencies: Readonly<Record<string, string>>
}

const manifest = (home = '.'): Manifest => ({
  dependencies: {},
  ...(JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as object),
})

describe('the published package', () => {
  const folder = temporaryFolder('all')
  let home: string
  before(function () {
    this.timeout(240_000)
    home = install()
  })

  /** Where a project would have it installed. */
  function install(): string {
    const place = join(folder(), 'node_modules', 'oidc-step-up')
    mkdirSync(place, { recursive: true })
    execFileSync('tar', ['-xzf', packInto(folder()), '-C', place, '--strip-components=1'])
    return place
  }

  /** Its dependencies are those of this checkout: what is tried is the package, not the registry. */
  function bringDependencies(): void {
    const place = join(home, 'node_modules')
    if (!existsSync(place)) symlinkSync(resolve('node_modules'), place)
  }

  it('has what its documents speak of, and no map to sources that are not there', () => {
    for (const file of [
      'docs/deploy.md',
      'docs/security.md',
      'deploy/nginx.conf',
      'config/default.yaml',
    ]) {
      assert.ok(existsSync(join(home, file)), file)
    }
    const all = readdirSync(home, { recursive: true, encoding: 'utf8' })
    const files = all.filter((file) => !file.startsWith('node_modules'))
    assert.deepEqual(
      files.filter((file) => /\.map$|screenshots/.test(file)),
      [],
    )
    const compiled = readFileSync(join(home, 'dist/index.js'), 'utf8')
    assert.doesNotMatch(compiled, /sourceMappingURL/)
  })

  it('holds whatever its README and docs/deploy.md link to, but for tests', () => {
    const broken = ['README.md', 'docs/deploy.md'].flatMap((file) =>
      [...readFileSync(join(home, file), 'utf8').matchAll(/\]\(([^)#\s]+)[^)\s]*\)/g)]
        .map(([, href = '']) => href)
        .filter((href) => !/^[a-z]+:/.test(href) && !/^(?:\.\.\/)?test\//.test(href))
        .filter((href) => !existsSync(join(home, dirname(file), href)))
        .map((href) => `${file}: ${href}`),
    )
    assert.deepEqual(broken, [])
  })

  it('is installed by npm without a warning', () => {
    // It is to ask nobody: what the package needs is left out, and what npm says of its own scripts is the same.
    const [bare, host] = [join(folder(), 'bare'), join(folder(), 'host')]
    cpSync(home, join(bare, 'package'), {
      recursive: true,
      filter: (path) => !path.includes(join('oidc-step-up', 'node_modules')),
    })
    const { name, version, scripts } = manifest(home)
    writeFileSync(join(bare, 'package', 'package.json'), JSON.stringify({ name, version, scripts }))
    execFileSync('tar', ['-czf', join(bare, 'bare.tgz'), '-C', bare, 'package'])
    mkdirSync(host)
    writeFileSync(join(host, 'package.json'), '{}')
    const options = ['--offline', '--no-audit', '--no-update-notifier']
    const { status, stdout, stderr } = spawnSync(
      'npm',
      ['install', ...options, join(bare, 'bare.tgz')],
      { cwd: host, encoding: 'utf8' },
    )
    assert.equal(status, 0, stdout + stderr)
    assert.match(stdout, /added 1 package/)
    assert.equal(stderr, '')
  })

  it('is understood by a strict TypeScript host with the types that the README names', () => {
    const [, line = ''] =
      /npm install --save-dev ([^`]*)`/.exec(readFileSync('README.md', 'utf8')) ?? []
    // What npm would install: the package's own dependencies, and these types with what they need.
    const wanted = [...Object.keys(manifest().dependencies), 'oidc-provider', ...line.split(' ')]
    const seen = new Set<string>()
    while (wanted.length > 0) {
      const name = wanted.pop() ?? ''
      const from = resolve('node_modules', name)
      if (seen.has(name) || !existsSync(from)) continue
      seen.add(name)
      const to = join(folder(), 'node_modules', name)
      mkdirSync(dirname(to), { recursive: true })
      symlinkSync(from, to)
      wanted.push(...Object.keys(manifest(from).dependencies))
    }
    writeFileSync(
      join(folder(), 'host.ts'),
      `import Provider, { type Configuration } from 'oidc-provider'
import { openSqliteStore, stepUp } from 'oidc-step-up'
declare const configuration: Configuration
const mfa = stepUp({
  accounts: { find: async (id) => ({ label: id }) },
  store: openSqliteStore({ path: 'step-up.sqlite' }),
  sealingKeys: [{ id: '1', key: 'k' }],
  cookieKeys: ['keys'],
  issuerName: 'ACME',
})
const provider = new Provider('https://id.example', mfa.configure(configuration))
export const routes = mfa.attach(provider).routes()
`,
    )
    writeFileSync(join(folder(), 'package.json'), '{"type":"module"}')
    const compilerOptions = {
      strict: true,
      noEmit: true,
      module: 'nodenext',
      target: 'es2024',
      lib: ['es2024', 'esnext.disposable', 'dom', 'dom.iterable'],
      preserveSymlinks: true,
      types: ['node'],
    }
    writeFileSync(
      join(folder(), 'tsconfig.json'),
      JSON.stringify({ files: ['host.ts'], compilerOptions }),
    )
    const compiler = resolve('node_modules/typescript/bin/tsc')
    const { status, stdout } = spawnSync(process.execPath, [compiler, '-p', folder()], {
      encoding: 'utf8',
    })
    assert.equal(status, 0, stdout)
  })

  it('has its entrances and its command built, and brings its views and defaults', () => {
    bringDependencies()
    writeFileSync(
      join(folder(), 'try.mjs'),
      `import * as main from 'oidc-step-up'
import * as conformance from 'oidc-step-up/conformance'
import * as redis from 'oidc-step-up/redis'
import * as postgres from 'oidc-step-up/postgres'
import * as api from 'oidc-step-up/resource-server'
import * as party from 'oidc-step-up/relying-party'
const names = [main.stepUp, main.openSqliteStore, redis.openRedisStore, postgres.openPostgresStore, conformance.authenticatorStoreConformance,
  api.createResourceServer, party.createStepUp]
process.stdout.write(names.map((value) => typeof value).join())`,
    )
    const tried = execFileSync(process.execPath, [join(folder(), 'try.mjs')], { encoding: 'utf8' })
    assert.equal(tried, 'function,function,function,function,function,function,function')

    const command = join(home, 'bin/oidc-step-up.js')
    const run = (...args: string[]): string =>
      execFileSync(process.execPath, [command, ...args], {
        encoding: 'utf8',
        env: { PATH: process.env['PATH'], OIDC_STEP_UP_DATA_DIR: folder() },
      })
    assert.match(run('--version'), /^\d+\.\d+\.\d+/)
    assert.match(run('config', 'check'), /The configuration is valid/)
  })

  it('says nothing of SQLite as an experiment, as Node 22 does, and every other warning', () => {
    bringDependencies()
    const warned = `process.once('beforeExit', () => {
      for (const text of ['SQLite is an experimental feature and might change at any time', 'something else'])
        process.emitWarning(text, 'ExperimentalWarning')
    })`
    const before = `data:text/javascript,${encodeURIComponent(warned)}`
    const { stdout, stderr } = spawnSync(
      process.execPath,
      ['--import', before, join(home, 'bin/oidc-step-up.js'), '--version'],
      { encoding: 'utf8' },
    )
    assert.match(stdout, /^\d+\.\d+\.\d+/)
    assert.match(stderr, /ExperimentalWarning: something else/)
    assert.doesNotMatch(stderr, /SQLite/)
  })
})
