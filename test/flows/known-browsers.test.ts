import { strict as assert } from 'node:assert'
import { DEFAULT_THROTTLE } from '../../src/kernel/throttle/attempt-store.ts'
import { Browser } from '../support/browser.ts'
import { Person } from '../support/person.ts'
import { relyingParty, type RelyingParty } from '../support/relying-party.ts'
import { keepSecret } from '../support/secrets-in-logs.ts'
import { PASSWORD, testServer } from '../support/test-server.ts'
import { signIn, visit } from '../support/visit.ts'

const ANOTHER = keepSecret('another horse battery staple')

describe('browsers that have signed in before', () => {
  const server = testServer()
  let shop: RelyingParty
  before(async () => {
    shop = await relyingParty(server())
  })

  const cookieOf = (browser: Browser) =>
    browser.cookie('known_browser', server().configuration.issuer)

  /** A browser with nothing but what it may show for having signed in before. */
  function withCookie(person: Person, value: string): Person {
    const browser = new Browser()
    browser.jar.setCookieSync(`known_browser=${value}; Path=/`, server().configuration.issuer)
    return new Person(server(), person.account, browser)
  }

  /** How many wrong passwords of so many were looked at: the others met "wait". */
  async function guesses(person: Person, count: number): Promise<number> {
    await visit(person, shop)
    await person.giveName()
    let looked = 0
    for (let guess = 0; guess < count; guess += 1) {
      const page = await person.givePassword(`a wrong one ${guess}`)
      if (page.status === 422) looked += 1
      else assert.equal(page.status, 429)
    }
    return looked
  }

  it('have one budget together, however many there are', async () => {
    const person = await Person.of(server())
    const cookies: string[] = []
    for (let count = 0; count < 4; count += 1) {
      const visitor = person.elsewhere()
      await signIn(visitor, shop)
      cookies.push(cookieOf(visitor.browser) ?? '')
    }
    let looked = 0
    for (const cookie of cookies) looked += await guesses(withCookie(person, cookie), 4)
    assert.equal(looked, DEFAULT_THROTTLE.free)
    // Strangers have not been charged, and have no more than ever.
    assert.equal(await guesses(person.elsewhere(), 8), DEFAULT_THROTTLE.free)
  })

  it('are strangers since a new password, but for the one in which it was chosen', async () => {
    const person = await Person.of(server())
    await signIn(person, shop)
    const former = cookieOf(person.browser) ?? ''
    server().advance(1)
    await person.openAccount('/account/password')
    await person.browser.submit('/account/password', { password: PASSWORD, new_password: ANOTHER })
    const present = cookieOf(person.browser) ?? ''
    assert.notEqual(present, former)
    const stranger = person.elsewhere()
    assert.equal(await guesses(stranger, 8), DEFAULT_THROTTLE.free)
    assert.equal(await guesses(withCookie(person, former), 4), 0)
    // Nor does it help to write another time into it.
    const [since = ''] = present.split('.')
    const [, signature = ''] = former.split('.')
    assert.equal(await guesses(withCookie(person, `${since}.${signature}`), 4), 0)
    assert.equal(await guesses(withCookie(person, present), 1), 1)
  })

  it('show nothing that another account could make its own by its name', async () => {
    const victim = await Person.of(server(), 'victim@example.com')
    // Its name has whatever might part one text from the next.
    for (const login of ['x:victim@example.com', '0.victim@example.com', '","victim@example.com']) {
      const intruder = await Person.of(server(), login).catch(() => undefined)
      if (!intruder) continue
      await signIn(intruder, shop)
      const [since = '', signature = ''] = (cookieOf(intruder.browser) ?? '').split('.')
      for (const forged of [`${since}.${signature}`, `${since}:x.${signature}`, `x.${signature}`]) {
        await guesses(victim.elsewhere(), DEFAULT_THROTTLE.free)
        assert.equal(await guesses(withCookie(victim, forged), 1), 0, `${login}: ${forged}`)
        await server().accounts.unlock(victim.account.login)
      }
    }
  })
})
