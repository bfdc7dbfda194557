import { strict as assert } from 'node:assert'
import * as client from 'openid-client'
import type { Page } from '../support/browser.ts'
import { addressOf, openMailSink, type MailSink } from '../support/mail-sink.ts'
import { Person } from '../support/person.ts'
import { relyingParty, type RelyingParty } from '../support/relying-party.ts'
import { keepSecret } from '../support/secrets-in-logs.ts'
import { PASSWORD, openTestServer, type TestServer } from '../support/test-server.ts'
import { signIn } from '../support/visit.ts'

let number = 0
const newAddress = (): string => `new-${(number += 1)}@example.org`

describe('an address that is proved', () => {
  let sink: MailSink
  let server: TestServer
  let shop: RelyingParty
  before(async () => {
    sink = await openMailSink()
    server = await openTestServer(
      { mail: { url: sink.url, from: 'sign-in@service.example' } },
      { mailInterval: 50 },
    )
    shop = await relyingParty(server)
  })
  after(async () => {
    await server.close()
    await sink.stop()
  })

  /** The link in the mail of that subject to this address. */
  async function linkTo(address: string, subject: RegExp): Promise<string> {
    for (;;) {
      const mail = sink.mails.findLast(
        (each) => addressOf(each) === address && subject.test(each.subject ?? ''),
      )
      const [link] = /https?:\/\/\S+\/(?:confirm|undo)\/\S+/.exec(mail?.text ?? '') ?? []
      if (link !== undefined) {
        keepSecret(link.slice(link.lastIndexOf('/') + 1))
        return link
      }
      await sink.taken(sink.mails.length + 1)
    }
  }
  const confirmLink = (address: string) => linkTo(address, /Confirm your new email/)
  const undoLink = (address: string) => linkTo(address, /address of your account was changed/)

  async function ask(person: Person, email: string, password = PASSWORD): Promise<Page> {
    await person.openAccount('/account/email')
    return person.browser.submit('/account/email', { email, password })
  }

  const confirm = async (person: Person, link: string): Promise<Page> => {
    await person.browser.open(link)
    return person.browser.submit('/email/confirm')
  }

  const emailOf = async ({ account }: Person) => {
    const { email, emailVerified } = (await server.accounts.find(account.id)) ?? {}
    return { email, emailVerified }
  }

  /** What a relying party is told at userinfo. */
  async function toldOf(person: Person) {
    const { accessToken, claims } = await signIn(person, shop, { scope: 'openid email' })
    const { email, email_verified: verified } = await client.fetchUserInfo(
      shop.configuration,
      accessToken,
      claims.sub,
    )
    return { email, verified }
  }

  async function signedIn(): Promise<Person> {
    const person = await Person.of(server)
    await signIn(person, shop)
    return person
  }

  it('counts when its owner opens the link, and relying parties learn so', async () => {
    const person = await signedIn()
    const { login } = person.account
    assert.deepEqual(await toldOf(person), { email: login, verified: false })
    const before = await person.openAccount('/account')
    assert.match(before.html, new RegExp(`go to ${login}. The address isn’t confirmed yet`))
    const email = newAddress()
    const asked = await ask(person, email)
    assert.match(asked.html, /We sent a link to/)
    const link = await confirmLink(email)
    // Neither asked for nor opened by whoever scans mails, it changes nothing.
    await person.elsewhere().browser.open(link)
    await person.browser.open(link)
    assert.deepEqual(await emailOf(person), { email: undefined, emailVerified: undefined })

    const changed = await person.browser.submit('/email/confirm')
    assert.match(changed.html, /Your email address is now/)
    assert.deepEqual(await emailOf(person), { email, emailVerified: true })
    assert.deepEqual(await toldOf(person), { email, verified: true })
    assert.match((await person.openAccount('/account')).html, /The address is confirmed/)
    const types = server
      .audit()
      .filter((event) => 'accountId' in event && event.accountId === person.account.id)
      .map(({ type }) => type)
    assert.deepEqual(
      types.filter((type) => type.startsWith('email')),
      ['email_change_asked', 'email_changed'],
    )
    // The link works once.
    const again = await person.browser.open(link)
    assert.equal(again.status, 410)
  })

  it('stands in the field while it is not confirmed, so that its owner types nothing', async () => {
    const person = await signedIn()
    const { login } = person.account
    const account = await person.openAccount('/account')
    assert.match(account.html, /href="\/account\/email"[^>]*>Confirm your email address</)
    const page = await person.openAccount('/account/email')
    assert.match(page.html, new RegExp(`id="email"[^>]*value="${login}"`))
    assert.match(page.html, /<label for="email">Email address</)
    assert.doesNotMatch(page.html, /enter it below/i)
    const asked = await person.browser.submit('/account/email', {
      email: login,
      password: PASSWORD,
    })
    assert.match(asked.html, /We sent a link to/)
    await confirm(person, await confirmLink(login))
    assert.deepEqual(await emailOf(person), { email: login, emailVerified: true })
    // The next one is another: nothing of the present one has to be deleted first.
    const next = await person.openAccount('/account/email')
    assert.match(next.html, /id="email"[^>]*value=""/)
    assert.match(next.html, /<label for="email">New email address</)
  })

  it('takes the password where there is no second factor, and a fresh code where there is one', async () => {
    const person = await signedIn()
    const refused = await ask(person, newAddress(), 'a wrong one')
    assert.equal(refused.status, 422)
    assert.match(refused.html, /Incorrect password/)

    const guarded = await Person.of(server)
    const phone = await guarded.addDevice('Phone')
    const other = guarded.elsewhere()
    server.advance(30)
    await signIn(other, shop, {}, phone)
    server.advance(301)
    const page = await other.openAccount('/account/email')
    assert.match(new URL(page.url).pathname, /^\/interaction\//)
    assert.doesNotMatch(page.html, /name="email"/)
  })

  it('takes a right password once, whatever is wrong with the address', async () => {
    const person = await signedIn()
    const refused = await ask(person, 'no address')
    assert.equal(refused.errors.length, 1)
    assert.match(refused.html, /id="email"[^>]*value="no address"/)
    assert.doesNotMatch(refused.html, /id="password"/)
    const email = newAddress()
    const asked = await person.browser.submit('/account/email', { email })
    assert.equal(asked.status, 200)
    assert.match(asked.html, /id="password"/)
    assert.match(await confirmLink(email), /confirm/)
  })

  it('counts in a browser in which its owner signs in for it', async () => {
    const person = await signedIn()
    const email = newAddress()
    await ask(person, email)
    const elsewhere = person.elsewhere()
    await elsewhere.browser.open(await confirmLink(email))
    await elsewhere.giveName()
    const page = await elsewhere.givePassword()
    assert.match(page.html, new RegExp(`will go to ${email}`))
    await elsewhere.browser.submit('/email/confirm')
    assert.deepEqual(await emailOf(person), { email, emailVerified: true })
  })

  it('is nobody’s but the account’s that asked for it', async () => {
    const [person, thief] = [await signedIn(), await signedIn()]
    const email = newAddress()
    await ask(person, email)
    const link = await confirmLink(email)
    const page = await thief.browser.open(link)
    assert.equal(page.status, 410)
    assert.match(page.html, /belongs to another account/)
    assert.deepEqual(await emailOf(thief), { email: undefined, emailVerified: undefined })
    await confirm(person, link)
    assert.equal((await emailOf(person)).email, email)
  })

  it('is given back by the old one for 72 hours, without signing in', async () => {
    const person = await signedIn()
    const { login } = person.account
    const [first, second] = [newAddress(), newAddress()]
    await ask(person, first)
    await confirm(person, await confirmLink(first))
    const toLogin = await undoLink(login)
    await ask(person, second)
    await confirm(person, await confirmLink(second))
    const toFirst = await undoLink(first)

    const reader = person.elsewhere().browser
    const shown = await reader.open(toFirst)
    assert.match(shown.html, new RegExp(`go to ${first} again`))
    assert.equal((await emailOf(person)).email, second)
    const undone = await reader.submit('/email/undo')
    assert.match(undone.html, /The change was undone/)
    assert.match(undone.html, /href="\/password\/forgot"/)
    assert.deepEqual(await emailOf(person), { email: first, emailVerified: true })
    assert.equal((await reader.open(toFirst)).status, 410)

    server.advance(72 * 3600 - 60)
    const owner = person.elsewhere().browser
    await owner.open(toLogin)
    await owner.submit('/email/undo')
    assert.deepEqual(await emailOf(person), { email: undefined, emailVerified: undefined })
    const types = server.audit().map(({ type }) => type)
    assert.equal(types.filter((type) => type === 'email_change_undone').length, 2)
  })

  it('cannot be taken back later', async () => {
    const person = await signedIn()
    const email = newAddress()
    await ask(person, email)
    await confirm(person, await confirmLink(email))
    const link = await undoLink(person.account.login)
    server.advance(72 * 3600 + 60)
    assert.equal((await person.elsewhere().browser.open(link)).status, 410)
    assert.equal((await emailOf(person)).email, email)
  })

  it('is refused where it is none, or the account’s already, and mailed to three times an hour', async () => {
    const person = await signedIn()
    assert.equal((await ask(person, 'no address')).status, 422)
    const email = newAddress()
    await ask(person, email)
    await confirm(person, await confirmLink(email))
    const same = await ask(person, email)
    assert.equal(same.status, 422)
    assert.match(same.html, /already your confirmed address/)
    await ask(person, newAddress())
    await ask(person, newAddress())
    assert.equal((await ask(person, newAddress())).status, 429)
  })
})
