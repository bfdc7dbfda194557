import { strict as assert } from 'node:assert'
import { CookieJar } from 'tough-cookie'
import { Browser, type Page } from '../support/browser.ts'
import { Person } from '../support/person.ts'
import { essentialAcr, relyingParty, type RelyingParty } from '../support/relying-party.ts'
import { testServer } from '../support/test-server.ts'
import { signIn, silently, visit } from '../support/visit.ts'

const FIREFOX = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0'

const ALONE = 'Correct password, but the sign-in was not completed'

interface Row {
  readonly told: string
  readonly kind: string
  readonly about: string
}

const plain = (html: string): string =>
  html
    .replaceAll(/<svg[\s\S]*?<\/svg>|<span class="unseen">[^<]*<\/span>/g, '')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()

/** What the page tells, the newest first. */
const rowsOn = (page: Page): Row[] =>
  [
    ...page.html.matchAll(
      /<h2 class="status (\w+)">([\s\S]*?)<\/h2>(?:\s*<p class="suspicious">[^<]*<\/p>)?\s*<p class="hint">([\s\S]*?)<\/p>/g,
    ),
  ].map(([, kind = '', told = '', about = '']) => ({
    kind,
    told: plain(told),
    about: plain(about),
  }))

const factsOn = (page: Page): string[] => rowsOn(page).map(({ told }) => told)

