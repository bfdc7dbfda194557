import { strict as assert } from 'node:assert'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { RequestListener, Server } from 'node:http'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { BrowserContext, Page } from 'playwright-core'
import { parse } from 'yaml'
import type { Account } from '../../src/people/account.ts'
import type { Configuration } from '../../src/server/config/configuration.ts'
import { catalogues } from '../../src/views/texts.ts'
import { openScene, type Scene } from '../browser/scene.ts'
import type { Phone } from '../browser/phone.ts'
import { createPatientServer, listenOnLoopback, portOf } from '../support/listener.ts'
import { sharedBrowser } from '../support/open-browser.ts'
import { keepSecret } from '../support/secrets-in-logs.ts'
import { PASSWORD } from '../support/test-server.ts'

const texts = catalogues.en
const FOLDER = 'test/docs/.generated/browser-applications'
const TEXT = readFileSync('docs/browser-applications.md', 'utf8')

const snippet = (language: string): string => {
  const blocks = [...TEXT.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)]
  const [found, ...others] = blocks.filter(([, of]) => of === language)
  assert.ok(found && others.length === 0)
  return found[2] ?? ''
}

/** What stands around the application of the document: buttons, and what came of them. */
const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>Notes</title>
    <script type="importmap">{"imports":{"oauth4webapi":"/oauth4webapi.js"}}</script>
    <script type="module" src="/page.js"></script>
  </head>
  <body>
    <button id="sign-in">Sign in</button>
    <button id="renew">Renew</button>
    <button id="read">Read</button>
    <button id="erase">Erase</button>
    <output></output>
  </body>
</html>
`

const PAGE_SCRIPT = `import { callApi, comeBack, renew, signIn } from './app.js'
const output = document.querySelector('output')
const on = (id, act) =>
  document.getElementById(id).addEventListener('click', async () => {
    output.textContent = ''
    try {
      output.textContent = (await act()) ?? ''
    } catch (error) {
      output.textContent = [error.name, error.error, error.message].join(' ')
    }
  })
