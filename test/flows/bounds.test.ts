import { strict as assert } from 'node:assert'
import { DatabaseSync } from 'node:sqlite'
import { setImmediate } from 'node:timers/promises'
import type { ConsoleContext } from '../../src/console/console-context.ts'
import { consoleRoutes } from '../../src/console/routes.ts'
import type { Configuration } from '../../src/server/config/configuration.ts'
import { Secret } from '../../src/kernel/secret.ts'
import type { PageContext } from '../../src/sign-in/page-context.ts'
import type { PasswordsContext } from '../../src/sign-in/passwords/context.ts'
import {
  FORGOT_PATH,
  RESET_PATH,
  UNDO_EMAIL_PATH,
  passwordRoutes,
} from '../../src/sign-in/passwords/routes.ts'
import { interactionRoutes } from '../../src/sign-in/routes.ts'
import { databaseOf } from '../support/database-of.ts'
import { Person } from '../support/person.ts'
import { openSharedRedis } from '../support/shared-redis.ts'
import { relyingParty, type RelyingParty } from '../support/relying-party.ts'
import {
  CALLBACK,
  openTestServer,
  secretOf,
  testServer,
  type TestServer,
} from '../support/test-server.ts'
import { signIn, silently, stepOf, visit } from '../support/visit.ts'

const AUTHORIZATION = {
  client_id: 'shop',
  redirect_uri: CALLBACK,
  response_type: 'code',
  scope: 'openid',
  code_challenge: 'x'.repeat(43),
  code_challenge_method: 'S256',
}

const LIMITS = { sessionsPerAccount: 4, interactionsPerNetwork: 5, anonymousInteractions: 8 }

/** Counted by nobody: the tests are at one address, and some are said to be elsewhere. */
const FROM = (address: string) => ({ 'X-Forwarded-For': address })

const STORES: Readonly<
  Record<string, () => Promise<{ store?: Configuration['store']; close(): Promise<void> }>>
> = {
  SQLite: async () => ({ close: async () => {} }),
  Redis: async () => {
    const redis = await openSharedRedis()
    return { store: { kind: 'redis', url: new Secret(redis.url) }, close: () => redis.close() }
  },
}

