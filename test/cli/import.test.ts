import { copyFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { FORMATS, type ReportLine } from '../../src/moving-in/index.ts'
import { stepAt, type Authenticator, type TimeStep } from '../../src/people/authenticator.ts'
import { systemClock } from '../../src/kernel/instant.ts'
import { commandLine } from '../support/command-line.ts'

const fixture = (name: string): string =>
  fileURLToPath(new URL(`../moving-in/fixtures/${name}`, import.meta.url))

interface Report {
  readonly taken: number
  readonly refused: number
  readonly unchanged: number
  readonly lines: readonly ReportLine[]
}

describe('oidc-step-up import', () => {
  const { folder, run, store } = commandLine()

  const take = async (...args: readonly string[]): Promise<Report> => {
    const result = await run(['--json', 'import', ...args])
    expect(result.code, result.stderr).equal(0)
    return result.json() as Report
  }
  const keycloak = ['--from', 'keycloak', fixture('keycloak.json')] as const

  const devicesOf = async (login: string): Promise<readonly Authenticator[]> => {
    const { accounts, authenticators } = store()
    const found = await accounts.findByLogin(login)
    return found ? authenticators.list(found.account.id) : []
  }

  it('lists the formats in its help', async () => {
    const { stdout } = await run(['import', '--help'], { columns: 200 })
    for (const name of Object.keys(FORMATS)) expect(stdout).include(`\n  ${name} `)
  })

  it('makes accounts with password and devices, and reports each thing with its place', async () => {
    const { code, stdout } = await run(['import', ...keycloak])
    expect(code).equal(0)
    expect(stdout).match(/taken +line 5 +ann +account “ann” created/)
    expect(stdout).match(/taken +line 5 +ann +password taken/)
    expect(stdout).match(/taken +line 5 +ann +device “Ann’s phone” taken/)
    expect(stdout).match(/refused +line \d+ +bob +counter-based codes \(HOTP\)/)
    expect(stdout).match(/left +line \d+ +bob +required action “UPDATE_PASSWORD”/)
    expect(stdout).match(/\n5 taken, 1 left, 2 refused\n$/)
    const { account, passwordHash } = (await store().accounts.findByLogin('ann')) ?? {}
    expect(account).include({
      displayName: 'Ann Lee',
      email: 'ann@example.com',
      emailVerified: true,
    })
    expect(passwordHash).a('string')
    const bob = await store().accounts.findByLogin('bob')
    expect(bob?.account.disabledAt).a('number')
  })

  it('calls a device imported, in the list and in the history', async () => {
    await take(...keycloak)
    const { stdout } = await run(['devices', 'list', 'ann'])
    expect(stdout).match(/Ann’s phone +imported +\S+ +not yet/)
    const account = (await store().accounts.findByLogin('ann'))?.account
    const entries = await store().activity.list(account?.id ?? ('' as never), undefined, 10)
    expect(JSON.stringify(entries)).include('device_imported').include('account_created')
  })

  it('takes no code of the step in which it was imported', async () => {
    await take(...keycloak)
    const [device] = await devicesOf('ann')
    expect(device).property('importedAt').a('number')
    const { accountId, id, importedAt } = device as Required<Authenticator>
    const step = stepAt(importedAt, 30)
    const { authenticators } = store()
    expect(await authenticators.acceptStep(accountId, id, step, systemClock())).equal(false)
    const next = (step + 1) as TimeStep
    expect(await authenticators.acceptStep(accountId, id, next, systemClock())).equal(true)
  })

  it('changes nothing when the same file comes again, whatever has become of the devices', async () => {
    await take(...keycloak)
    const [device] = await devicesOf('ann')
    await store().authenticators.remove(
      device?.accountId ?? ('' as never),
      device?.id ?? ('' as never),
    )
    const again = await take(...keycloak)
    expect(again).include({ taken: 0, changed: 0, refused: 2 })
    expect(await devicesOf('ann')).deep.equal([])
  })

  it('writes nothing in a dry run, and says what would be done', async () => {
    await run(['accounts', 'add', 'zoe', '--no-password'])
    const dry = await take('--dry-run', ...keycloak)
    expect(dry.taken).equal(5)
    expect((await store().accounts.list(undefined, 9)).map(({ login }) => login)).deep.equal([
      'zoe',
    ])
    expect((await take(...keycloak)).lines).deep.equal(dry.lines)
  })

  it('adds devices of a list to the accounts that they name, or that a mapping names', async () => {
    await run(['accounts', 'add', 'ann', '--no-password'])
    await run(['accounts', 'add', 'robert', '--no-password'])
    await run(['accounts', 'add', 'c', '--email', 'cid@example.com', '--verified', '--no-password'])
    const map = join(folder(), 'map.csv')
    writeFileSync(map, 'name,login\nBob,robert\n')
    const report = await take('--from', 'otpauth', '--map', map, fixture('otpauth.txt'))
    expect(report).include({ taken: 2, refused: 5 })
    expect(report.lines.find(({ name }) => name === 'cid')?.text).match(/no account “cid”/)
    expect((await devicesOf('robert'))[0]).deep.include({
      name: 'Authenticator app',
      parameters: { algorithm: 'SHA256', digits: 8, period: 60 },
    })
  })

  it('matches an email address only where it is verified', async () => {
    const file = join(folder(), 'list.txt')
    writeFileSync(
      file,
      'otpauth://totp/x@example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\notpauth://totp/y@example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\n',
    )
    await run(['accounts', 'add', 'x', '--email', 'x@example.com', '--no-password'])
    await run(['accounts', 'add', 'y', '--email', 'y@example.com', '--verified', '--no-password'])
    await take('--from', 'otpauth', file)
    expect(await devicesOf('x')).deep.equal([])
    expect(await devicesOf('y')).length(1)
  })

  it('keeps a password that an account has', async () => {
    await run(['accounts', 'add', 'ann'], { input: 'rather a good password' })
    const before = await store().accounts.findByLogin('ann')
    const report = await take(...keycloak)
    expect(report.lines.map(({ text }) => text)).include('it has a password, which stays')
    expect((await store().accounts.findByLogin('ann'))?.passwordHash).equal(before?.passwordHash)
  })

  it('writes nothing of a malformed file, and names the line', async () => {
    const file = join(folder(), 'broken.json')
    copyFileSync(fixture('keycloak.json'), file)
    writeFileSync(file, '\n  ]', { flag: 'a' })
    const { code, stderr } = await run(['import', '--from', 'keycloak', file])
    expect(code).equal(2)
    expect(stderr).match(/^nothing was imported: line \d+: not JSON/)
    const none = await run(['import', '--from', 'keycloak', join(folder(), 'none')])
    expect(none.code).equal(2)
    expect(none.stderr).match(/cannot be read: ENOENT/)
  })
})
