import { strict as assert } from 'node:assert'
import { Person, deviceOf, keyOn, type Device } from '../support/person.ts'
import { essentialAcr, relyingParty, type RelyingParty } from '../support/relying-party.ts'
import { PASSWORD, testServer } from '../support/test-server.ts'
import { WRITINGS } from '../support/typed-codes.ts'
import { signIn, stepOf, visit } from '../support/visit.ts'

const ONE_FACTOR = 'urn:step-up:1fa'
const TWO_FACTORS = 'urn:step-up:2fa'

describe('adding a device, where the names of service and account are long', () => {
  const server = testServer({ issuerName: '認'.repeat(100), productName: '認'.repeat(100) })

  it('shows a code that fits the screen, with both names shortened in it and nowhere else', async () => {
    const login = '証'.repeat(167)
    const person = new Person(server(), await server().addAccount(login))
    await person.openAccount('/account/devices/add')
    await person.givePassword()
    const fields = { name: 'Phone', password: PASSWORD }
    const page = await person.browser.submit('/devices/add', fields)
    assert.equal(page.status, 200)
    const [, uri = ''] = /href="(otpauth:[^"]+)"/.exec(page.html) ?? []
    const { length } = uri.replaceAll('&amp;', '&')
    assert.ok(length > 250 && length <= 331, String(length))
    const [, width = ''] = /<svg [^>]*width="(\d+)"[^>]*shape-rendering/.exec(page.html) ?? []
    assert.ok(Number(width) > 0 && Number(width) <= 240, width)
    assert.ok(page.html.includes(`<bdi>${login}</bdi>`))
    assert.ok(page.html.includes(`<bdi>${'認'.repeat(100)}</bdi>`))
    const phone = deviceOf(server(), 'Phone', keyOn(page))
    await person.saveCodes(await person.browser.submit('/setup', { code: phone.code() }))
    assert.match(person.browser.page.html, /“Phone” was added/)
  })
})