const told = async (response) => response && [response.status, await response.text()].join(' ')
on('sign-in', () => signIn())
on('renew', () => Promise.all([renew(), renew()]).then(() => 'renewed'))
on('read', async () => told(await callApi('GET', '/notes')))
on('erase', async () => told(await callApi('POST', '/erasure')))
const claims = await comeBack()
output.textContent = claims ? [claims.name, claims.acr].join(' ') : 'nobody'
`

describe('docs/browser-applications.md, in Chromium, on two sites', () => {
  let scene: Scene
  let site: Server
  let apiServer: Server
  let app: string
  let context: BrowserContext
  let page: Page
  let account: Account
  let phone: Phone
  before(async function () {
    mkdirSync(FOLDER, { recursive: true })
    const files = new Map<string, string>()
    site = await listenOnLoopback(
      createPatientServer((request, response) => {
        const { pathname } = new URL(request.url ?? '/', 'http://app')
        const script = files.get(pathname)
        response.setHeader('Content-Type', script === undefined ? 'text/html' : 'text/javascript')
        response.end(script ?? PAGE)
      }),
    )
    // To Chromium an address and a name are two sites, as different domains are.
    app = `http://127.0.0.1:${portOf(site)}`
    let answer: RequestListener = () => {}
    apiServer = await listenOnLoopback(createPatientServer((...both) => answer(...both)))
    const api = `http://127.0.0.1:${portOf(apiServer)}`

    const registered = snippet('yaml')
      .replaceAll('https://app.example.com', app)
      .replaceAll('https://api.example.com', api)
    const { clients, resources } = parse(registered) as Pick<Configuration, 'clients'> & {
      resources: { identifier: string; scopes: string[] }[]
    }
    scene = await openScene({
      clients,
      resources: resources.map(({ identifier, scopes }) => ({
        identifier,
        scopes,
        accessTokenFormat: 'jwt',
        accessTokenLifetime: 300,
      })),
      secondFactorWhenEnrolled: false,
    })
    const { issuer } = scene.server.configuration
    const here = (text: string): string =>
      text
        .replaceAll('https://id.example.com', issuer)
        .replaceAll('https://api.example.com', api)
        .replaceAll('https://app.example.com', app)

    const insecure = here(snippet('js')).replace(
      'const options = {}',
      'const options = { [oauth.allowInsecureRequests]: true }',
    )
    files.set('/app.js', insecure)
    files.set('/page.js', PAGE_SCRIPT)
    files.set('/oauth4webapi.js', readFileSync('node_modules/oauth4webapi/build/index.js', 'utf8'))

    const program = here(snippet('ts'))
      .replaceAll(/'oidc-step-up\/([\w-]+)'/g, "'../../../../src/kits/$1/index.ts'")
      .replace('app.listen(3003)', 'export { app }')
    const file = join(FOLDER, 'api.mjs')
    writeFileSync(file, program)
    const loaded: { app: RequestListener } = await import(pathToFileURL(resolve(file)).href)
    answer = loaded.app

    account = await scene.server.addAccount()
    phone = await scene.phoneOf(account)
    context = await (await sharedBrowser()).newContext()
    page = await context.newPage()
    page.setDefaultTimeout(20_000)
  })
  after(async () => {
    await context?.close()
    await scene?.close()
    for (const one of [site, apiServer]) {
      one?.closeAllConnections()
      one?.close()
    }
    rmSync(FOLDER, { recursive: true, force: true })
  })

  const press = (name: string): Promise<void> =>
    page.getByRole('button', { name, exact: true }).click()

  const shows = (text: string | RegExp): Promise<void> =>
    page.locator('output', { hasText: text }).waitFor()

  it('signs in, calls an API, renews once for two at a time, and proves what the API then asks for', async () => {
    await page.goto(app)
    await shows('nobody')
    await press('Sign in')
    await page.getByLabel(texts.signIn.login).fill(account.login)
    await press(texts.common.continue)
    await page.getByLabel(texts.common.password, { exact: true }).fill(PASSWORD)
    await press(texts.common.continue)
    // Its owner's own application, and yet: it wants to be let in while they are away.
    const consent = page.getByRole('button', { name: texts.consent.allow, exact: true })
    await Promise.race([consent.waitFor().catch(() => undefined), shows(account.displayName)])
    if (await consent.isVisible()) await consent.click()
    await shows(`${account.displayName} urn:step-up:1fa`)
    assert.equal(page.url(), `${app}/`)

    await press('Read')
    await shows('200 {"notes":[]}')
    await press('Renew')
    await shows('renewed')
    await press('Read')
    await shows('200 {"notes":[]}')

    await press('Erase')
    await page.locator('[name=code]').fill(keepSecret(phone.code(scene.server.now())))
    await Promise.race([consent.waitFor().catch(() => undefined), shows('urn:step-up:2fa')])
    if (await consent.isVisible()) await consent.click()
    await shows(`${account.displayName} urn:step-up:2fa`)
    await press('Erase')
    await shows('200 {"erased":true}')
    await press('Renew')
    await shows('renewed')
  })

  it('finds nobody from a frame, and the session when it is the page', async () => {
    const query = new URLSearchParams({
      client_id: 'app',
      redirect_uri: `${app}/`,
      response_type: 'code',
      scope: 'openid',
      prompt: 'none',
      code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
      code_challenge_method: 'S256',
    })
    const address = `${scene.server.configuration.issuer}/auth?${query.toString()}`
    await page.goto(app)
    const arrived = page.waitForRequest((request) => request.url().startsWith(`${app}/?`))
    await page.evaluate(
      `{
        const frame = document.createElement('iframe')
        frame.src = ${JSON.stringify(address)}
        document.body.append(frame)
      }`,
    )
    const framed = new URL((await arrived).url()).searchParams
    assert.equal(framed.get('error'), 'login_required')
    await page.goto(address)
    assert.ok(new URL(page.url()).searchParams.has('code'))
  })

  it('may be read by no page of an origin that is not registered', async () => {
    await page.goto(`http://127.0.0.1:${portOf(apiServer)}/notes`)
    const read = await page.evaluate(
      `fetch(${JSON.stringify(`${scene.server.configuration.issuer}/token`)}, {
        method: 'POST',
        body: new URLSearchParams({ client_id: 'app', grant_type: 'refresh_token', refresh_token: 'x' }),
      }).then(() => 'read', (error) => error.name)`,
    )
    assert.equal(read, 'TypeError')
  })
})