for (const [name, open] of Object.entries(STORES))
  describe(`what strangers, and one account, may have at once, on ${name}`, () => {
    let kept: Awaited<ReturnType<typeof open>>
    let server: TestServer
    let shop: RelyingParty

    before(async () => {
      kept = await open()
      server = await openTestServer({
        ...(kept.store ? { store: kept.store } : {}),
        limits: LIMITS,
        trustProxy: ['127.0.0.1', '::1'],
      })
      shop = await relyingParty(server)
    })
    after(async () => {
      await server.close()
      await kept.close()
    })

    /** Begins a sign-in from somewhere, as a program that keeps nothing would. */
    async function begin(address: string): Promise<string> {
      const query = new URLSearchParams({ ...AUTHORIZATION, state: 'x'.repeat(2000) }).toString()
      const answer = await fetch(`${server.url}/auth?${query}`, {
        redirect: 'manual',
        headers: FROM(address),
      })
      const cookie = answer.headers.getSetCookie().find((line) => /interaction=/.test(line)) ?? ''
      return /interaction=([^;]+)/.exec(cookie)?.[1] ?? ''
    }
    const isKept = async (uid: string): Promise<boolean> =>
      (await server.provider.Interaction.find(uid)) !== undefined

    it('is so many sign-ins of a network that nobody has answered: the oldest of them goes', async () => {
      const elsewhere = await begin('198.51.100.1')
      const begun: string[] = []
      for (let index = 0; index < 8; index += 1) begun.push(await begin(`192.0.2.${index}`))
      const left = await Promise.all(begun.map(isKept))
      assert.deepEqual(left, [false, false, false, true, true, true, true, true])
      assert.ok(await isKept(elsewhere))
    })

    it('and so many of all of them, and the operator is told', async () => {
      const begun: string[] = []
      for (let index = 0; index < 12; index += 1) begun.push(await begin(`10.0.${index}.1`))
      const left = await Promise.all(begun.map(isKept))
      assert.equal(left.filter(Boolean).length, LIMITS.anonymousInteractions)
      assert.ok(left.slice(4).every(Boolean))
      const told = server.log().filter(({ msg }) => String(msg).startsWith('too many sign-ins'))
      // One line for all of them: a flood must not flood the log.
      assert.equal(told.length, 1)
      assert.equal(told[0]?.['dropped'], 1)
    })

    it('and none past its first factor is dropped, whatever comes after it', async () => {
      const owner = await Person.of(server)
      const device = await owner.addDevice('Phone')
      const person = owner.elsewhere()
      const { request, page } = await visit(person, shop)
      assert.equal(stepOf(page), 'password')
      assert.equal(stepOf(await person.givePassword()), 'code')
      for (let index = 0; index < 20; index += 1) await begin(`127.0.0.${index}`)
      server.advance(30)
      const { arrived } = await person.giveCode(device.code())
      assert.ok((await request.finish(arrived)).claims.sub)
    })

    it('is so many sessions: the one unused longest ends for good, and the history says so', async () => {
      const person = await Person.of(server)
      const browsers: Person[] = []
      for (let index = 0; index < 4; index += 1) {
        const browser = person.elsewhere()
        await signIn(browser, shop)
        browsers.push(browser)
        server.advance(10)
      }
      // The first one is used again.
      assert.equal(await silently(browsers[0]!, shop), undefined)
      const latest = person.elsewhere()
      await signIn(latest, shop)
      const states = await Promise.all(browsers.map((browser) => silently(browser, shop)))
      assert.deepEqual(states, [undefined, 'login_required', undefined, undefined])
      const { html } = await latest.openAccount('/account/activity')
      assert.match(html, /Older sign-ins ended: too many browsers were signed in/)
    })
  })

for (const [name, open] of Object.entries(STORES))
  describe(`thousands of sessions of one account, on ${name}`, () => {
    const COUNT = 700
    let kept: Awaited<ReturnType<typeof open>>
    let server: TestServer
    before(async () => {
      kept = await open()
      server = await openTestServer({
        ...(kept.store ? { store: kept.store } : {}),
        limits: { ...LIMITS, sessionsPerAccount: 10_000 },
      })
    })
    after(async () => {
      await server.close()
      await kept.close()
    })

    it('are ended by some work before the answer and the rest after it, and all are told', async () => {
      const person = await Person.of(server)
      await signIn(person, await relyingParty(server))
      const cookie = person.browser.cookie('step_up_session', server.configuration.issuer) ?? ''
      const { Session } = server.provider
      const own = await Session.find(cookie)
      assert.ok(own)
      const uids = Array.from({ length: COUNT }, (_, index) => `uid ${index}`)
      for (const uid of uids) {
        await Object.assign(new Session(), own, { uid, jti: `id of ${uid}` }).save(3600)
      }
      await person.openAccount('/account/sessions')
      const page = await person.browser.submit('/end-others')
      assert.match(page.html, /700 browsers were signed out/)
      const isOver = async (): Promise<boolean> => {
        const found = await Promise.all(uids.map((uid) => Session.findByUid(uid)))
        return found.every((session) => session === undefined)
      }
      while (!(await isOver())) await setImmediate()
      assert.equal(stepOf(await person.openAccount('/account/sessions')), undefined)
    })
  })

