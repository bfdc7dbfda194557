import { strict as assert } from 'node:assert'
import { createMac } from '../../src/kernel/mac.ts'
import { DEFAULT_LIMITS } from '../../src/stores/limits.ts'
import * as client from 'openid-client'
import { Browser, type Page } from '../support/browser.ts'
import { Person } from '../support/person.ts'
import { relyingParty, type RelyingParty } from '../support/relying-party.ts'
import { keepSecret } from '../support/secrets-in-logs.ts'
import { holdNextSave, postSlowly } from '../support/slow-request.ts'
import { PASSWORD, testServer, type TestServer } from '../support/test-server.ts'
import { OFFLINE, signIn, silently, stepOf, visit } from '../support/visit.ts'

const COOKIE = 'step_up_session'
const PATH = '/account/sessions'
const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'
const CHROME =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36'

describe('where an account is signed in', () => {
  const server = testServer({ limits: { ...DEFAULT_LIMITS, sessionsPerAccount: 1000 } })
  let shop: RelyingParty
  let forum: RelyingParty
  before(async () => {
    shop = await relyingParty(server())
    forum = await relyingParty(server(), 'forum')
  })

  const at = (person: Person, userAgent: string): Person =>
    new Person(person.server, person.account, new Browser(undefined, { userAgent }))

  /** Somebody with two browsers: this one, and another one that is signed in to the shop. */
  async function twoBrowsers(): Promise<{ person: Person; other: Person }> {
    const person = await Person.of(server())
    const other = person.elsewhere()
    await signIn(other, shop)
    await signIn(person, shop)
    return { person, other }
  }

  const end = async (person: Person, uid: string): Promise<Page> => {
    // A page that has a token, also where there is no other session.
    const csrf = csrfOn(await person.openAccount('/account/applications/shop/revoke'))
    return person.browser.post(`${server().configuration.issuer}${PATH}/end`, {
      csrf,
      session: uid,
    })
  }

  const isSignedIn = async (person: Person): Promise<boolean> =>
    (await silently(person, shop)) === undefined

  const endings = (person: Person): readonly number[] =>
    server()
      .audit()
      .flatMap((event) =>
        event.type === 'sessions_ended' && event.accountId === person.account.id
          ? [event.count]
          : [],
      )

  it('lists each browser with its name, its address, its times and its applications', async () => {
    const owner = await Person.of(server())
    const person = at(owner, FIREFOX)
    const other = at(owner, CHROME)
    const first = new Date(server().now()).toISOString()
    await signIn(other, shop)
    await signIn(other, forum)
    server().advance(120)
    const used = new Date(server().now()).toISOString()
    assert.equal(await isSignedIn(other), true)
    server().advance(60)
    const now = new Date(server().now()).toISOString()
    await person.openAccount(PATH)
    const page = await person.givePassword()
    assert.equal(page.heading, 'Sessions')
    const rows = rowsOf(page)
    assert.deepEqual(
      rows.map(({ name }) => name),
      ['Firefox on Linux', 'Chrome on Windows'],
    )
    const [own, theirs] = rows
    assert.match(own?.html ?? '', /This browser/)
    assert.match(own?.html ?? '', /Only these pages/)
    assert.deepEqual(own?.times, [now])
    assert.equal(own?.ends, undefined)
    assert.doesNotMatch(theirs?.html ?? '', /This browser/)
    assert.match(theirs?.html ?? '', /Shop and A forum of somebody else/)
    assert.match(theirs?.html ?? '', /<bdi>(::ffff:)?127\.0\.0\.1<\/bdi>/)
    assert.deepEqual(theirs?.times, [first, used])
    assert.ok(theirs?.ends)
  })

  it('shows a browser’s made-up name as unknown, and never as markup', async () => {
    const person = at(await Person.of(server()), '<b>You are safe</b>/1.0 (Nobody)')
    await signIn(person, shop)
    const { html } = await person.openAccount(PATH)
    assert.match(html, /Unknown browser/)
    assert.doesNotMatch(html, /You are safe/)
  })

  it('is left from every page of the account, by one link', async () => {
    const person = await Person.of(server())
    await signIn(person, shop)
    await person.addDevice('Phone')
    await person.openAccount('/account/devices/add')
    const setup = await person.browser.submit('/devices/add', {
      name: 'Tablet',
      password: PASSWORD,
    })
    const { html } = await person.openAccount()
    const addressOf = (ending: string) =>
      new RegExp(`href="([^"]*${ending})"`).exec(html)?.[1] ?? ''
    const pages = [
      '',
      '/password',
      '/sessions',
      '/applications',
      '/activity',
      '/language',
      '/browsers',
      '/devices/add',
      '/recovery-codes',
      '/recovery-codes/new',
      '/turn-off',
      '/delete',
      '/delete',
      '/applications/shop/revoke',
      '/browsers/forget',
      '/email',
    ].map((path) => `/account${path}`)
    pages.push(new URL(setup.url).pathname, ...['/rename', '/remove', '/lost'].map(addressOf))
    for (const path of pages) {
      const page = await person.openAccount(path)
      assert.match(new URL(page.url).pathname, new RegExp(`^${path}/?$`))
      assert.match(page.html, /<header>[^]*<a href="\/session\/end">Sign out<[^]*<main>/, path)
    }
  })

  it('ends one: its browser has to sign in again, and its tokens are worth nothing', async () => {
    const person = await Person.of(server())
    const other = person.elsewhere()
    const { accessToken, claims } = await signIn(other, shop)
    await client.fetchUserInfo(shop.configuration, accessToken, claims.sub)
    await signIn(person, shop)
    await person.openAccount(PATH)
    const page = await person.browser.submit('/sessions/end')
    assert.match(page.html, /The browser was signed out/)
    assert.equal(new URL(page.url).pathname, PATH)
    assert.equal(rowsOf(page).length, 1)
    assert.equal(await silently(other, shop), 'login_required')
    assert.equal(stepOf(await other.openAccount()), 'password')
    await assert.rejects(client.fetchUserInfo(shop.configuration, accessToken, claims.sub))
    const told = await client.tokenIntrospection(shop.configuration, accessToken)
    assert.equal(told.active, false)
    assert.equal(await isSignedIn(person), true)
    assert.deepEqual(endings(person), [1])
    // What was done is told once.
    assert.doesNotMatch((await person.openAccount(PATH)).html, /was signed out/)
  })

  it('leaves what was granted for the time of absence, which applications are revoked by', async () => {
    const person = await Person.of(server())
    const other = person.elsewhere()
    const { refreshToken = '' } = await signIn(other, shop, OFFLINE)
    await signIn(person, shop)
    await person.openAccount(PATH)
    await person.browser.submit('/sessions/end')
    assert.equal(await silently(other, shop), 'login_required')
    const refreshed = await client.refreshTokenGrant(shop.configuration, refreshToken)
    for (const token of [refreshed.access_token, refreshed.refresh_token, refreshed.id_token]) {
      keepSecret(token ?? '-'.repeat(40))
    }
  })

  it('names the device whose code was given, and none where none was', async () => {
    const person = await Person.of(server())
    await signIn(person.elsewhere(), shop)
    const phone = await person.addDevice('Phone')
    const laptop = await person.addDevice('Laptop', phone)
    await signIn(person.elsewhere(), shop, {}, laptop)
    const devices = async () => {
      const { html } = await person.openAccount(PATH)
      return [...html.matchAll(/<dt>Code from<\/dt><dd><bdi>([^<]*)/g)].map(([, name = '']) => name)
    }
    assert.deepEqual((await devices()).toSorted(), ['Laptop', 'Phone'])
    const { id } =
      (await server().authenticators.list(person.account.id)).find(
        ({ name }) => name === 'Laptop',
      ) ?? {}
    assert.ok(id)
    await server().authenticators.remove(person.account.id, id)
    assert.deepEqual(await devices(), ['Phone'])
  })

  it('ends all others together, and stays', async () => {
    const person = await Person.of(server())
    const others = [person.elsewhere(), person.elsewhere(), person.elsewhere()]
    for (const other of others) await signIn(other, shop)
    await signIn(person, shop)
    await person.openAccount(PATH)
    const page = await person.browser.submit('/end-others')
    assert.match(page.html, /3 browsers were signed out/)
    assert.match(page.html, /You are not signed in anywhere else/)
    for (const other of others) assert.equal(await isSignedIn(other), false)
    assert.equal(await isSignedIn(person), true)
    assert.deepEqual(endings(person), [3])
  })

  describe('says what was done', () => {
    const DONE = 'step_up_done'

    /** Ends the other browsers, and stops before the page that says so. */
    async function endOthers(person: Person): Promise<void> {
      await person.openAccount(PATH)
      const { action, fields } = person.browser.form('/end-others')
      await person.browser.send(new URL(action, person.browser.page.url).href, {
        method: 'POST',
        body: new URLSearchParams(fields),
        headers: { Origin: server().configuration.issuer, 'Sec-Fetch-Site': 'same-origin' },
      })
    }
    const address = (): string => `${server().configuration.issuer}${PATH}`
    const show = (person: Person, value: string): Promise<Page> => {
      person.browser.jar.setCookieSync(`${DONE}=${value}; Path=${PATH}`, address())
      return person.browser.open(address())
    }

    it('for five minutes, whatever a browser keeps', async () => {
      const { person } = await twoBrowsers()
      await endOthers(person)
      const kept = person.browser.cookie(DONE, address()) ?? ''
      assert.match((await person.browser.open(address())).html, /The browser was signed out/)
      server().advance(300)
      assert.match((await show(person, kept)).html, /The browser was signed out/)
      server().advance(1)
      assert.doesNotMatch((await show(person, kept)).html, /was signed out/)
    })

    it('and nothing of what another version has written', async () => {
      const { person } = await twoBrowsers()
      await person.openAccount(PATH)
      const [first] = server().configuration.keys.cookies.reveal()
      const mac = createMac([first?.key ?? ''])
      const now = String(server().now())
      for (const told of ['{"ended":"many"}', '{"others":1}', '[]', 'null', '{', '']) {
        const text = Buffer.from(told).toString('base64url')
        const whole = Buffer.from(`{"at":${now},"flash":${told}}`).toString('base64url')
        const values = [
          `${text}.${mac.sign('done', PATH, text)}`,
          `${whole}.${mac.sign('done', PATH, whole)}`,
          `${now}.${text}.${mac.sign('done', PATH, now, text)}`,
        ]
        for (const value of values) {
          const page = await show(person, value)
          assert.deepEqual([page.status, /signed out\./.test(page.html)], [200, false], told)
        }
      }
    })
  })

  it('never shows or ends what is somebody else’s', async () => {
    const { person: owner, other } = await twoBrowsers()
    const stranger = await Person.of(server())
    await signIn(stranger, shop)
    await owner.openAccount(PATH)
    const uid = owner.browser.form('/sessions/end').fields['session'] ?? ''
    assert.ok(uid.length > 20)
    const pages = [
      await end(stranger, uid),
      await end(stranger, 'never was'),
      await end(stranger, ''),
    ]
    for (const page of pages) {
      assert.match(page.html, /It was already signed out/)
      assert.equal(rowsOf(page).length, 1)
      assert.ok(!page.html.includes(uid))
    }
    assert.deepEqual(endings(stranger), [])
    assert.deepEqual(endings(owner), [])
    const csrf = csrfOn(await stranger.openAccount('/account/applications/shop/revoke'))
    await stranger.browser.post(`${server().configuration.issuer}${PATH}/end-others`, { csrf })
    for (const one of [owner, other]) assert.equal(await isSignedIn(one), true)
  })

  it('takes no form from another site, and none of another session', async () => {
    const { person, other } = await twoBrowsers()
    await person.openAccount(PATH)
    const { fields } = person.browser.form('/sessions/end')
    const foreign = csrfOn(await other.openAccount(PATH))
    const { issuer } = server().configuration
    const attempts: readonly [Record<string, string>, Record<string, string>][] = [
      [{ ...fields, csrf: '' }, {}],
      [{ ...fields, csrf: foreign }, {}],
      [fields, { Origin: 'https://attacker.example' }],
      [fields, { 'Sec-Fetch-Site': 'cross-site' }],
    ]
    for (const action of ['end', 'end-others']) {
      for (const [body, headers] of attempts) {
        const page = await person.browser.post(`${issuer}${PATH}/${action}`, body, headers)
        assert.deepEqual([page.status, page.heading], [403, 'This form is out of date'])
      }
    }
    assert.equal(await isSignedIn(other), true)
    assert.deepEqual(endings(person), [])
  })

  it('leads to the list whoever opens a form’s address, after the sign-in it takes', async () => {
    const person = await Person.of(server())
    for (const action of ['end', 'end-others']) {
      const visitor = person.elsewhere()
      assert.equal(stepOf(await visitor.openAccount(`${PATH}/${action}`)), 'password')
      const page = await visitor.givePassword()
      assert.equal(new URL(page.url).pathname, PATH)
    }
  })

  it('ends a session once, however often and at once it is asked to', async () => {
    const { person, other } = await twoBrowsers()
    await person.openAccount(PATH)
    const { fields } = person.browser.form('/sessions/end')
    const { issuer } = server().configuration
    const body = new URLSearchParams(fields)
    const answers = await Promise.all(
      Array.from({ length: 20 }, () =>
        person.browser.send(`${issuer}${PATH}/end`, {
          method: 'POST',
          body,
          headers: { Origin: issuer },
        }),
      ),
    )
    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([303]))
    assert.deepEqual(endings(person), [1])
    assert.match((await end(person, fields['session'] ?? '')).html, /It was already signed out/)
    assert.equal(await isSignedIn(other), false)
  })

  it('ends the browser’s own session too, when it is told to', async () => {
    const person = await Person.of(server())
    await signIn(person, shop)
    const cookie = person.browser.cookie(COOKIE, server().configuration.issuer) ?? ''
    const { uid = '' } = (await server().provider.Session.find(cookie)) ?? {}
    assert.equal(stepOf(await end(person, uid)), 'password')
    assert.equal(await isSignedIn(person), false)
  })

  describe('takes a factor of the last five minutes before any is ended, and then ends what was chosen:', () => {
    /** Somebody whose last proof is too old by a second, with two more browsers. */
    async function longSignedIn(device: boolean) {
      const person = await Person.of(server())
      const phone = device ? await person.addDevice('Phone') : undefined
      const others = [person.elsewhere(), person.elsewhere()]
      for (const other of others) await signIn(other, shop, {}, phone)
      await signIn(person, shop, {}, phone)
      server().advance(301)
      return { person, phone, others }
    }
    const signedIn = async (people: readonly Person[]): Promise<boolean[]> => {
      const states: boolean[] = []
      for (const person of people) states.push(await isSignedIn(person))
      return states
    }

    it('the password, and one session', async () => {
      const { person, others } = await longSignedIn(false)
      await person.openAccount(PATH)
      const asked = await person.browser.submit('/sessions/end')
      assert.equal(stepOf(asked), 'password')
      assert.match(asked.html, /To sign out other browsers, confirm that it is you\./)
      assert.deepEqual(endings(person), [])
      const page = await person.givePassword()
      assert.match(page.html, /The browser was signed out/)
      assert.equal(rowsOf(page).length, 2)
      assert.equal((await signedIn(others)).filter(Boolean).length, 1)
      // For five minutes nobody is asked again, and nothing more has been chosen.
      await person.openAccount(`${PATH}/end`)
      assert.deepEqual(endings(person), [1])
      assert.match((await person.browser.submit('/end-others')).html, /The browser was signed out/)
      assert.deepEqual(await signedIn([person, ...others]), [true, false, false])
    })

    it('a code, and all others', async () => {
      const { person, phone, others } = await longSignedIn(true)
      await person.openAccount(PATH)
      assert.equal(stepOf(await person.browser.submit('/end-others')), 'code')
      const page = await person.giveCode(phone?.code() ?? '')
      assert.match(page.html, /2 browsers were signed out/)
      assert.deepEqual(await signedIn([person, ...others]), [true, false, false])
    })

    it('from the page about what somebody else did, which stays', async () => {
      const { person, phone, others } = await longSignedIn(true)
      await person.openAccount('/account/not-me')
      assert.equal(stepOf(await person.browser.submit('/not-me')), 'code')
      const page = await person.giveCode(phone?.code() ?? '')
      assert.equal(new URL(page.url).pathname, '/account/not-me')
      assert.match(page.html, /2 browsers were signed out/)
      assert.deepEqual(await signedIn(others), [false, false])
    })

    it('ends nothing for whoever proves none, nor in another session', async () => {
      const { person, phone, others } = await longSignedIn(true)
      await person.openAccount(PATH)
      await person.browser.submit('/end-others')
      const address = `${server().configuration.issuer}${PATH}/end`
      const chosen = person.browser.cookie('step_up_ending', address) ?? ''
      assert.notEqual(chosen, '')
      assert.equal(stepOf(await person.browser.open(address)), 'code')
      const [thief] = others
      assert.ok(thief)
      await signIn(thief, shop, { prompt: 'login' }, phone)
      for (const value of [chosen, chosen.replace(/^./, 'x'), 'x', 'x.y']) {
        thief.browser.jar.setCookieSync(`step_up_ending=${value}; Path=${PATH}/end`, address)
        assert.equal(new URL((await thief.browser.open(address)).url).pathname, PATH, value)
      }
      assert.deepEqual(endings(person), [])
      assert.deepEqual(await signedIn([person, ...others]), [true, true, true])
    })

    it('nothing for the browser’s own session, which is signed out', async () => {
      const { person } = await longSignedIn(true)
      const cookie = person.browser.cookie(COOKIE, server().configuration.issuer) ?? ''
      const { uid = '' } = (await server().provider.Session.find(cookie)) ?? {}
      assert.equal(stepOf(await end(person, uid)), 'password')
      assert.deepEqual(endings(person), [1])
    })
  })

  describe('is ended for good', () => {
    it('while a request of that browser is about to write its session', async () => {
      const { person, other } = await twoBrowsers()
      const request = await shop.start()
      const held = holdNextSave(server())
      const slow = other.browser.send(request.url)
      await held.reached
      await person.openAccount(PATH)
      await person.browser.submit('/sessions/end')
      held.release()
      const { searchParams } = new URL((await slow).headers.get('Location') ?? '')
      assert.equal(await isSignedIn(other), false)
      // Its answer was on its way, and is worth nothing.
      await assert.rejects(request.finish(searchParams), { error: 'invalid_grant' })
      assert.equal(rowsOf(await person.openAccount(PATH)).length, 1)
    })

    it('while a form of that browser arrives slowly', async () => {
      const { person, other } = await twoBrowsers()
      const page = await other.browser.open(`${server().configuration.issuer}/session/end`)
      const { action, fields } = other.browser.form('/session/end/confirm')
      const staying = await postSlowly(other.browser, new URL(action, page.url).href, fields)
      await person.openAccount(PATH)
      await person.browser.submit('/sessions/end')
      await staying.finish()
      assert.equal(await isSignedIn(other), false)
    })

    it('and a code that it has not redeemed buys nothing', async () => {
      const { person, other } = await twoBrowsers()
      const { request, page } = await visit(other, shop)
      await person.openAccount(PATH)
      await person.browser.submit('/sessions/end')
      await assert.rejects(request.finish(page.arrived), { error: 'invalid_grant' })
    })
  })

  it('leaves out what a new password has voided, and can end it for good', async () => {
    const { person, other } = await twoBrowsers()
    server().advance(60)
    const password = keepSecret('another pass phrase altogether')
    await server().accounts.setPassword(person.account.id, password)
    await person.openAccount(PATH)
    const page = await person.givePassword(password)
    assert.equal(rowsOf(page).length, 1)
    const cookie = person.browser.cookie(COOKIE, server().configuration.issuer) ?? ''
    const own = await server().provider.Session.find(cookie)
    const { sessions } = server()
    assert.equal(await sessions.endAll(person.account.id, own?.uid), 1)
    assert.equal(await sessions.endAll(person.account.id, own?.uid), 0)
    assert.equal(rowsOf(await person.openAccount(PATH)).length, 1)
    const cookieOfOther = other.browser.cookie(COOKIE, server().configuration.issuer) ?? ''
    assert.equal(await server().provider.Session.find(cookieOfOther), undefined)
  })

  it('shows 50 of very many, its own first, and ends all of them', async () => {
    const person = await Person.of(server())
    await signIn(person, shop)
    const cookie = person.browser.cookie(COOKIE, server().configuration.issuer) ?? ''
    const { Session } = server().provider
    const own = await Session.find(cookie)
    assert.ok(own)
    for (let index = 0; index < 250; index += 1) {
      // They live longer than its own, and so would all stand before it.
      const copy = Object.assign(new Session(), own, { uid: `uid ${index}`, jti: `id ${index}` })
      await copy.save(7 * 86_400)
    }
    const rows = rowsOf(await person.openAccount(PATH))
    assert.equal(rows.length, 50)
    assert.match(rows[0]?.html ?? '', /This browser/)
    assert.match(person.browser.page.html, /Only the 50 most recently used browsers/)
    const page = await person.browser.submit('/end-others')
    assert.match(page.html, /250 browsers were signed out/)
    assert.deepEqual(rowsOf(page).length, 1)
    assert.equal(await isSignedIn(person), true)
  })
})

