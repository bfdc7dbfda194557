import { strict as assert } from 'node:assert'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { commandLine } from '../support/command-line.ts'
import { keepSecret } from '../support/secrets-in-logs.ts'

const PASSWORD = keepSecret('a password that is long enough')

interface Explained {
  readonly demands: readonly { source: string; acr: string | null; met: boolean }[]
  readonly decision: { outcome: string; methods?: readonly string[]; acr?: string; error?: string }
  readonly promptNone: string | null
}

describe('oidc-step-up explain', () => {
  const { run, folder } = commandLine()

  const explain = async (...args: string[]): Promise<Explained> => {
    const file = join(folder(), 'config.yaml')
    writeFileSync(
      file,
      `clients:
  - client_id: bank
    client_secret: a-secret-that-is-long-enough
    redirect_uris: [https://bank.example/callback]
    step_up_minimum_acr: urn:step-up:2fa
    default_max_age: 300
`,
    )
    const result = await run(['--config', file, '--json', 'explain', ...args])
    assert.equal(result.code, 0, result.stderr)
    return result.json() as Explained
  }

  it('asks somebody unknown for the password, and tells the error of prompt=none', async () => {
    const { decision, promptNone } = await explain('--client', 'bank')
    assert.deepEqual(decision.methods, ['password'])
    assert.equal(promptNone, 'login_required')
  })

  it('knows the clients in the store, and says of any other that there is none', async () => {
    const callback = ['--redirect-uri', 'https://shop.example/callback']
    const floor = ['--set', 'step_up_minimum_acr=urn:step-up:2fa']
    const added = await run(['clients', 'add', 'shop', ...callback, ...floor])
    keepSecret(/client_secret: (\S{43})/.exec(added.stdout)?.[1] ?? '')
    const { demands } = await explain('--client', 'shop')
    assert.deepEqual(
      demands.map(({ source, acr }) => [source, acr]),
      [
        ['baseline', 'urn:step-up:1fa'],
        ['client', 'urn:step-up:2fa'],
      ],
    )
    const { code, stderr } = await run(['explain', '--client', 'shoop'])
    assert.equal(code, 3)
    assert.match(stderr, /there is no client "shoop"/)
  })

  it('tells each source’s demand, and that acr_values take nothing from a floor', async () => {
    await run(['accounts', 'add', 'alice'], { input: `${PASSWORD}\n` })
    const { demands, decision } = await explain(
      '--account',
      'alice',
      '--client',
      'bank',
      '--acr-values',
      'urn:step-up:1fa',
      '--proved',
      'password@2m',
    )
    assert.deepEqual(
      demands.map(({ source, acr, met }) => [source, acr, met]),
      [
        ['baseline', 'urn:step-up:1fa', true],
        ['voluntary', 'urn:step-up:1fa', true],
        ['client', 'urn:step-up:2fa', false],
      ],
    )
    assert.equal(decision.outcome, 'enrol')
  })

  it('takes the client’s default max_age for the request’s', async () => {
    const { decision } = await explain(
      '--client',
      'bank',
      '--proved',
      'password@1h',
      '--proved',
      'totp@6m',
    )
    assert.deepEqual(decision.methods, ['totp', 'recovery_code'])
  })

  it('takes max_age=0 for a wish that everything is proved anew', async () => {
    const { decision } = await explain('--proved', 'password', '--max-age', '0')
    assert.deepEqual(decision.methods, ['password'])
  })

  it('grants a disabled account nothing, whatever its session has proved', async () => {
    await run(['accounts', 'add', 'bob'], { input: `${PASSWORD}\n` })
    await run(['accounts', 'disable', 'bob', '--yes'])
    const { decision } = await explain('--account', 'bob', '--proved', 'password')
    assert.equal(decision.outcome, 'prove')
  })

  it('refuses what nobody could meet', async () => {
    const acr = JSON.stringify({ id_token: { acr: { essential: true, value: 'urn:unknown' } } })
    assert.equal(
      (await explain('--claims', acr)).decision.error,
      'unmet_authentication_requirements',
    )
  })

  it('tells the amr that this server would issue to this client', async () => {
    await run(['accounts', 'add', 'ann'], { input: `${PASSWORD}\n` })
    const file = join(folder(), 'amr.yaml')
    writeFileSync(
      file,
      `recoveryCodes: { amr: sc }
clients:
  - client_id: full
    client_secret: a-secret-that-is-long-enough
    redirect_uris: [https://full.example/callback]
  - client_id: short
    client_secret: another-secret-that-is-long-enough
    redirect_uris: [https://short.example/callback]
    step_up_amr: methods
`,
    )
    const amrOf = async (client: string): Promise<unknown> => {
      const proved = ['--proved', 'password', '--proved', 'recovery_code']
      const args = ['explain', '--client', client, '--acr-values', 'urn:step-up:2fa', ...proved]
      const result = await run(['--config', file, '--json', ...args])
      return (result.json() as { decision: { amr: unknown } }).decision.amr
    }
    assert.deepEqual(await amrOf('full'), ['pwd', 'sc', 'mfa'])
    assert.deepEqual(await amrOf('short'), ['pwd', 'sc'])
  })

  it('needs no store for somebody not known yet', async () => {
    const { code } = await run(['explain'])
    assert.equal(code, 0)
    assert.ok(!existsSync(join(folder(), 'oidc-step-up.sqlite')))
  })

  it('says it in words', async () => {
    const { stdout } = await run([
      'explain',
      '--acr-values',
      'urn:step-up:2fa',
      '--proved',
      'password',
    ])
    assert.match(stdout, /the request prefers +urn:step-up:2fa +totp or recovery_code is missing/)
    assert.match(stdout, /Asks for totp or recovery_code, which is needed for urn:step-up:2fa\./)
  })

  it('says what is wrong with its options', async () => {
    await run(['accounts', 'add', 'ann', '--no-password'])
    for (const [args, code] of [
      [['--proved', 'knock@3m'], 2],
      [['--proved', 'password@soon'], 2],
      [['--max-age', 'soon'], 2],
      [['--claims', '{'], 2],
      [['--client', 'nobody'], 3],
      [['--account', 'nobody'], 3],
    ] as const) {
      assert.equal((await run(['explain', ...args])).code, code, args.join(' '))
    }
  })
})
