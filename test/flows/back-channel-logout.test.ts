import { strict as assert } from 'node:assert'
import { decodeJwt } from 'jose'
import { openLogoutReceiver, type LogoutReceiver } from '../support/logout-receiver.ts'
import { ownTime } from '../support/own-time.ts'
import { Person } from '../support/person.ts'
import { REFUSING_PORT } from '../support/refusing-port.ts'
import { relyingParty, type RelyingParty } from '../support/relying-party.ts'
import { keepSecret } from '../support/secrets-in-logs.ts'
import { clientsWith, openTestServer, type TestServer } from '../support/test-server.ts'
import { signIn, silently } from '../support/visit.ts'

const NEW_PASSWORD = keepSecret('another pass phrase altogether')
const PATH = '/account/sessions'

/** What of the id_token names the session; set where the client wants it. */
const sidOf = (idToken: string): unknown => decodeJwt(idToken)['sid']

/** What the page that tells of a sign-out says of applications. */
const reportOn = (html: string): Record<string, string> =>
  Object.fromEntries(
    [...html.matchAll(/<p>([^<]+) <strong>([^<]*)<\/strong>/g)].map(([, label, names]) => [
      label ?? '',
      names ?? '',
    ]),
  )

describe('back-channel logout', () => {
  let server: TestServer
  let shop: RelyingParty
  let forum: RelyingParty
  let atShop: LogoutReceiver
  let atForum: LogoutReceiver

  before(async () => {
    const issuer = (): string => server.configuration.issuer
    atShop = await openLogoutReceiver(issuer, 'shop')
    atForum = await openLogoutReceiver(issuer, 'forum')
    server = await openTestServer({
      clients: clientsWith({
        shop: {
          backchannel_logout_uri: atShop.uri,
          backchannel_logout_session_required: true,
        },
        forum: { backchannel_logout_uri: atForum.uri },
      }),
    })
    shop = await relyingParty(server)
    forum = await relyingParty(server, 'forum')
  })
  after(async () => {
    await server.close()
    await Promise.all([atShop.close(), atForum.close()])
  })

  /** What was received while something was done. */
  async function during(
    receiver: LogoutReceiver,
    count: number,
    act: () => Promise<unknown>,
  ): Promise<LogoutReceiver['received']> {
    const before = receiver.received.length
    await act()
    await receiver.until(before + count)
    assert.deepEqual(receiver.refused, [])
    return receiver.received.slice(before)
  }

  const isSignedIn = async (person: Person): Promise<boolean> =>
    (await silently(person, shop)) === undefined

  it('is announced in the metadata', async () => {
    const answer = await fetch(`${server.configuration.issuer}/.well-known/openid-configuration`)
    const metadata = (await answer.json()) as Record<string, unknown>
    assert.equal(metadata['backchannel_logout_supported'], true)
    assert.equal(metadata['backchannel_logout_session_supported'], true)
  })

  it('tells the applications of a session that is ended from another browser, each once', async () => {
    const person = await Person.of(server)
    const other = person.elsewhere()
    const { idToken } = await signIn(other, shop)
    const { idToken: forumToken } = await signIn(other, forum)
    const { idToken: own } = await signIn(person, shop)
    await person.openAccount(PATH)
    const atTheForum = sidOf(forumToken)
    assert.equal(typeof atTheForum, 'string')
    const forForum = during(atForum, 1, async () => {
      const told = await during(atShop, 1, () => person.browser.submit('/sessions/end'))
      assert.equal(told.length, 1)
      assert.equal(told[0]?.sub, person.account.id)
      assert.equal(told[0]?.['sid'], sidOf(idToken))
      assert.notEqual(told[0]?.['sid'], sidOf(own))
    })
    const told = await forForum
    // It did not ask for the session's id, and is told which it is all the same.
    assert.deepEqual(
      [told.length, told[0]?.sub, told[0]?.['sid']],
      [1, person.account.id, atTheForum],
    )
    assert.equal(await isSignedIn(other), false)
    assert.equal(await isSignedIn(person), true)
  })

  it('reports every session that is ended together, and not the one that stays', async () => {
    const person = await Person.of(server)
    const others = [person.elsewhere(), person.elsewhere(), person.elsewhere()]
    const sids = []
    for (const other of others) sids.push(sidOf((await signIn(other, shop)).idToken))
    await signIn(person, shop)
    await person.openAccount(PATH)
    const told = await during(atShop, 3, () => person.browser.submit('/end-others'))
    assert.deepEqual(new Set(told.map(({ sid }) => sid)), new Set(sids))
  })

  it('tells at an ordinary sign-out too', async () => {
    const person = await Person.of(server)
    const { idToken } = await signIn(person, shop)
    await person.browser.open(`${server.configuration.issuer}/session/end`)
    const told = await during(atShop, 1, () =>
      person.browser.submit('/session/end/confirm', { logout: 'yes' }),
    )
    assert.deepEqual(
      told.map(({ sub, sid }) => [sub, sid]),
      [[person.account.id, sidOf(idToken)]],
    )
    assert.equal(person.browser.page.heading, 'You are signed out')
  })

  it('says at a sign-out which applications it has signed out, and which it has not', async () => {
    const person = await Person.of(server)
    await signIn(person, shop)
    await signIn(person, forum)
    await signIn(person, await relyingParty(server, 'kiosk'))
    await person.openAccount(PATH)
    await person.openAccount('/session/end')
    const { html } = await person.browser.submit('/session/end/confirm', { logout: 'yes' })
    assert.deepEqual(reportOn(html), {
      'Also signed out:': 'Shop and A forum of somebody else',
      'Not signed out:': 'Kiosk',
    })
    // Whoever reloads the page reads the same, and whoever signs out next nothing of it.
    const { html: again } = await person.browser.open(person.browser.page.url)
    assert.deepEqual(reportOn(again), reportOn(html))
    await person.openAccount(PATH)
    await person.givePassword()
    await person.openAccount('/session/end')
    const next = await person.browser.submit('/session/end/confirm', { logout: 'yes' })
    assert.equal(next.heading, 'You are signed out')
    assert.deepEqual(reportOn(next.html), {})
  })

  it('says nothing to whoever stays signed in, or makes a report up', async () => {
    const person = await Person.of(server)
    await signIn(person, shop)
    await person.openAccount('/session/end')
    const { html } = await person.browser.submit('/session/end/confirm')
    assert.deepEqual(reportOn(html), {})
    const url = `${server.configuration.issuer}/session/end/success`
    const text = JSON.stringify({ applications: [['shop', true]] })
    const value = `${Buffer.from(text).toString('base64url')}.${'A'.repeat(43)}`
    person.browser.jar.setCookieSync(`step_up_signed_out=${value}; Path=/`, url)
    assert.deepEqual(reportOn((await person.browser.open(url)).html), {})
  })

  it('tells when a new password has voided what is ended then', async () => {
    const person = await Person.of(server)
    const { idToken } = await signIn(person, shop)
    server.advance(60)
    await server.accounts.setPassword(person.account.id, NEW_PASSWORD)
    const told = await during(atShop, 1, async () => {
      assert.equal(await server.sessions.endAll(person.account.id), 1)
    })
    assert.equal(told[0]?.['sid'], sidOf(idToken))
  })

  it('tells nobody whom a session has nothing to do with', async () => {
    const person = await Person.of(server)
    const other = person.elsewhere()
    await signIn(other, forum)
    await signIn(person, forum)
    const before = atShop.received.length
    await during(atForum, 1, async () => {
      await person.openAccount(PATH)
      await person.browser.submit('/sessions/end')
    })
    await server.sessions.endAll(person.account.id)
    assert.equal(atShop.received.length, before)
  })
})

