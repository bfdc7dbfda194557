import { strict as assert } from 'node:assert'
import * as client from 'openid-client'
import type { StepUpEvent } from '../../src/audit/events.ts'
import type { Page } from '../support/browser.ts'
import { Person } from '../support/person.ts'
import { essentialAcr, relyingParty, type RelyingParty } from '../support/relying-party.ts'
import { keepSecret } from '../support/secrets-in-logs.ts'
import { PASSWORD, testServer } from '../support/test-server.ts'
import { OFFLINE, signIn, silently, stepOf, visit } from '../support/visit.ts'

const TWO_FACTORS = 'urn:step-up:2fa'
const NEXT = keepSecret('an orchard of green apples')

describe('a password is changed in the account', () => {
  const server = testServer()
  const lenient = testServer({ secondFactorWhenEnrolled: false })
  let shop: RelyingParty
  before(async () => {
    shop = await relyingParty(server())
  })

  const change = async (person: Person, fields: Record<string, string> = {}): Promise<Page> => {
    await person.openAccount('/account/password')
    return person.browser.submit('/account/password', {
      password: PASSWORD,
      new_password: NEXT,
      ...fields,
    })
  }

  /** The fields that the page asks for. */
  const asked = ({ html }: Page): string[] =>
    [...html.matchAll(/<input id="([^"]*)"/g)].map(([, name = '']) => name)

  /** Somebody who is signed in. */
  async function somebody(): Promise<Person> {
    const person = await Person.of(server())
    await signIn(person, shop)
    return person
  }

  /** The codes in clear, those that stand or new ones. */
  async function recoveryCodesOf(person: Person): Promise<string[]> {
    const { codes } = await person.server.recoveryCodes.issue(person.account.id)
    return codes.map(({ code }) => keepSecret(code.reveal()))
  }

  const eventsOf = ({ account }: Person, since: number): readonly StepUpEvent[] =>
    server()
      .audit()
      .slice(since)
      .filter((event) => 'accountId' in event && event.accountId === account.id)

  const opens = async (person: Person, password: string): Promise<boolean> =>
    (await person.server.accounts.authenticate(person.account.login, password)).outcome ===
    'accepted'

  it('by who knows the present one, and says that other places are signed out', async () => {
    const person = await somebody()
    const since = server().audit().length
    const page = await change(person)
    assert.equal(page.status, 200)
    assert.match(page.html, /role="status"[\s\S]*Your password was changed/)
    assert.match(page.html, /You have been signed out everywhere else/)
    assert.doesNotMatch(
      (await person.openAccount('/account/password')).html,
      /password was changed/,
    )
    assert.equal(await opens(person, PASSWORD), false)
    assert.equal(await opens(person, NEXT), true)
    const told = eventsOf(person, since).map((event) => [
      event.type,
      'outcome' in event ? event.outcome : 'by' in event ? event.by : '',
    ])
    assert.deepEqual(told, [
      ['password', 'accepted'],
      ['password_changed', 'owner'],
    ])
  })

  it('only by who is signed in', async () => {
    const person = await Person.of(server())
    assert.equal(stepOf(await person.openAccount('/account/password')), 'password')
    const url = `${server().configuration.issuer}/account/password`
    const fields = { password: PASSWORD, new_password: NEXT }
    assert.equal(stepOf(await person.browser.post(url, fields)), 'password')
    assert.equal(await opens(person, PASSWORD), true)
  })

  it('by a form of the same session alone, and not from another site', async () => {
    const [person, stranger] = [await somebody(), await somebody()]
    await stranger.openAccount('/account/password')
    const { csrf = '' } = stranger.browser.form('/account/password').fields
    await person.openAccount('/account/password')
    const own = person.browser.form('/account/password').fields['csrf'] ?? ''
    const url = `${server().configuration.issuer}/account/password`
    const fields = { password: PASSWORD, new_password: NEXT }
    assert.equal((await person.browser.post(url, { ...fields, csrf })).status, 403)
    const foreign = { Origin: 'https://evil.example' }
    assert.equal((await person.browser.post(url, { ...fields, csrf: own }, foreign)).status, 403)
    assert.equal(await opens(person, PASSWORD), true)
  })

  it('which ends the other sessions and what was issued to them, and not this one', async () => {
    const person = await Person.of(server())
    const phone = await person.addDevice('Phone')
    const elsewhere = person.elsewhere()
    const before = await signIn(elsewhere, shop, OFFLINE, phone)
    assert.equal(await silently(elsewhere, shop), undefined)
    server().advance(30)

    await change(person, { code: phone.code() })
    assert.equal(await silently(elsewhere, shop), 'login_required')
    const refresh = client.refreshTokenGrant(shop.configuration, before.refreshToken ?? '')
    await assert.rejects(refresh, { error: 'invalid_grant' })

    // Both factors were proved just now: this session knows it and asks for neither.
    const wanted = { ...essentialAcr(TWO_FACTORS), max_age: '60', prompt: 'none' }
    const { request, page } = await visit(person, shop, wanted)
    const { claims } = await request.finish(page.arrived)
    assert.equal(claims.acr, TWO_FACTORS)
    assert.deepEqual(new Set(claims.amr), new Set(['pwd', 'otp', 'mfa']))
    assert.equal(claims.auth_time, Math.floor(server().now() / 1000))
  })

  it('with a fresh code, once there is a second factor; the password alone is not enough', async () => {
    const person = await Person.of(server())
    const phone = await person.addDevice('Phone')
    server().advance(30)
    for (const [code, error] of [
      ['', /neither a code from your app nor a recovery code/],
      ['12345', /neither a code from your app nor a recovery code/],
      ['999999', /Incorrect code/],
      ['k7m2p-9xwaz-3hrtc', /Incorrect code/],
    ] as const) {
      const page = await change(person, { code })
      assert.equal(page.status, 422)
      assert.match(page.errors.join(), error)
      assert.equal(page.errors.length, 1)
    }
    assert.equal(await opens(person, PASSWORD), true)
    assert.match((await change(person, { code: phone.code() })).html, /password was changed/)
    assert.equal(await opens(person, NEXT), true)
  })

  it('or with a recovery code, which is used up by that', async () => {
    const person = await Person.of(server())
    await person.addDevice('Phone')
    const [first = '', second = ''] = await recoveryCodesOf(person)
    const since = server().audit().length
    const written = first.replaceAll('-', ' ').toUpperCase()
    assert.match((await change(person, { code: written })).html, /password was changed/)
    const [used] = eventsOf(person, since).filter(({ type }) => type === 'recovery_code')
    assert.ok(used?.type === 'recovery_code')
    assert.deepEqual([used.outcome, used.remaining], ['accepted', 9])
    assert.equal(await silently(person, shop), undefined)

    const again = { password: NEXT, new_password: PASSWORD }
    const refused = await change(person, { ...again, code: first })
    assert.match(refused.errors.join(), /already been used/)
    assert.match((await change(person, { ...again, code: second })).html, /password was changed/)
  })

  it('with a recovery code where the last device is lost', async () => {
    const person = await Person.of(lenient())
    await person.addDevice('Phone')
    const [code = ''] = await recoveryCodesOf(person)
    await lenient().authenticators.removeAll(person.account.id)
    await person.openAccount('/account/password')
    const page = await person.browser.submit('/account/password', { password: PASSWORD })
    assert.match(page.html, /name="code"/)
    await person.browser.submit('/account/password', {
      new_password: NEXT,
      code: '123456',
    })
    assert.equal(await opens(person, PASSWORD), true)
    assert.match((await change(person, { code })).html, /password was changed/)
  })

  for (const [what, next, error] of [
    ['is too short', 'vk7zqjx', /too short\. Use at least 8/],
    ['is too long', 'xy'.repeat(65), /too long\. Use at most 128/],
    ['is common', 'Password2024!', /easy to guess/],
    ['is the service’s name', 'oidc-step-up', /name of this service/],
    ['is the present one', PASSWORD, /your current password/],
  ] as const) {
    it(`not to one that ${what}, and asks for nothing but another new one`, async () => {
      const person = await Person.of(server())
      const phone = await person.addDevice('Phone')
      server().advance(30)
      const code = phone.code()
      const page = await change(person, { new_password: next, code })
      assert.equal(page.status, 422)
      assert.match(page.errors.join(), error)
      assert.equal(page.errors.length, 1)
      assert.match(page.html, /id="new_password"[^>]*aria-invalid="true"[^>]*autofocus/)
      assert.deepEqual(asked(page), ['new_password', 'code'])
      // Not the password again, and the code was not looked at.
      const since = server().audit().length
      const done = await person.browser.submit('/account/password', { new_password: NEXT, code })
      assert.match(done.html, /password was changed/)
      assert.deepEqual(
        eventsOf(person, since).map(({ type }) => type),
        ['code', 'password_changed'],
      )
    })
  }

  it('in two steps: the present one, then the new one with a code', async () => {
    const person = await Person.of(server())
    const phone = await person.addDevice('Phone')
    server().advance(30)
    assert.deepEqual(asked(await person.openAccount('/account/password')), ['password'])
    const second = await person.browser.submit('/account/password', { password: PASSWORD })
    assert.deepEqual(asked(second), ['new_password', 'code'])
    assert.equal(second.status, 200)
    // Reloaded, or opened again within minutes, it stands where it stood.
    const again = await person.openAccount('/account/password')
    assert.deepEqual(asked(again), ['new_password', 'code'])
    const fields = { new_password: NEXT, code: phone.code() }
    const done = await person.browser.submit('/account/password', fields)
    assert.match(done.html, /password was changed/)
    assert.deepEqual(asked(done), ['password'])
    assert.equal(await opens(person, NEXT), true)
  })

  it('and what the session then goes on with was proved at that moment, whenever the form was begun', async () => {
    const person = await Person.of(server())
    const phone = await person.addDevice('Phone')
    server().advance(30)
    await person.openAccount('/account/password')
    // A code that comes with the present password is not looked at yet.
    const early = { password: PASSWORD, code: phone.code() }
    assert.deepEqual(asked(await person.browser.submit('/account/password', early)), [
      'new_password',
      'code',
    ])
    server().advance(240)
    const late = { new_password: NEXT, code: phone.code() }
    assert.match(
      (await person.browser.submit('/account/password', late)).html,
      /password was changed/,
    )
    const wanted = { ...essentialAcr(TWO_FACTORS), max_age: '60', prompt: 'none' }
    const { request, page } = await visit(person, shop, wanted)
    const { claims } = await request.finish(page.arrived)
    assert.equal(claims.auth_time, Math.floor(server().now() / 1000))
  })

  it('and a refused field does not ask again for what was right', async () => {
    const person = await Person.of(server())
    const phone = await person.addDevice('Phone')
    const submit = (fields: Record<string, string>) =>
      person.browser.submit('/account/password', fields)
    await person.openAccount('/account/password')

    const wrong = await submit({ password: 'not my password', code: '000000' })
    assert.deepEqual(wrong.errors, ['Incorrect password. Try again.'])
    assert.deepEqual(asked(wrong), ['password'])
    assert.deepEqual(asked(await submit({ password: PASSWORD })), ['new_password', 'code'])
    const code = await submit({ new_password: NEXT, code: '000000' })
    assert.equal(code.errors.length, 1)
    assert.deepEqual(asked(code), ['code'])

    server().advance(301)
    // Minutes later all of it is asked again.
    assert.deepEqual(asked(await person.openAccount('/account/password')), ['password'])
    await submit({ password: PASSWORD })
    const done = await submit({ new_password: NEXT, code: phone.code() })
    assert.match(done.html, /password was changed/)
  })

  it('and a wrong code does not ask for the new one again, which nobody can read meanwhile', async () => {
    const person = await Person.of(server())
    const phone = await person.addDevice('Phone')
    server().advance(30)
    const path = '/account/password'
    const submit = (fields: Record<string, string>) => person.browser.submit(path, fields)
    await person.openAccount(path)
    await submit({ password: PASSWORD })
    assert.deepEqual(asked(await submit({ new_password: NEXT, code: '000000' })), ['code'])
    // Opened again, by a reload say, it stands where it stood; and another one can be chosen.
    const again = await person.openAccount(path)
    assert.deepEqual(asked(again), ['code'])
    assert.match(again.html, /href="\/account\/password\?another"[^>]*>Choose another password</)
    const url = `${server().configuration.issuer}${path}`
    const name = person.browser.cookie('step_up_chosen', url) ?? ''
    assert.notEqual(name, '')
    const elsewhere = person.elsewhere()
    await signIn(elsewhere, shop, {}, phone)
    elsewhere.browser.jar.setCookieSync(`step_up_chosen=${name}; Path=${path}`, url)
    await elsewhere.openAccount(path)
    const foreign = await elsewhere.browser.submit(path, { password: PASSWORD })
    assert.deepEqual(asked(foreign), ['new_password', 'code'])

    server().advance(30)
    assert.match((await submit({ code: phone.code() })).html, /password was changed/)
    assert.equal(await opens(person, NEXT), true)
    assert.equal(person.browser.cookie('step_up_chosen', url), undefined)
  })

  it('and another new one can be chosen after a wrong code, or has to be minutes later', async () => {
    const person = await Person.of(server())
    const phone = await person.addDevice('Phone')
    server().advance(30)
    const path = '/account/password'
    const submit = (fields: Record<string, string>) => person.browser.submit(path, fields)
    await person.openAccount(path)
    await submit({ password: PASSWORD })
    await submit({ new_password: NEXT, code: '000000' })
    assert.deepEqual(asked(await person.openAccount(`${path}?another`)), ['new_password', 'code'])
    assert.deepEqual(asked(await submit({ new_password: NEXT, code: '000000' })), ['code'])
    server().advance(301)
    assert.deepEqual(asked(await person.openAccount(path)), ['password'])
    await submit({ password: PASSWORD })
    assert.deepEqual(asked(person.browser.page), ['new_password', 'code'])
    assert.equal(await opens(person, PASSWORD), true)
    const done = await submit({ new_password: NEXT, code: phone.code() })
    assert.match(done.html, /password was changed/)
  })

  it('and what one session was given right serves no other, and no other form', async () => {
    const person = await somebody()
    const path = '/account/password'
    const url = `${server().configuration.issuer}${path}`
    await person.openAccount(path)
    await person.browser.submit(path, { password: PASSWORD })
    assert.deepEqual(asked(person.browser.page), ['new_password'])
    const proved = person.browser.cookie('step_up_proved', url) ?? ''
    assert.notEqual(proved, '')

    const elsewhere = person.elsewhere()
    await signIn(elsewhere, shop)
    const stranger = await somebody()
    for (const other of [elsewhere, stranger]) {
      other.browser.jar.setCookieSync(`step_up_proved=${proved}; Path=/account`, url)
      assert.deepEqual(asked(await other.openAccount(path)), ['password'])
    }
    person.browser.jar.setCookieSync(`step_up_proved=${proved}; Path=/account/devices/add`, url)
    const add = await person.openAccount('/account/devices/add')
    assert.deepEqual(asked(add), ['name', 'password'])

    // Nor does it outlive a new password that was set elsewhere.
    server().advance(1)
    await server().accounts.setPassword(person.account.id, NEXT)
    await person.openAccount(path)
    await person.givePassword(NEXT)
    assert.deepEqual(asked(await person.openAccount(path)), ['password'])
  })

  it('not to the account’s own words', async () => {
    const person = new Person(server(), await server().addAccount('wilhelmina@example.com'))
    await signIn(person, shop)
    const page = await change(person, { new_password: 'Wilhelmina-1987' })
    assert.match(page.errors.join(), /your name, your address/)
    assert.equal(await opens(person, PASSWORD), true)
  })

  it('not by who does not know the present one: the code that was right is kept, and guesses are throttled', async () => {
    const person = await Person.of(server())
    const phone = await person.addDevice('Phone')
    server().advance(30)
    const code = phone.code()
    const wrong = { password: 'not my password', code }
    for (let attempt = 1; attempt <= 5; attempt += 1) {
      const page = await change(person, wrong)
      assert.equal(page.status, 422)
      assert.deepEqual(page.errors, ['Incorrect password. Try again.'])
      assert.match(page.html, /id="password"[^>]*aria-invalid="true"[^>]*autofocus/)
    }
    const page = await change(person, wrong)
    assert.equal(page.status, 429)
    assert.equal(page.headers.get('Retry-After'), '5')
    server().advance(5)
    assert.match((await change(person, { code })).html, /password was changed/)
  })

  it('and shows nothing of what was typed', async () => {
    const person = await Person.of(server())
    const phone = await person.addDevice('Phone')
    server().advance(30)
    const typed = { password: 'not my password', new_password: NEXT, code: phone.code() }
    for (const fields of [typed, { ...typed, password: PASSWORD, new_password: 'sunshine1' }]) {
      const { html } = await change(person, fields)
      for (const secret of Object.values(fields)) assert.ok(!html.includes(`"${secret}"`))
    }
  })

  it('once by one code, however often it is sent at once', async () => {
    const person = await Person.of(server())
    const phone = await person.addDevice('Phone')
    server().advance(30)
    await person.openAccount('/account/password')
    const { csrf = '' } = person.browser.form('/account/password').fields
    const url = `${server().configuration.issuer}/account/password`
    const since = server().audit().length
    const sent = Array.from({ length: 8 }, (_, index) => {
      const next = keepSecret(`${NEXT} ${index}`)
      const body = { csrf, password: PASSWORD, code: phone.code(), new_password: next }
      return person.inAnotherTab().browser.send(url, {
        method: 'POST',
        body: new URLSearchParams(body),
        headers: { Origin: new URL(url).origin },
      })
    })
    await Promise.all(sent)
    const changes = eventsOf(person, since).filter(({ type }) => type === 'password_changed')
    assert.equal(changes.length, 1)
    assert.equal(await opens(person, PASSWORD), false)
  })
})
