import { strict as assert } from 'node:assert'
import { gzipSync } from 'node:zlib'
import * as client from 'openid-client'
import { Person } from '../support/person.ts'
import { createRandomRequests, randomFrom, sendRaw } from '../support/random-requests.ts'
import { essentialAcr, relyingParty } from '../support/relying-party.ts'
import { CALLBACK, PASSWORD, clientsWith, secretOf, testServer } from '../support/test-server.ts'
import { signIn, silently, stepOf, visit } from '../support/visit.ts'

const FORM = 'application/x-www-form-urlencoded'
const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code'
const DEVICES = {
  clients: clientsWith({
    shop: { grant_types: ['authorization_code', 'refresh_token', DEVICE_GRANT] },
  }),
}

const AUTHORIZATION = {
  client_id: 'shop',
  redirect_uri: CALLBACK,
  response_type: 'code',
  scope: 'openid',
  code_challenge: 'x'.repeat(43),
  code_challenge_method: 'S256',
}
const nested = (depth: number): string => '{"a":'.repeat(depth) + '1' + '}'.repeat(depth)

describe('nothing that a stranger sends is a 500', () => {
  const server = testServer(DEVICES)

  const ask = (path: string, headers: Record<string, string> = {}) =>
    fetch(server().url + path, {
      redirect: 'manual',
      headers: { Accept: 'text/html', ...headers },
    })
  const post = (
    path: string,
    body: string | URLSearchParams | Uint8Array<ArrayBuffer>,
    headers: Record<string, string> = {},
  ) =>
    fetch(server().url + path, {
      method: 'POST',
      redirect: 'manual',
      headers: { Accept: 'text/html', 'Content-Type': FORM, ...headers },
      body,
    })
  const push = (parameters: Record<string, string>) =>
    post('/request', new URLSearchParams({ client_secret: secretOf('shop'), ...parameters }))

  it('of 600 random requests to every address', async () => {
    const seed = 20_260_727
    const requests = createRandomRequests(randomFrom(seed))
    const statuses = new Map<number, number>()
    for (let index = 0; index < 600; index += 1) {
      const request = requests.next()
      const answered = await sendRaw(server(), request)
      const { method, path, headers, body } = request
      assert.ok(
        answered && answered.status < 500,
        `seed ${seed}, request ${index}: ${answered?.status} to ${method} ${path} ${JSON.stringify(headers)} ${String(body)}`,
      )
      statuses.set(answered.status, (statuses.get(answered.status) ?? 0) + 1)
      requests.learn(answered)
    }
    // It gets far enough to tell something.
    for (const status of [200, 201, 303, 400, 401, 403, 404, 415]) {
      assert.ok(statuses.has(status), `none was answered by ${status}`)
    }
    assert.deepEqual(
      server()
        .log()
        .filter(({ level }) => level === 50),
      [],
    )
  })

  for (const path of ['/interaction/x/password', '/account/password', '/password/forgot']) {
    for (const [encoding, body] of Object.entries({
      gzip: 'csrf=x',
      deflate: 'csrf=x',
      br: 'csrf=x',
      nonsense: 'csrf=x',
      'gzip, gzip': new Uint8Array(gzipSync(gzipSync('csrf=x'))),
    })) {
      it(`a form to ${path} that says it is ${encoding}`, async () => {
        const answer = await post(path, body, { 'Content-Encoding': encoding })
        assert.equal(answer.status, 415)
        assert.equal(answer.headers.get('Accept-Encoding'), 'identity')
        assert.match(await answer.text(), /<h1/)
      })
    }
  }

  it('a compressed token request, which is told why as a program', async () => {
    const answer = await post('/token', new Uint8Array(gzipSync('grant_type=x')), {
      Accept: 'application/json',
      'Content-Encoding': 'gzip',
    })
    assert.equal(answer.status, 415)
    const told = (await answer.json()) as { error: string }
    assert.equal(told.error, 'invalid_request')
  })

  for (const query of ['client_id=shop', new URLSearchParams(AUTHORIZATION).toString()]) {
    for (const path of ['/auth/x', '/device/x']) {
      it(`${path}?${query.slice(0, 20)}… of nobody, which is a page and sends nobody anywhere`, async () => {
        const answer = await ask(`${path}?${query}`)
        assert.equal(answer.status, 400)
        assert.equal(answer.headers.get('Location'), null)
        assert.match(await answer.text(), /<h1/)
      })
    }
  }

  it('claims nested 2,000 deep, pushed, in a request object and in the address', async () => {
    for (const depth of [100, 300, 2000, 3000]) {
      const claims = `{"id_token":{"x":{"value":${nested(depth)}}}}`
      const pushed = await push({ ...AUTHORIZATION, claims })
      assert.equal(pushed.status, 400)
      assert.match(await pushed.text(), /claims/)
    }
    const jwt = [`{"alg":"HS256"}`, `{"client_id":"shop","claims":${nested(1900)}}`, 'x']
      .map((part) => Buffer.from(part).toString('base64url'))
      .join('.')
    assert.equal((await push({ client_id: 'shop', request: jwt })).status, 400)
    const query = new URLSearchParams({ ...AUTHORIZATION, request: jwt }).toString()
    assert.ok((await ask(`/auth?${query}`)).status < 500)
  })

  it('a device’s code after signing out in another tab: the page asks for it again, and works', async () => {
    const person = await Person.of(server())
    await signIn(person, await relyingParty(server()))
    const { issuer } = server().configuration
    const tab = person.browser.tab()
    const { user_code: userCode } = await askForDevice()
    await tab.open(`${issuer}/device`)
    await person.browser.open(`${issuer}/session/end`)
    await person.browser.submit('/session/end/confirm', { logout: 'yes' })
    const refused = await tab.submit('/device', { user_code: userCode })
    assert.equal(refused.status, 400)
    assert.equal(refused.errors.length, 1)
    assert.doesNotMatch(refused.errors.join(), /not known/)
    const page = await tab.submit('/device', { user_code: userCode })
    assert.match(page.heading, /Connect Shop/)
  })

  /** What a television asks for. */
  async function askForDevice(parameters: Record<string, string> = {}) {
    const { configuration } = await relyingParty(server())
    return client.initiateDeviceAuthorization(configuration, { scope: 'openid', ...parameters })
  }

  describe('and what is wrong is told as what it is', () => {
    it('an unmet demand of a device: not as a code that is not known', async () => {
      const person = await Person.of(server())
      const { user_code: userCode } = await askForDevice(essentialAcr('urn:nobody:knows'))
      await person.browser.open(`${server().configuration.issuer}/device`)
      const asked = await person.browser.submit('/device', { user_code: userCode })
      assert.match(asked.heading, /Connect Shop/)
      const page = await person.browser.submit('/device', { confirm: 'yes' })
      assert.equal(page.status, 400)
      assert.match(page.errors.join(), /Nothing was connected/)
      assert.doesNotMatch(page.errors.join(), /not known/)
    })

    it('prompt=none with max_age=0, pushed: as in the address', async () => {
      const person = await Person.of(server())
      const party = await relyingParty(server())
      const parameters = { prompt: 'none', max_age: '0' }
      assert.equal(await silently(person, party, parameters), 'login_required')
      const pushed = await party.push(parameters)
      const page = await person.browser.open(pushed.url)
      assert.equal(page.arrived?.get('error'), 'login_required')
      await signIn(person, party)
      const again = await person.browser.open((await party.push(parameters)).url)
      assert.equal(again.arrived?.get('error'), 'login_required')
      assert.equal((await push({ ...AUTHORIZATION, max_age: '0', prompt: 'login' })).status, 201)
    })

    it('the address of an unfinished sign-in, opened by hand: with the page that comes next', async () => {
      const person = await Person.of(server())
      const party = await relyingParty(server())
      await signIn(person, party)
      server().advance(120)
      for (const parameters of [{ max_age: '60' }, { prompt: 'login' }, { max_age: '0' }]) {
        const { page } = await visit(person, party, parameters)
        assert.equal(stepOf(page), 'password')
        const [, uid = ''] = /\/interaction\/([\w-]+)/.exec(page.url) ?? []
        const opened = await person.browser.open(`${server().configuration.issuer}/auth/${uid}`)
        assert.equal(opened.arrived, undefined)
        assert.equal(stepOf(opened), 'password')
        const { arrived } = await person.givePassword(PASSWORD)
        assert.ok(arrived?.has('code'), 'it goes on from there')
      }
    })
  })
})
