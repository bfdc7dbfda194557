import { randomBytes } from 'node:crypto'
import { expect } from 'chai'
import { DEFAULT_TOTP, type Authenticator } from '../../src/people/authenticator.ts'
import { DEFAULT_THROTTLE } from '../../src/kernel/throttle/attempt-store.ts'
import {
  createAccountId,
  createAuthenticatorId,
  createRecoveryCodeSetId,
  type AccountId,
} from '../../src/kernel/ids.ts'
import { systemClock } from '../../src/kernel/instant.ts'
import { begin, firstCodeOf } from '../../src/stores/conformance/authenticator-samples.ts'
import { commandLine } from '../support/command-line.ts'

const SEALED = randomBytes(48)

describe('oidc-step-up devices', () => {
  const { answer, run, store } = commandLine()
  let id: AccountId

  const enrol = async (name: string, { confirmed }: { confirmed: boolean }): Promise<void> => {
    const { authenticators } = store()
    const at = systemClock()
    const authenticator: Authenticator = {
      id: createAuthenticatorId(),
      accountId: id,
      name,
      parameters: DEFAULT_TOTP,
      secret: { keyId: 'sealing-key', bytes: SEALED },
      createdAt: at,
    }
    expect(await begin(authenticators, authenticator)).equal('begun')
    if (!confirmed) return
    const { outcome } = await authenticators.confirm(firstCodeOf(authenticator, { at }))
    expect(outcome).equal('confirmed')
  }

  beforeEach(async () => {
    id = createAccountId()
    const account = { id, login: 'alice', displayName: 'Alice', createdAt: systemClock() }
    await store().accounts.add(account)
  })

  const count = async (): Promise<number> => (await store().authenticators.list(id)).length

  it('lists them, and nothing of their secrets', async () => {
    await enrol('phone', { confirmed: true })
    await enrol('laptop', { confirmed: false })
    const json = await run(['devices', 'list', 'alice', '--json'])
    const [phone, ...others] = json.json() as object[]
    expect(phone).include({ name: 'phone', status: 'confirmed' })
    const times = ['createdAt', 'confirmedAt', 'lastUsedAt']
    expect(phone).have.all.keys('id', 'name', 'status', 'parameters', ...times)
    // Its first code was one.
    expect(Reflect.get(phone ?? {}, 'lastUsedAt')).equal(Reflect.get(phone ?? {}, 'confirmedAt'))
    // One that waits for its first code is none of the account's yet.
    expect(others).deep.equal([])
    const text = await run(['devices', 'list', 'alice'])
    expect(text.stdout).match(/^NAME +STATUS .*\nphone +confirmed .*\n$/)
    for (const secret of [SEALED.toString('base64'), SEALED.toString('hex'), 'sealing-key']) {
      expect(json.stdout + text.stdout).not.include(secret)
    }
  })

  it('resets: no device, no throttle and no proof is left', async () => {
    await enrol('phone', { confirmed: true })
    await enrol('laptop', { confirmed: false })
    const policy = { ...DEFAULT_THROTTLE, free: 1, lockAt: 1 }
    await store().attempts.charge(`totp:${id}`, policy, systemClock())

    const before = systemClock()
    const result = await run(['devices', 'reset', 'alice', '--yes', '--json'])
    expect(result.json()).deep.equal({ id, removed: 1, recoveryCodes: false })
    expect(await count()).equal(0)
    const account = await store().accounts.find(id)
    expect(account?.proofsNotBefore).at.least(before)
    expect(await store().attempts.charge(`totp:${id}`, policy, systemClock())).include({
      outcome: 'charged',
    })
  })

  it('resets recovery codes as well, and says so', async () => {
    await enrol('phone', { confirmed: true })
    const issue = () =>
      store().recoveryCodes.put(
        {
          id: createRecoveryCodeSetId(),
          accountId: id,
          secret: { keyId: 'sealing-key', bytes: SEALED },
          count: 10,
          createdAt: systemClock(),
          used: new Map(),
        },
        undefined,
      )
    expect(await issue()).equal(true)
    const result = await run(['devices', 'reset', 'alice', '--yes'])
    expect(result.stdout).equal('removed 1 device and the recovery codes of alice\n')
    expect(await store().recoveryCodes.find(id)).equal(undefined)
    expect(await issue()).equal(true)
    // Also where they are all that is left.
    const json = await run(['devices', 'reset', 'alice', '--yes', '--json'])
    expect(json.json()).deep.equal({ id, removed: 0, recoveryCodes: true })
    const again = await run(['devices', 'reset', 'alice', '--yes'])
    expect(again.stdout).equal('removed 0 devices of alice\n')
  })

  it('resets nothing that is not confirmed', async () => {
    await enrol('phone', { confirmed: true })
    expect(await run(['devices', 'reset', 'alice'])).include({ code: 2, stdout: '' })
    expect(await answer(['devices', 'reset', 'alice'], [['[y/N]', 'n']])).include({ code: 4 })
    expect(await count()).equal(1)
    expect(await answer(['devices', 'reset', 'alice'], [['[y/N]', 'yes']])).include({ code: 0 })
    expect(await count()).equal(0)
  })

  it('tells an account that does not exist', async () => {
    for (const command of ['list', 'reset']) {
      const result = await run(['devices', command, 'nobody', '--json'])
      expect(result).include({ code: 3 })
      expect(result.json()).include({ error: 'account_not_found' })
    }
  })
})
