import { strict as assert } from 'node:assert'
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import type { RequestListener, Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BrowserContext, Page, Request } from 'playwright-core'
import type { Account } from '../../src/people/account.ts'
import { catalogues } from '../../src/views/texts.ts'
import { base32Of } from '../../src/methods/totp/key-uri.ts'
import { ENROLLER } from '../support/enroller.ts'
import { createPatientServer, portOf } from '../support/listener.ts'
import { Browser } from '../support/browser.ts'
import { sharedBrowser, sharedWindows } from '../support/open-browser.ts'
import { deviceOf, Person, type Device } from '../support/person.ts'
import { PASSWORD, openTestServer, type TestServer } from '../support/test-server.ts'
import { cookiesOf, signInOverHttp } from './signed-in.ts'

const texts = catalogues.en

/** No name of this machine: a proxy leads there. */
const CLAIMED = 'https://app.example.com'

/** A place that an application is called back at. */
interface Callback {
  /** What the application has registered, and whether it is one on somebody's own machine (RFC 8252). */
  readonly registered: string
  readonly native: boolean
  /** What it asks for; a native application's port is its own (RFC 8252 §7.3). */
  readonly asked: string
  readonly mode?: 'form_post' | 'fragment'
}

/** Applications of every kind, which listen where they are called back at. */
interface Applications {
  readonly home: string
  /** Leads to where `CLAIMED` listens. */
  readonly proxy: { readonly server: string; readonly bypass: string }
  readonly callbacks: Readonly<Record<string, Callback>>
  close(): Promise<void>
}

