import { strict as assert } from 'node:assert'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify, type JWK } from 'jose'
import { eventually, keysIn, type KeysInFolder } from '../support/key-rotation.ts'
import { Person } from '../support/person.ts'
import { relyingParty } from '../support/relying-party.ts'
import { postSlowly } from '../support/slow-request.ts'
import { openTestServer, PASSWORD, type TestServer } from '../support/test-server.ts'
import { signIn, silently, stepOf, visit } from '../support/visit.ts'

const API = {
  identifier: 'https://api.example.com/',
  scopes: ['read'],
  accessTokenFormat: 'jwt',
  accessTokenLifetime: 3600,
} as const

const kidOf = (token: string): string => decodeProtectedHeader(token).kid ?? ''

/** Keys of a server that runs: on a file, with a clock that stands still. */
function running(): { server: () => TestServer; keys: () => KeysInFolder; folder: () => string } {
  let [server, folder]: [TestServer | undefined, string] = [undefined, '']
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'oidc-step-up-'))
    server = await openTestServer({ resources: [API] }, { folder })
  })
  afterEach(async () => {
    await server?.close()
    rmSync(folder, { recursive: true, force: true })
  })
  const opened = (): TestServer => {
    assert.ok(server)
    return server
  }
  return { server: opened, keys: () => keysIn(folder, opened()), folder: () => folder }
}

const published = async (server: TestServer): Promise<readonly JWK[]> => {
  const response = await fetch(`${server.configuration.issuer}/jwks`)
  return ((await response.json()) as { keys: JWK[] }).keys
}
/** Of the keys that sign for the clients here, which name no algorithm. */
const kidsOf = async (server: TestServer) =>
  (await published(server)).filter(({ alg }) => alg === 'RS256').map(({ kid }) => kid)

interface SigningIn {
  /** Resolves when everybody has signed in twice more: what was begun before this call is over. */
  round(): Promise<void>
  /** The kids of the tokens that were given. */
  stop(): Promise<ReadonlySet<string>>
}

/** Three people sign in again and again, and none is given a token whose key was not published before. */
function keepSigningIn(server: TestServer): SigningIn {
  const end = new AbortController()
  const kids = new Set<string>()
  const counts = [0, 0, 0]
  const work = async (index: number): Promise<void> => {
    const party = await relyingParty(server)
    while (!end.signal.aborted) {
      const known = await kidsOf(server)
      const { idToken } = await signIn(await Person.of(server), party)
      assert.ok(known.includes(kidOf(idToken)), `${kidOf(idToken)} was not published before`)
      kids.add(kidOf(idToken))
      counts[index] = (counts[index] ?? 0) + 1
    }
  }
  const all = Promise.all(counts.map((_, index) => work(index)))
  return {
    async round() {
      const before = [...counts]
      const over = eventually(() => counts.every((count, at) => count >= (before[at] ?? 0) + 2))
      await Promise.race([over, all])
    },
    async stop() {
      end.abort()
      await all
      return kids
    },
  }
}

describe('rotating the signing key of a running server', () => {
  const { server, keys } = running()

  it('publishes the new key before it signs, and the old one until it is taken out', async () => {
    const { issuer } = server().configuration
    const jwks = new URL(`${issuer}/jwks`)
    const party = await relyingParty(server())
    const person = await Person.of(server())
    const [old] = await kidsOf(server())
    const first = await signIn(person, party)
    assert.equal(kidOf(first.idToken), old)

    const next = keys().rotate('signing', 600)
    assert.equal((await server().refreshKeys()).outcome, 'changed')
    assert.deepEqual(await kidsOf(server()), [old, next])
    for (const jwk of await published(server())) {
      const own = jwk.kty === 'RSA' ? ['e', 'kid', 'kty', 'n'] : ['crv', 'kid', 'kty', 'x', 'y']
      assert.deepEqual(Object.keys(jwk).toSorted(), ['alg', ...own, 'use'].toSorted())
    }
    assert.equal(kidOf((await signIn(person, party)).idToken), old)

    // A relying party that fetches the key set now, and never again.
    const forEver = { cacheMaxAge: Infinity, cooldownDuration: Infinity }
    const remote = createRemoteJWKSet(jwks, forEver)
    await jwtVerify(first.idToken, remote, { issuer })

    server().advance(599)
    assert.equal((await server().refreshKeys()).outcome, 'unchanged')
    server().advance(1)
    assert.equal((await server().refreshKeys()).outcome, 'changed')
    assert.deepEqual(await kidsOf(server()), [next, old])
    const second = await signIn(person, party, { scope: 'openid read', resource: API.identifier })
    assert.equal(kidOf(second.idToken), next)
    assert.equal(kidOf(second.accessToken), next)
    await jwtVerify(second.idToken, remote, { issuer })
    await jwtVerify(second.accessToken, remote, { issuer, audience: API.identifier })
    await jwtVerify(first.idToken, remote, { issuer })
    assert.equal(await silently(person, party, { id_token_hint: first.idToken }), undefined)

    keys().prune('signing')
    assert.equal((await server().refreshKeys()).outcome, 'changed')
    assert.deepEqual(await kidsOf(server()), [next])
    const fresh = createRemoteJWKSet(jwks)
    await jwtVerify(second.idToken, fresh, { issuer })
    await assert.rejects(jwtVerify(first.idToken, fresh, { issuer }), /no applicable key/)
    assert.equal(await silently(person, party, { id_token_hint: second.idToken }), undefined)
  })

  it('lets sign-ins go on, and no relying party see a key that was not published', async () => {
    const signing = keepSigningIn(server())
    const used = (await kidsOf(server())).map(String)
    for (let round = 0; round < 3; round += 1) {
      used.push(keys().rotate('signing', 60))
      await server().refreshKeys()
      await signing.round()
      server().advance(60)
      await server().refreshKeys()
      await signing.round()
    }
    assert.deepEqual(await signing.stop(), new Set(used))
  })

  it('happens by itself, when the file has changed and when the time has come', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'oidc-step-up-'))
    const other = await openTestServer({}, { folder, keyInterval: 20 })
    const next = keysIn(folder, other).rotate('signing', 600)
    await eventually(async () => (await kidsOf(other)).includes(next))
    other.advance(600)
    await eventually(async () => (await kidsOf(other))[0] === next)
    await other.close()
    rmSync(folder, { recursive: true, force: true })
  })
})

