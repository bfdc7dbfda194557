import { strict as assert } from 'node:assert'
import { CookieJar } from 'tough-cookie'
import { Browser, type Page } from '../support/browser.ts'
import { Person } from '../support/person.ts'
import { essentialAcr, relyingParty, type RelyingParty } from '../support/relying-party.ts'
import { testServer } from '../support/test-server.ts'
import { signIn, visit } from '../support/visit.ts'

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
      /<h2 class="status (\w+)">([\s\S]*?)<\/h2>\s*<p class="hint">([\s\S]*?)<\/p>/g,
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
    const failed = rowsOn(page).filter(({ kind }) => kind === 'failed')
    assert.deepEqual(
      failed.map(({ told }) => told),
      ['Wrong code', ALONE, 'Wrong password'],
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
    assert.deepEqual(await added(), ['Signed in', ALONE, ALONE])
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
    assert.equal(rowsOn(first).length, 20)
    const [, earlier = ''] = /href="\/account\/activity(\?before=\d+)"/.exec(first.html) ?? []
    assert.notEqual(earlier, '')
    const second = await open(person, earlier)
    assert.equal(factsOn(second).filter((fact) => fact === 'Wrong password').length, wrong)
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
