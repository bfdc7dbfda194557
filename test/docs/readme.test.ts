import { strict as assert } from 'node:assert'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as client from 'openid-client'
import { Person } from '../support/person.ts'
import { relyingParty } from '../support/relying-party.ts'
import { CALLBACK, openTestServer } from '../support/test-server.ts'

const AsyncFunction = Object.getPrototypeOf(async () => {}).constructor as new (
  ...parts: readonly string[]
) => (...values: readonly unknown[]) => Promise<unknown>

const readme = readFileSync('README.md', 'utf8')

describe('the README', () => {
  const folder = 'test/docs/.generated'

  afterEach(() => {
    rmSync(folder, { recursive: true, force: true })
  })

  it('has a plug-in snippet that runs as it stands', () => {
    const [snippet = ''] = /```ts\nimport Provider[\s\S]*?```/.exec(readme) ?? []
    const lines = snippet.split('\n').slice(1, -1)
    const imports = lines.filter((line) => line.startsWith('import '))
    const rest = lines.filter((line) => !line.startsWith('import '))
    // What the reader has: accounts, a configuration, an app, and a key.
    const around = `
import { randomBytes } from 'node:crypto'
import Koa from 'koa'
const app = new Koa()
const issuer = 'http://localhost:9'
const sealingKey = randomBytes(32).toString('base64url')
const accounts = {
  find: async (id) => ({ label: id }),
}
const configuration = {
  cookies: { keys: ['some keys for the cookies of the host'] },
  interactions: { url: (ctx, interaction) => '/login/' + interaction.uid },
  clients: [],
}
`
    const program = [
      ...imports,
      around,
      ...rest,
      "process.stdout.write(typeof provider.callback + ' ' + app.middleware.length)",
    ]
      .join('\n')
      .replaceAll("'oidc-step-up'", "'../../../src/index.ts'")
      .replaceAll("'step-up.sqlite'", `'${folder}/step-up.sqlite'`)
    mkdirSync(folder, { recursive: true })
    const file = join(folder, 'snippet.mjs')
    writeFileSync(file, program)
    const { stdout, stderr, status } = spawnSync(process.execPath, [file], { encoding: 'utf8' })
    assert.equal(status, 0, stderr)
    assert.equal(stdout.slice(-10), 'function 1')
  })

  it('has a request that the provider answers with what it asks for', async () => {
    const [snippet = ''] = /```ts\nimport \* as client[\s\S]*?```/.exec(readme) ?? []
    const server = await openTestServer()
    try {
      const person = await Person.of(server)
      const config = (await relyingParty(server)).configuration
      const body = snippet.split('\n').slice(2, -1).join('\n')
      const build = new AsyncFunction('client', 'config', 'redirect_uri', `${body}\nreturn url`)
      const url: unknown = await build(client, config, CALLBACK)
      assert.ok(url instanceof URL)
      await person.browser.open(url.href)
      await person.givePassword()
      assert.ok(person.browser.form('/device'), 'a device is added on the way')
    } finally {
      await server.close()
    }
  })

  it('links to files that exist', () => {
    const links = [...readme.matchAll(/(?:\]\(|src="|srcset=")([^)"]+)[)"]/g)].map(
      // test/docs/links.test.ts looks at the headings.
      ([, link]) => link?.replace(/#.*$/, ''),
    )
    const local = links.filter((link) => link !== undefined && !link.startsWith('http'))
    assert.ok(local.length > 5)
    assert.deepEqual(
      local.filter((link) => link !== undefined && !existsSync(link)),
      [],
    )
  })
})
