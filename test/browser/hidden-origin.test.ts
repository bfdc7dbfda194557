import { strict as assert } from 'node:assert'
import { createServer, request as ask, type Server } from 'node:http'
import type { Account } from '../../src/people/account.ts'
import type { BrowserContext, Page } from 'playwright-core'
import { catalogues } from '../../src/views/texts.ts'
import { listenOnLoopback, portOf } from '../support/listener.ts'
import { sharedBrowser } from '../support/open-browser.ts'
import { PASSWORD, openTestServer, type TestServer } from '../support/test-server.ts'

const texts = catalogues.en

/** A proxy that adds what many are set up to add to every answer, and notes what browsers then say of forms. */
async function openProxy(
  to: () => number,
): Promise<{ server: Server; said: (string | undefined)[] }> {
  const said: (string | undefined)[] = []
  const server = createServer((request, response) => {
    const { method, headers, url: path } = request
    if (method === 'POST') said.push(headers.origin, String(headers['sec-fetch-site']))
    const options = { host: '127.0.0.1', port: to(), method, path, headers }
    const onward = ask(options, (answer) => {
      const added = { ...answer.headers, 'referrer-policy': 'no-referrer' }
      response.writeHead(answer.statusCode ?? 500, added)
      answer.pipe(response)
    })
    request.pipe(onward)
  })
  return { server: await listenOnLoopback(server), said }
}

describe('in Chromium, behind a proxy that adds "Referrer-Policy: no-referrer"', () => {
  let behind: Server
  let proxy: Awaited<ReturnType<typeof openProxy>>
  let stranger: Server
  let server: TestServer
  let context: BrowserContext
  let page: Page
  let account: Account
  before(async () => {
    behind = await listenOnLoopback()
    proxy = await openProxy(() => portOf(behind))
    stranger = await listenOnLoopback(
      createServer((_request, response) => {
        response.setHeader('Content-Type', 'text/html').setHeader('Referrer-Policy', 'no-referrer')
        response.end('<!doctype html><h1>Win a prize</h1>')
      }),
    )
    const issuer = `http://localhost:${portOf(proxy.server)}`
    server = await openTestServer({ issuer }, { listener: behind })
    account = await server.addAccount()
    context = await (await sharedBrowser()).newContext()
    page = await context.newPage()
    page.setDefaultTimeout(20_000)
  })
  after(async () => {
    await context.close()
    await server.close()
    for (const one of [proxy.server, stranger]) {
      one.closeAllConnections()
      one.close()
    }
  })

  const heading = (name: string): Promise<void> =>
    page.getByRole('heading', { level: 1, name, exact: true }).waitFor()

  it('people sign in and change their account', async () => {
    await page.goto(`${server.configuration.issuer}/account`)
    await page.getByLabel(texts.signIn.login).fill(account.login)
    await page.getByRole('button', { name: texts.common.continue, exact: true }).click()
    await page.getByLabel(texts.common.password, { exact: true }).fill(PASSWORD)
    await page.getByRole('button', { name: texts.common.continue, exact: true }).click()
    await heading(texts.account.security)
    await page.goto(`${server.configuration.issuer}/account/devices/add`)
    await page.getByLabel(texts.deviceAdd.name).fill('Phone')
    await page.getByLabel(texts.common.password, { exact: true }).fill(PASSWORD)
    await page.getByRole('button', { name: texts.common.continue, exact: true }).click()
    await heading(texts.deviceSetup.heading({ device: 'Phone' }))
    assert.deepEqual(new Set(proxy.said), new Set(['null', 'same-origin']))
  })

  it('the forms of other sites are refused, with a token of this very session too', async () => {
    const address = `${server.configuration.issuer}/account/devices/add`
    // Another site, and a sibling of ours: to the second the cookie of the session is sent along.
    for (const host of ['127.0.0.1', 'localhost']) {
      await page.goto(address)
      const csrf = await page.locator('[name=csrf]').first().inputValue()
      await page.goto(`http://${host}:${portOf(stranger)}/`)
      await heading('Win a prize')
      const sent = page.waitForResponse((response) => response.request().method() === 'POST')
      await page.evaluate(
        `{
          const form = document.createElement('form')
          form.method = 'post'
          form.action = ${JSON.stringify(address)}
          const fields = ${JSON.stringify({ csrf, name: 'Evil', password: PASSWORD })}
          for (const [name, value] of Object.entries(fields)) {
            const field = document.createElement('input')
            Object.assign(field, { name, value })
            form.append(field)
          }
          document.body.append(form)
          form.submit()
        }`,
      )
      // Without its cookie there is nobody whose form it could be: one is sent to sign in.
      assert.equal((await sent).status(), host === 'localhost' ? 403 : 303)
      await page.waitForLoadState()
      const devices = await server.authenticators.list(account.id)
      assert.ok(devices.every(({ name }) => name !== 'Evil'))
    }
  })
})
