import { strict as assert } from 'node:assert'
import { Secret } from '../../src/kernel/secret.ts'
import type { Page } from '../support/browser.ts'
import { Person, deviceOf, keyOn, type Device } from '../support/person.ts'
import { essentialAcr, relyingParty, type RelyingParty } from '../support/relying-party.ts'
import { openSharedRedis, type SharedRedis } from '../support/shared-redis.ts'
import { sendForm } from '../support/sent-at-once.ts'
import { PASSWORD, openTestServer, type TestServer } from '../support/test-server.ts'
import { signIn, stepOf, visit } from '../support/visit.ts'

const TWO_FACTORS = 'urn:step-up:2fa'
const NEXT = 'an orchard of green apples'

interface Begun {
  readonly device: Device
  /** Where its key is shown. */
  readonly url: string
}

for (const kind of ['SQLite', 'Redis'] as const)
  describe(`a device that waits for its first code, on ${kind}`, () => {
    let redis: SharedRedis | undefined
    let server: TestServer
    let shop: RelyingParty
    before(async () => {
      redis = kind === 'Redis' ? await openSharedRedis() : undefined
      const store = redis && ({ kind: 'redis', url: new Secret(redis.url) } as const)
      server = await openTestServer(store ? { store } : {})
      shop = await relyingParty(server)
    })
    after(async () => {
      await server.close()
      await redis?.close()
    })

    async function signedIn(person: Person): Promise<Person> {
      await signIn(person, shop)
      return person
    }

    /** As far as the page with the key. */
    async function begin(person: Person, name = 'Phone'): Promise<Begun> {
      await person.openAccount('/account/devices/add')
      const page = await person.browser.submit('/devices/add', { name, password: PASSWORD })
      assert.deepEqual(page.errors, [])
      return { device: deviceOf(server, name, keyOn(page)), url: page.url }
    }

    /** The same inside of a sign-in that takes a second factor. */
    async function beginInSignIn(person: Person, name = 'Phone'): Promise<Begun> {
      const { page } = await visit(person, shop, essentialAcr(TWO_FACTORS))
      if (stepOf(page) === 'password') await person.givePassword()
      const shown = await person.browser.submit('/device', { name })
      assert.deepEqual(shown.errors, [])
      return { device: deviceOf(server, name, keyOn(shown)), url: shown.url }
    }

    const confirm = async (person: Person, { device }: Begun): Promise<Page> =>
      person.saveCodes(await person.browser.submit('/setup', { code: device.code() }))

    const names = async ({ account }: Person): Promise<string[]> =>
      (await server.authenticators.list(account.id)).map(({ name }) => name)

    /** Codes that no time around now has; a form with the one before would be answered as it was. */
    function wrongCodes({ device }: Begun, count: number): string[] {
      const right = new Set([-1, 0, 1].map((step) => device.code(step)))
      const codes = Array.from({ length: count + right.size }, (_, index) =>
        String(index * 997).padStart(6, '0'),
      )
      return codes.filter((code) => !right.has(code)).slice(0, count)
    }

    it('is seen, finished, renamed and removed by the session that began it, and by no other', async () => {
      const owner = await signedIn(await Person.of(server))
      const intruder = await signedIn(owner.elsewhere())
      const mine = await begin(owner)
      for (const path of ['setup', 'rename', 'remove', 'lost']) {
        const page = await intruder.browser.open(mine.url.replace(/setup$/, path))
        assert.equal(page.status, 404, path)
        assert.equal(keyOn(page), '')
      }
      await intruder.openAccount('/account/devices/add')
      const { csrf = '' } = intruder.browser.form('/devices/add').fields
      for (const path of ['setup', 'rename', 'remove']) {
        const fields = { csrf, name: 'Mine', code: mine.device.code() }
        const page = await intruder.browser.post(mine.url.replace(/setup$/, path), fields)
        assert.equal(page.status, 404, path)
      }
      assert.doesNotMatch((await intruder.openAccount()).html, /Phone|Finish/)
      await owner.browser.open(mine.url)
      assert.match((await confirm(owner, mine)).html, /“Phone” was added/)
    })

    it('takes neither a name nor a place from the owner: ten begun elsewhere are in nobody’s way', async () => {
      const owner = await signedIn(await Person.of(server))
      for (let number = 1; number <= 10; number += 1) {
        await begin(await signedIn(owner.elsewhere()), `Device ${number}`)
      }
      const page = await owner.openAccount()
      assert.doesNotMatch(page.html, /Device \d|Finish/)
      assert.match(page.html, /href="[^"]*devices\/add"/)
      assert.match(
        (await confirm(owner, await begin(owner, 'device 3'))).html,
        /“device 3” was added/,
      )
    })

    it('gives way to another of the same session, with another key, whatever its name', async () => {
      const person = await signedIn(await Person.of(server))
      const first = await begin(person)
      const second = await begin(person)
      const third = await begin(person, 'Tablet')
      assert.equal(new Set([first, second, third].map(({ device }) => device.code())).size, 3)
      // Where the page of one that gave way is still open, it leads to the one that waits.
      assert.equal((await person.browser.open(first.url)).url, third.url)
      const list = await person.openAccount()
      assert.match(list.html, /Tablet/)
      assert.doesNotMatch(list.html, /Phone/)
      await person.browser.open(third.url)
      const refused = await person.browser.submit('/setup', { code: first.device.code() })
      assert.match(refused.errors.join(), /Incorrect/)
      await confirm(person, third)
      assert.deepEqual(await names(person), ['Tablet'])
    })

    it('that was left behind keeps nobody from beginning again, in a session or a sign-in', async () => {
      const person = await signedIn(await Person.of(server))
      await begin(person)
      await beginInSignIn(person)
      await beginInSignIn(person)
      const other = await signedIn(person.elsewhere())
      await confirm(other, await begin(other))
      assert.deepEqual(await names(person), ['Phone'])
    })

    it('of an intruder dies when the owner confirms a first one, and with a code in hand', async () => {
      const owner = await signedIn(await Person.of(server))
      const intruder = await signedIn(owner.elsewhere())
      const [planted, inSignIn] = [await begin(intruder), owner.elsewhere()]
      const there = await beginInSignIn(inSignIn)
      await confirm(owner, await begin(owner, 'Mine'))
      server.advance(30)
      await intruder.browser.open(planted.url)
      assert.equal(stepOf(intruder.browser.page), 'code')
      const page = await inSignIn.browser.submit('/device/code', { code: there.device.code() })
      assert.equal(page.arrived, undefined)
      assert.deepEqual(await names(owner), ['Mine'])
    })

    it('is confirmed for one of two who send their first codes in parallel, where the account had none', async () => {
      for (let round = 0; round < 5; round += 1) {
        const owner = await signedIn(await Person.of(server))
        const people = [owner, await signedIn(owner.elsewhere()), owner.elsewhere()]
        const begun = [
          await begin(people[0]!, 'One'),
          await begin(people[1]!, 'Two'),
          await beginInSignIn(people[2]!, 'Three'),
        ]
        await Promise.all(
          people.map((person, index) => {
            const form = index === 2 ? '/device/code' : '/setup'
            return sendForm(person, form, { code: begun[index]!.device.code() })
          }),
        )
        assert.equal((await names(owner)).length, 1)
      }
    })

    it('dies with the password that it was begun under', async () => {
      const owner = await signedIn(await Person.of(server))
      const begun = await begin(owner)
      const elsewhere = await signedIn(owner.elsewhere())
      await elsewhere.openAccount('/account/password')
      const fields = { password: PASSWORD, new_password: NEXT }
      const changed = await elsewhere.browser.submit('/account/password', fields)
      assert.deepEqual(changed.errors, [])
      // In the same browser, with the new password: what was begun under the old one is gone.
      await owner.openAccount()
      await owner.givePassword(NEXT)
      assert.equal((await owner.browser.open(begun.url)).status, 404)
    })

    it('dies with the password of its own session, too, and by an operator’s hand', async () => {
      for (const change of ['own', 'operator'] as const) {
        const owner = await signedIn(await Person.of(server))
        const begun = await begin(owner)
        if (change === 'own') {
          await owner.openAccount('/account/password')
          const fields = { password: PASSWORD, new_password: NEXT }
          await owner.browser.submit('/account/password', fields)
        } else {
          server.advance(1)
          await server.accounts.setPassword(owner.account.id, NEXT)
          await owner.openAccount()
          await owner.givePassword(NEXT)
        }
        assert.equal((await owner.browser.open(begun.url)).status, 404, change)
        assert.doesNotMatch((await owner.openAccount()).html, /Phone/)
      }
    })

    it('bears a few wrong codes and then dies; nobody’s other device pays for them', async () => {
      const owner = await signedIn(await Person.of(server))
      const intruder = await signedIn(owner.elsewhere())
      const planted = await begin(intruder)
      for (const [index, code] of wrongCodes(planted, 5).entries()) {
        const page = await intruder.browser.submit('/setup', { code })
        assert.equal(page.status, 422)
        assert.match(page.errors.join(), index < 4 ? /Incorrect/ : /Too many wrong codes/)
      }
      assert.equal((await intruder.browser.open(planted.url)).status, 404)
      for (let round = 0; round < 4; round += 1) {
        const again = await begin(intruder)
        for (const code of wrongCodes(again, 5)) await intruder.browser.submit('/setup', { code })
      }
      const mine = await begin(owner)
      for (const code of wrongCodes(mine, 4)) await owner.browser.submit('/setup', { code })
      assert.match((await confirm(owner, mine)).html, /was added/)
    })

    it('bears no more of them when they are sent at once', async () => {
      const person = await signedIn(await Person.of(server))
      const begun = await begin(person)
      await Promise.all(wrongCodes(begun, 20).map((code) => sendForm(person, '/setup', { code })))
      const told = server
        .audit()
        .filter(
          (event) => event.type === 'device_code_rejected' && event.accountId === person.account.id,
        )
      assert.equal(told.length, 5)
      assert.equal((await person.browser.open(begun.url)).status, 404)
    })

    it('inside of a sign-in dies of them as well, and another can be begun there', async () => {
      const person = await Person.of(server)
      const begun = await beginInSignIn(person)
      let page = person.browser.page
      for (const code of wrongCodes(begun, 5)) {
        page = await person.browser.submit('/device/code', { code })
      }
      assert.match(page.errors.join(), /Too many wrong codes/)
      assert.equal(stepOf(page), 'device')
      assert.ok((await person.enrolHere('Phone')).arrived?.has('code'))
    })

    it('survives the questions that its own sign-in asks meanwhile', async () => {
      const person = await signedIn(await Person.of(server))
      const begun = await beginInSignIn(person)
      server.advance(400)
      const asked = await person.browser.open(begun.url)
      assert.equal(stepOf(asked), 'password')
      const page = await person.givePassword()
      assert.equal(stepOf(page), 'device/code')
      assert.equal(keyOn(page), keyOn(await person.browser.open(page.url)))
      const shown = await person.browser.submit('/device/code', { code: begun.device.code() })
      assert.equal(shown.heading, 'Save your recovery codes')
    })

    it('gives way where its name or the last place was taken meanwhile, and says so', async () => {
      const person = await Person.of(server)
      const phone = await person.addDevice('Phone')
      const other = person.elsewhere()
      await signIn(other, shop, {}, phone)
      await other.openAccount('/account/devices/add')
      if (stepOf(other.browser.page) === 'code') {
        server.advance(30)
        await other.giveCode(phone.code())
      }
      const fields = { name: 'Tablet', password: PASSWORD }
      const waiting = await other.browser.submit('/devices/add', fields)
      const tablet = deviceOf(server, 'Tablet', keyOn(waiting))
      await person.addDevice('TABLET', phone)
      const page = await other.browser.submit('/setup', { code: tablet.code() })
      assert.equal(page.status, 422)
      assert.match(page.errors.join(), /has this name/)
      assert.ok(page.forms.some(({ action }) => action.endsWith('/devices/add')))
      assert.deepEqual(await names(person), ['Phone', 'TABLET'])
    })

    it('stands in the history from when it was begun', async () => {
      const owner = await signedIn(await Person.of(server))
      await begin(await signedIn(owner.elsewhere()), 'Not mine')
      const history = await owner.openAccount('/account/activity')
      assert.match(history.html, /Started to set up a device: Not mine/)
    })
  })
