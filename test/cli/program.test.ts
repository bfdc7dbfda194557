import { spawnSync } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { stringify } from 'yaml'
import { commandLine } from '../support/command-line.ts'
import { productionSettings } from '../support/production-settings.ts'

describe('oidc-step-up', () => {
  const { folder, run, runProcess } = commandLine()

  const write = (content: string): string => {
    const file = join(folder(), 'config.yaml')
    writeFileSync(file, content)
    return file
  }

  it('explains itself, exit codes included', async () => {
    const help = await run(['--help'])
    expect(help).include({ code: 0, stderr: '' })
    expect(help.stdout).match(
      /serve[^]*accounts[^]*devices[^]*config[^]*Exit codes:[^]*4 {2}refused/,
    )
    expect(await run(['--version'])).include({ code: 0, stdout: '0.1.0\n' })
  })

  it('is as wide as the terminal that it explains itself on', async () => {
    const widest = async (columns?: number): Promise<number> => {
      const { stdout } = await run(['keys', 'rotate', '--help'], columns ? { columns } : {})
      return Math.max(...stdout.split('\n').map((line) => line.length))
    }
    expect(await widest(60)).within(50, 60)
    expect(await widest(120)).within(81, 120)
    expect(await widest()).within(70, 80)
  })

  it('exits with 2 at a command line that is wrong', async () => {
    for (const args of [
      [],
      ['serv'],
      ['accounts'],
      ['accounts', 'add'],
      ['devices', 'list', '-x'],
    ]) {
      const result = await run(args)
      expect(result.code, args.join(' ')).equal(2)
      expect(result.stderr, args.join(' ')).not.equal('')
    }
  })

  it('says which options npm has kept for itself, and does nothing without them', async () => {
    const lost = { npm_lifecycle_event: 'cli', npm_config_config: 'x', npm_config_max_age: '3' }
    const result = await run(['explain'], { env: lost })
    expect(result).include({ code: 2, stdout: '' })
    expect(result.stderr).equal(
      'npm has kept --config, --max-age for itself. Use npx oidc-step-up instead.\n',
    )
    const { npm_lifecycle_event: _script, ...elsewhere } = lost
    expect((await run(['explain'], { env: elsewhere })).code).equal(0)
    const ofNpm = { npm_lifecycle_event: 'cli', npm_config_json: 'true', npm_config_yes: 'true' }
    expect((await run(['explain'], { env: ofNpm })).code).equal(0)
  })

  it('makes no store where one is to be read or changed, and names the one that is not there', async () => {
    const path = join(folder(), 'typing', 'error.sqlite')
    const env = { OIDC_STEP_UP_STORE: `sqlite:${path}` }
    for (const command of [
      ['accounts', 'list'],
      ['accounts', 'disable', 'ann', '--yes'],
      ['accounts', 'unlock', 'ann'],
      ['devices', 'list', 'ann'],
      ['devices', 'reset', 'ann', '--yes'],
      ['explain', '--account', 'ann'],
      ['keys', 'verify'],
      ['keys', 'rewrap'],
      ['backup', '--to', join(folder(), 'a.backup')],
    ]) {
      const { code, stderr } = await run(command, { env })
      expect(code, command.join(' ')).equal(2)
      expect(stderr, command.join(' ')).include(`there is no database ${path}`)
    }
    expect(existsSync(join(folder(), 'typing'))).equal(false)
    expect((await run(['accounts', 'add', 'ann', '--no-password'], { env })).code).equal(0)
    expect((await run(['accounts', 'list'], { env })).stdout).include('ann')
  })

  it('tells in one line that a Node is too old for it', async () => {
    const old = 'Object.defineProperty(process.versions, "node", { value: "20.19.4" })'
    const { status, stderr } = spawnSync(
      process.execPath,
      ['--import', `data:text/javascript,${old}`, 'bin/oidc-step-up.js', '--version'],
      { encoding: 'utf8' },
    )
    expect(stderr).equal('oidc-step-up needs Node 22.18 or newer; this is 20.19.4.\n')
    expect(status).equal(2)
  })

  it('checks a configuration, and shows none of its keys', async () => {
    const settings = { ...productionSettings(), profile: 'production' }
    const file = write(stringify(settings))
    // Told after the command as well as before it.
    const result = await run(['config', 'check', '--json', '--config', file])
    expect(result.code, result.stdout).equal(0)
    expect(result.json()).include({ valid: true, profile: 'production', issuer: settings.issuer })
    const text = await run(['--config', file, 'config', 'check'])
    expect(text.stdout).match(/^The configuration is valid\.\n\nprofile +production\n/)
    const { signing, cookies, sealing } = settings.keys
    for (const secret of [signing.keys[0]?.d, cookies[0], sealing[0]?.key]) {
      expect(result.stdout + text.stdout).not.include(String(secret))
    }
  })

  it('names clients that work and could be safer, and shows no secret', async () => {
    const secret = 'not+encoded+by+every+library'
    const client = {
      client_id: 'shop',
      client_secret: secret,
      redirect_uris: ['https://a.example/'],
    }
    const file = write(stringify({ clients: [client, { ...client, client_id: 'bank' }] }))
    const text = await run(['--config', file, 'config', 'check'])
    expect(text.code, text.stderr).equal(0)
    expect(text.stdout).match(/^client shop: may send neither PKCE nor nonce.*RFC 9700/m)
    expect(text.stdout).match(/^client bank: has a client_secret with a character/m)
    const json = await run(['--config', file, 'config', 'check', '--json'])
    expect(json.json()).include({ valid: true, pkce: 'where-needed' })
    expect(json.json()).have.property('advice').length(4)
    expect(text.stdout + json.stdout).not.include(secret)
  })

  it('refuses a client’s secret that cannot be sent', async () => {
    const secret = 'geheim-ÄÖÜ'
    const client = {
      client_id: 'shop',
      client_secret: secret,
      redirect_uris: ['https://a.example/'],
    }
    const file = write(stringify({ clients: [client] }))
    const result = await run(['--config', file, 'config', 'check'])
    expect(result.code).equal(2)
    expect(result.stderr).match(/^clients\[0\]\.client_secret: expected printable ASCII/)
    expect(result.stderr).not.include(secret)
  })

  it('refuses a service’s name of which authenticator apps would show nothing', async () => {
    const file = write(stringify({ issuerName: '?&+#' }))
    const result = await run(['--config', file, 'config', 'check'])
    expect(result).include({ code: 2, stdout: '' })
    expect(result.stderr).match(/^issuerName .*must have a letter, a digit or another sign than/)
  })

  it('tells every problem of a configuration, for people and for programs', async () => {
    const file = write('isuer: x\nport: http\nissuer: http://localhost:3000/a%2Fb\n')
    const text = await run(['--config', file, 'config', 'check'])
    expect(text).include({ code: 2, stdout: '' })
    expect(text.stderr.trim().split('\n').toSorted()).deep.equal([
      'issuer (OIDC_STEP_UP_ISSUER): expected a path of letters, digits, "-", ".", "_" and "~"; nothing in it may be escaped (%2F)',
      'isuer: is not an option',
      'port (OIDC_STEP_UP_PORT): expected number, received string',
    ])
    const json = await run(['--config', file, 'config', 'check', '--json'])
    expect(json.json()).include({ error: 'configuration_invalid' })
    expect(json.json()).have.property('problems').length(3)
  })

  it('takes NODE_ENV=production at its word, for every command', async () => {
    const env = { NODE_ENV: 'production' }
    for (const [args, start] of [
      [['serve'], runProcess],
      [['accounts', 'list'], run],
      [['config', 'check'], run],
    ] as const) {
      const result = await start(args, { env })
      expect(result.code, args.join(' ')).equal(2)
      expect(result.stderr).include('issuer (OIDC_STEP_UP_ISSUER): is required in production')
    }
  })

  it('exits with 1 when the store does not work', async () => {
    writeFileSync(join(folder(), 'oidc-step-up.sqlite'), 'this is no database, whatever its name')
    const result = await run(['accounts', 'list', '--json'])
    expect(result.code, result.stdout).equal(1)
    expect(result.json()).include({ error: 'store_unavailable' })
  })
})