describe('the activity in the account', () => {
  const server = testServer()
  let shop: RelyingParty
  before(async () => {
    shop = await relyingParty(server())
  })

  const somebody = async (): Promise<Person> =>
    new Person(
      server(),
      await server().addAccount(),
      new Browser(new CookieJar(), { userAgent: FIREFOX }),
    )

  const open = (person: Person, query = ''): Promise<Page> =>
    person.openAccount(`/account/activity${query}`)

  /** Signed in to the account, so that it can be looked at later. */
  async function signedIn(): Promise<Person> {
    const person = await somebody()
    await person.openAccount()
    await person.givePassword()
    return person
  }

  it('tells a sign-in with its time, address, browser, application and factors', async () => {
    const person = await somebody()
    const phone = await person.addDevice('Phone')
    server().advance(30)
    const elsewhere = new Person(
      server(),
      person.account,
      new Browser(new CookieJar(), { userAgent: FIREFOX }),
    )
    await signIn(elsewhere, shop, {}, phone)
    const [newest] = rowsOn(await open(person))
    assert.equal(newest?.told, 'Signed in')
    assert.equal(newest.kind, 'entered')
    assert.match(newest.about, /UTC/)
    assert.match(newest.about, /Shop/)
    assert.match(newest.about, /password and code/i)
    assert.match(newest.about, /Code from “Phone”/)
    assert.match(newest.about, /127\.0\.0\.1|::1/)
    assert.match(newest.about, /Firefox on Windows/)
  })

  it('tells failures, by what was wrong', async () => {
    const person = await somebody()
    await person.addDevice('Phone')
    const stranger = person.elsewhere()
    await visit(stranger, shop)
    await stranger.givePassword('not the password')
    await stranger.givePassword()
    await stranger.giveCode('000000')
    const page = await open(person)
    const failed = rowsOn(page).filter(({ kind }) => kind === 'failed' || kind === 'suspicious')
    assert.deepEqual(
      failed.map(({ told, kind }) => [told, kind]),
      [
        ['Wrong code', 'failed'],
        // Somebody may know the password, and got no further.
        [ALONE, 'suspicious'],
        ['Wrong password', 'failed'],
      ],
    )
  })

  it('tells a right password that nothing came of, and of which a sign-in came as that alone', async () => {
    const person = await somebody()
    const phone = await person.addDevice('Phone')
    server().advance(30)
    const before = factsOn(await open(person)).length
    const stranger = person.elsewhere()
    await visit(stranger, shop)
    await stranger.givePassword()
    const added = async () => factsOn(await open(person)).slice(0, -before)
    assert.deepEqual(await added(), [ALONE])
    // The password sent twice before one code, and another way to the same application meanwhile.
    const owner = person.elsewhere()
    const { request } = await visit(owner, shop)
    await owner.givePassword()
    await visit(stranger, shop)
    await stranger.givePassword()
    await request.finish((await owner.giveCode(phone.code())).arrived)
    assert.deepEqual(await added(), ['Signed in', `${ALONE} (2 times)`])
  })

  it('tells of it where a second factor has to be enrolled first', async () => {
    const person = await signedIn()
    const stranger = person.elsewhere()
    await visit(stranger, shop, essentialAcr('urn:step-up:2fa'))
    await stranger.givePassword()
    assert.equal(factsOn(await open(person))[0], ALONE)
  })

  it('keeps a sign-in and its password together at the end of a page', async () => {
    const person = await somebody()
    const phone = await person.addDevice('Phone')
    for (let times = 0; times < 21; times += 1) {
      server().advance(30)
      await signIn(person.elsewhere(), shop, {}, phone)
    }
    const first = await open(person)
    const [, earlier = ''] = /href="\/account\/activity(\?before=\d+)"/.exec(first.html) ?? []
    const shown = [...factsOn(first), ...factsOn(await open(person, earlier))]
    assert.equal(shown.filter((fact) => fact === 'Signed in').length, 22)
    assert.ok(!shown.includes(ALONE))
  })

  it('tells what was changed, the newest first', async () => {
    const person = await somebody()
    const phone = await person.addDevice('Phone')
    await person.addDevice('Laptop', phone)
    const [laptop] = (await server().authenticators.list(person.account.id)).filter(
      ({ name }) => name === 'Laptop',
    )
    await person.openAccount(`/account/devices/${laptop?.id}/rename`)
    await person.browser.submit('/rename', { name: 'Work laptop' })
    await person.openAccount(`/account/devices/${laptop?.id}/remove`)
    await person.browser.submit('/remove')
    const facts = factsOn(await open(person))
    const changes = facts.filter((fact) => /device|recovery/i.test(fact))
    assert.deepEqual(changes, [
      'Device removed: Work laptop',
      'Device renamed: Work laptop',
      'Device added: Laptop',
      'Started to set up a device: Laptop',
      'Recovery codes made',
      'Device added: Phone',
      'Started to set up a device: Phone',
    ])
  })

  describe('of what went wrong', () => {
    /** At a browser of one's own: so many wrong passwords. */
    async function mistype(person: Person, times: number): Promise<void> {
      await visit(person, shop)
      for (let count = 0; count < times; count += 1) await person.givePassword('not the password')
    }

    it('tells an honest typing error once, with a count, and alarms nobody', async () => {
      const person = await signedIn()
      const elsewhere = person.elsewhere()
      await mistype(elsewhere, 4)
      await elsewhere.givePassword()
      const [entered, failed] = rowsOn(await open(person))
      assert.equal(entered?.told, 'Signed in')
      assert.equal(failed?.told, 'Wrong password (4 times)')
      assert.equal(failed.kind, 'failed')
      assert.match(failed.about, /First: /)
    })

    it('alarms where somebody elsewhere tries and tries, and gets nothing right', async () => {
      const person = await signedIn()
      await mistype(person.elsewhere(), 4)
      assert.equal(rowsOn(await open(person))[0]?.kind, 'failed')
      await mistype(person.elsewhere(), 1)
      const page = await open(person)
      assert.equal(rowsOn(page)[0]?.told, 'Wrong password (5 times)')
      assert.equal(rowsOn(page)[0]?.kind, 'suspicious')
      assert.match(page.html, /This may have been someone else\./)
    })

    it('alarms nobody by codes that were mistyped in a browser that the owner uses', async () => {
      const person = await somebody()
      const phone = await person.addDevice('Phone')
      const elsewhere = person.elsewhere()
      await signIn(elsewhere, shop, {}, phone)
      for (const visitor of [elsewhere, person.elsewhere()]) {
        await visit(visitor, shop, { prompt: 'login' })
        await visitor.givePassword()
        for (const code of ['000000', '000001', '000002']) {
          server().advance(60)
          await visitor.giveCode(code)
        }
        // Later than what is told as one.
        server().advance(4000)
      }
      const codes = rowsOn(await open(person)).filter(({ told }) => told.startsWith('Wrong code'))
      assert.deepEqual(
        codes.map(({ told, kind }) => [told, kind]),
        [
          ['Wrong code (3 times)', 'suspicious'],
          ['Wrong code (3 times)', 'failed'],
        ],
      )
    })

    it('keeps apart what is more than an hour apart, or came from elsewhere', async () => {
      const person = await signedIn()
      await mistype(person.elsewhere(), 2)
      server().advance(3700)
      await mistype(person.elsewhere(), 1)
      await mistype(
        new Person(server(), person.account, new Browser(new CookieJar(), { userAgent: FIREFOX })),
        1,
      )
      assert.deepEqual(factsOn(await open(person)).slice(0, 3), [
        'Wrong password',
        'Wrong password',
        'Wrong password (2 times)',
      ])
    })

    it('is not filled by sign-ins that were cancelled', async () => {
      const person = await signedIn()
      const before = factsOn(await open(person))
      const elsewhere = person.elsewhere()
      await visit(elsewhere, shop)
      await elsewhere.browser.submit('/cancel')
      await visit(person, shop, { prompt: 'consent' })
      await person.browser.submit('/cancel')
      assert.deepEqual(factsOn(await open(person)), before)
    })
  })

  it('shows sign-ins, changes or failures alone, also further back', async () => {
    const person = await somebody()
    const phone = await person.addDevice('Phone')
    const stranger = person.elsewhere()
    await visit(stranger, shop)
    await stranger.givePassword('not the password')
    for (let times = 0; times < 21; times += 1) {
      server().advance(30)
      await signIn(person.elsewhere(), shop, {}, phone)
    }
    const kindsOf = (page: Page) => new Set(rowsOn(page).map(({ kind }) => kind))
    const signIns = await open(person, '?show=sign-ins')
    assert.deepEqual(kindsOf(signIns), new Set(['entered']))
    assert.equal(rowsOn(signIns).length, 20)
    const [, earlier = ''] =
      /href="\/account\/activity(\?[^"]*before=\d+)"/.exec(signIns.html) ?? []
    const further = await open(person, earlier.replaceAll('&amp;', '&'))
    assert.deepEqual(kindsOf(further), new Set(['entered']))
    assert.equal(rowsOn(further).length, 2)

    const failures = await open(person, '?show=failures')
    assert.deepEqual(factsOn(failures), ['Wrong password'])
    assert.match(failures.html, /aria-current="true">Failed attempts</)
    const changes = await open(person, '?show=changes')
    assert.deepEqual(kindsOf(changes), new Set(['changed']))
    assert.ok(factsOn(changes).includes('Device added: Phone'))
    assert.deepEqual(factsOn(await open(person, '?show=nonsense')), factsOn(await open(person)))
  })

  it('names the device whose code was given with what was changed', async () => {
    const person = await somebody()
    const phone = await person.addDevice('Phone')
    const laptop = await person.addDevice('Laptop', phone)
    const elsewhere = person.elsewhere()
    await signIn(elsewhere, shop, {}, laptop)
    await elsewhere.openAccount('/account/recovery-codes/new')
    const { page } = elsewhere.browser
    await elsewhere.browser.submit(page.forms[0]?.action ?? '')
    const rows = rowsOn(await open(person))
    const renewed = rows.find(({ told }) => told.startsWith('New recovery codes made'))
    assert.match(renewed?.about ?? '', /Code from “Laptop”/)
    const added = rows.find(({ told }) => told === 'Device added: Laptop')
    assert.match(added?.about ?? '', /Code from “Phone”/)
  })

  describe('leads to what to do where it was somebody else', () => {
    const steps = (page: Page): string[] =>
      [...page.html.matchAll(/<a class="main" href="([^"]*)"/g)].map(([, href = '']) => href)

    it('from every entry, which it names again', async () => {
      const person = await somebody()
      await person.addDevice('Phone')
      const page = await open(person)
      const links = [...page.html.matchAll(/href="(\/account\/not-me\?event=\d+)"/g)].map(
        ([, href = '']) => href,
      )
      assert.equal(links.length, rowsOn(page).length)
      assert.equal(new Set(links).size, links.length)
      for (const [index, told] of factsOn(page).entries()) {
        const notMe = await person.openAccount(links[index])
        assert.ok(plain(notMe.html).includes(told), told)
      }
    })

    it('and each step is one click away', async () => {
      const person = await somebody()
      const phone = await person.addDevice('Phone')
      const stranger = person.elsewhere()
      await signIn(stranger, shop, {}, phone)
      const page = await person.openAccount('/account/not-me')
      assert.deepEqual(steps(page), [
        '/account/password',
        '/account',
        '/account/recovery-codes/new',
        '/account/browsers',
      ])
      const done = await person.browser.submit('/account/not-me')
      assert.match(done.html, /The browser was signed out\./)
      assert.match(done.html, /If this wasn’t you/)
      assert.equal(await silently(stranger, shop), 'login_required')
      for (const href of steps(page)) {
        assert.equal((await person.openAccount(href)).status, 200, href)
      }
    })

    it('names no entry of another account, and none that there is not', async () => {
      const owner = await somebody()
      await owner.addDevice('Phone of the owner')
      const [, place = ''] = /not-me\?event=(\d+)/.exec((await open(owner)).html) ?? []
      const other = await signedIn()
      for (const event of [place, '999999999', 'x', '-1']) {
        const { html } = await other.openAccount(`/account/not-me?event=${event}`)
        assert.ok(!html.includes('Phone of the owner'))
        assert.doesNotMatch(html, /<p class="hint"><bdi>/)
      }
    })
  })

  it('goes back page by page, and says where it begins', async () => {
    const person = await signedIn()
    const stranger = person.elsewhere()
    await visit(stranger, shop)
    const wrong = 4
    for (let times = 0; times < wrong; times += 1) await stranger.givePassword('not the password')
    for (let times = 0; times < 20; times += 1) {
      await signIn(person.elsewhere(), shop)
    }
    const first = await open(person)
    // What was mistyped where somebody then signed in stands beside that sign-in.
    assert.deepEqual(factsOn(first), [
      ...Array.from({ length: 20 }, () => 'Signed in'),
      `Wrong password (${wrong} times)`,
    ])
    const [, earlier = ''] = /href="\/account\/activity(\?before=\d+)"/.exec(first.html) ?? []
    assert.notEqual(earlier, '')
    const second = await open(person, earlier)
    assert.deepEqual(factsOn(second), ['Signed in'])
    assert.match(second.html, /href="\/account\/activity">/)
    for (const nonsense of ['?before=x', '?before=-1', '?before=1e9', '?before=']) {
      assert.deepEqual(factsOn(await open(person, nonsense)), factsOn(first))
    }
  })

  it('is the account’s own, and tells nothing to who is not signed in', async () => {
    const one = await somebody()
    await one.addDevice('Phone of the one')
    const other = await somebody()
    await other.addDevice('Phone of the other')
    assert.ok(!(await open(other)).html.includes('Phone of the one'))
    const { url, html } = await open(one.elsewhere())
    assert.match(url, /\/interaction\//)
    assert.ok(!html.includes('Phone of the one'))
  })

  it('is not filled by who keeps trying: what is not looked at is told once an hour', async () => {
    const person = await signedIn()
    await person.addDevice('Phone')
    const stranger = person.elsewhere()
    await visit(stranger, shop)
    await stranger.givePassword()
    for (let times = 0; times < 30; times += 1) await stranger.giveCode('000000')
    const facts = factsOn(await open(person))
    assert.equal(facts.filter((fact) => fact === 'Code not checked: too many attempts').length, 1)
  })
})