describe('back-channel logout to a relying party that', () => {
  /** A server whose shop is told at one address, and what it wrote to its log about that. */
  async function withReceiver(
    open: (issuer: () => string) => Promise<Pick<LogoutReceiver, 'uri' | 'close'>>,
    run: (server: TestServer) => Promise<void>,
  ): Promise<readonly string[]> {
    const receiver = await open(() => server.configuration.issuer)
    const server = await openTestServer({
      clients: clientsWith({ shop: { backchannel_logout_uri: receiver.uri } }),
    })
    try {
      await run(server)
    } finally {
      // Waits until what is under way has been given up.
      await server.close()
      await receiver.close()
    }
    return server
      .log()
      .filter((entry) => entry['msg'] === 'back-channel logout failed')
      .map((entry) => `${String(entry['clientId'])}: ${String(entry['reason'])}`)
  }

  async function endsPromptly(server: TestServer): Promise<void> {
    const shop = await relyingParty(server)
    const person = await Person.of(server)
    const other = person.elsewhere()
    await signIn(other, shop)
    await signIn(person, shop)
    await person.openAccount(PATH)
    await promptly(() => person.browser.submit('/sessions/end'))
    assert.match(person.browser.page.html, /was signed out/)
    assert.equal(await silently(other, shop), 'login_required')
    await person.browser.open(`${server.configuration.issuer}/session/end`)
    await promptly(() => person.browser.submit('/session/end/confirm', { logout: 'yes' }))
    assert.equal(await silently(person, shop), 'login_required')
  }

  /** A relying party that does not answer is given up after 5 seconds: nobody waits for that. */
  async function promptly(act: () => Promise<unknown>): Promise<void> {
    const passed = ownTime()
    await act()
    assert.ok(passed() < 2400)
  }

  const opens = (behaviour: Parameters<typeof openLogoutReceiver>[2]) => (issuer: () => string) =>
    openLogoutReceiver(issuer, 'shop', behaviour)

  for (const [what, behaviour, reason] of [
    ['hangs', 'hangs', /timeout/],
    ['fails', 'fails', /500/],
    ['sends the token elsewhere', 'redirects', /302/],
  ] as const) {
    it(`${what} delays no ending and fails none, and is logged`, async () => {
      const failures = await withReceiver(opens(behaviour), endsPromptly)
      assert.equal(failures.length, 2)
      for (const failure of failures) {
        assert.match(failure, /^shop: /)
        assert.match(failure, reason)
      }
    })
  }

  it('does not listen delays no ending and fails none, and is logged', async () => {
    const nowhere = { uri: `http://localhost:${REFUSING_PORT}/logout`, close: async () => {} }
    const failures = await withReceiver(async () => nowhere, endsPromptly)
    assert.equal(failures.length, 2)
    for (const failure of failures) assert.match(failure, /^shop: .*ECONNREFUSED/)
  })

  it('fails is named before the browser goes back to the application that asked', async () => {
    const page = { heading: '', report: {}, back: '' }
    await withReceiver(opens('fails'), async (server) => {
      const person = await Person.of(server)
      await signIn(person, await relyingParty(server))
      await signIn(person, await relyingParty(server, 'forum'))
      const url = new URL('/session/end', server.configuration.issuer)
      url.searchParams.set('client_id', 'shop')
      url.searchParams.set('post_logout_redirect_uri', 'http://localhost:9/signed-out')
      url.searchParams.set('state', 'a-state')
      await person.browser.open(url.href)
      const { html, heading } = await person.browser.submit('/session/end/confirm', {
        logout: 'yes',
      })
      const [, back = ''] = /href="(http:\/\/localhost:9\/[^"]*)"/.exec(html) ?? []
      Object.assign(page, { heading, report: reportOn(html), back })
    })
    assert.deepEqual(page, {
      heading: 'You are signed out',
      report: { 'Not signed out:': 'Shop and A forum of somebody else' },
      back: 'http://localhost:9/signed-out?state=a-state',
    })
  })

  it('never finishes its answer was told all the same', async () => {
    assert.deepEqual(await withReceiver(opens('streams'), endsPromptly), [])
  })
})