describe('an ordinary sign-in', () => {
  const server = testServer()

  it('asks the store no more often because sessions can be listed', async () => {
    const shop = await relyingParty(server())
    const person = await Person.of(server())
    await signIn(person, shop)
    const counted = countOperations(server())
    const visitor = person.elsewhere()
    await signIn(visitor, shop)
    assert.deepEqual(counted(), FIRST)
    await visit(visitor, shop)
    assert.deepEqual(counted(), AGAIN)
  })
})

/** At a sign-in that ends with tokens, and when somebody is known already. */
const FIRST = { 'Session.upsert': 1, 'Session.findByUid': 1, 'Grant.find': 1, 'Grant.upsert': 1 }
const AGAIN = { 'Session.find': 1, 'Session.upsert': 1, 'Grant.find': 1 }

/** Counts what the library asks of the store from now on, and anew after each look. */
function countOperations({ provider }: TestServer): () => Record<string, number> {
  let counts: Record<string, number> = {}
  for (const model of ['Session', 'Grant'] as const) {
    const adapter = Reflect.get(provider[model], 'adapter') as object
    for (const name of ['upsert', 'find', 'findByUid', 'destroy']) {
      const operation = Reflect.get(adapter, name) as (...parts: unknown[]) => unknown
      Reflect.set(adapter, name, (...parts: unknown[]) => {
        counts[`${model}.${name}`] = (counts[`${model}.${name}`] ?? 0) + 1
        return operation(...parts)
      })
    }
  }
  return () => {
    const seen = counts
    counts = {}
    return seen
  }
}

interface Row {
  readonly name: string
  readonly html: string
  /** Machine-readable, in order: signed in, last used. */
  readonly times: readonly string[]
  /** What its form sends, where it has one. */
  readonly ends: string | undefined
}

const rowsOf = ({ html }: Page): Row[] =>
  [...html.matchAll(/<li>\n?<div>([\s\S]*?)<\/li>/g)].map(([, row = '']) => ({
    name: /<h2><bdi>([^<]*)</.exec(row)?.[1] ?? '',
    html: row,
    times: [...row.matchAll(/datetime="([^"]+)"/g)].map(([, time = '']) => time),
    ends: /name="session" value="([^"]+)"/.exec(row)?.[1],
  }))

const csrfOn = ({ html }: Page): string => /name="csrf" value="([^"]+)"/.exec(html)?.[1] ?? ''