describe('adding a device', () => {
  const server = testServer()
  let shop: RelyingParty
  before(async () => {
    shop = await relyingParty(server())
  })

  /** Stops before the first code. */
  async function begin(person: Person, name = 'Phone'): Promise<Device> {
    await person.openAccount('/account/devices/add')
    const page = await person.browser.submit('/devices/add', { name, password: PASSWORD })
    return deviceOf(server(), name, keyOn(page))
  }

  async function signedIn(): Promise<Person> {
    const person = await Person.of(server())
    await signIn(person, shop)
    return person
  }

  it('is not done before its first code: until then it asks for and accepts nothing', async () => {
    const person = await signedIn()
    const phone = await begin(person)
    const plain = person.elsewhere()
    assert.equal((await signIn(plain, shop)).claims.acr, ONE_FACTOR)
    await person.addDevice('Tablet')
    const visitor = person.elsewhere()
    await visit(visitor, shop)
    await visitor.givePassword()
    server().advance(30)
    assert.match((await visitor.giveCode(phone.code())).errors.join(), /Incorrect/)
  })

  for (const how of ['arabext', 'arab', 'deva', 'fullwide', 'no-break hyphen', 'isolates']) {
    it(`and signing in take codes with ${how}`, async () => {
      const [, write] = WRITINGS.find(([name]) => name === how)!
      const person = await signedIn()
      const phone = await begin(person)
      const added = await person.browser.submit('/setup', { code: write(phone.code()) })
      assert.equal(added.heading, 'Save your recovery codes')
      server().advance(30)
      const visitor = person.elsewhere()
      await visit(visitor, shop)
      await visitor.givePassword()
      assert.ok((await visitor.giveCode(write(phone.code()))).arrived?.has('code'))
    })
  }

  it('waits 15 minutes for its first code, and then frees its name', async () => {
    const person = await signedIn()
    const phone = await begin(person)
    const setup = person.browser.page
    server().advance(901)
    assert.equal(stepOf(await person.browser.submit('/setup', { code: phone.code() })), 'password')
    assert.equal((await person.givePassword()).status, 404)
    assert.equal((await person.browser.open(setup.url)).status, 404)
    assert.doesNotMatch((await person.openAccount()).html, /Phone/)
    await person.addDevice('Phone')
    assert.match((await person.openAccount()).html, /Turned on/)
  })

  it('goes on after the page was left, until then', async () => {
    const person = await signedIn()
    const phone = await begin(person)
    server().advance(600)
    const list = await person.openAccount()
    const [, path = ''] = /href="([^"]*\/setup)"/.exec(list.html) ?? []
    assert.ok(path)
    await person.openAccount(path)
    const shown = await person.browser.submit('/setup', { code: phone.code() })
    assert.equal(shown.heading, 'Save your recovery codes')
    const page = await person.saveCodes(shown)
    assert.match(page.html, /“Phone” was added/)
  })

  it('in the console leads back to its name too, which is there', async () => {
    const person = await signedIn()
    await begin(person, 'Phnoe')
    const setup = person.browser.page
    const [, back = ''] = /href="([^"]*)">Change the name</.exec(setup.html) ?? []
    const naming = await person.openAccount(back)
    assert.match(naming.html, /name="name"[^>]*value="Phnoe"/)
    const fields = { name: 'Phone', password: PASSWORD }
    const named = await person.browser.submit('/devices/add', fields)
    assert.match(named.html, /Set up “Phone”/)
    assert.equal((await person.browser.open(setup.url)).url, named.url)
  })

  it('tells what is new alone: what asks for a code from now on, and what did before', async () => {
    const person = await signedIn()
    await person.addDevice('Phone')
    const first = person.browser.page
    assert.match(
      first.html,
      /“Phone” was added\. From now on, sign in with your password and a code/,
    )
    server().advance(30)
    await person.addDevice('Tablet')
    const second = person.browser.page
    assert.match(second.html, /“Tablet” was added\. You can now sign in with its codes/)
    assert.doesNotMatch(second.html, /From now on/)
  })

  it('counts the code that confirmed it as its last use', async () => {
    const person = await Person.of(server())
    const { request } = await visit(person, shop, essentialAcr(TWO_FACTORS))
    await person.givePassword()
    await request.finish((await person.enrolHere('Phone')).arrived)
    const at = new Date(server().now()).toISOString()
    server().advance(60)
    const { html } = await person.openAccount()
    const [, used] = /Last used <time datetime="([^"]+)"/.exec(html) ?? []
    assert.equal(used, at)
    assert.doesNotMatch(html, /Not used yet/)
  })

  it('shows a link that opens the authenticator app, with what the picture holds', async () => {
    const person = await signedIn()
    await begin(person)
    const { html } = person.browser.page
    const [, uri = ''] = /href="(otpauth:[^"]+)"/.exec(html) ?? []
    assert.equal(
      new URL(uri.replaceAll('&amp;', '&')).searchParams.get('secret'),
      keyOn(person.browser.page),
    )
    assert.match(html, /The key has no 0, 1, 8 or 9/)
  })

  it('uses its first code up: that code signs nobody in', async () => {
    const person = await Person.of(server())
    const phone = await person.addDevice('Phone')
    const visitor = person.elsewhere()
    await visit(visitor, shop)
    await visitor.givePassword()
    const page = await visitor.giveCode(phone.code())
    assert.equal(page.arrived, undefined)
    assert.match(page.errors.join(), /just used/)
    assert.match((await visitor.giveCode(phone.code(-1))).errors.join(), /just used|Incorrect code/)
    server().advance(30)
    assert.ok((await visitor.giveCode(phone.code())).arrived?.has('code'))
  })

  it('shows its key until it is confirmed and nowhere afterwards, and keeps it out of addresses', async () => {
    const person = await signedIn()
    await begin(person)
    const setup = person.browser.page
    const key = keyOn(setup)
    assert.match(key, /^[A-Z2-7]{32}$/)
    assert.match(setup.html, /class="qr"/)
    assert.equal(setup.headers.get('Cache-Control'), 'no-store')
    assert.equal(keyOn(await person.browser.open(setup.url)), key)
    const seen = [setup.url, ...setup.forms.map(({ action }) => action)]
    const phone = deviceOf(server(), 'Phone', key)
    const done = await person.browser.submit('/setup', { code: phone.code() })
    seen.push(done.url)
    assert.ok(seen.every((url) => !url.includes(key) && !url.includes('otpauth')))
    const csrf = setup.forms.find(({ action }) => action.endsWith('/setup'))?.fields['csrf'] ?? ''
    const pages = [
      done,
      await person.browser.open(setup.url),
      await person.browser.post(setup.url, { csrf, code: phone.code() }),
    ]
    for (const form of ['rename', 'remove']) {
      pages.push(await person.browser.open(setup.url.replace('setup', form)))
    }
    for (const { html } of pages) {
      assert.ok(!html.replaceAll(/\s/g, '').includes(key.slice(0, 8)))
      assert.doesNotMatch(html, /class="qr"/)
    }
    for (const page of pages.slice(1, 3)) assert.match(page.url, /\/account(\/recovery-codes)?$/)
  })

  it('in the console shows the key after a password given just now, and not to a session left open', async () => {
    const person = await signedIn()
    const leftOpen = person.elsewhere()
    await leftOpen.openAccount()
    await leftOpen.givePassword()
    server().advance(901)
    await person.openAccount('/account/devices/add')
    // The form asks for the password itself: that is fresh enough for what follows.
    const shown = await person.browser.submit('/devices/add', { name: 'Phone', password: PASSWORD })
    assert.match(shown.html, /<svg/)
    assert.equal(stepOf(await leftOpen.browser.open(shown.url)), 'password')
  })

  it('inside a sign-in takes a password of the last five minutes', async () => {
    const person = await signedIn()
    server().advance(301)
    const { request, page } = await visit(person, shop, essentialAcr(TWO_FACTORS))
    assert.equal(stepOf(page), 'password')
    assert.equal(stepOf(await person.givePassword()), 'device')
    const { arrived } = await person.enrolHere('Phone')
    assert.equal((await request.finish(arrived)).claims.acr, TWO_FACTORS)
  })

  it('inside a sign-in ends where the account got a device meanwhile', async () => {
    const person = await signedIn()
    await visit(person, shop, essentialAcr(TWO_FACTORS))
    const page = await person.browser.submit('/device', { name: 'Mine' })
    const mine = deviceOf(server(), 'Mine', keyOn(page))
    await person.elsewhere().addDevice('The owner’s')
    const refused = await person.browser.submit('/device/code', { code: mine.code() })
    assert.equal(refused.arrived, undefined)
    assert.equal(stepOf(refused), 'code')
  })
})
