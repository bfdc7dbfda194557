import { strict as assert } from 'node:assert'
import { base32Of } from '../../src/methods/totp/key-uri.ts'
import { ENROLLER } from '../support/enroller.ts'
import { shownBy } from '../support/answer-of.ts'
import { Person, deviceOf, keyOn } from '../support/person.ts'
import { essentialAcr, relyingParty, type RelyingParty } from '../support/relying-party.ts'
import { PASSWORD, testServer } from '../support/test-server.ts'
import { answer, signIn, stepOf, visit } from '../support/visit.ts'

const ONE_FACTOR = 'urn:step-up:1fa'
const TWO_FACTORS = 'urn:step-up:2fa'
const FORMS = ['setup', 'rename', 'remove'] as const

describe('an account’s devices', () => {
  const server = testServer()
  const lenient = testServer({ secondFactorWhenEnrolled: false })
  let shop: RelyingParty
  before(async () => {
    shop = await relyingParty(server())
  })

  const idsOf = async (person: Person): Promise<string[]> =>
    (await person.server.authenticators.list(person.account.id)).map(({ id }) => id)

  /** The token of a form of the console, from a page that has one. */
  async function formToken(person: Person): Promise<string> {
    await person.openAccount('/account/devices/add')
    return person.browser.form('/devices/add').fields['csrf'] ?? ''
  }

  describe('of somebody else', () => {
    for (const form of FORMS) {
      it(`answer 404 to ${form}, as one that never was does, and stay as they are`, async () => {
        const [owner, stranger] = [await Person.of(server()), await Person.of(server())]
        await owner.addDevice('Phone')
        await owner.openAccount('/account/devices/add')
        const fields = { name: 'Pending', password: PASSWORD }
        const begun = await owner.browser.submit('/devices/add', fields)
        const [, waiting = ''] = /devices\/([^/]+)\/setup$/.exec(begun.url) ?? []
        assert.ok(waiting)
        const before = await server().authenticators.list(owner.account.id)
        await signIn(stranger, shop)
        const csrf = await formToken(stranger)
        const { issuer } = server().configuration
        const pages = []
        for (const id of [...(await idsOf(owner)), waiting, 'never-was']) {
          const path = `/account/devices/${id}/${form}`
          pages.push(await stranger.openAccount(path))
          const posted = { csrf, name: 'Mine', code: '000000' }
          pages.push(await stranger.browser.post(`${issuer}${path}`, posted))
        }
        assert.deepEqual(new Set(pages.map(({ status }) => status)), new Set([404]))
        assert.equal(new Set(pages.map(shownBy)).size, 1)
        assert.deepEqual(await server().authenticators.list(owner.account.id), before)
        assert.match((await owner.openAccount()).html, /Pending/)
      })
    }
  })

  describe('are changed by no less than a fresh code, once there is one', () => {
    for (const path of ['add', ...FORMS.map((form) => `ID/${form}`)]) {
      it(`GET and POST of ${path}`, async () => {
        const person = await Person.of(server())
        await signIn(person, shop)
        // In this browser, a session that has proved the password alone.
        const elsewhere = person.elsewhere()
        const phone = await elsewhere.addDevice('Phone')
        const [id = ''] = await idsOf(person)
        const address = `/account/devices/${path.replace('ID', id)}`
        assert.equal(stepOf(await person.openAccount(address)), 'code')

        // In the other one, a code that has grown old, and a password: what removes a device takes both.
        const first = path === 'ID/remove' ? 'password' : 'code'
        const csrf = await formToken(elsewhere)
        server().advance(301)
        assert.equal(stepOf(await elsewhere.openAccount(address)), first)
        const url = `${server().configuration.issuer}${address}`
        const fields = { csrf, name: 'Changed', password: PASSWORD, code: phone.code() }
        const posted = await elsewhere.browser.post(url, fields)
        assert.equal(stepOf(posted), first)
        const [device, ...others] = await server().authenticators.list(person.account.id)
        assert.deepEqual([device?.name, others.length], ['Phone', 0])

        // A code leads back to where the way began.
        const back = await answer(elsewhere, posted, phone)
        // What is set up already stands in the list.
        const led = path === 'ID/setup' ? '/account' : address
        assert.equal(new URL(back.url).pathname, led)
      })
    }

    it('also where sign-ins do without', async () => {
      const party = await relyingParty(lenient())
      const person = await Person.of(lenient())
      const phone = await person.addDevice('Phone')
      const visitor = person.elsewhere()
      assert.equal((await signIn(visitor, party)).claims.acr, ONE_FACTOR)
      const [id = ''] = await idsOf(person)
      for (const path of ['add', `${id}/rename`, `${id}/remove`]) {
        const page = await visitor.openAccount(`/account/devices/${path}`)
        assert.equal(stepOf(page), 'code', path)
      }
      const page = await answer(visitor, visitor.browser.page, phone)
      assert.equal(new URL(page.url).pathname, `/account/devices/${id}/remove`)
    })
  })

  it('says what is wrong with the name, and does not ask for a password again that was right', async () => {
    const person = await Person.of(server())
    const phone = await person.addDevice('Phone')
    server().advance(30)
    await person.openAccount('/account/devices/add')
    if (stepOf(person.browser.page) === 'code') await person.giveCode(phone.code())
    const add = (fields: Record<string, string>) => person.browser.submit('/devices/add', fields)

    const both = await add({ name: 'phone', password: 'not my password' })
    assert.equal(both.errors.length, 2)
    assert.match(both.html, /id="name"[^>]*value="phone"/)
    const taken = await add({ name: 'phone', password: PASSWORD })
    assert.deepEqual(taken.errors, [
      'Another of your devices has this name. Choose a different one.',
    ])
    assert.doesNotMatch(taken.html, /id="password"/)
    assert.match((await add({ name: 'Tablet' })).heading, /Set up “Tablet”/)
    // The next one takes it again.
    assert.match((await person.openAccount('/account/devices/add')).html, /id="password"/)
  })

  it('takes the account’s password to add one, and keeps the name that was typed', async () => {
    const person = await Person.of(server())
    await signIn(person, shop)
    await person.openAccount('/account/devices/add')
    const fields = { name: 'My <Phone>', password: 'not my password' }
    const page = await person.browser.submit('/devices/add', fields)
    assert.equal(page.status, 422)
    assert.deepEqual(page.errors, ['Incorrect password. Try again.'])
    assert.match(page.html, /name="name"[^>]*value="My &lt;Phone&gt;"/)
    assert.deepEqual(await idsOf(person), [])
  })

  describe('have names', () => {
    async function naming(person: Person, name: string): Promise<string> {
      await person.openAccount('/account/devices/add')
      const page = await person.browser.submit('/devices/add', { name, password: PASSWORD })
      return page.errors.join()
    }

    it('of 1 to 50 characters', async () => {
      const person = await Person.of(server())
      await signIn(person, shop)
      for (const name of ['', '   ', 'x'.repeat(51)]) {
        assert.match(await naming(person, name), /up to 50 characters/)
      }
      for (const name of ['x', '📱'.repeat(50), 'مفتاح']) {
        assert.equal(await naming(person, name), '')
        assert.ok((await person.openAccount()).html.includes(name))
      }
    })

    it('that can be seen, when added and when renamed', async () => {
      const person = await Person.of(server())
      await person.addDevice('Phone')
      const [id = ''] = await idsOf(person)
      for (const name of ['\u200d', 'two\u202elines', 'a\u0000b', 'Pho\u200bne', '\u3164']) {
        assert.match(await naming(person, name), /invisible characters/)
        await person.openAccount(`/account/devices/${id}/rename`)
        const { errors } = await person.browser.submit('/rename', { name })
        assert.match(errors.join(), /invisible characters/)
      }
    })

    it('that look like no other’s, when added, when renamed and when confirmed', async () => {
      const person = await Person.of(server())
      await person.addDevice('Phone')
      server().advance(30)
      const looks = /That name looks like “Phone”, another of your devices/
      // With a Cyrillic letter.
      assert.match(await naming(person, 'Phоne'), looks)
      await person.addDevice('Tablet')
      const [, tablet = ''] = await idsOf(person)
      await person.openAccount(`/account/devices/${tablet}/rename`)
      assert.match((await person.browser.submit('/rename', { name: 'Рhone' })).errors.join(), looks)
      // Its own look-alike is a name like any other.
      const renamed = await person.browser.submit('/rename', { name: 'Тablet' })
      assert.match(renamed.html, /is now called “Тablet”/)

      // Two are set up at once: the second to be confirmed is named again.
      const other = person.inAnotherTab()
      assert.equal(await naming(person, 'Watch'), '')
      const watch = deviceOf(server(), 'Watch', keyOn(person.browser.page))
      const { authenticators } = server()
      const begun = await authenticators.begin(person.account.id, 'Wаtch', ENROLLER)
      assert.equal(begun.outcome, 'begun')
      assert.match(
        (await person.browser.submit('/setup', { code: watch.code() })).html,
        /was added/,
      )
      const pending = await authenticators.pending(person.account.id, ENROLLER)
      assert.ok(pending)
      const late = deviceOf(server(), 'Wаtch', base32Of(pending.secret))
      const { id } = pending.authenticator
      const result = await authenticators.confirm(person.account.id, id, late.code(), ENROLLER)
      assert.deepEqual(result, { outcome: 'name_lookalike', name: 'Wаtch', other: 'Watch' })
      assert.equal((await other.openAccount()).html.includes('Wаtch'), false)
    })

    it('that differ by more than case, when added and when renamed', async () => {
      const person = await Person.of(server())
      const phone = await person.addDevice('Phone')
      await person.addDevice('Tablet', phone)
      for (const name of ['pHONE', '  phone ', 'ｐｈｏｎｅ']) {
        assert.match(await naming(person, name), /has this name/)
      }
      const [, tablet] = await idsOf(person)
      await person.openAccount(`/account/devices/${tablet}/rename`)
      const refused = await person.browser.submit('/rename', { name: 'PHONE' })
      assert.match(refused.errors.join(), /has this name/)
      const renamed = await person.browser.submit('/rename', { name: 'TABLET' })
      assert.match(renamed.html, /now called “TABLET”/)
    })

    it('that are shown as text, wherever they stand', async () => {
      const person = await Person.of(server())
      const name = '<img src=x onerror=alert(1)> & "\'>'
      await person.addDevice('Phone')
      await naming(person, name)
      const begun = person.browser.page
      const phone = deviceOf(server(), name, keyOn(begun))
      const shown = [begun, await person.openAccount()]
      shown.push(await person.openAccount(new URL(begun.url).pathname))
      shown.push(await person.browser.submit('/setup', { code: phone.code() }))
      const [, id] = await idsOf(person)
      for (const form of ['rename', 'remove'])
        shown.push(await person.openAccount(`/account/devices/${id}/${form}`))
      shown.push(await person.browser.submit('/remove'))
      for (const { html } of shown) {
        assert.ok(!html.includes('<img src=x'))
        assert.ok(html.includes('&lt;img src=x'))
      }
    })
  })

  it('are ten at the most, however many are being set up', async () => {
    const person = await Person.of(server())
    const phone = await person.addDevice('Device 1')
    for (let number = 2; number <= 10; number += 1) {
      await person.addDevice(`Device ${number}`, phone)
    }
    assert.doesNotMatch((await person.openAccount()).html, /href="[^"]*devices\/add"/)
    await person.openAccount('/account/devices/add')
    const fields = { name: 'Device 11', password: PASSWORD }
    const { errors } = await person.browser.submit('/devices/add', fields)
    assert.match(errors.join(), /10 devices/)
    assert.equal((await idsOf(person)).length, 10)
  })

  it('are removed at once: in open sign-ins, and from what was proved', async () => {
    const person = await Person.of(server())
    const phone = await person.addDevice('Phone')
    const tablet = await person.addDevice('Tablet', phone)
    const visitor = person.elsewhere()
    await signIn(visitor, shop, {}, phone)
    const open = person.elsewhere()
    const { request } = await visit(open, shop)
    await open.givePassword()
    const [id] = await idsOf(person)
    await person.openAccount(`/account/devices/${id}/remove`)
    await person.browser.submit('/remove')
    server().advance(30)
    assert.match((await open.giveCode(phone.code())).errors.join(), /Incorrect/)
    assert.equal(stepOf((await visit(visitor, shop)).page), 'code')
    const { arrived } = await open.giveCode(tablet.code())
    assert.equal((await request.finish(arrived)).claims.acr, TWO_FACTORS)
  })

  it('turn two-factor authentication off when the last is removed', async () => {
    const person = await Person.of(server())
    await person.addDevice('Phone')
    const [id] = await idsOf(person)
    const asked = await person.openAccount(`/account/devices/${id}/remove`)
    assert.match(asked.html, /turns two-factor authentication off/)
    assert.match(
      (await person.browser.submit('/turn-off')).html,
      /Two-factor authentication is off/,
    )
    const { claims } = await signIn(person.elsewhere(), shop)
    assert.equal(claims.acr, ONE_FACTOR)
    const again = person.elsewhere()
    await visit(again, shop, essentialAcr(TWO_FACTORS))
    assert.equal(stepOf(await again.givePassword()), 'device')
  })
})
