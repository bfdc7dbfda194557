import { strict as assert } from 'node:assert'
import type { Account } from '../../src/people/account.ts'
import { createPatientServer, listenOnLoopback, portOf } from '../support/listener.ts'
import { sharedBrowser } from '../support/open-browser.ts'
import { PASSWORD, clientsWith, openTestServer, type TestServer } from '../support/test-server.ts'
import { WAYS } from './scene.ts'

describe('in Chromium, an application that has the account chosen at each sign-in', () => {
  let server: TestServer
  let callback: string
  // It listens: whether a browser asks anybody about a request that a redirect led to differs from build to build.
  const application = createPatientServer((_, response) => {
    response.setHeader('content-type', 'text/html')
    response.end('<!doctype html><link rel="icon" href="data:,"><h1>Arrived</h1>')
  })
  before(async () => {
    callback = `http://localhost:${portOf(await listenOnLoopback(application))}/callback`
    server = await openTestServer({ clients: clientsWith({ shop: { redirect_uris: [callback] } }) })
  })
  after(async () => {
    await server.close()
    application.close().closeAllConnections()
  })

  for (const [way, options] of Object.entries(WAYS)) {
    it(`is gone on to by one click, or with another account, back and reloading included, ${way}`, async () => {
      const [anna, bob] = [await server.addAccount(), await server.addAccount()]
      const context = await (await sharedBrowser()).newContext(options)
      context.setDefaultTimeout(20_000)
      try {
        const page = await context.newPage()
        const complaints: string[] = []
        page.on('console', (message) => complaints.push(message.text()))
        const press = (name: string) => page.getByRole('button', { name, exact: true }).click()
        const open = (prompt: string) => {
          const query = new URLSearchParams({
            client_id: 'shop',
            response_type: 'code',
            scope: 'openid',
            redirect_uri: callback,
            code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
            code_challenge_method: 'S256',
            prompt,
          })
          return page.goto(`${server.configuration.issuer}/auth?${query.toString()}`)
        }
        const arrives = async (): Promise<URLSearchParams> => {
          await page.getByRole('heading', { name: 'Arrived' }).waitFor()
          return new URL(page.url()).searchParams
        }
        const signIn = async ({ login }: Account): Promise<void> => {
          await page.getByLabel('Name or email').fill(login)
          await press('Continue')
          await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
          await press('Continue')
        }
        const isChoosing = () => page.getByRole('heading', { name: 'Choose an account' }).waitFor()

        await open('select_account')
        await signIn(anna)
        assert.ok((await arrives()).get('code'))

        await open('select_account')
        await isChoosing()
        await page.reload()
        await isChoosing()
        await press(`Continue as ${anna.login}`)
        assert.ok((await arrives()).get('code'))

        // Back to a choice that was made: its page is over, and says how to go on. Without a script it was the application's
        // request that stood in the history, and the choice is offered again.
        await page.goBack()
        if (options.javaScriptEnabled === false) await isChoosing()
        else await page.getByRole('link', { name: 'Back to Shop' }).waitFor()

        await open('select_account')
        await press('Use another account')
        await page.getByLabel('Name or email').waitFor()
        await page.reload()
        await signIn(bob)
        if (options.javaScriptEnabled === false) {
          await page.getByRole('heading', { name: 'Switching accounts' }).waitFor()
          await press('Continue')
        }
        assert.ok((await arrives()).get('code'))

        await open('select_account')
        await page.getByRole('button', { name: `Continue as ${bob.login}`, exact: true }).waitFor()
        await press('Cancel')
        assert.equal((await arrives()).get('error'), 'access_denied')
        assert.deepEqual(
          complaints.filter((text) => !text.includes('410')),
          [],
        )
      } finally {
        await context.close()
      }
    })
  }
})
