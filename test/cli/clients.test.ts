import { strict as assert } from 'node:assert'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { commandLine } from '../support/command-line.ts'
import { keepSecret } from '../support/secrets-in-logs.ts'

const CALLBACK = ['--redirect-uri', 'https://shop.example/callback']

describe('oidc-step-up clients', () => {
  const { run, answer, folder } = commandLine()

  it('adds a client, shows its secret once, and lists and shows it without', async () => {
    const added = await run(['clients', 'add', 'shop', '--name', 'Shop', ...CALLBACK])
    assert.equal(added.code, 0, added.stderr)
    const secret = keepSecret(/client_secret: (\S{43})/.exec(added.stdout)?.[1] ?? '')
    assert.ok(secret)
    for (const args of [['list'], ['show', 'shop'], ['show', 'shop', '--json']]) {
      const { stdout, code } = await run(['clients', ...args])
      assert.equal(code, 0)
      assert.match(stdout, /Shop/)
      assert.equal(stdout.includes(secret), false)
    }
    assert.deepEqual((await run(['clients', 'show', 'shop', '--json'])).json(), {
      id: 'shop',
      metadata: { client_name: 'Shop', redirect_uris: ['https://shop.example/callback'] },
      ...changesOf((await run(['clients', 'show', 'shop', '--json'])).json()),
      served: true,
      advice: [adviceIn((await run(['clients', 'show', 'shop', '--json'])).json())],
    })
    const again = await run(['clients', 'add', 'shop', ...CALLBACK])
    assert.equal(again.code, 4)
    assert.match(again.stderr, /"shop" is another client’s id/)
  })

  it('reads metadata from a file, and options win', async () => {
    const file = join(folder(), 'client.json')
    const metadata = {
      client_name: 'From a file',
      redirect_uris: ['https://a.example/'],
      first_party: true,
    }
    writeFileSync(file, JSON.stringify(metadata))
    const args = ['--from', file, '--public', '--set', 'default_max_age=60', '--name', 'Told']
    const added = await run(['--json', 'clients', 'add', 'spa', ...args])
    assert.deepEqual((added.json() as { metadata: object }).metadata, {
      ...metadata,
      client_name: 'Told',
      default_max_age: 60,
      token_endpoint_auth_method: 'none',
    })
    assert.equal('client_secret' in (added.json() as object), false)
    const piped = await run(['clients', 'add', 'piped', '--from', '-'], { input: '[1]' })
    assert.equal(piped.code, 2)
    assert.match(piped.stderr, /standard input is not a JSON object/)
  })

  it('names what is wrong, and exits with 2', async () => {
    for (const [args, told] of [
      [['--set', 'redirect_uri=x'], /^redirect_uri: is not an option/],
      [['--redirect-uri', 'nowhere'], /^redirect_uris must only contain/],
      [[...CALLBACK, '--minimum-acr', 'high'], /^step_up_minimum_acr: /],
      [[...CALLBACK, '--set', 'client_secret=abc'], /not given on the command line/],
      [[...CALLBACK, '--preset', 'nothing'], /^step_up_preset: /],
    ] as const) {
      const { code, stderr } = await run(['clients', 'add', 'x', ...args])
      assert.equal(code, 2, stderr)
      assert.match(stderr, told)
    }
    assert.match((await run(['clients', 'list'])).stdout, /there are no clients/)
  })

  it('changes members, and the others stay', async () => {
    await run(['clients', 'add', 'shop', '--name', 'Shop', ...CALLBACK])
    const args = ['--set', 'client_uri=https://shop.example/', '--unset', 'client_name']
    const changed = await run(['--json', 'clients', 'update', 'shop', ...args])
    assert.deepEqual((changed.json() as { metadata: object }).metadata, {
      redirect_uris: ['https://shop.example/callback'],
      client_uri: 'https://shop.example/',
    })
    assert.equal((await run(['clients', 'update', 'shop'])).code, 2)
    assert.equal((await run(['clients', 'update', 'nobody', '--name', 'x'])).code, 3)
    const refused = await run(['clients', 'update', 'shop', '--set', 'redirect_uris=[]'])
    assert.equal(refused.code, 2)
  })

  it('rotates a secret, with an overlap that is bounded', async () => {
    await run(['clients', 'add', 'shop', ...CALLBACK])
    const rotated = await run(['--json', 'clients', 'rotate-secret', 'shop', '--overlap', '2h'])
    const { client_secret: secret, secrets } = rotated.json() as {
      client_secret: string
      secrets: { createdAt: string; expiresAt?: string }[]
    }
    keepSecret(secret)
    assert.equal(secrets.length, 2)
    const ends = Date.parse(secrets[1]?.expiresAt ?? '') - Date.parse(secrets[0]?.createdAt ?? '')
    assert.equal(ends, 2 * 3600 * 1000)
    assert.match(
      (await run(['clients', 'rotate-secret', 'shop', '--overlap', '0'])).stdout,
      /no longer valid/,
    )
    for (const overlap of ['91d', 'soon', '-1']) {
      assert.equal(
        (await run(['clients', 'rotate-secret', 'shop', `--overlap=${overlap}`])).code,
        2,
      )
    }
    for (let count = 0; count < 4; count += 1) await run(['clients', 'rotate-secret', 'shop'])
    const many = await run(['clients', 'rotate-secret', 'shop'])
    assert.equal(many.code, 4)
    assert.match(many.stderr, /--overlap 0 ends them/)
    await run(['clients', 'add', 'spa', '--public', ...CALLBACK])
    assert.equal((await run(['clients', 'rotate-secret', 'spa'])).code, 4)
  })

  it('removes a client after its name was entered again, or with --yes', async () => {
    await run(['clients', 'add', 'shop', ...CALLBACK])
    assert.equal((await run(['clients', 'remove', 'shop'])).code, 2)
    const wrong = await answer(['clients', 'remove', 'shop'], [['continue: ', 'shoop']])
    assert.equal(wrong.code, 4)
    const right = await answer(['clients', 'remove', 'shop'], [['continue: ', 'shop']])
    assert.equal(right.code, 0, right.stderr)
    assert.equal((await run(['clients', 'show', 'shop'])).code, 3)
    const soon = await run(['clients', 'add', 'shop', ...CALLBACK])
    assert.equal(soon.code, 4)
    assert.match(soon.stderr, /removed a moment ago/)
    assert.equal((await run(['clients', 'remove', 'nobody', '--yes'])).code, 3)
  })

  it('config check reports the stored clients that would be refused', async () => {
    assert.match(
      (await run(['config', 'check'])).stdout,
      /storedClients\s+not checked: there is no store/,
    )
    await run(['clients', 'add', 'shop', '--minimum-acr', 'urn:step-up:2fa', ...CALLBACK])
    const fine = await run(['--json', 'config', 'check'])
    assert.equal(fine.code, 0, fine.stderr)
    assert.equal((fine.json() as { storedClients: number }).storedClients, 1)
    const file = join(folder(), 'lower.yaml')
    writeFileSync(
      file,
      [
        'ladder: [{ name: low, methods: [password] }]',
        'secondFactorWhenEnrolled: false',
        'resources: [{ identifier: "https://api.example/", scopes: [read], clients: { gone: [read], shop: [read] } }]',
      ].join('\n'),
    )
    const checked = await run(['--config', file, 'config', 'check'])
    assert.equal(checked.code, 1, checked.stdout + checked.stderr)
    assert.match(
      checked.stderr,
      /the stored client "shop" is refused: step_up_minimum_acr: names no acr/,
    )
    assert.match(checked.stderr, /resources list "gone"/)
  })
})

const adviceIn = (shown: unknown): string => {
  const [advice = ''] = (shown as { advice: string[] }).advice
  assert.match(advice, /may send neither PKCE nor nonce/)
  return advice
}

const changesOf = (shown: unknown): object => {
  const { secrets, createdAt, changes } = shown as Record<string, unknown>
  return { secrets, createdAt, changes }
}
