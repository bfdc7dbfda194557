import { strict as assert } from 'node:assert'
import { createServer, type Server } from 'node:http'
import { text } from 'node:stream/consumers'
import { listenOnLoopback, portOf } from '../support/listener.ts'
import { sharedBrowser } from '../support/open-browser.ts'
import { keepSecret } from '../support/secrets-in-logs.ts'
import { PASSWORD, openTestServer, type TestServer } from '../support/test-server.ts'
import { WAYS } from './scene.ts'

describe('in Chromium, an application that is answered by a form', () => {
  let application: Server
  let server: TestServer
  const posts: URLSearchParams[] = []
  before(async () => {
    application = await listenOnLoopback(
      createServer((request, response) => {
        void text(request).then((body) => {
          if (request.method !== 'POST') return response.end('<h1>At home</h1>')
          posts.push(new URLSearchParams(body))
          // On to another origin, as applications do.
          return response.writeHead(303, { Location: `${home}/home` }).end()
        })
      }),
    )
    const home = `http://localhost:${portOf(application)}`
    const client = {
      client_id: 'by-form',
      client_secret: keepSecret('a-secret-of-the-one-by-form-and-nobody-else'),
      redirect_uris: [callback()],
      first_party: false,
    }
    server = await openTestServer({ clients: [client] })
  })
  after(async () => {
    await server.close()
    application.closeAllConnections()
    await new Promise((resolve) => application.close(resolve))
  })

  const callback = (): string => `http://127.0.0.1:${portOf(application)}/callback`

  for (const [way, options] of Object.entries(WAYS)) {
    it(`gets its answer and goes on to wherever it leads, ${way}`, async () => {
      const { login } = await server.addAccount()
      const context = await (await sharedBrowser()).newContext(options)
      try {
        const page = await context.newPage()
        const complaints: string[] = []
        page.on('console', (message) => complaints.push(message.text()))
        const query = new URLSearchParams({
          client_id: 'by-form',
          response_type: 'code',
          response_mode: 'form_post',
          scope: 'openid',
          state: way,
          redirect_uri: callback(),
          code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
          code_challenge_method: 'S256',
        })
        await page.goto(`${server.configuration.issuer}/auth?${query.toString()}`)
        await page.getByLabel('Name or email').fill(login)
        await page.getByRole('button', { name: 'Continue' }).click()
        await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
        await page.getByRole('button', { name: 'Continue' }).click()
        await page.getByRole('button', { name: 'Allow', exact: true }).click()
        if (options.javaScriptEnabled === false) {
          await page.getByRole('heading', { name: 'Back to by-form' }).waitFor()
          await page.getByRole('button', { name: 'Continue' }).click()
        }
        await page.getByRole('heading', { name: 'At home' }).waitFor()
        const [answered] = posts.splice(0)
        assert.equal(answered?.get('state'), way)
        assert.ok(answered?.get('code'))
        assert.deepEqual(complaints, [])
      } finally {
        await context.close()
      }
    })
  }
})
