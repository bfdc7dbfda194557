import { strict as assert } from 'node:assert'
import { CookieJar } from 'tough-cookie'
import { shownBy } from '../support/answer-of.ts'
import { Browser, type Page } from '../support/browser.ts'
import { Person, type Device } from '../support/person.ts'
import { relyingParty, type RelyingParty } from '../support/relying-party.ts'
import { testServer } from '../support/test-server.ts'
import { deviceFor, forgetSession, trustCookies, trustHere } from '../support/trust.ts'
import { answer, signIn, stepOf, visit } from '../support/visit.ts'

const FIREFOX = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0'
const SAFARI =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1'

describe('the page about trusted browsers', () => {
  const server = testServer()
  let shop: RelyingParty
  before(async () => {
    shop = await relyingParty(server())
  })

  /** The same person at a browser of that kind, which is trusted from now on. */
  async function at(person: Person, phone: Device, userAgent: string): Promise<Person> {
    const there = new Person(server(), person.account, new Browser(new CookieJar(), { userAgent }))
    await trustHere(there, shop, phone)
    return there
  }

  async function family() {
    const person = await Person.of(server())
    const phone = await deviceFor(person)
    const laptop = await at(person, phone, FIREFOX)
    server().advance(60)
    const mobile = await at(person, phone, SAFARI)
    return { person, phone, laptop, mobile }
  }

  const rowsOf = ({ html }: Page): string[] =>
    [...html.matchAll(/<li>\s*<div>([\s\S]*?)<\/li>/g)].map(([, row = '']) =>
      row
        .replaceAll(/<[^>]*>/g, '')
        .replaceAll(/\s+/g, ' ')
        .trim(),
    )

  const linksOf = ({ html }: Page): string[] =>
    [...html.matchAll(/href="([^"]*\/browsers\/[^"]*)"/g)].map(([, href = '']) => href)

  const events = (person: Person, type: string) =>
    server()
      .audit()
      .filter((event) => event.type === type && event.accountId === person.account.id)

  async function isTrusted(person: Person): Promise<boolean> {
    forgetSession(person)
    await visit(person, shop)
    return stepOf(await person.givePassword()) !== 'code'
  }

  it('is reached from the page about security, by the password in a trusted browser', async () => {
    const { laptop } = await family()
    forgetSession(laptop)
    await laptop.openAccount()
    const security = await laptop.givePassword()
    assert.match(security.html, /href="\/account\/browsers"/)
    assert.equal((await laptop.openAccount('/account/browsers')).heading, 'Trusted browsers')
  })

  it('is in the menu of every page of an account with a second factor, and of no other', async () => {
    const { laptop } = await family()
    const stranger = await Person.of(server())
    await stranger.openAccount()
    await stranger.givePassword()
    for (const path of ['', '/password', '/sessions', '/applications', '/activity', '/language']) {
      const { html } = await laptop.openAccount(`/account${path}`)
      assert.match(html, /<nav[^>]*>[\s\S]*href="\/account\/browsers"[\s\S]*<\/nav>/, path)
      // Trust skips a code: where none is asked for there is nothing to offer.
      const { html: other } = await stranger.openAccount(`/account${path}`)
      assert.doesNotMatch(other, /account\/browsers/, path)
    }
    assert.equal(
      (await stranger.openAccount('/account/browsers')).url,
      laptop.server.configuration.issuer + '/account',
    )
  })

  it('lists them by name, the last used first, with dates and address, and marks the present one', async () => {
    const { laptop } = await family()
    const rows = rowsOf(await laptop.openAccount('/account/browsers'))
    assert.equal(rows.length, 2)
    assert.match(
      rows[0] ?? '',
      /^Safari on iOS Last used .* Trusted since .* Until .* 127\.0\.0\.1/,
    )
    assert.match(rows[1] ?? '', /^Firefox on Windows This browser Last used /)
    server().advance(60)
    forgetSession(laptop)
    await signIn(laptop, shop)
    const [first] = rowsOf(await laptop.openAccount('/account/browsers'))
    assert.match(first ?? '', /^Firefox on Windows/)
  })

  it('lists none that the account’s factors have outlived', async () => {
    const { person, laptop, phone } = await family()
    await server().recoveryCodes.issue(person.account.id)
    const page = await laptop.openAccount('/account/browsers')
    // The session of a sign-in with a code goes on.
    assert.match(page.html, /No trusted browser/)
    const again = await at(person, phone, SAFARI)
    assert.equal(rowsOf(await again.openAccount('/account/browsers')).length, 1)
  })

  it('forgets one, after a question, and no other', async () => {
    const { person, laptop, mobile } = await family()
    const [first = ''] = linksOf(await laptop.openAccount('/account/browsers'))
    const question = await laptop.openAccount(first)
    assert.equal(question.heading, 'Forget Safari on iOS?')
    assert.equal(await isTrusted(mobile), true)
    const after = await laptop.browser.submit('/forget')
    assert.match(after.html, /Safari on iOS was forgotten/)
    assert.equal(rowsOf(after).length, 1)
    // Told once.
    assert.doesNotMatch((await laptop.openAccount('/account/browsers')).html, /was forgotten/)
    assert.equal(events(person, 'browser_forgotten').length, 1)
    assert.equal(await isTrusted(mobile), false)
    assert.equal(await isTrusted(laptop), true)
  })

  it('takes the present browser’s cookie away, and asks for a code from then on', async () => {
    const { laptop, phone } = await family()
    forgetSession(laptop)
    await signIn(laptop, shop)
    const links = linksOf(await laptop.openAccount('/account/browsers'))
    const pages = []
    for (const link of links) pages.push(await laptop.openAccount(link))
    const here = pages.findIndex(({ heading }) => heading === 'Forget this browser?')
    await laptop.openAccount(links[here] ?? '')
    const page = await laptop.browser.submit('/forget')
    assert.deepEqual(trustCookies(laptop), [])
    assert.equal(stepOf(page), 'code')
    const back = await answer(laptop, page, phone)
    assert.match(back.html, /Firefox on Windows was forgotten/)
  })

  it('forgets all at once, after a question', async () => {
    const { person, laptop, mobile } = await family()
    const list = await laptop.openAccount('/account/browsers')
    assert.ok(linksOf(list).includes('/account/browsers/forget'))
    assert.equal(
      (await laptop.openAccount('/account/browsers/forget')).heading,
      'Forget all browsers?',
    )
    const after = await laptop.browser.submit('/forget')
    assert.match(after.html, /All browsers were forgotten/)
    assert.deepEqual(trustCookies(laptop), [])
    assert.equal(trustCookies(mobile).length, 1)
    assert.equal(await isTrusted(mobile), false)
    assert.equal(await isTrusted(laptop), false)
    const [event, ...others] = events(person, 'browsers_forgotten')
    assert.ok(event?.type === 'browsers_forgotten')
    assert.deepEqual([event.count, others.length], [2, 0])
  })

  it('answers 404 for somebody else’s, as for one that never was, and leaves it as it is', async () => {
    const { laptop } = await family()
    const stranger = await Person.of(server())
    await signIn(stranger, shop)
    const links = linksOf(await laptop.openAccount('/account/browsers')).filter(
      (link) => link !== '/account/browsers/forget',
    )
    await stranger.openAccount('/account/browsers/forget')
    const { csrf = '' } = stranger.browser.form('/forget').fields
    const pages = []
    for (const link of [...links, '/account/browsers/AAAAAAAAAAAAAAAAAAAAAA/forget']) {
      pages.push(await stranger.openAccount(link))
      const url = `${server().configuration.issuer}${link}`
      pages.push(await stranger.browser.post(url, { csrf }))
    }
    assert.equal(pages.length, 6)
    assert.deepEqual(new Set(pages.map(({ status }) => status)), new Set([404]))
    assert.equal(new Set(pages.map(shownBy)).size, 1)
    await stranger.openAccount('/account/browsers/forget')
    await stranger.browser.submit('/forget')
    assert.equal(await isTrusted(laptop), true)
  })

  it('forgets nothing at the wish of another site', async () => {
    const { laptop } = await family()
    await laptop.openAccount('/account/browsers/forget')
    const { fields } = laptop.browser.form('/forget')
    const url = `${server().configuration.issuer}/account/browsers/forget`
    const attempts = [
      await laptop.browser.post(url, { csrf: 'made up' }),
      await laptop.browser.post(url, fields, { Origin: 'https://attacker.example' }),
      await laptop.browser.post(url, fields, { 'Sec-Fetch-Site': 'cross-site' }),
    ]
    for (const { status } of attempts) assert.equal(status, 403)
    assert.equal(await isTrusted(laptop), true)
  })
})