describe('rotating the cookie key of a running server', () => {
  const { server, keys } = running()

  it('keeps sessions, sign-ins that were begun, and forms in open pages', async () => {
    const party = await relyingParty(server())
    const present = await Person.of(server())
    await signIn(present, party)
    await present.openAccount('/account/devices/add')
    const before = await Person.of(server())
    const begun = await visit(before, party)
    const during = await Person.of(server())

    keys().rotate('cookies', 600)
    assert.equal((await server().refreshKeys()).outcome, 'changed')
    const early = await visit(during, party)
    server().advance(600)
    assert.equal((await server().refreshKeys()).outcome, 'changed')

    assert.equal(await silently(present.inAnotherTab(), party), undefined)
    await begun.request.finish((await before.givePassword()).arrived)
    await early.request.finish((await during.givePassword()).arrived)
    const page = await present.browser.submit('/devices/add', {
      name: 'Phone',
      password: 'not the right one',
    })
    // The form was taken: what it says is wrong is the password.
    assert.equal(page.status, 422)
    assert.ok(page.forms.some(({ action }) => action.endsWith('/devices/add')))
  })

  it('ends what was under way under the keys that it was begun with', async () => {
    const party = await relyingParty(server())
    const person = await Person.of(server())
    await visit(person, party)
    await person.giveName()
    const another = await Person.of(server())
    await visit(another, party)
    await another.giveName()
    const { action, fields } = person.browser.form('/password')
    const form = { ...fields, login: person.account.login, password: PASSWORD }
    const url = new URL(action, person.browser.page.url).href
    const late = await postSlowly(person.browser, url, form)
    keys().rotate('cookies', 0)
    keys().prune('cookies')
    assert.equal((await server().refreshKeys()).outcome, 'changed')
    const { statusCode, headers } = await late.finish()
    assert.equal(statusCode, 303)
    assert.match(headers.location ?? '', /\/auth\//)
    // What comes only now comes too late.
    const page = await another.browser.submit('/password', { password: PASSWORD })
    assert.equal(page.status, 410)
  })

  it('keeps, when the old key goes, whoever has come by since', async () => {
    const party = await relyingParty(server())
    const [here, away] = [await Person.of(server()), await Person.of(server())]
    await signIn(here, party)
    await signIn(away, party)
    keys().rotate('cookies', 60)
    await server().refreshKeys()
    server().advance(60)
    await server().refreshKeys()
    assert.equal(await silently(here, party), undefined)
    const known = () => here.browser.cookie('known_browser', server().configuration.issuer)
    const mark = known()
    await signIn(here, party, { prompt: 'login' })
    // The browser is still the one that it was, and proves it by the new key.
    assert.equal(known()?.split('.')[0], mark?.split('.')[0])
    assert.notEqual(known(), mark)

    keys().prune('cookies')
    await server().refreshKeys()
    assert.equal(await silently(here, party), undefined)
    assert.equal(await silently(away, party), 'login_required')
    assert.equal(stepOf((await visit(away, party)).page), 'password')
    assert.equal((await away.givePassword()).arrived?.has('code'), true)
  })
})

describe('keys that cannot be used', () => {
  const { server, keys, folder } = running()

  it('change nothing, are logged once, and are used when they are right again', async () => {
    const file = join(folder(), 'keys.json')
    const good = readFileSync(file, 'utf8')
    const party = await relyingParty(server())
    const kids = await kidsOf(server())
    for (const bad of ['', '{}', '{ "signing": ', good.replace('"P-256"', '"P-999"')]) {
      writeFileSync(file, bad)
      assert.equal((await server().refreshKeys()).outcome, 'refused', bad)
      assert.equal((await server().refreshKeys()).outcome, 'refused', bad)
      assert.deepEqual(await kidsOf(server()), kids)
      await signIn(await Person.of(server()), party)
    }
    rmSync(file)
    assert.equal((await server().refreshKeys()).outcome, 'refused')
    const problems = server()
      .log()
      .filter(({ problem }) => problem !== undefined)
    assert.equal(problems.length, 5)
    const { d } = (JSON.parse(good) as { signing: { keys: [JWK] } }).signing.keys[0]
    assert.ok(d && !JSON.stringify(server().log()).includes(d))

    writeFileSync(file, good)
    assert.equal((await server().refreshKeys()).outcome, 'unchanged')
    const next = keys().rotate('signing', 60)
    assert.equal((await server().refreshKeys()).outcome, 'changed')
    assert.deepEqual(await kidsOf(server()), [...kids, next])
  })

  it('change nothing of one kind when another kind is wrong', async () => {
    const file = join(folder(), 'keys.json')
    const next = keys().rotate('signing', 60)
    const content = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>
    writeFileSync(file, JSON.stringify({ ...content, cookies: ['short'] }))
    assert.equal((await server().refreshKeys()).outcome, 'refused')
    assert.ok(!(await kidsOf(server())).includes(next))
  })
})
