import { strict as assert } from 'node:assert'
import { DEFAULT_THROTTLE } from '../../src/kernel/throttle/attempt-store.ts'
import { answerOf } from '../support/answer-of.ts'
import type { Page } from '../support/browser.ts'
import { Person, type Device } from '../support/person.ts'
import { essentialAcr, relyingParty, type RelyingParty } from '../support/relying-party.ts'
import { keepSecret } from '../support/secrets-in-logs.ts'
import { fieldsOn, otherNameOn } from '../support/sign-in-page.ts'
import { PASSWORD, testServer } from '../support/test-server.ts'
import { signIn, stepOf, visit } from '../support/visit.ts'

const ONE_FACTOR = 'urn:step-up:1fa'
const TWO_FACTORS = 'urn:step-up:2fa'
const WRONG = 'Incorrect name, password or code. Each code works only once.'

const { free } = DEFAULT_THROTTLE

describe('signing in with password and code on one page', () => {
  const server = testServer({ signInPage: 'email-first-with-code' })
  let shop: RelyingParty
  before(async () => {
    shop = await relyingParty(server())
  })

  /** Somebody with a device, at a browser of their own that stands at the page with both fields. */
  async function atOnePage() {
    const person = await Person.of(server())
    const phone = await person.addDevice('Phone')
    server().advance(60)
    return { person, phone, ...(await arrive(person)) }
  }

  async function arrive(person: Person) {
    const visitor = person.elsewhere()
    const { request } = await visit(visitor, shop)
    const page = await visitor.giveName()
    assert.deepEqual(Object.keys(fieldsOn(page)), ['login', 'password', 'code'])
    return { visitor, request, page }
  }

  /** A name that nobody has, for which both fields stand on one page. */
  async function nobodyWithBoth(person: Person): Promise<string> {
    for (let number = 0; number < 50; number += 1) {
      const login = `nobody-at-all-${number}@example.com`
      const visitor = person.elsewhere()
      await visit(visitor, shop)
      if ('code' in fieldsOn(await visitor.giveName(login))) return login
    }
    return assert.fail('every name that nobody has stands without a code')
  }

  /** Past the page that says, after a recovery code, how many are left. */
  async function goOn(visitor: Person, page: Page): Promise<Page> {
    assert.equal(stepOf(page), 'continue')
    assert.match(page.html, /\b9 recovery codes/)
    return visitor.browser.submit('/continue')
  }

  const outcomes = (person: Person): string[] =>
    server()
      .audit()
      .filter((event) => 'accountId' in event && event.accountId === person.account.id)
      .map((event) => ('outcome' in event ? `${event.type} ${event.outcome}` : event.type))

  const otherThan = (device: Device): string => {
    const near = new Set([-1, 0, 1].map((step) => device.code(step)))
    return ['000000', '111111', '222222', '333333'].find((code) => !near.has(code)) ?? ''
  }

  it('keeps the same in the browser of a wrong password as of a wrong code, by an address as by a name', async () => {
    const { person } = await atOnePage()
    const email = 'by-address@example.org'
    await server().accounts.setEmail(person.account.id, email, true)
    const { issuer } = server().configuration
    for (const login of [person.account.login, email]) {
      const visitor = person.elsewhere()
      await visit(visitor, shop)
      await visitor.giveName(login)
      const kept = async (password: string) => {
        await visitor.givePassword(password, { login, code: '000000' })
        return visitor.browser.cookie('wrong_codes', issuer)?.split('.')
      }
      const [id, tag, count] = (await kept(PASSWORD)) ?? []
      assert.equal(count, '1')
      assert.deepEqual(await kept('a wrong one'), [id, tag, '2'])
    }
  })

  it('takes both at once, and is back at the application', async () => {
    const { person, phone, visitor, request, page } = await atOnePage()
    const { login } = person.account
    assert.equal(page.heading, 'Enter your password and code')
    assert.deepEqual(fieldsOn(page), { login: `${login} (fixed)`, password: '', code: '' })
    assert.ok(otherNameOn(page))
    const before = outcomes(person).length
    const { arrived } = await visitor.givePassword(PASSWORD, { code: phone.code() })
    const { claims } = await request.finish(arrived)
    assert.deepEqual(
      [claims.acr, claims.amr, claims.auth_time],
      [TWO_FACTORS, ['pwd', 'otp', 'mfa'], server().now() / 1000],
    )
    assert.deepEqual(outcomes(person).slice(before), [
      'password accepted',
      'code accepted',
      'signed_in',
    ])
  })

  it('takes a recovery code in the place of the device’s, as it is typed', async () => {
    const { person, visitor, request } = await atOnePage()
    const { codes } = await server().recoveryCodes.issue(person.account.id)
    const code = keepSecret(codes[3]?.code.reveal() ?? '')
    const typed = keepSecret(code.toUpperCase().replaceAll('-', ' '))
    const left = await visitor.givePassword(PASSWORD, { code: typed })
    const { arrived } = await goOn(visitor, left)
    assert.equal((await request.finish(arrived)).claims.acr, TWO_FACTORS)
    assert.ok(outcomes(person).includes('recovery_code accepted'))
    const again = await arrive(person)
    const page = await again.visitor.givePassword(PASSWORD, { code: typed })
    assert.deepEqual([page.status, page.errors], [422, [WRONG]])
    assert.ok(outcomes(person).includes('recovery_code used'))
  })

  it('has the browser trusted by the code of a device, and never by a recovery code', async () => {
    for (const kind of ['device', 'recovery'] as const) {
      const { person, phone, visitor } = await atOnePage()
      const { login } = person.account
      const { codes } = await server().recoveryCodes.issue(person.account.id)
      const code = kind === 'device' ? phone.code() : keepSecret(codes[0]?.code.reveal() ?? '')
      await visitor.browser.submit('/password', { login, password: PASSWORD, code, trust: 'yes' })
      const trusted = server()
        .audit()
        .some((event) => event.type === 'browser_trusted' && event.accountId === person.account.id)
      assert.equal(trusted, kind === 'device', kind)
    }
  })

  it('takes a recovery code where the last device is lost', async () => {
    const { person, visitor, request } = await atOnePage()
    const { codes } = await server().recoveryCodes.issue(person.account.id)
    await server().authenticators.removeAll(person.account.id)
    const digits = await visitor.givePassword(PASSWORD, { code: '123456' })
    assert.deepEqual(digits.errors, [WRONG])
    const code = keepSecret(codes[0]?.code.reveal() ?? '')
    const { arrived } = await goOn(visitor, await visitor.givePassword(PASSWORD, { code }))
    assert.equal((await request.finish(arrived)).claims.acr, TWO_FACTORS)
  })

  it('asks an account without a second factor for the password alone', async () => {
    const person = await Person.of(server())
    const { request } = await visit(person, shop)
    const page = await person.giveName()
    assert.deepEqual(Object.keys(fieldsOn(page)), ['login', 'password'])
    const wrong = await person.givePassword('wrong')
    assert.deepEqual(wrong.errors, ['Incorrect name or password.'])
    const { arrived } = await person.givePassword()
    assert.equal((await request.finish(arrived)).claims.acr, ONE_FACTOR)
  })

  it('asks for the code alone where it was left empty beside a right password', async () => {
    const { phone, visitor, request } = await atOnePage()
    const page = await visitor.givePassword()
    assert.equal(stepOf(page), 'code')
    assert.deepEqual(fieldsOn(page), { code: '' })
    const { arrived } = await visitor.giveCode(phone.code())
    assert.equal((await request.finish(arrived)).claims.acr, TWO_FACTORS)
  })

  it('says the same of a wrong code as of a wrong password, and keeps neither', async () => {
    const { person, phone, visitor } = await atOnePage()
    const { login } = person.account
    const code = phone.code()
    const wrongPassword = await visitor.givePassword('wrong', { code })
    const wrongCode = await visitor.givePassword(PASSWORD, { code: otherThan(phone) })
    const wrongRecovery = await visitor.givePassword(PASSWORD, { code: 'k7m2p-9xwaz-3hrtc' })
    assert.deepEqual([wrongPassword.status, wrongPassword.errors], [422, [WRONG]])
    assert.deepEqual(answerOf(wrongCode, login), answerOf(wrongPassword, login))
    assert.deepEqual(answerOf(wrongRecovery, login), answerOf(wrongPassword, login))
    assert.deepEqual(fieldsOn(wrongCode), {
      login: `${login} (fixed)`,
      password: '',
      code: '',
    })
    // The code that stood beside the wrong password was not looked at; the right password was forgotten.
    const again = await visitor.browser.open(wrongCode.url)
    assert.deepEqual(fieldsOn(again), { login: `${login} (fixed)`, password: '', code: '' })
    assert.deepEqual((await visitor.givePassword('wrong', { code })).errors, [WRONG])
    assert.equal((await visitor.givePassword(PASSWORD, { code })).arrived?.has('code'), true)
  })

  it('says what is no code at all before anything is charged or checked', async () => {
    const { person, phone, visitor } = await atOnePage()
    const before = outcomes(person).length
    for (let round = 0; round < free + 2; round += 1) {
      for (const code of ['12345', '1234567', 'k7m2p-9xwaz', 'guess']) {
        const page = await visitor.givePassword(PASSWORD, { code })
        assert.equal(page.status, 422)
        assert.match(page.errors.join(), /^That is not a complete code\./)
      }
    }
    assert.equal(outcomes(person).length, before)
    const { arrived } = await visitor.givePassword(PASSWORD, { code: phone.code() })
    assert.equal(arrived?.has('code'), true)
  })

  it('says how long to wait after too many wrong codes, and takes a right one then', async () => {
    const { phone, visitor } = await atOnePage()
    for (let failures = 0; failures < free; failures += 1) {
      const page = await visitor.givePassword(PASSWORD, { code: otherThan(phone) })
      assert.equal(page.status, 422)
    }
    const page = await visitor.givePassword(PASSWORD, { code: phone.code() })
    assert.equal(page.status, 429)
    assert.equal(page.headers.get('Retry-After'), String(DEFAULT_THROTTLE.firstDelay))
    assert.match(page.errors.join(), /^Too many attempts\. Wait 5 seconds/)
    assert.match(page.html, /data-wait="5"/)
    assert.deepEqual(Object.keys(fieldsOn(page)), ['login', 'password', 'code'])
    server().advance(DEFAULT_THROTTLE.firstDelay)
    const { arrived } = await visitor.givePassword(PASSWORD, { code: phone.code() })
    assert.equal(arrived?.has('code'), true)
  })

  it('charges wrong passwords as everywhere, whatever code stands beside them', async () => {
    const { person, phone, visitor } = await atOnePage()
    const code = phone.code()
    for (let failures = 0; failures < free; failures += 1) {
      assert.equal((await visitor.givePassword('wrong', { code })).status, 422)
    }
    assert.equal((await visitor.givePassword(PASSWORD, { code })).status, 429)
    server().advance(DEFAULT_THROTTLE.firstDelay)
    assert.equal(outcomes(person).filter((outcome) => outcome.startsWith('code')).length, 0)
    const { arrived } = await visitor.givePassword(PASSWORD, { code: phone.code() })
    assert.equal(arrived?.has('code'), true)
  })

  it('throttles a right password beside a wrong code as a wrong one, and as a name that nobody has', async () => {
    const { person, phone } = await atOnePage()
    const { account } = await Person.of(server())
    const another = await new Person(server(), account).addDevice('Tablet')
    server().advance(60)
    const nobody = await nobodyWithBoth(person)
    // Guesses of which one is right.
    const { person: guessed, phone: tablet } = await atOnePage()
    const wrongs = ['wrong', 'wrong again', 'still wrong']
    const ways = [
      { login: person.account.login, password: PASSWORD, code: () => otherThan(phone) },
      {
        login: guessed.account.login,
        password: [...wrongs, PASSWORD],
        code: () => otherThan(tablet),
      },
      { login: account.login, password: 'wrong', code: () => another.code() },
      { login: nobody, password: PASSWORD, code: () => '123456' },
    ]
    const answers = ways.map(() => [] as object[])
    const waits: number[] = []
    for (let round = 0; round < 3 * free; round += 1) {
      let wait = 0
      for (const [index, { login, password, code }] of ways.entries()) {
        const visitor = person.elsewhere()
        await visit(visitor, shop)
        await visitor.giveName(login)
        const given = typeof password === 'string' ? password : password[round % password.length]
        const page = await visitor.givePassword(given, { login, code: code() })
        answers[index]?.push(answerOf(page, login))
        wait = Number(page.headers.get('Retry-After') ?? 0)
      }
      waits.push(wait)
      server().advance(wait)
    }
    assert.ok(waits.filter((wait) => wait > 0).length >= free, String(waits))
    const [right, found, wrong, unknown] = answers
    assert.deepEqual(right, wrong)
    assert.deepEqual(found, wrong)
    assert.deepEqual(unknown, wrong)
  })

  it('tells of a wait for codes where somebody has signed in before, and to nobody else', async () => {
    const { person, phone, visitor } = await atOnePage()
    await visitor.givePassword(PASSWORD, { code: phone.code() })
    server().advance(30)
    // On the page for the code alone, which stands behind the right password.
    const { visitor: fumbling } = await arrive(person)
    await fumbling.givePassword()
    for (let failures = 0; failures < free; failures += 1) {
      assert.equal((await fumbling.giveCode(otherThan(phone))).status, 422)
    }
    const { visitor: stranger } = await arrive(person)
    const right = await stranger.givePassword(PASSWORD, { code: phone.code() })
    assert.deepEqual([right.status, right.errors], [422, [WRONG]])
    const wrong = await stranger.givePassword('wrong', { code: phone.code() })
    const { login } = person.account
    assert.deepEqual(answerOf(right, login), answerOf(wrong, login))
    await visit(visitor, shop, { prompt: 'login' })
    await visitor.giveName()
    const known = await visitor.givePassword(PASSWORD, { code: phone.code() })
    assert.equal(known.status, 429)
  })

  it('forgets the failures when both are right, after as many as cost no waiting', async () => {
    const { person, phone, visitor } = await atOnePage()
    for (let round = 0; round < 3; round += 1) {
      for (let failures = 1; failures < free; failures += 1) {
        const { visitor: fumbling } = await arrive(person)
        const page = await fumbling.givePassword(PASSWORD, { code: otherThan(phone) })
        assert.equal(page.status, 422)
      }
      const { visitor: next } = await arrive(person)
      const { arrived } = await next.givePassword(PASSWORD, { code: phone.code() })
      assert.equal(arrived?.has('code'), true)
      server().advance(30)
    }
    assert.equal((await visitor.givePassword(PASSWORD, { code: otherThan(phone) })).status, 422)
  })

  it('leaves no cookie of a right password beside a wrong code', async () => {
    const { person, phone, visitor } = await atOnePage()
    const { issuer } = server().configuration
    const kept = ({ browser }: Person) =>
      browser.jar
        .getCookiesSync(issuer)
        .map(({ key }) => key)
        .toSorted()
    const { visitor: guesser } = await arrive(person)
    await guesser.givePassword('not the password', { code: otherThan(phone) })
    await visitor.givePassword(PASSWORD, { code: otherThan(phone) })
    assert.deepEqual(kept(visitor), kept(guesser))
    assert.equal(visitor.browser.cookie('known_browser', issuer), undefined)
    assert.equal(visitor.browser.cookie('proved_browser', issuer), undefined)
    await visitor.givePassword(PASSWORD, { code: phone.code() })
    assert.ok(visitor.browser.cookie('known_browser', issuer))
    assert.ok(visitor.browser.cookie('proved_browser', issuer))
    assert.ok(!kept(visitor).includes('wrong_codes'))
  })

  it('goes by what the account has when the form comes', async () => {
    const { person, phone, visitor, request } = await atOnePage()
    await person.openAccount('/account/turn-off')
    await person.browser.submit('/turn-off')
    const code = phone.code()
    const { arrived } = await visitor.givePassword(PASSWORD, { code })
    assert.equal((await request.finish(arrived)).claims.acr, ONE_FACTOR)

    const other = await Person.of(server())
    await visit(other, shop)
    await other.giveName()
    const tablet = await other.elsewhere().addDevice('Tablet')
    server().advance(30)
    assert.equal(stepOf(await other.givePassword()), 'code')
    assert.equal((await other.giveCode(tablet.code())).arrived?.has('code'), true)
  })

  it('asks both again in a live session in which both are too old', async () => {
    const person = await Person.of(server())
    const phone = await person.addDevice('Phone')
    server().advance(61)
    const recent = { ...essentialAcr(ONE_FACTOR), max_age: '60' }
    const { request, page } = await visit(person, shop, recent)
    assert.equal(page.heading, 'Confirm that it is you')
    assert.deepEqual(Object.keys(fieldsOn(page)), ['login', 'password', 'code'])
    const { arrived } = await person.givePassword(PASSWORD, { code: phone.code() })
    assert.equal((await request.finish(arrived)).claims.auth_time, server().now() / 1000)
  })

  it('asks for the password alone in a live session whose code is fresh', async () => {
    const person = await Person.of(server())
    const phone = await person.addDevice('Phone')
    server().advance(50)
    await visit(person, shop, { ...essentialAcr(TWO_FACTORS), max_age: '10' })
    await person.giveCode(phone.code())
    server().advance(20)
    const recent = { ...essentialAcr(ONE_FACTOR), max_age: '60' }
    const { request, page } = await visit(person, shop, recent)
    assert.deepEqual(Object.keys(fieldsOn(page)), ['login', 'password'])
    assert.ok((await request.finish((await person.givePassword()).arrived)).idToken)
  })

  it('of two posts of one code at once signs in one', async () => {
    const { person, phone, visitor: first } = await atOnePage()
    const { visitor: second } = await arrive(person)
    const code = phone.code()
    const pages = await Promise.all(
      [first, second].map((visitor) => visitor.givePassword(PASSWORD, { code })),
    )
    assert.equal(pages.filter(({ arrived }) => arrived?.has('code')).length, 1)
    const loser = pages.find(({ arrived }) => !arrived)
    assert.deepEqual([loser?.status, loser?.errors], [422, [WRONG]])
    assert.equal(outcomes(person).filter((outcome) => outcome === 'code accepted').length, 1)
    const late = await visit(pages[0]?.arrived ? second : first, shop)
    assert.equal(stepOf(late.page), 'password')
  })

  for (const manner of ['one after the other', 'at once'] as const) {
    it(`goes on after a double click, ${manner}`, async () => {
      const { person, phone, visitor, request } = await atOnePage()
      const { action, fields } = visitor.browser.form('/password')
      const body = { login: person.account.login, password: PASSWORD, code: phone.code() }
      const url = new URL(action, server().configuration.issuer)
      const send = () =>
        visitor.browser.send(url.href, {
          method: 'POST',
          body: new URLSearchParams({ ...fields, ...body }),
          headers: { Origin: url.origin },
        })
      const [first, second] =
        manner === 'at once' ? await Promise.all([send(), send()]) : [await send(), await send()]
      assert.deepEqual([first.status, second.status], [303, 303])
      // The browser follows the answer to the second click alone.
      const { arrived } = await visitor.browser.open(
        new URL(second.headers.get('Location') ?? '', url).href,
      )
      assert.equal((await request.finish(arrived)).claims.acr, TWO_FACTORS)
    })
  }
})

describe('where no request asks for a code', () => {
  const server = testServer({
    signInPage: 'email-first-with-code',
    secondFactorWhenEnrolled: false,
  })

  it('stands no field for one beside the password, for whatever name', async () => {
    const shop = await relyingParty(server())
    const person = await Person.of(server())
    await person.addDevice('Phone')
    const visitor = person.elsewhere()
    const { request } = await visit(visitor, shop)
    const names = Array.from({ length: 20 }, (_, index) => `nobody-${index}@example.com`)
    for (const login of [...names, person.account.login]) {
      const { url } = visitor.browser.page
      assert.deepEqual(Object.keys(fieldsOn(await visitor.giveName(login))), ['login', 'password'])
      if (login !== person.account.login) await visitor.browser.open(url)
    }
    const { claims } = await request.finish((await visitor.givePassword()).arrived)
    assert.equal(claims.acr, ONE_FACTOR)
    // An application may still ask, and then both stand on one page.
    const other = person.elsewhere()
    await visit(other, shop, essentialAcr(TWO_FACTORS))
    assert.deepEqual(Object.keys(fieldsOn(await other.giveName())), ['login', 'password', 'code'])
    assert.ok((await signIn(person, shop)).idToken)
  })
})
