import { strict as assert } from 'node:assert'
import { mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { commandLine } from '../support/command-line.ts'

const answer = z.object({ keys: z.record(z.string(), z.string()) })

describe('oidc-step-up keys create', () => {
  const { folder, run } = commandLine()

  it('makes files that a production server starts with, and tells how they are named', async () => {
    const keys = join(folder(), 'deep', 'keys')
    const made = await run(['--json', 'keys', 'create', keys])
    assert.equal(made.code, 0, made.stderr)
    for (const name of ['signing.json', 'cookies', 'sealing']) {
      assert.equal(statSync(join(keys, name)).mode & 0o777, 0o600)
    }
    assert.equal(statSync(keys).mode & 0o777, 0o700)
    const told = answer.parse(made.json())
    const { keys: signing } = JSON.parse(readFileSync(join(keys, 'signing.json'), 'utf8')) as {
      keys: { alg: string; kid: string }[]
    }
    assert.deepEqual(
      signing.map(({ alg }) => alg),
      ['RS256', 'ES256'],
    )
    const checked = await run(['--json', 'config', 'check'], {
      env: {
        OIDC_STEP_UP_PROFILE: 'production',
        OIDC_STEP_UP_ISSUER: 'https://id.example.com',
        OIDC_STEP_UP_STORE: `sqlite:${join(folder(), 'data.sqlite')}`,
        OIDC_STEP_UP_SIGNING_KEYS: told.keys['signing'],
        OIDC_STEP_UP_COOKIE_KEYS: told.keys['cookies'],
        OIDC_STEP_UP_SEALING_KEYS: told.keys['sealing'],
      },
    })
    assert.equal(checked.code, 0, checked.stderr)
    assert.equal((checked.json() as { idTokenSigning: string }).idTokenSigning, 'RS256')
  })

  it('overwrites nothing, and leaves nothing behind where it could not make all', async () => {
    const keys = join(folder(), 'keys')
    mkdirSync(keys)
    writeFileSync(join(keys, 'sealing'), 'k1:mine\n')
    const refused = await run(['keys', 'create', keys])
    assert.equal(refused.code, 4)
    assert.match(refused.stderr, /there are keys in .* already; nothing was written/)
    assert.deepEqual(readdirSync(keys), ['sealing'])
    assert.equal(readFileSync(join(keys, 'sealing'), 'utf8'), 'k1:mine\n')
    writeFileSync(join(folder(), 'file'), '')
    const failed = await run(['keys', 'create', join(folder(), 'file', 'keys')])
    assert.equal(failed.code, 1)
    assert.match(failed.stderr, /cannot write keys in .*\(ENOTDIR\)/)
  })
})
