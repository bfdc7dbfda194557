import { strict as assert } from 'node:assert'
import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { createPatientServer } from '../support/listener.ts'
import {
  ONE_FACTOR,
  openSigningIssuer,
  type SigningIssuer,
} from '../resource-server/signing-issuer.ts'

const [apiSnippet = '', applicationSnippet = ''] = [
  ...readFileSync('docs/apis.md', 'utf8').matchAll(/```ts\n([\s\S]*?)```/g),
].map(([, snippet]) => snippet)

interface Application {
  transfer(session: string, subject: string, token: string, action: string): Promise<object>
  comeBack(session: string, subject: string, url: URL): Promise<object>
}

describe('the page for APIs', () => {
  const folder = 'test/docs/.generated/apis'
  let issuer: SigningIssuer
  before(async () => {
    issuer = await openSigningIssuer()
    mkdirSync(folder, { recursive: true })
  })
  after(async () => {
    await issuer.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  /** Runs a snippet as it stands, but for the addresses. */
  async function run(name: string, program: string): Promise<unknown> {
    const file = join(folder, name)
    const text = program
      .replaceAll(/'oidc-step-up\/([\w-]+)'/g, "'../../../../src/kits/$1/index.ts'")
      .replaceAll("'https://login.example'", `'${issuer.issuer}'`)
    writeFileSync(file, text)
    return import(pathToFileURL(resolve(file)).href)
  }

  it('has an API that TypeScript takes as it stands, strictly', () => {
    writeFileSync(join(folder, 'api.mts'), apiSnippet)
    const compilerOptions = { noUnusedLocals: false, noUnusedParameters: false }
    const project = join(folder, 'tsconfig.json')
    const settings = { extends: '../../../../tsconfig.json', include: ['api.mts'], compilerOptions }
    writeFileSync(project, JSON.stringify(settings))
    const compiler = 'node_modules/typescript/bin/tsc'
    const { status, stdout } = spawnSync(process.execPath, [compiler, '-p', project], {
      encoding: 'utf8',
    })
    assert.equal(status, 0, stdout)
  })

  it('has an API that runs as it stands, and an application that understands it', async () => {
    const listening = apiSnippet.replace('app.listen(3003)', 'export { app }')
    assert.notEqual(listening, apiSnippet)
    const { app } = (await run('api.mjs', listening)) as { app: RequestListener }
    const server = createPatientServer(app).listen(0, 'localhost')
    await once(server, 'listening')
    const url = `http://localhost:${(server.address() as AddressInfo).port}/transfers`

    Object.assign(issuer.metadata, {
      authorization_endpoint: `${issuer.issuer}/auth`,
      token_endpoint: `${issuer.issuer}/token`,
    })
    const around = `
import { allowInsecureRequests } from 'openid-client'
const callApi = (action, token) =>
  fetch('${url}', { method: 'POST', headers: { Authorization: 'Bearer ' + token } })
export { transfer, comeBack }
`
    // Plain http, to this machine.
    const insecure = applicationSnippet.replace(
      "'a secret')",
      "'a secret', undefined, { execute: [allowInsecureRequests] })",
    )
    assert.notEqual(insecure, applicationSnippet)
    const application = (await run('application.mjs', insecure + around)) as Application
    try {
      const strong = await application.transfer('s', 'ada', await issuer.sign(), 'x')
      assert.deepEqual(await (strong as { response: Response }).response.json(), { by: 'ada' })
      const weak = await issuer.sign({ acr: ONE_FACTOR })
      const { redirect } = (await application.transfer('s', 'ada', weak, 'x')) as { redirect: URL }
      assert.match(redirect.searchParams.get('claims') ?? '', /urn:step-up:2fa/)
      assert.equal(redirect.searchParams.get('max_age'), '300')
      const stranger = await application.comeBack(
        's',
        'ada',
        new URL('https://shop.example/?state=x'),
      )
      assert.deepEqual(stranger, { problem: { outcome: 'unknown' } })
    } finally {
      server.closeAllConnections()
      server.close()
    }
  })
})
