import { strict as assert } from 'node:assert'
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Secret } from '../../../src/kernel/secret.ts'
import { openPostgresStore } from '../../../src/stores/postgres/open-postgres-store.ts'
import { commandLine } from '../../support/command-line.ts'
import { Person } from '../../support/person.ts'
import { programOf, startPostgres, type PostgresServer } from '../../support/postgres-server.ts'
import { openTestServer } from '../../support/test-server.ts'

/** As docs/operations.md has the two users made. */
function documented(): string {
  const page = readFileSync('docs/operations.md', 'utf8')
  const [, block = ''] = /^```sql\n(CREATE ROLE step_up_owner [^]*?)^```$/m.exec(page) ?? []
  return block
}

const FORGET = `DROP DATABASE IF EXISTS step_up WITH (FORCE);
  DROP ROLE IF EXISTS step_up_owner;
  DROP ROLE IF EXISTS step_up;\n`

describe('PostgreSQL: a user with the least rights', () => {
  const { folder, run } = commandLine()
  let postgres: PostgresServer

  before(async () => {
    postgres = await startPostgres()
  })
  after(() => postgres.close())

  const urlOf = (user: string): string => `postgres://${user}@127.0.0.1:${postgres.port}/step_up`

  /** As an administrator runs it. */
  function ask(sql: string, env: Readonly<Record<string, string>> = {}): void {
    const address = ['--host=127.0.0.1', `--port=${postgres.port}`, '--username=postgres']
    const args = [...address, '--no-psqlrc', '--set=ON_ERROR_STOP=1', '--quiet']
    execFileSync(programOf('psql'), args, {
      input: sql,
      env: { ...process.env, ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
    })
  }

  /** All that servers and the command line do. */
  async function worksOn(url: string): Promise<void> {
    const server = await openTestServer({ store: { kind: 'postgres', url: new Secret(url) } })
    try {
      const person = await Person.of(server)
      const phone = await person.addDevice('Phone')
      server.advance(30)
      await person.elsewhere().addDevice('Tablet', phone)
      assert.equal((await fetch(`${server.url}/readyz`)).status, 200)
    } finally {
      await server.close()
    }
    const env = { OIDC_STEP_UP_STORE: url }
    for (const command of [
      ['accounts', 'add', 'ann', '--no-password'],
      ['accounts', 'list'],
      ['clients', 'add', 'shop', '--redirect-uri', 'https://shop.example.com/callback'],
      ['clients', 'rotate-secret', 'shop'],
      ['backup', '--to', join(folder(), 'a.backup')],
      ['store', 'migrate', '--from', url, '--to', `sqlite:${join(folder(), 'b')}`],
      ['accounts', 'remove', 'ann', '--yes'],
    ]) {
      const { code, stderr } = await run(command, { env })
      assert.equal(code, 0, `${command.join(' ')}: ${stderr}`)
    }
  }

  it('does all that servers and the command line do, once the owner has made the tables', async () => {
    ask(FORGET + documented())
    const url = urlOf('step_up')
    await assert.rejects(openPostgresStore({ url }), {
      path: 'store',
      message: /its user must not change them: .*\(oidc-step-up store upgrade\)$/,
    })
    const env = { OIDC_STEP_UP_STORE: urlOf('step_up_owner') }
    const { code, stderr } = await run(['store', 'upgrade'], { env })
    assert.equal(code, 0, stderr)
    await worksOn(url)
  })

  it('fills an empty store, and empties it again where that was cut off', async () => {
    ask(FORGET + documented())
    await (await openPostgresStore({ url: urlOf('step_up_owner') })).close()
    const file = { OIDC_STEP_UP_STORE: `sqlite:${join(folder(), 'c')}` }
    await run(['accounts', 'add', 'ann', '--no-password'], { env: file })
    await run(['backup', '--to', join(folder(), 'c.backup')], { env: file })
    ask('\\connect step_up\nINSERT INTO unfinished_import (since) VALUES (1);')
    const env = { OIDC_STEP_UP_STORE: urlOf('step_up') }
    const refused = await run(['restore', '--from', join(folder(), 'c.backup')], { env })
    assert.equal(refused.code, 4, refused.stderr)
    const args = ['restore', '--discard', '--from', join(folder(), 'c.backup')]
    const { code, stderr } = await run(args, { env })
    assert.equal(code, 0, stderr)
  })

  it('is one that owns its database where deploy/postgres.sql made it', async () => {
    ask(FORGET)
    ask(readFileSync('deploy/postgres.sql', 'utf8'), { STEP_UP_PASSWORD: 'your-own-password' })
    await worksOn(urlOf('step_up'))
  })
})