describe('a parameter of an authorization request', () => {
  let server: TestServer
  before(async () => {
    server = await openTestServer()
  })
  after(() => server.close())

  const rowsOf = (): number => {
    const database = new DatabaseSync(databaseOf(server.configuration))
    const row = database.prepare('SELECT count(*) AS count FROM artefacts').get()
    database.close()
    return Number(row?.['count'])
  }
  const ask = (parameters: Record<string, string>) =>
    fetch(
      `${server.url}/auth?${new URLSearchParams({ ...AUTHORIZATION, ...parameters }).toString()}`,
      {
        redirect: 'manual',
        headers: { Accept: 'text/html' },
      },
    )
  const push = async (parameters: Record<string, string>) => {
    const answer = await fetch(`${server.url}/request`, {
      method: 'POST',
      headers: { Accept: 'application/json' },
      body: new URLSearchParams({ client_secret: secretOf('shop'), ...parameters }),
    })
    return { status: answer.status, told: (await answer.json()) as Record<string, string> }
  }
  /** Signed by the client's secret, as `client_secret_basic` has it. */
  const requestObject = (claims: Record<string, unknown>, mark = ''): string =>
    [
      { alg: 'HS256' },
      { client_id: 'shop', iss: 'shop', aud: server.configuration.issuer, ...claims },
    ]
      .map((part) => Buffer.from(`${mark}${JSON.stringify(part)}`).toString('base64url'))
      .concat('x')
      .join('.')

  for (const name of ['state', 'nonce', 'login_hint', 'scope', 'ui_locales', 'anything']) {
    it(`of more than 2,048 bytes is an error page that names it: ${name}`, async () => {
      const before = rowsOf()
      const answer = await ask({ [name]: 'ä'.repeat(1025) })
      assert.equal(answer.status, 400)
      assert.equal(answer.headers.get('Location'), null)
      assert.match(await answer.text(), new RegExp(`parameter ${name} is longer than 2048 bytes`))
      assert.equal(rowsOf(), before)
    })
  }

  it('of 2,048 bytes is taken', async () => {
    assert.equal((await ask({ state: 'x'.repeat(2048) })).status, 200)
    assert.equal((await push({ ...AUTHORIZATION, state: 'x'.repeat(2048) })).status, 201)
  })

  it('that goes back in an address is measured as it goes, and no answer is longer than proxies take', async () => {
    for (const name of ['state', 'redirect_uri', 'post_logout_redirect_uri']) {
      const answer = await ask({ [name]: '"'.repeat(683) })
      assert.equal(answer.status, 400, name)
      assert.equal(answer.headers.get('Location'), null)
      const message = new RegExp(`parameter ${name} is longer than 2048 bytes, percent-encoded`)
      assert.match(await answer.text(), message)
    }
    const taken = await ask({ state: '"'.repeat(682), prompt: 'none' })
    assert.equal(taken.status, 303)
    const size = [...taken.headers].reduce(
      (sum, [key, value]) => sum + key.length + value.length,
      0,
    )
    assert.ok(size < 8192, `${size} bytes of headers`)
  })

  it('nor where it stands in a request object that nobody has signed', async () => {
    const long = '!'.repeat(3000)
    for (const [name, value] of [
      ['state', long],
      ['state', [long]],
      ['redirect_uri', long],
    ] as const) {
      const request = requestObject({ ...AUTHORIZATION, [name]: value })
      // Who reads JSON may take no notice of it.
      const marked = requestObject({ ...AUTHORIZATION, [name]: value }, '\u{feff}')
      for (const parameters of [
        { request },
        { request, prompt: 'none', state: 's' },
        { ...AUTHORIZATION, request: marked, state: 's' },
      ]) {
        const answer = await ask(parameters)
        assert.equal(answer.status, 400, name)
        assert.equal(answer.headers.get('Location'), null)
        assert.match(await answer.text(), new RegExp(`parameter ${name} is longer than 2048 bytes`))
      }
      const pushed = await push({ client_id: 'shop', request })
      assert.equal(pushed.status, 400)
      assert.match(pushed.told['error_description'] ?? '', new RegExp(`${name} is longer`))
    }
  })

  it('without a value is as good as none, whatever it is called', async () => {
    const optional =
      'acr_values claims claims_locales display dpop_jkt id_token_hint login_hint max_age nonce prompt registration ' +
      'request request_uri resource response_mode state ui_locales web_message_target anything'
    for (const name of [...Object.keys(AUTHORIZATION), ...optional.split(' ')]) {
      const answer = await ask({ scope: 'openid offline_access', [name]: '' })
      assert.ok(answer.status < 500, `${name}: ${answer.status}`)
      const { status } = await push({ ...AUTHORIZATION, [name]: '' })
      assert.ok(status < 500, `${name}, pushed: ${status}`)
    }
  })

  it('of more is an error answer where it is pushed', async () => {
    const { status, told } = await push({ ...AUTHORIZATION, state: 'x'.repeat(2049) })
    assert.equal(status, 400)
    assert.equal(told['error'], 'invalid_request')
    assert.match(told['error_description'] ?? '', /parameter state is longer/)
  })

  it('of more is an error answer where it stands in a request object', async () => {
    const request = requestObject({ ...AUTHORIZATION, nonce: 'x'.repeat(2049) })
    const { status, told } = await push({ client_id: 'shop', request })
    assert.equal(status, 400)
    assert.equal(told['error'], 'invalid_request_object')
    assert.match(told['error_description'] ?? '', /parameter nonce is longer/)
    const answer = await ask({ request, state: 's' })
    const arrived = new URL(answer.headers.get('Location') ?? '').searchParams
    assert.equal(arrived.get('error'), 'invalid_request_object')
    assert.match(arrived.get('error_description') ?? '', /parameter nonce is longer/)
    assert.equal(arrived.get('state'), 's')
  })

  it('is an error with others, where they are longer than 16 kB', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 9 }, (_, index) => [`p${index}`, 'x'.repeat(2000)]),
    )
    const { status, told } = await push({ ...AUTHORIZATION, ...many })
    assert.equal(status, 400)
    assert.match(told['error_description'] ?? '', /longer than 16384 bytes, with p8/)
  })

  it('is read by no one where the body is longer than anybody reads', async () => {
    const { status } = await push({ ...AUTHORIZATION, state: 'x'.repeat(100_000) })
    assert.equal(status, 413)
  })
})

