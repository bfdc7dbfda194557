import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { systemClock } from '../../src/kernel/instant.ts'
import { openSqliteStore } from '../../src/stores/sqlite/open-sqlite-store.ts'
import { commandLine } from '../support/command-line.ts'

const FIXTURE = fileURLToPath(new URL('../moving-in/fixtures/keycloak.json', import.meta.url))
const REASON = 'We move to another service'

describe('oidc-step-up export', () => {
  const { folder, run, store } = commandLine()
  const file = (): string => join(folder(), 'devices.txt')
  const all = (): readonly string[] => [
    'export',
    '--with-secrets',
    '--reason',
    REASON,
    '--to',
    file(),
  ]

  beforeEach(async () => {
    expect((await run(['import', '--from', 'keycloak', FIXTURE])).code).equal(0)
  })

  it('writes every device to a new file of its owner’s alone, which another service imports', async () => {
    const { code, stdout } = await run(all())
    expect(code).equal(0)
    expect(stdout).match(/^wrote 2 devices of 2 accounts to /)
    expect(statSync(file()).mode & 0o777).equal(0o600)
    expect(readFileSync(file(), 'utf8').split('\n').slice(0, 2)).deep.equal([
      '# Ann’s phone',
      'otpauth://totp/OIDC%20Step-up:ann?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=OIDC%20Step-up&algorithm=SHA1&digits=6&period=30',
    ])
    const elsewhere = join(folder(), 'elsewhere')
    mkdirSync(elsewhere)
    const env = { OIDC_STEP_UP_DATA_DIR: elsewhere }
    await run(['accounts', 'add', 'ann', '--no-password'], { env })
    await run(['accounts', 'add', 'bob', '--no-password'], { env })
    const taken = await run(['--json', 'import', '--from', 'otpauth', file()], { env })
    expect(taken.json()).deep.include({ taken: 2, refused: 0 })
    const other = openSqliteStore({ path: join(elsewhere, 'oidc-step-up.sqlite') })
    const bob = await other.accounts.findByLogin('bob')
    const [device] = bob ? await other.authenticators.list(bob.account.id) : []
    other.close()
    expect(device?.parameters).deep.equal({ algorithm: 'SHA256', digits: 8, period: 60 })
  })

  it('tells each owner in the history, with the reason, and by mail', async () => {
    await run(all())
    const ann = await store().accounts.findByLogin('ann')
    const id = ann?.account.id ?? ('' as never)
    const [entry] = await store().activity.list(id, undefined, 1)
    expect(JSON.parse(entry?.entry ?? '')).include({
      type: 'device_secrets_exported',
      reason: REASON,
    })
    const { mails } = await store().outbox.waiting(systemClock())
    // Bob has no address.
    expect(mails).equal(1)
  })

  it('takes that keys are meant, a reason, and a file that is not there', async () => {
    for (const args of [
      ['export', '--to', file()],
      ['export', '--with-secrets', '--to', file()],
      ['export', '--with-secrets', '--reason', ' ', '--to', file()],
      ['export', '--with-secrets', '--reason', REASON],
    ]) {
      expect((await run(args)).code).equal(2)
    }
    writeFileSync(file(), 'kept')
    expect((await run(all())).code).equal(4)
    expect(readFileSync(file(), 'utf8')).equal('kept')
    const ann = await store().accounts.findByLogin('ann')
    const entries = await store().activity.list(ann?.account.id ?? ('' as never), undefined, 9)
    expect(JSON.stringify(entries)).not.include('device_secrets_exported')
  })

  it('writes nothing without the sealing keys, and tells nobody', async () => {
    const key = Buffer.alloc(32, 7).toString('base64url')
    const result = await run(all(), { env: { OIDC_STEP_UP_SEALING_KEYS: `other:${key}` } })
    expect(result.code).equal(1)
    expect(existsSync(file())).equal(false)
    expect(await store().outbox.waiting(systemClock())).deep.include({ mails: 0 })
  })
})
