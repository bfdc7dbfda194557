import { strict as assert } from 'node:assert'
import { execFileSync } from 'node:child_process'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { temporaryFolder } from './support/temporary-folder.ts'

describe('the published package', () => {
  const folder = temporaryFolder()

  /** What `npm pack` would publish, built anew, where a project would have it installed. */
  function install(): string {
    const packed = execFileSync('npm', ['pack', '--json', '--pack-destination', folder()], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    const [{ filename }] = JSON.parse(packed.slice(packed.indexOf('['))) as [{ filename: string }]
    const home = join(folder(), 'node_modules', 'oidc-step-up')
    mkdirSync(home, { recursive: true })
    execFileSync('tar', ['-xzf', join(folder(), filename), '-C', home, '--strip-components=1'])
    // Its dependencies are those of this checkout: what is tried is the package, not the registry.
    symlinkSync(resolve('node_modules'), join(home, 'node_modules'))
    return home
  }

  it('has its entrances and its command built, and brings its views and defaults', () => {
    const home = install()
    writeFileSync(
      join(folder(), 'try.mjs'),
      `import * as main from 'oidc-step-up'
import * as conformance from 'oidc-step-up/conformance'
import * as redis from 'oidc-step-up/redis'
import * as api from 'oidc-step-up/resource-server'
import * as party from 'oidc-step-up/relying-party'
const names = [main.stepUp, main.openSqliteStore, redis.openRedisStore, conformance.authenticatorStoreConformance,
  api.createResourceServer, party.createStepUp]
process.stdout.write(names.map((value) => typeof value).join())`,
    )
    const tried = execFileSync(process.execPath, [join(folder(), 'try.mjs')], { encoding: 'utf8' })
    assert.equal(tried, 'function,function,function,function,function,function')

    const command = join(home, 'bin/oidc-step-up.js')
    const run = (...args: string[]): string =>
      execFileSync(process.execPath, [command, ...args], {
        encoding: 'utf8',
        env: { PATH: process.env['PATH'], OIDC_STEP_UP_DATA_DIR: folder() },
      })
    assert.match(run('--version'), /^\d+\.\d+\.\d+/)
    assert.match(run('config', 'check'), /The configuration is valid/)
  })
})