async function openApplications(): Promise<Applications> {
  const folder = mkdtempSync(join(tmpdir(), 'applications-'))
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
  const own = ['-keyout', key, '-out', cert, '-days', '2', '-subj', '/CN=localhost']
  execFileSync('openssl', ['req', '-x509', ...curve, ...own], { stdio: 'ignore' })
  const arrive: RequestListener = (request, response) => {
    let body = ''
    request.on('data', (chunk) => (body += String(chunk)))
    request.on('end', () => {
      response.setHeader('Content-Type', 'text/html')
      const posted = request.method === 'POST' ? body.replaceAll('"', '') : ''
      response.end(`<!doctype html><h1>Arrived</h1><data value="${posted}"></data>`)
    })
  }
  const at = async (server: Server, host: string): Promise<Server> => {
    await once(server.listen(0, host), 'listening')
    return server
  }
  const four = await at(createPatientServer(arrive), '127.0.0.1')
  const six = await at(createPatientServer(arrive), '::1')
  const tls = createTlsServer({ key: readFileSync(key), cert: readFileSync(cert) }, arrive)
  await at(tls, '127.0.0.1')
  const proxy = createPatientServer(() => {}).on('connect', (_request, socket: Socket) => {
    const through = connect(portOf(tls), '127.0.0.1')
    for (const end of [socket, through])
      end.on('error', () => [socket, through].forEach((one) => one.destroy()))
    socket.write('HTTP/1.1 200 OK\r\n\r\n')
    through.pipe(socket).pipe(through)
  })
  await at(proxy, '127.0.0.1')
  const web = (asked: string, mode?: Callback['mode']): Callback => {
    return { registered: asked, asked, native: false, ...(mode ? { mode } : {}) }
  }
  const secure = `https://localhost:${portOf(tls)}`
  const plain = `http://localhost:${portOf(four)}`
  return {
    home: `${plain}/`,
    proxy: { server: `http://127.0.0.1:${portOf(proxy)}`, bypass: 'localhost,127.0.0.1,[::1]' },
    callbacks: {
      'at https': web(`${secure}/callback`),
      'with a query': web(`${secure}/callback?tenant=1`),
      'that takes a form': web(`${secure}/callback`, 'form_post'),
      'that reads the fragment': web(`${secure}/callback`, 'fragment'),
      'at localhost': web(`${plain}/callback`),
      'of a native application at localhost': {
        registered: 'http://localhost/callback',
        asked: `${plain}/callback`,
        native: true,
      },
      'of a native application at 127.0.0.1, on a port of its own': {
        registered: 'http://127.0.0.1/callback',
        asked: `http://127.0.0.1:${portOf(four)}/callback`,
        native: true,
      },
      'of a native application at [::1], on a port of its own': {
        registered: 'http://[::1]/callback',
        asked: `http://[::1]:${portOf(six)}/callback`,
        native: true,
      },
      'of a native application on a port of its own, with a query': {
        registered: 'http://127.0.0.1/callback?tenant=1&of=them',
        asked: `http://127.0.0.1:${portOf(four)}/callback?tenant=1&of=them`,
        native: true,
      },
      'of a native application on a port of its own, that takes a form': {
        registered: 'http://127.0.0.1/callback',
        asked: `http://127.0.0.1:${portOf(four)}/callback`,
        native: true,
        mode: 'form_post',
      },
      'of a native application at https that it has claimed': {
        registered: `${CLAIMED}/callback`,
        asked: `${CLAIMED}/callback`,
        native: true,
      },
      'of a native application with a scheme of its own and a query': {
        registered: 'com.example.app:/callback?tenant=1',
        asked: 'com.example.app:/callback?tenant=1',
        native: true,
      },
      'of a native application with a scheme of its own': {
        registered: 'com.example.app:/callback',
        asked: 'com.example.app:/callback',
        native: true,
      },
    },
    async close() {
      for (const server of [four, six, tls, proxy]) {
        server.closeAllConnections()
        server.close()
      }
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Where an application sends people to sign in. */
function addressOf(
  { configuration }: TestServer,
  clientId: string,
  { asked, mode }: Callback,
  parameters: Readonly<Record<string, string>>,
): string {
  const url = new URL('/auth', configuration.issuer)
  url.search = new URLSearchParams({
    client_id: clientId,
    response_type: 'code',
    scope: 'openid email',
    redirect_uri: asked,
    state: 'a-state',
    code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    code_challenge_method: 'S256',
    ...(mode ? { response_mode: mode } : {}),
    ...parameters,
  }).toString()
  return url.href
}

/** And to sign out. */
function signOutAddress(
  { configuration }: TestServer,
  clientId: string,
  { asked }: Callback,
): string {
  const url = new URL('/session/end', configuration.issuer)
  url.search = new URLSearchParams({
    client_id: clientId,
    post_logout_redirect_uri: asked,
    state: 'a-state',
  }).toString()
  return url.href
}

/** Somebody in a browser, at one application. */
class Visitor {
  readonly #context: BrowserContext
  readonly #server: TestServer
  readonly #account: Account
  readonly #device: Device
  readonly #clientId: string
  readonly #callback: Callback
  #opened: Page | undefined
  /** Where the browser went, redirects included, since it last arrived somewhere. */
  #visited: Request[] = []
  #interaction = ''

  constructor(
    context: BrowserContext,
    server: TestServer,
    account: Account,
    device: Device,
    clientId: string,
    callback: Callback,
  ) {
    this.#context = context
    this.#server = server
    this.#account = account
    this.#device = device
    this.#clientId = clientId
    this.#callback = callback
    context.setDefaultTimeout(20_000)
    context.on('request', (request) => {
      if (!request.isNavigationRequest()) return
      this.#visited.push(request)
      const [address] = /^.*\/interaction\/[\w-]+/.exec(request.url()) ?? []
      this.#interaction = address ?? this.#interaction
    })
  }

  get #page(): Page {
    assert.ok(this.#opened)
    return this.#opened
  }

  async #goto(url: string): Promise<void> {
    this.#opened ??= await this.#context.newPage()
    await this.#page.goto(url, { waitUntil: 'commit' })
  }

  async open(parameters: Readonly<Record<string, string>> = {}): Promise<void> {
    await this.#goto(addressOf(this.#server, this.#clientId, this.#callback, parameters))
  }

  /** Signed in already, by password and code. */
  async beSignedIn(): Promise<void> {
    this.#server.advance(30)
    const signing = { server: this.#server, who: this.#account, texts, language: 'en' } as const
    const before = await signInOverHttp(signing, 'account', {
      code: () => this.#device.code(),
    })
    await this.#context.addCookies(cookiesOf(before))
  }

  async press(name: string): Promise<void> {
    await this.#page.getByRole('button', { name, exact: true }).click()
  }

  async follow(name: string): Promise<void> {
    await this.#page.getByRole('link', { name, exact: true }).click()
  }

  async heading(name: string): Promise<void> {
    await this.#page.getByRole('heading', { level: 1, name, exact: true }).waitFor()
  }

  async givePassword(): Promise<void> {
    await this.#page.getByLabel(texts.signIn.login).fill(this.#account.login)
    await this.press(texts.common.continue)
    await this.#page.getByLabel(texts.common.password, { exact: true }).fill(PASSWORD)
    await this.press(texts.common.continue)
  }

  /** It is sent with the last digit. */
  async giveCode(): Promise<void> {
    this.#server.advance(30)
    const field = this.#page.getByLabel(texts.common.code({ digits: 6 }))
    await field.pressSequentially(this.#device.code())
  }

  /** What the application is told, once the browser has gone there. */
  async arrives(at = this.#callback.asked): Promise<URLSearchParams> {
    const arrived = (): Request | undefined =>
      this.#visited.find((request) => request.url().startsWith(at))
    for (let waited = 0; !arrived(); waited += 50) {
      const visited = this.#visited.map((request) => request.url()).join(' ')
      assert.ok(waited < 10_000, `stuck at ${this.#page.url()}: ${visited}`)
      await this.#page.waitForTimeout(50)
    }
    const request = arrived()
    this.#visited = []
    let url = new URL(request?.url() ?? '')
    if (url.protocol.startsWith('http')) {
      await this.heading('Arrived')
      url = new URL(this.#page.url())
    } else {
      // Whether to open that application is the browser's to ask, in front of the page.
      await this.#page.close()
      this.#opened = undefined
    }
    const posted = this.#callback.mode === 'form_post' ? (request?.postData() ?? '') : ''
    return new URLSearchParams(`${url.search.slice(1)}&${url.hash.slice(1)}&${posted}`)
  }

  /** The page that is shown where a sign-in was, once that is over. */
  async reopen(): Promise<void> {
    await this.#goto(this.#interaction)
  }

  async signOut(): Promise<void> {
    await this.#goto(signOutAddress(this.#server, this.#clientId, this.#callback))
    await this.press(texts.signOut.yes)
  }
}

/** What is asked of an application: by its place among the callbacks. */
const clientOf = (applications: Applications, kind: string, whose: string): string =>
  `${whose}-${Object.keys(applications.callbacks).indexOf(kind)}`

/** A browser without pages, for which each application is a page that says so, and what policies its pages had. */
class Messenger extends Browser {
  readonly policies = new Set<string>()

  constructor(applications: Applications) {
    const asked = Object.values(applications.callbacks).map((callback) => callback.asked)
    super(undefined, {
      fetch: async (input, init) => {
        const { url } = new Request(input)
        if (asked.some((callback) => url.startsWith(callback))) {
          return new Response('<h1>Arrived</h1>')
        }
        const response = await fetch(input, init)
        const policy = response.headers.get('content-security-policy')
        if (policy !== null) this.policies.add(policy)
        return response
      },
    })
  }

  /** Sends a form, and the one by which an application has asked to be answered. */
  async arrives(action: string, fields: Readonly<Record<string, string>> = {}): Promise<void> {
    await this.submit(action, fields)
    const [form] = this.page.forms
    if (this.page.heading !== 'Arrived' && form) await this.submit(form.action)
    assert.equal(this.page.heading, 'Arrived')
  }
}

/** The kinds that go every way in Chromium: the other ones go there by three, and every way over HTTP. */
const EVERY_WAY = [
  'at https',
  'of a native application at 127.0.0.1, on a port of its own',
  'of a native application with a scheme of its own',
]

describe('in Chromium, a form leads to an application with a callback', () => {
  let applications: Applications
  let server: TestServer

  before(async () => {
    applications = await openApplications()
    server = await openTestServer({
      clients: ['application', 'own'].flatMap((whose) =>
        Object.entries(applications.callbacks).map(([kind, { registered, native }]) => ({
          client_id: clientOf(applications, kind, whose),
          client_name: 'Application',
          client_uri: applications.home,
          redirect_uris: [registered],
          post_logout_redirect_uris: [registered],
          token_endpoint_auth_method: 'none',
          ...(native ? { application_type: 'native' } : {}),
          // Consent is asked for by what is not ours.
          first_party: whose === 'own',
        })),
      ),
    })
  })
  after(async () => {
    await server.close()
    await applications.close()
  })

  const contexts: BrowserContext[] = []
  afterEach(async () => {
    await Promise.all(contexts.splice(0).map((context) => context.close()))
  })

  async function withDevice(): Promise<{ account: Account; device: Device }> {
    const account = await server.addAccount()
    await server.authenticators.begin(account.id, 'Phone', ENROLLER)
    const pending = await server.authenticators.pending(account.id, ENROLLER)
    assert.ok(pending)
    const device = deviceOf(server, 'Phone', base32Of(pending.secret))
    const { id } = pending.authenticator
    await server.authenticators.confirm(account.id, id, device.code(), ENROLLER)
    return { account, device }
  }

  const callbackOf = (kind: string): Callback => {
    const callback = applications.callbacks[kind]
    assert.ok(callback)
    return callback
  }

  async function visitorOf(
    kind: string,
    whose = 'application',
    browser = sharedBrowser(),
  ): Promise<Visitor> {
    const { account, device } = await withDevice()
    const callback = callbackOf(kind)
    const context = await (
      await browser
    ).newContext({
      ignoreHTTPSErrors: true,
      ...(callback.asked.startsWith(CLAIMED) ? { proxy: applications.proxy } : {}),
    })
    contexts.push(context)
    const clientId = clientOf(applications, kind, whose)
    return new Visitor(context, server, account, device, clientId, callback)
  }

  const kinds = [
    'at https',
    'with a query',
    'that takes a form',
    'that reads the fragment',
    'at localhost',
    'of a native application at localhost',
    'of a native application at 127.0.0.1, on a port of its own',
    'of a native application at [::1], on a port of its own',
    'of a native application on a port of its own, with a query',
    'of a native application on a port of its own, that takes a form',
    'of a native application at https that it has claimed',
    'of a native application with a scheme of its own and a query',
    'of a native application with a scheme of its own',
  ]
  it('of each of these kinds', () => {
    assert.deepEqual(Object.keys(applications.callbacks), kinds)
  })

  for (const kind of kinds.filter((one) => EVERY_WAY.includes(one))) {
    it(`${kind}: by cancelling, a code, consent, declining and signing out`, async () => {
      const visitor = await visitorOf(kind)
      await visitor.open()
      await visitor.press(texts.common.cancel)
      assert.equal((await visitor.arrives()).get('error'), 'access_denied')

      await visitor.open()
      await visitor.givePassword()
      await visitor.heading(texts.code.heading)
      await visitor.press(texts.common.cancel)
      assert.equal((await visitor.arrives()).get('error'), 'access_denied')

      await visitor.open()
      await visitor.givePassword()
      await visitor.giveCode()
      await visitor.press(texts.consent.deny)
      assert.equal((await visitor.arrives()).get('error'), 'access_denied')
      await visitor.open()
      await visitor.press(texts.consent.allow)
      assert.ok((await visitor.arrives()).has('code'))

      await visitor.open({ prompt: 'login' })
      await visitor.givePassword()
      await visitor.giveCode()
      // Anybody may say that they are a native application, so it is asked for each time.
      if (callbackOf(kind).native) await visitor.press(texts.consent.allow)
      assert.ok((await visitor.arrives()).has('code'))

      await visitor.signOut()
      assert.equal((await visitor.arrives()).get('state'), 'a-state')
    })
  }

  for (const kind of kinds.filter((one) => !EVERY_WAY.includes(one))) {
    it(`${kind}: by cancelling, consent and signing out`, async () => {
      const visitor = await visitorOf(kind)
      await visitor.open()
      await visitor.press(texts.common.cancel)
      assert.equal((await visitor.arrives()).get('error'), 'access_denied')
      await visitor.beSignedIn()
      await visitor.open()
      await visitor.press(texts.consent.allow)
      assert.ok((await visitor.arrives()).has('code'))
      await visitor.signOut()
      assert.equal((await visitor.arrives()).get('state'), 'a-state')
    })
  }

  it('of each kind by each of those ways over HTTP, under the same policies', async () => {
    const policies = new Set<string>()
    for (const kind of kinds) {
      const { account, device } = await withDevice()
      const browser = new Messenger(applications)
      const person = new Person(server, account, browser)
      const callback = callbackOf(kind)
      const open = (parameters = {}) =>
        browser.open(
          addressOf(server, clientOf(applications, kind, 'application'), callback, parameters),
        )
      const giveProofs = async () => {
        await person.givePassword()
        server.advance(30)
        await person.giveCode(device.code())
      }
      await open()
      await browser.arrives('/cancel')
      await open()
      await person.givePassword()
      assert.equal(browser.page.heading, texts.code.heading)
      await browser.arrives('/cancel')
      await open()
      await giveProofs()
      await browser.arrives('/cancel')
      await open()
      await browser.arrives('/consent')
      await open({ prompt: 'login' })
      await person.givePassword()
      server.advance(30)
      if (callback.native) {
        await person.giveCode(device.code())
        await browser.arrives('/consent')
      } else await browser.arrives('/code', { code: device.code() })
      await browser.open(
        signOutAddress(server, clientOf(applications, kind, 'application'), callback),
      )
      await browser.arrives('/confirm', { logout: 'yes' })
      policies.add([...browser.policies].toSorted().join('\n'))
    }
    const [policy = ''] = policies
    assert.deepEqual([...policies], [policy], 'they are the same for each kind')
    assert.doesNotMatch(policy, /form-action/)
  })

  for (const [kind, asked] of [
    ['of a native application at https that it has claimed', false],
    ['of a native application with a scheme of its own', true],
    ['of a native application at 127.0.0.1, on a port of its own', true],
  ] as const) {
    it(`${kind}, if it is our own: ${asked ? 'by consent' : 'without consent'}`, async () => {
      // What opens another application is of the program around the page.
      const scheme = !callbackOf(kind).asked.startsWith('http')
      const visitor = await visitorOf(kind, 'own', scheme ? sharedWindows() : sharedBrowser())
      await visitor.beSignedIn()
      for (const parameters of [{}, { prompt: 'login' }]) {
        await visitor.open(parameters)
        if ('prompt' in parameters) {
          await visitor.givePassword()
          await visitor.giveCode()
        }
        if (asked) await visitor.press(texts.consent.allow)
        assert.ok((await visitor.arrives()).has('code'))
      }
      if (!asked) {
        await visitor.open({ prompt: 'none' })
        assert.ok((await visitor.arrives()).has('code'))
      }
      await visitor.signOut()
      assert.equal((await visitor.arrives()).get('state'), 'a-state')
    })
  }

  it('and a link leads back to it from where a sign-in is over', async () => {
    const visitor = await visitorOf('of a native application with a scheme of its own')
    await visitor.open()
    await visitor.press(texts.common.cancel)
    await visitor.arrives()
    await visitor.reopen()
    await visitor.follow(texts.links.back_to({ application: 'Application' }))
    await visitor.arrives(applications.home)
  })
})