describe('the address of a request', () => {
  const server = testServer()
  // What decides about which routes there are; nothing else is asked of it before a request comes.
  const parts = { path: '/account', turnOffWith: 'code', accountDeletion: 'on' }
  const asking = { path: '/interaction', signInPage: 'email-first' }
  const addresses = { forgot: FORGOT_PATH, reset: RESET_PATH, undoEmail: UNDO_EMAIL_PATH }
  const routes = [
    consoleRoutes(parts as unknown as ConsoleContext),
    interactionRoutes(asking as unknown as PageContext),
    passwordRoutes({ addresses } as unknown as PasswordsContext),
  ].flatMap(({ stack }) =>
    stack.flatMap(({ methods, path }) => (methods.includes('GET') ? [String(path)] : [])),
  )
  const LIBRARYS = ['/auth/:uid', '/device/:uid', '/session/end/:x', '/:nowhere', '/assets/:file']

  it('leads a stranger to none that proxies do not take, however long it is', async () => {
    assert.ok(routes.length > 40, 'they are not found')
    for (const route of [...routes, ...LIBRARYS]) {
      // Each of them is three bytes where it stands in another address.
      const long = '!'.repeat(14_000)
      const asked = route.includes(':') ? route.replaceAll(/:\w+/g, long) : `${route}?x=${long}`
      for (const target of [asked, `${route.replaceAll(/:\w+/g, 'x')}?state=${long}`]) {
        if (target.length > 15_000) continue
        const answer = await fetch(`${server().url}${target}`, { redirect: 'manual' })
        const size = [...answer.headers].reduce((sum, pair) => sum + pair.join('').length, 0)
        assert.ok(answer.status < 500 && size < 8192, `${route}: ${answer.status}, ${size} bytes`)
      }
    }
  })
})
