import { strict as assert } from 'node:assert'
import { Person, codesOn } from '../support/person.ts'
import { relyingParty, type RelyingParty } from '../support/relying-party.ts'
import { testServer } from '../support/test-server.ts'
import { answer, signIn, stepOf } from '../support/visit.ts'

const SEE = '/account/recovery-codes'
const DOWNLOAD = '/account/recovery-codes/text'
const RENEW = '/account/recovery-codes/new'

describe('recovery codes in the account', () => {
  const server = testServer()
  let shop: RelyingParty
  before(async () => {
    shop = await relyingParty(server())
  })

  const eventsOf = (person: Person): string[] =>
    server()
      .audit()
      .filter((event) => 'accountId' in event && event.accountId === person.account.id)
      .map(({ type }) => type)
      .filter((type) => type.startsWith('recovery_codes'))

  /** Somebody with a device and ten codes, whose first code is fresh in this browser. */
  async function somebody() {
    const person = await Person.of(server())
    const phone = await person.addDevice('Phone')
    return { person, phone, codes: person.recoveryCodes }
  }

  const useUp = async (person: Person, codes: readonly string[]): Promise<void> => {
    for (const code of codes) {
      const { outcome } = await server().recoveryCodes.verify(person.account.id, code)
      assert.equal(outcome, 'accepted')
    }
  }

  describe('are shown again', () => {
    it('after a fresh code, and each time that is recorded', async () => {
      const { person, codes } = await somebody()
      const page = await person.openAccount(SEE)
      assert.equal(page.heading, 'Your recovery codes')
      assert.deepEqual(codesOn(page), codes)
      assert.equal(page.headers.get('Cache-Control'), 'no-store')
      await person.openAccount(SEE)
      const seen = ['recovery_codes_seen', 'recovery_codes_seen']
      assert.deepEqual(eventsOf(person), ['recovery_codes_issued', ...seen])
    })

    it('with those that were used', async () => {
      const { person, codes } = await somebody()
      await useUp(person, codes.slice(0, 4))
      const page = await person.openAccount(SEE)
      assert.deepEqual(codesOn(page), codes.slice(4))
      for (const code of codes.slice(0, 4)) assert.ok(page.html.includes(`<s>${code}</s>`))
    })

    it('as a file of text', async () => {
      const { person, codes } = await somebody()
      const file = await person.openAccount(DOWNLOAD)
      assert.match(file.headers.get('Content-Type') ?? '', /^text\/plain/)
      assert.match(file.headers.get('Content-Disposition') ?? '', /^attachment; filename="/)
      assert.equal(file.headers.get('Cache-Control'), 'no-store')
      for (const code of codes) assert.ok(file.html.includes(code))
      assert.deepEqual(eventsOf(person), ['recovery_codes_issued', 'recovery_codes_seen'])
    })

    it('to nobody whose last code is older than five minutes', async () => {
      const { person, phone, codes } = await somebody()
      server().advance(301)
      for (const path of [SEE, DOWNLOAD]) {
        const page = await person.openAccount(path)
        assert.equal(stepOf(page), 'code')
        for (const code of codes) assert.ok(!page.html.includes(code))
      }
      assert.deepEqual(eventsOf(person), ['recovery_codes_issued'])
      await person.openAccount(SEE)
      const back = await answer(person, person.browser.page, phone)
      assert.deepEqual(codesOn(back), codes)
    })

    it('to no session that proved the password alone', async () => {
      const person = await Person.of(server())
      await signIn(person, shop)
      await person.elsewhere().addDevice('Phone')
      for (const path of [SEE, DOWNLOAD, RENEW]) {
        assert.equal(stepOf(await person.openAccount(path)), 'code')
      }
      assert.deepEqual(eventsOf(person), ['recovery_codes_issued'])
    })

    it('not where there are none: the way leads to the account', async () => {
      const person = await Person.of(server())
      await signIn(person, shop)
      for (const path of [SEE, DOWNLOAD, RENEW]) {
        assert.equal(new URL((await person.openAccount(path)).url).pathname, '/account')
      }
      assert.equal(await server().recoveryCodes.find(person.account.id), undefined)
    })
  })

  describe('right after they were made', () => {
    it('are shown and downloaded without a record until they are saved', async () => {
      const person = await Person.of(server())
      const save = person.saveCodes.bind(person)
      person.saveCodes = async (page) => {
        const codes = codesOn(page)
        assert.equal(codes.length, 10)
        const file = await person.openAccount(DOWNLOAD)
        for (const code of codes) assert.ok(file.html.includes(code))
        const again = await person.openAccount(SEE)
        assert.equal(again.heading, 'Save your recovery codes')
        assert.deepEqual(codesOn(again), codes)
        assert.deepEqual(eventsOf(person), ['recovery_codes_issued'])
        return save(again)
      }
      await person.addDevice('Phone')
      assert.equal((await person.openAccount(SEE)).heading, 'Your recovery codes')
      assert.deepEqual(eventsOf(person), ['recovery_codes_issued', 'recovery_codes_seen'])
    })

    it('may take longer to be written down than a code stays fresh', async () => {
      const person = await Person.of(server())
      const save = person.saveCodes.bind(person)
      person.saveCodes = (page) => {
        server().advance(1200)
        return save(page)
      }
      await person.addDevice('Phone')
      assert.equal(new URL(person.browser.page.url).pathname, '/account')
      assert.match(person.browser.page.html, /Turned on/)
    })
  })

  describe('are made anew', () => {
    it('after a question, and the old ones die at once', async () => {
      const { person, codes } = await somebody()
      const asked = await person.openAccount(RENEW)
      assert.match(asked.html, /old recovery codes stop working immediately/)
      assert.deepEqual(eventsOf(person), ['recovery_codes_issued'])
      const page = await person.browser.submit(asked.forms[0]?.action ?? '')
      assert.equal(page.heading, 'Save your new recovery codes')
      const renewed = codesOn(page)
      assert.equal(new Set([...codes, ...renewed]).size, 20)
      assert.deepEqual(eventsOf(person), ['recovery_codes_issued', 'recovery_codes_regenerated'])
      const { recoveryCodes } = server()
      const [old = '', fresh = ''] = [codes[0], renewed[0]]
      assert.equal((await recoveryCodes.verify(person.account.id, old)).outcome, 'rejected')
      assert.equal((await recoveryCodes.verify(person.account.id, fresh)).outcome, 'accepted')
      const list = await person.browser.submit('/saved')
      assert.match(list.html, /You have new recovery codes/)
      assert.match(list.html, /9 of 10 codes are left/)
    })

    it('once, though the form is sent 20 times at the same time, and the one set is shown', async () => {
      const { person, codes } = await somebody()
      const { url, forms } = await person.openAccount(RENEW)
      const [form] = forms
      assert.ok(form)
      const responses = await Promise.all(
        Array.from({ length: 20 }, () =>
          person.browser.send(new URL(form.action, url).href, {
            method: 'POST',
            body: new URLSearchParams(form.fields),
          }),
        ),
      )
      for (const { status, headers } of responses) {
        assert.deepEqual([status, headers.get('Location')], [303, SEE])
      }
      const shown = codesOn(await person.openAccount(SEE))
      assert.equal(shown.length, 10)
      assert.equal(new Set([...shown, ...codes]).size, 20)
      assert.equal(
        eventsOf(person).filter((type) => type === 'recovery_codes_regenerated').length,
        1,
      )
      for (const code of shown) {
        const { outcome } = await server().recoveryCodes.verify(person.account.id, code)
        assert.equal(outcome, 'accepted')
      }
    })

    it('not by a form that saw an older set, nor by none of ours', async () => {
      const { person } = await somebody()
      const asked = await person.openAccount(RENEW)
      const [form] = asked.forms
      assert.ok(form)
      const url = new URL(form.action, asked.url).href
      await person.browser.post(url, form.fields)
      const standing = codesOn(person.browser.page)
      const before = eventsOf(person)
      assert.deepEqual(codesOn(await person.browser.post(url, form.fields)), standing)
      for (const [fields, headers] of [
        [{}, {}],
        [{ csrf: 'guessed' }, {}],
        [form.fields, { Origin: 'https://attacker.example' }],
      ] as const) {
        const page = await person.browser.post(url.replace(/\?.*/, ''), fields, headers)
        assert.equal(page.status, 403)
      }
      const renewed = eventsOf(person).filter((type) => type === 'recovery_codes_regenerated')
      assert.deepEqual(
        renewed,
        before.filter((type) => type === 'recovery_codes_regenerated'),
      )
    })

    it('not with a code older than five minutes', async () => {
      const { person } = await somebody()
      const asked = await person.openAccount(RENEW)
      const [form] = asked.forms
      assert.ok(form)
      const before = await server().recoveryCodes.find(person.account.id)
      server().advance(301)
      const url = new URL(form.action, asked.url).href
      assert.equal(stepOf(await person.browser.post(url, form.fields)), 'password')
      assert.deepEqual(await server().recoveryCodes.find(person.account.id), before)
    })
  })

  describe('on the security page', () => {
    it('are counted, and few are called few', async () => {
      const { person, codes } = await somebody()
      const told = async () => (await person.openAccount()).html
      assert.match(await told(), /10 of 10 codes are left\./)
      await useUp(person, codes.slice(0, 7))
      assert.match(await told(), /3 of 10 codes are left\./)
      assert.doesNotMatch(await told(), /Make new ones before/)
      await useUp(person, codes.slice(7, 9))
      assert.match(await told(), /1 of 10 codes is left\.[^]*Make new ones before you need them/)
      await useUp(person, codes.slice(9))
      assert.match(await told(), /0 of 10 codes are left\.[^]*You have used all of them/)
    })

    it('are offered to an account that has a device and none', async () => {
      const { person } = await somebody()
      await server().recoveryCodes.remove(person.account.id)
      const page = await person.openAccount()
      assert.match(page.html, /You have none yet/)
      assert.ok(page.html.includes(`href="${RENEW}"`))
      const asked = await person.openAccount(RENEW)
      assert.equal(asked.heading, 'Make recovery codes')
      const [form] = asked.forms
      assert.ok(form)
      const shown = await person.browser.post(new URL(form.action, asked.url).href, form.fields)
      assert.equal(codesOn(shown).length, 10)
      const list = await person.browser.submit('/saved')
      assert.match(list.html, /Your recovery codes are ready/)
      const issued = ['recovery_codes_issued', 'recovery_codes_issued']
      assert.deepEqual(eventsOf(person), issued)
    })

    it('name the device in every link beside it, as a whole sentence', async () => {
      const { person } = await somebody()
      const { html } = await person.openAccount()
      for (const words of ['Rename “Phone”', 'Remove “Phone”', 'I lost this device: “Phone”']) {
        assert.ok(html.includes(`aria-label="${words}"`), words)
      }
    })
  })
})
