import { strict as assert } from 'node:assert'
import { createServer, type Server } from 'node:http'
import { listenOnLoopback, portOf } from '../support/listener.ts'
import { sharedBrowser } from '../support/open-browser.ts'
import { PASSWORD, openTestServer, type TestServer } from '../support/test-server.ts'
import { WAYS } from './scene.ts'

describe('in Chromium, an application on another site that sends its requests by POST', () => {
  let application: Server
  let server: TestServer
  before(async () => {
    application = await listenOnLoopback(
      createServer((request, response) => {
        const { pathname, searchParams } = new URL(request.url ?? '/', home())
        response.setHeader('Content-Type', 'text/html')
        if (pathname !== '/send') return response.end('<!doctype html><h1>Arrived</h1>')
        // The path that it is sent to stands in the form's own address.
        const { to = '', ...fields } = Object.fromEntries(searchParams)
        const inputs = Object.entries(fields).map(
          ([name, value]) => `<input type="hidden" name="${name}" value="${value}">`,
        )
        const action = `${server.configuration.issuer}${to}`
        return response.end(
          `<!doctype html><form method="post" action="${action}">${inputs.join('')}<button>Go</button></form>`,
        )
      }),
    )
    server = await openTestServer({
      clients: [
        {
          client_id: 'by-post',
          redirect_uris: [`${home()}/callback`],
          post_logout_redirect_uris: [`${home()}/signed-out`],
          token_endpoint_auth_method: 'none',
          first_party: true,
        },
      ],
    })
    // `localhost` is another site than `127.0.0.1`.
    assert.equal(new URL(server.configuration.issuer).hostname, 'localhost')
  })
  after(async () => {
    await server.close()
    application.closeAllConnections()
    await new Promise((resolve) => application.close(resolve))
  })

  const home = (): string => `http://127.0.0.1:${portOf(application)}`

  for (const [way, options] of Object.entries(WAYS)) {
    for (const [length, further] of [
      ['short', {}],
      [
        'long',
        { claims: `{'id_token':{'x':null},'a':'${'x'.repeat(1900)}'}`.replaceAll("'", '&quot;') },
      ],
    ] as const) {
      it(`signs in, finds the session, and signs out, by a ${length} request, ${way}`, async () => {
        const { login } = await server.addAccount()
        const context = await (await sharedBrowser()).newContext(options)
        try {
          const page = await context.newPage()
          const send = async (to: string, fields: Readonly<Record<string, string>>) => {
            await page.goto(`${home()}/send?${new URLSearchParams({ to, ...fields }).toString()}`)
            await page.getByRole('button', { name: 'Go' }).click()
          }
          const request = {
            client_id: 'by-post',
            response_type: 'code',
            scope: 'openid',
            redirect_uri: `${home()}/callback`,
            code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
            code_challenge_method: 'S256',
            ...further,
          }
          const arrives = async (): Promise<URLSearchParams> => {
            await page.getByRole('heading', { name: 'Arrived' }).waitFor()
            return new URL(page.url()).searchParams
          }
          await send('/auth', request)
          await page.getByLabel('Name or email').fill(login)
          // Reloaded, nothing is sent again, and the name has to be typed again at most.
          await page.reload()
          await page.getByLabel('Name or email').fill(login)
          await page.getByRole('button', { name: 'Continue' }).click()
          await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
          await page.getByRole('button', { name: 'Continue' }).click()
          assert.ok((await arrives()).get('code'))

          await send('/auth', { ...request, prompt: 'none' })
          assert.ok((await arrives()).get('code'))

          await send('/session/end', {
            client_id: 'by-post',
            post_logout_redirect_uri: `${home()}/signed-out`,
            state: length === 'long' ? 'x'.repeat(1900) : 'a-state',
          })
          await page.getByRole('button', { name: 'Sign out', exact: true }).click()
          assert.equal((await arrives()).get('state')?.slice(-1), length === 'long' ? 'x' : 'e')

          await send('/auth', { ...request, prompt: 'none' })
          assert.equal((await arrives()).get('error'), 'login_required')
        } finally {
          await context.close()
        }
      })
    }
  }
})
