import { expect } from 'chai'
import { DEFAULT_THROTTLE } from '../../src/kernel/throttle/attempt-store.ts'
import { subjectOf } from '../../src/kernel/throttle/attempt-budget.ts'
import { systemClock } from '../../src/kernel/instant.ts'
import { commandLine } from '../support/command-line.ts'
import { cheapHasher } from '../support/test-server.ts'

const PASSWORD = 'correct horse'

describe('oidc-step-up accounts', () => {
  const { answer, run, store } = commandLine()

  const add = async (login: string, ...more: string[]) => {
    const result = await run(['accounts', 'add', login, '--json', ...more], { input: PASSWORD })
    expect(result.code, result.stdout + result.stderr).equal(0)
    return result.json() as { id: string }
  }

  const accepts = async (login: string, password: string): Promise<boolean> => {
    const found = await store().accounts.findByLogin(login)
    const { matches } = await cheapHasher.verify(found?.passwordHash ?? '', password)
    return matches
  }

  const disabledAt = async () =>
    (await store().accounts.findByLogin('alice'))?.account.disabledAt !== undefined

  it('adds an account with a password from standard input, and never prints it', async () => {
    const result = await run(['accounts', 'add', 'alice', '--name', 'Alice A.'], {
      input: `${PASSWORD}\r\n`,
    })
    expect(result).include({ code: 0, stdout: 'created alice\n', stderr: '' })
    expect(await accepts('alice', PASSWORD)).equal(true)

    const json = await run(['--json', 'accounts', 'add', 'bob'], { input: PASSWORD })
    expect(json.json()).include({ login: 'bob', displayName: 'bob' })
    expect(json.json()).have.all.keys('id', 'login', 'displayName', 'createdAt')
    expect(json.stdout + json.stderr)
      .not.include(PASSWORD)
      .and.not.include('argon2')
  })

  it('takes no password from the command line', async () => {
    for (const args of [
      ['alice', PASSWORD],
      ['alice', '--password', PASSWORD],
    ]) {
      const result = await run(['accounts', 'add', ...args], { input: PASSWORD })
      expect(result.code).equal(2)
      expect(result.stdout).equal('')
    }
    expect(await store().accounts.list(undefined, 1)).deep.equal([])
  })

  it('says why an account is not added', async () => {
    await add('alice')
    for (const [args, input, code, error] of [
      [['ALICE'], PASSWORD, 4, 'login_taken'],
      [['al ice'], PASSWORD, 4, 'login_invalid'],
      [['bob'], 'short', 4, 'password_invalid'],
      [['bob'], 'x'.repeat(129), 4, 'password_invalid'],
      [['bob'], '', 2, 'password_unreadable'],
      [['bob'], `${PASSWORD}\nand more\n`, 2, 'password_unreadable'],
    ] as const) {
      const result = await run(['accounts', 'add', ...args, '--json'], { input })
      expect(result.json()).include({ error })
      expect(result.code).equal(code)
    }
  })

  it('says what is wrong with a password', async () => {
    await add('orlando')
    for (const [input, reason] of [
      ['short', 'too_short'],
      ['Password1', 'common'],
      ['orlando-1999', 'own_words'],
    ] as const) {
      for (const command of [
        ['add', 'Orlando2', '--name', 'Orlando B.'],
        ['set-password', 'orlando'],
      ]) {
        const result = await run(['accounts', ...command, '--json'], { input })
        expect(result.json()).include({ error: 'password_invalid', reason })
        expect(result.code).equal(4)
      }
    }
    expect(await accepts('orlando', PASSWORD)).equal(true)
  })

  it('adds an account without a password, which nothing signs in to', async () => {
    const result = await run(['accounts', 'add', 'alice', '--no-password'])
    expect(result.code).equal(0)
    expect(await store().accounts.findByLogin('alice')).not.have.property('passwordHash')
  })

  it('takes no password that was typed differently, or that was given up on', async () => {
    const different = await answer(
      ['accounts', 'add', 'alice'],
      [
        ['New password: ', PASSWORD],
        ['Again: ', 'battery staple'],
      ],
    )
    expect(different.code).equal(2)
    expect(different.stderr).include('the two passwords differ').and.not.include('battery')
    const interrupted = await answer(['accounts', 'add', 'alice'], [['New password: ', '\u0003']])
    expect(interrupted.code).equal(2)
    expect(await store().accounts.list(undefined, 1)).deep.equal([])
  })

  it('lists accounts, and lets no name control the terminal', async () => {
    await add('bob', '--name', 'Bob \u001b[2J\nroot')
    const { id } = await add('alice')
    const text = await run(['accounts', 'list'])
    expect(text.stdout).match(/^LOGIN +NAME +ID +STATUS\nalice +alice +[\w-]+ +enabled\nbob +Bob/)
    expect(text.stdout.trimEnd().split('\n')).length(3)
    expect(text.stdout).not.include('\u001b')
    const list = (await run(['accounts', 'list', '--json'])).json() as object[]
    expect(list).length(2)
    expect(list[0]).include({ id, login: 'alice' })
  })

  it('sets a new password', async () => {
    const { id } = await add('alice')
    const result = await run(['accounts', 'set-password', 'alice', '--json'], {
      input: 'battery staple\n',
    })
    expect(result.json()).deep.equal({ id, changed: true })
    expect(await accepts('alice', 'battery staple')).equal(true)
    const account = (await store().accounts.findByLogin('alice'))?.account
    expect(account).have.property('proofsNotBefore')
  })

  it('disables when that is confirmed, and enables again', async () => {
    await add('alice')
    const unconfirmed = await run(['accounts', 'disable', 'alice', '--json'], { input: 'y\n' })
    expect(unconfirmed).include({ code: 2 })
    expect(unconfirmed.json()).include({ error: 'confirmation_needed' })
    const no = await answer(['accounts', 'disable', 'alice'], [['[y/N]', '']])
    expect(no).include({ code: 4 })
    expect(await disabledAt()).equal(false)

    const yes = await answer(['accounts', 'disable', 'alice'], [['[y/N]', 'y']])
    expect(yes, yes.stdout).include({ code: 0 })
    expect(await disabledAt()).equal(true)
    expect((await run(['accounts', 'list'])).stdout).match(/disabled\n$/)
    expect(await run(['accounts', 'enable', 'alice'])).include({ code: 0 })
    expect(await disabledAt()).equal(false)
    expect(await run(['accounts', 'disable', 'alice', '--yes'])).include({ code: 0 })
    expect(await disabledAt()).equal(true)
  })

  it('unlocks password and codes', async () => {
    const { id } = await add('alice')
    const policy = { ...DEFAULT_THROTTLE, free: 1, lockAt: 1 }
    const subjects = [subjectOf('alice'), `totp:${id}`] as const
    const charge = () =>
      Promise.all(
        subjects.map(async (subject) => {
          const { outcome } = await store().attempts.charge(subject, policy, systemClock())
          return outcome
        }),
      )
    await charge()
    expect(await charge()).deep.equal(['locked', 'locked'])
    const result = await run(['accounts', 'unlock', 'Alice', '--json'])
    expect(result.json()).deep.equal({ id, password: true, codes: true })
    expect(await charge()).deep.equal(['charged', 'charged'])
  })

  it('tells an account that does not exist by its own exit code', async () => {
    await run(['accounts', 'add', 'somebody', '--no-password'])
    for (const command of ['show', 'set-password', 'disable', 'enable', 'unlock', 'remove']) {
      const result = await run(['accounts', command, 'nobody', '--json'], { input: PASSWORD })
      expect(result.json(), command).include({ error: 'account_not_found' })
      expect(result.code, command).equal(3)
    }
  })
})
