import { strict as assert } from 'node:assert'
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import * as client from 'openid-client'
import { openSqliteStore } from '../../src/stores/sqlite/open-sqlite-store.ts'
import { databaseOf } from '../support/database-of.ts'
import { Browser, type Page } from '../support/browser.ts'
import { linkIn, openMailbox, type Mailbox } from '../support/mailbox.ts'
import { Person } from '../support/person.ts'
import { relyingParty, type RelyingParty } from '../support/relying-party.ts'
import { keepSecret } from '../support/secrets-in-logs.ts'
import { PASSWORD, openTestServer, type TestServer } from '../support/test-server.ts'
import { OFFLINE, signIn, silently, stepOf, visit } from '../support/visit.ts'

const NEXT = keepSecret('an orchard of green apples')
const SET = 'Your password was changed'
const EXPIRED = 'This link no longer works'

describe('a forgotten password', () => {
  let mailbox: Mailbox
  let server: TestServer
  let shop: RelyingParty
  let folder: string
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'oidc-step-up-'))
    mailbox = await openMailbox()
    server = await openTestServer({ mail: mailbox.mail }, { folder })
    shop = await relyingParty(server)
  })
  after(async () => {
    await server.close()
    await mailbox.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const at = (path: string): string => `${server.configuration.issuer}${path}`

  const asked = (): number =>
    server.audit().filter(({ type }) => type === 'password_reset_asked').length

  /** Asks for a link, and waits until the server has done what it does about it. */
  async function ask(login: string, browser = new Browser(), path = '/password/forgot') {
    const before = asked()
    await browser.open(at(path))
    const page = await browser.submit(path, { login })
    for (let waited = 0; asked() === before && waited < 200; waited += 1) await moment()
    assert.ok(asked() > before, 'what was asked was recorded')
    return page
  }

  /** How many links of these were sent; a further one shows that none is on its way. */
  async function sentTo(...addresses: readonly string[]): Promise<number> {
    const { login } = await server.addAccount()
    await ask(login)
    await mailbox.resetFor(login)
    return addresses.flatMap((address) => mailbox.resetsFor(address)).length
  }

  async function linkFor(login: string, number = 1, address = login): Promise<string> {
    await ask(login)
    return linkIn(await mailbox.resetFor(address, number))
  }

  /** Presses "Forgot your password?", as a browser without JavaScript does: with the fields of the form around it. */
  async function forgetting({ browser, account }: Person, page: Page): Promise<Page> {
    const [, action = ''] = /formaction="([^"]*)"[^>]*>Forgot your password\?/.exec(page.html) ?? []
    const { fields } = browser.form('/password')
    return browser.post(at(action), { ...fields, login: account.login, password: '' })
  }

  const setTo = (browser: Browser, password: string): Promise<Page> =>
    browser.submit('/password/reset', { new_password: password })

  async function reset(link: string, password: string = NEXT, browser = new Browser()) {
    const page = await browser.open(link)
    return page.heading === EXPIRED ? page : setTo(browser, password)
  }

  const opens = async (login: string, password: string): Promise<boolean> =>
    (await server.accounts.authenticate(login, password)).outcome === 'accepted'

  const changesOf = ({ id }: { id: string }) =>
    server.audit().filter((event) => event.type === 'password_changed' && event.accountId === id)

  it('is replaced by a link in a mail, and the way leads back to the application', async () => {
    const person = await Person.of(server)
    await visit(person, shop)
    const page = await person.giveName()
    const forgot = await forgetting(person, page)
    assert.equal(forgot.url, at('/password/forgot?client=shop'))
    const { login } = person.account
    const told = await ask(login, person.browser, '/password/forgot?client=shop')
    assert.equal(told.heading, 'Check your email')
    assert.ok(told.html.includes(login))
    assert.match(told.html, /href="http:\/\/localhost:9\/"[^>]*>Back to Shop</)

    const mail = await mailbox.resetFor(login)
    assert.match(mail.text ?? '', /30 minutes/)
    const form = await person.browser.open(linkIn(mail))
    assert.equal(form.heading, 'Choose a new password')
    assert.ok(form.html.includes(login))
    const done = await setTo(person.browser, NEXT)
    assert.equal(done.heading, SET)
    assert.match(done.html, /href="http:\/\/localhost:9\/"[^>]*>Sign in to Shop</)
    // A reload tells it again and sends nothing.
    assert.equal((await person.browser.open(done.url)).heading, SET)
    // For five minutes, whatever the browser keeps.
    const kept = person.browser.jar.getCookieStringSync(done.url)
    server.advance(301)
    const later = await fetch(done.url, { headers: { Cookie: kept } })
    assert.equal(later.status, 410)
    assert.equal(await opens(login, PASSWORD), false)
    assert.equal(await opens(login, NEXT), true)
    const [change, ...others] = changesOf(person.account)
    assert.ok(change?.type === 'password_changed' && others.length === 0)
    assert.equal(change.by, 'reset')
  })

  it('keeps the name that was typed, and the way back to the sign-in', async () => {
    const person = await Person.of(server)
    const { login } = person.account
    const { request, page } = await visit(person, shop)
    const begun = page.url
    const forgot = await forgetting(person, await person.giveName())
    const linksOn = ({ html }: Page): string[] =>
      [...html.matchAll(/<a [^>]*href="([^"]*)"[^>]*>([^<]*)</g)].map(
        ([, href = '', text]) => `${text} ${new URL(href, begun).href}`,
      )
    assert.match(forgot.html, new RegExp(`id="login"[^>]*value="${login}"`))
    assert.ok(!forgot.url.includes(encodeURIComponent(login)), 'not in an address')
    assert.deepEqual(linksOn(forgot), [
      `Back to sign-in ${begun}`,
      'Back to Shop http://localhost:9/',
    ])

    const told = await ask(login, person.browser, '/password/forgot?client=shop')
    assert.deepEqual(linksOn(told), [
      `Back to sign-in ${begun}`,
      'Back to Shop http://localhost:9/',
      `Ask again ${at('/password/forgot?client=shop')}`,
    ])
    const again = await person.browser.open(at('/password/forgot?client=shop'))
    assert.match(again.html, new RegExp(`id="login"[^>]*value="${login}"`))

    // The password came to mind: the sign-in goes on where it stood.
    await person.browser.open(begun)
    assert.ok((await request.finish((await person.givePassword()).arrived)).claims)
  })

  it('leads to the account where it did not begin at an application', async () => {
    for (const path of [
      '/password/forgot',
      '/password/forgot?client=nobody',
      '/password/forgot?client=',
    ]) {
      const { login } = await server.addAccount()
      const browser = new Browser()
      await browser.open(at(path))
      assert.equal(browser.form('/password/forgot').action, '/password/forgot')
      assert.match(browser.page.html, /href="\/account"[^>]*>Back to sign-in</)
      const { html } = await reset(await linkFor(login))
      assert.match(html, /href="\/account"[^>]*>Sign in</)
    }
  })

  describe('its link', () => {
    it('is not used up by opening it, which mail scanners do too', async () => {
      const { login } = await server.addAccount()
      const link = await linkFor(login)
      for (let opened = 0; opened < 5; opened += 1) {
        assert.equal((await new Browser().open(link)).heading, 'Choose a new password')
        await new Browser().send(link, { method: 'HEAD' })
      }
      assert.equal((await reset(link)).heading, SET)
    })

    it('leaves the address bar, the page and referrers without its token', async () => {
      const { login } = await server.addAccount()
      const link = await linkFor(login)
      const token = link.slice(link.lastIndexOf('/') + 1)
      const browser = new Browser()
      const first = await browser.send(link)
      assert.equal(first.status, 303)
      assert.equal(first.headers.get('Location'), '/password/reset')
      assert.equal(first.headers.get('Cache-Control'), 'no-store')
      assert.equal(first.headers.get('Referrer-Policy'), 'no-referrer')
      assert.ok(!(await first.text()).includes(token))
      const [cookie = ''] = first.headers.getSetCookie().filter((each) => each.includes(token))
      assert.match(cookie, /httponly/i)
      assert.match(cookie, /samesite=lax/i)
      const page = await browser.open(link)
      assert.equal(page.url, at('/password/reset'))
      assert.ok(!page.html.includes(token))
      assert.equal(page.headers.get('Referrer-Policy'), 'same-origin')
    })

    it('is kept as a hash, and nowhere in clear', async () => {
      const { login } = await server.addAccount()
      const link = await linkFor(login)
      const token = link.slice(link.lastIndexOf('/') + 1)
      const stored = Buffer.concat(
        readdirSync(folder)
          .filter((file) => /\.(db|sqlite)|-wal$/.test(file))
          .map((file) => readFileSync(join(folder, file))),
      )
      assert.ok(stored.includes(createHash('sha256').update(token).digest('base64')))
      assert.ok(!stored.includes(token))
      assert.ok(!stored.includes(Buffer.from(token, 'base64url')))
    })

    it('works once, and says so afterwards', async () => {
      const { login } = await server.addAccount()
      const link = await linkFor(login)
      await reset(link)
      const again = await reset(link, PASSWORD)
      assert.equal(again.status, 410)
      assert.equal(again.heading, EXPIRED)
      assert.match(again.html, /href="\/password\/forgot"[^>]*>Ask for another link</)
      assert.equal(await opens(login, NEXT), true)
    })

    it('works once, used 50 times in parallel', async () => {
      const account = await server.addAccount()
      const browser = new Browser()
      await browser.open(await linkFor(account.login))
      const { csrf = '' } = browser.form('/password/reset').fields
      const passwords = Array.from({ length: 50 }, (_, index) => keepSecret(`${NEXT} ${index}`))
      const cookies = browser.jar.getCookieStringSync(at('/password/reset'))
      const answers = await Promise.all(
        passwords.map((password) =>
          fetch(at('/password/reset'), {
            method: 'POST',
            body: new URLSearchParams({ csrf, new_password: password }),
            headers: { Cookie: cookies, Origin: server.configuration.issuer },
            redirect: 'manual',
          }),
        ),
      )
      const statuses = answers.map(({ status }) => status)
      assert.deepEqual(
        statuses.toSorted((a, b) => a - b),
        [303, ...Array.from({ length: 49 }, () => 410)],
      )
      assert.equal(changesOf(account).length, 1)
      assert.equal(await opens(account.login, passwords[statuses.indexOf(303)] ?? ''), true)
    })

    it('works for 30 minutes', async () => {
      const account = await server.addAccount()
      const browser = new Browser()
      const link = await linkFor(account.login)
      await browser.open(link)
      server.advance(1799)
      assert.equal((await new Browser().open(link)).heading, 'Choose a new password')
      server.advance(1)
      assert.equal((await setTo(browser, NEXT)).heading, EXPIRED)
      assert.equal((await new Browser().open(link)).status, 410)
      assert.equal(await opens(account.login, PASSWORD), true)
    })

    it('works though others were asked for since, and voids them when it is used', async () => {
      const one = await server.addAccount()
      const [old, newer, newest] = [
        await linkFor(one.login),
        await linkFor(one.login, 2),
        await linkFor(one.login, 3),
      ]
      assert.equal((await reset(newer)).heading, SET)
      for (const other of [old, newest]) {
        assert.equal((await reset(other, PASSWORD)).heading, EXPIRED)
      }
      assert.equal(await opens(one.login, NEXT), true)
    })

    it('is voided by another password and when the account is disabled', async () => {
      const { accounts } = server

      const two = await server.addAccount()
      const before = await linkFor(two.login)
      await accounts.setPassword(two.id, NEXT)
      assert.equal((await reset(before, PASSWORD)).heading, EXPIRED)

      const three = await server.addAccount()
      const during = await linkFor(three.login)
      await accounts.disable(three.id)
      assert.equal((await reset(during)).heading, EXPIRED)
      await accounts.enable(three.id)
      assert.equal((await reset(during)).heading, EXPIRED)
    })

    it('is no link of somebody’s imagination', async () => {
      for (const token of ['A'.repeat(43), 'short', '..%2f..', 'A'.repeat(2000), 'x.y']) {
        const page = await new Browser().open(at(`/password/reset/${token}`))
        assert.deepEqual([page.status, page.heading], [410, EXPIRED])
      }
      assert.equal((await new Browser().open(at('/password/reset'))).heading, EXPIRED)
      const { status } = await new Browser().open(at(`/password/reset/${'A'.repeat(5000)}`))
      assert.equal(status, 414)
    })
  })

  describe('is replaced by no password that', () => {
    for (const [what, password, error, company] of [
      ['is too short', 'vk7zqjx', /too short/, 'one'],
      ['is common', 'Password1', /easy to guess/, 'two'],
      ['is the account’s own name', 'bartholomew-99', /your name/, 'three'],
    ] as const) {
      it(`${what}; the link still works`, async () => {
        const login = `bartholomew@${company}.example`
        await server.addAccount(login)
        const browser = new Browser()
        const page = await reset(await linkFor(login), password, browser)
        assert.equal(page.status, 422)
        assert.match(page.errors.join(), error)
        assert.ok(!page.html.includes(`"${password}"`))
        assert.equal((await setTo(browser, NEXT)).heading, SET)
      })
    }
  })

  describe('tells nobody who has an account', () => {
    it('by its answer', async () => {
      const { accounts } = server
      const known = await server.addAccount()
      const disabled = await server.addAccount()
      await accounts.disable(disabled.id)
      const throttled = await server.addAccount()
      for (let times = 0; times < 3; times += 1) await ask(throttled.login)
      await accounts.create({ login: 'no-address', password: PASSWORD })
      await accounts.create({ login: 'no-password@example.com' })
      const answers: string[] = []
      for (const login of [
        'nobody@example.com',
        known.login,
        disabled.login,
        throttled.login,
        'no-address',
        'no-password@example.com',
        'not even a name',
        'x'.repeat(300),
      ]) {
        const { status, headers, html } = await ask(login)
        const told = [...headers].filter(
          ([name]) => !['x-request-id', 'date', 'content-length', 'keep-alive'].includes(name),
        )
        // The name goes back to the browser that sent it: in the page, and for when it asks again.
        const kept = Buffer.from(login).toString('base64url')
        answers.push(
          JSON.stringify([status, told, html.replaceAll(login, 'NAME')])
            .replaceAll(kept, 'NAME')
            .replaceAll(/expires=[^;]*/g, ''),
        )
      }
      assert.equal(new Set(answers).size, 1)
      const addresses = [disabled.login, 'no-password@example.com', 'nobody@example.com']
      assert.equal(await sentTo(...addresses), 0)
      assert.equal(mailbox.resetsFor(throttled.login).length, 3)
      await mailbox.resetFor(known.login)
    })

    it('and asks for a name where none was typed', async () => {
      const browser = new Browser()
      await browser.open(at('/password/forgot'))
      const page = await browser.submit('/password/forgot', { login: '  ' })
      assert.equal(page.status, 422)
      assert.equal(page.errors.length, 1)
    })
  })

  it('is mailed to the address that is known for the account, whatever was typed', async () => {
    const created = await server.accounts.create({
      login: 'zacharias',
      email: 'Zach@home.example',
      password: PASSWORD,
    })
    assert.equal(created.outcome, 'created')
    const link = await linkFor('zacharias', 1, 'zach@home.example')
    assert.equal((await new Browser().open(link)).heading, 'Choose a new password')
    const newer = await linkFor('ZACH@HOME.example', 2, 'zach@home.example')
    const form = await new Browser().open(newer)
    assert.match(form.html, /zacharias/)
    assert.equal((await reset(newer)).heading, SET)
    assert.equal(await opens('zacharias', NEXT), true)
  })

  it('is mailed three times an hour at the most, and what was mailed goes on working', async () => {
    const { login } = await server.addAccount()
    await ask(login)
    await ask(login)
    const third = await linkFor(login, 3)
    await ask(login)
    await ask(login)
    assert.equal(await sentTo(login), 3)
    server.advance(1700)
    assert.equal((await new Browser().open(third)).heading, 'Choose a new password')
    server.advance(1900)
    await linkFor(login, 4)
    assert.equal(await sentTo(login), 4)
  })

  it('ends every session and what was issued, and the second factor is still asked for', async () => {
    const person = await Person.of(server)
    const phone = await person.addDevice('Phone')
    const elsewhere = person.elsewhere()
    const before = await signIn(elsewhere, shop, OFFLINE, phone)
    server.advance(1)
    await reset(await linkFor(person.account.login), NEXT, person.browser)
    // Whoever set it is signed in no more than anybody else.
    assert.equal(await silently(person, shop), 'login_required')
    assert.equal(await silently(elsewhere, shop), 'login_required')
    const refresh = client.refreshTokenGrant(shop.configuration, before.refreshToken ?? '')
    await assert.rejects(refresh, { error: 'invalid_grant' })

    await visit(person, shop)
    assert.equal(stepOf(await person.givePassword(NEXT)), 'code')
    assert.equal((await server.authenticators.confirmed(person.account.id)).length, 1)
    server.advance(30)
    assert.ok((await person.giveCode(phone.code())).arrived)
  })

  it('is replaced although what follows fails: sessions that cannot be ended, counts that cannot be cleared', async () => {
    const person = await Person.of(server)
    const { login, id } = person.account
    await signIn(person, shop)
    server.advance(1)
    await server.accounts.authenticate(login, 'wrong')
    const link = await linkFor(login)
    const database = new DatabaseSync(databaseOf(server.configuration))
    const tables = { artefacts: "OLD.model = 'Session'", attempts: 'TRUE' }
    for (const [table, when] of Object.entries(tables)) {
      database.exec(`CREATE TRIGGER fails_${table} BEFORE DELETE ON ${table} WHEN ${when}
        BEGIN SELECT RAISE(ABORT, 'it cannot be deleted'); END`)
    }
    try {
      const browser = new Browser()
      assert.equal((await reset(link, NEXT, browser)).heading, SET)
      assert.equal((await browser.open(at('/password/reset'))).heading, SET)
    } finally {
      for (const table of Object.keys(tables)) database.exec(`DROP TRIGGER fails_${table}`)
      database.close()
    }
    assert.equal(await opens(login, NEXT), true)
    assert.equal(changesOf(person.account).length, 1)
    // They count for nothing, whether or not they could be ended.
    assert.equal(await silently(person, shop), 'login_required')
    const told = server
      .log()
      .filter(({ msg }) => msg === 'a new password was set, and not all that follows it was done')
    assert.equal(told.length, 2, id)
  })

  it('opens what wrong passwords had closed, and not what wrong codes had', async () => {
    const person = await Person.of(server)
    await person.addDevice('Phone')
    const { login, id } = person.account
    for (let wrong = 0; wrong < 6; wrong += 1) {
      await server.authenticators.verify(id, '000000')
      await server.accounts.authenticate(login, 'wrong')
    }
    const throttled = await server.accounts.authenticate(login, PASSWORD)
    assert.equal(throttled.outcome, 'throttled')
    await reset(await linkFor(login))
    const { outcome } = await server.accounts.authenticate(login, NEXT)
    assert.equal(outcome, 'accepted')
    assert.equal((await server.authenticators.verify(id, '000000')).outcome, 'throttled')
  })

  it('is asked for and replaced by our own forms alone', async () => {
    const { login } = await server.addAccount()
    const link = await linkFor(login)
    const [mine, other] = [new Browser(), new Browser()]
    for (const [path, open, fields] of [
      ['/password/forgot', at('/password/forgot'), { login }],
      ['/password/reset', link, { new_password: NEXT }],
    ] as const) {
      await mine.open(open)
      const { csrf = '' } = mine.form(path).fields
      const evil = { Origin: 'https://evil.example' }
      const sent = [
        await mine.post(at(path), fields),
        await mine.tab().post(at(path), { ...fields, csrf }, evil),
        await mine.tab().post(at(path), { ...fields, csrf }, { 'Sec-Fetch-Site': 'cross-site' }),
        await mine.tab().post(at(path), { ...fields, csrf: 'A'.repeat(43) }),
      ]
      assert.deepEqual(
        sent.map(({ status, heading }) => [status, heading]),
        sent.map(() => [403, 'This form is out of date']),
      )
      // Nor with the token of a form in another browser.
      await other.open(at('/password/forgot'))
      const stranger = await other.post(at(path), { ...fields, csrf })
      assert.ok([403, 410].includes(stranger.status))
    }
    assert.equal(await opens(login, PASSWORD), true)
    assert.equal(await sentTo(login), 1)
  })

  it('is mailed although the server closes at once', async () => {
    const own = mkdtempSync(join(tmpdir(), 'oidc-step-up-'))
    try {
      const closing = await openTestServer({}, { folder: own })
      const { id, login } = await closing.addAccount()
      const browser = new Browser()
      await browser.open(`${closing.configuration.issuer}/password/forgot`)
      await browser.submit('/password/forgot', { login })
      await closing.close()
      const left = openSqliteStore({ path: databaseOf(closing.configuration) })
      const events = await left.activity.list(id, undefined, 10)
      left.close()
      assert.equal(events.length, 1)
    } finally {
      rmSync(own, { recursive: true, force: true })
    }
  })

  it('cannot be replaced where no mail is sent', async () => {
    const mute = await openTestServer({ profile: 'production', mail: {} })
    try {
      const browser = new Browser()
      const { issuer } = mute.configuration
      assert.equal((await browser.open(`${issuer}/password/forgot`)).status, 404)
      const page = await browser.open(`${issuer}/account`)
      assert.equal(stepOf(page), 'password')
      assert.doesNotMatch(page.html, /Forgot/)
    } finally {
      await mute.close()
    }
  })
})

const moment = (): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, 25)
  })
