import { strict as assert } from 'node:assert'
import { parse } from 'yaml'
import { z } from 'zod'
import { clientSchema } from '../../src/server/config/clients.ts'
import type { Page } from '../support/browser.ts'
import { claimPort } from '../support/claimed-port.ts'
import { Person } from '../support/person.ts'
import { keepSecret } from '../support/secrets-in-logs.ts'
import { openTestServer, type TestServer } from '../support/test-server.ts'
import { stepOf } from '../support/visit.ts'
import { startApache, type Apache } from './apache.ts'
import { documented } from '../support/documented.ts'

const ONE_FACTOR = 'urn:step-up:1fa'
const TWO_FACTORS = 'urn:step-up:2fa'

const PAGES = {
  home: '<h1>Home</h1>',
  reports: '<h1>Reports</h1>',
  payments: '<h1>Payments</h1>',
}

/** What a test adds to the documented configuration. */
const FOR_TESTS = `
# fetch says "cors" whatever it is told; a browser that follows a link says this.
RequestHeader set Sec-Fetch-Mode navigate early
Header always set X-Acr "expr=%{reqenv:OIDC_CLAIM_acr}"
Header always set X-Amr "expr=%{reqenv:OIDC_CLAIM_amr}"
`

const clientsSchema = z.object({ clients: z.array(clientSchema) })

/** Where a page sends a browser by itself: Apache steps up by such a page and not by a redirect. */
const refreshOf = ({ html }: Page): string | undefined =>
  /<meta http-equiv="refresh" content="0; url=([^"]*)"/.exec(html)?.[1]?.replaceAll('&amp;', '&')

describe('Apache with mod_auth_openidc, configured as documented', () => {
  let server: TestServer
  let apache: Apache | undefined
  let site: string

  before(async () => {
    const port = await claimPort()
    site = `http://127.0.0.1:${port}`
    const ours = { 'https://intranet.example.com': site }
    const { clients } = clientsSchema.parse(parse(documented('yaml', 'clients:', ours)))
    for (const { client_secret: secret } of clients) keepSecret(secret ?? '')
    server = await openTestServer({ clients })
    const configuration = documented('apache', '', {
      ...ours,
      'https://id.example.com': server.configuration.issuer,
    })
    apache = await startApache(port, PAGES, configuration + FOR_TESTS)
  })
  after(async () => {
    await apache?.close()
    await server?.close()
  })

  async function open(person: Person, path: string): Promise<Page> {
    const page = await person.browser.open(`${site}${path}`)
    const next = refreshOf(page)
    return next === undefined ? page : person.browser.open(next)
  }

  /** Somebody who has signed in with the password, and has no device yet. */
  async function signedIn(): Promise<Person> {
    const person = await Person.of(server)
    await open(person, '/home')
    assert.equal((await person.givePassword()).heading, 'Home')
    return person
  }

  const told = ({ headers, heading }: Page) => [
    heading,
    headers.get('X-Acr'),
    headers.get('X-Amr')?.split(','),
  ]

  async function assertClosed(person: Person, path: string): Promise<void> {
    const page = await person.browser.open(`${site}${path}`)
    assert.ok(!page.html.includes('<h1>'))
    assert.ok(refreshOf(page)?.startsWith(`${server.configuration.issuer}/auth?`))
  }

  it('lets in whoever gave the password, and knows that this is one factor', async () => {
    const person = await Person.of(server)
    assert.equal(stepOf(await open(person, '/home')), 'password')
    assert.deepEqual(told(await person.givePassword()), ['Home', ONE_FACTOR, ['pwd']])
  })

  it('lets in whoever gave password and code everywhere, without asking again', async () => {
    const person = await Person.of(server)
    const phone = await person.addDevice('Phone')
    const visitor = person.elsewhere()
    await open(visitor, '/home')
    assert.equal(stepOf(await visitor.givePassword()), 'code')
    server.advance(30)
    const twoFactors = [TWO_FACTORS, ['pwd', 'otp', 'mfa']]
    assert.deepEqual(told(await visitor.giveCode(phone.code())), ['Home', ...twoFactors])
    for (const name of ['Reports', 'Payments']) {
      const page = await visitor.browser.open(`${site}/${name.toLowerCase()}`)
      assert.deepEqual(told(page), [name, ...twoFactors])
    }
  })

  for (const name of ['Reports', 'Payments']) {
    const path = `/${name.toLowerCase()}`

    it(`steps up for ${path} in a live session by the code alone, and comes back there`, async () => {
      const person = await signedIn()
      const phone = await person.elsewhere().addDevice('Phone')
      server.advance(30)
      assert.equal(stepOf(await open(person, path)), 'code')
      const page = await person.giveCode(phone.code())
      assert.equal(page.url, `${site}${path}`)
      assert.deepEqual(told(page), [name, TWO_FACTORS, ['pwd', 'otp', 'mfa']])
      assert.deepEqual((await open(person, '/home')).headers.get('X-Acr'), TWO_FACTORS)
    })

    it(`leads whoever has no device through adding one on the way to ${path}`, async () => {
      const person = await signedIn()
      assert.equal(stepOf(await open(person, path)), 'device')
      assert.deepEqual(told(await person.enrolHere('Phone')), [
        name,
        TWO_FACTORS,
        ['pwd', 'otp', 'mfa'],
      ])
    })

    it(`keeps ${path} closed to whoever cancels, says why, and lets them stay signed in`, async () => {
      const person = await signedIn()
      await open(person, path)
      const page = await person.browser.submit('/cancel')
      assert.ok(page.url.startsWith(`${site}/callback?error=access_denied&`))
      assert.match(page.html, /OpenID Connect Provider error: access_denied/)
      await assertClosed(person, path)
      assert.deepEqual(told(await open(person, '/home')), ['Home', ONE_FACTOR, ['pwd']])
    })
  }

  for (const [path, parameter, value] of [
    ['/reports', 'acr_values', ONE_FACTOR],
    ['/reports', 'acr_values', undefined],
    ['/payments', 'claims', undefined],
    ['/payments', 'claims', `{"id_token":{"acr":{"essential":true,"value":"${ONE_FACTOR}"}}}`],
  ] as const) {
    const edit = value === undefined ? `takes ${parameter} out` : `sets ${parameter} to less`
    it(`keeps ${path} closed to whoever ${edit} in the address`, async () => {
      const person = await signedIn()
      const next = refreshOf(await person.browser.open(`${site}${path}`))
      const url = new URL(next ?? '')
      if (value === undefined) url.searchParams.delete(parameter)
      else url.searchParams.set(parameter, value)
      const page = await person.browser.open(url.href)
      // It comes back with one factor, and is sent to step up again.
      assert.equal(page.url, `${site}${path}`)
      await assertClosed(person, path)
    })
  }

  it('asks again whoever says "not now" at a page that prefers a second factor', async () => {
    const person = await signedIn()
    await open(person, '/reports')
    const page = await person.browser.submit('/skip')
    assert.equal(page.url, `${site}/reports`)
    assert.ok(refreshOf(page)?.includes('acr_values'))
    assert.deepEqual(told(await open(person, '/home')), ['Home', ONE_FACTOR, ['pwd']])
  })

  it('offers no "not now" where the second factor is demanded', async () => {
    const person = await signedIn()
    const page = await open(person, '/payments')
    assert.equal(stepOf(page), 'device')
    assert.ok(!page.forms.some(({ action }) => action.endsWith('/skip')))
  })
})
