import { strict as assert } from 'node:assert'
import {
  ask,
  byRecoveryCode,
  changesOf,
  codesOf,
  idOf,
  lose,
  namesOf,
  pathOf,
  somebody,
  unchanged,
  useUp,
} from '../support/losing.ts'
import { deviceOf, keyOn } from '../support/person.ts'
import { relyingParty, type RelyingParty } from '../support/relying-party.ts'
import { PASSWORD, testServer } from '../support/test-server.ts'
import { answer, signIn, silently, stepOf, visit } from '../support/visit.ts'

const ASKED = 'Have you lost “Phone”?'
const STAYS_ON = 'Two-factor authentication stays on'

describe('a lost device', () => {
  const server = testServer()
  const required = testServer({ secondFactorRequired: true })
  let shop: RelyingParty
  before(async () => {
    shop = await relyingParty(server())
  })

  it('is asked about, removed at once with all that it proves, and replaced', async () => {
    const { person, phone, last: tablet } = await somebody(server(), 'Tablet')
    const open = person.elsewhere()
    await visit(open, shop)
    assert.equal(stepOf(await open.givePassword()), 'code')
    const asked = await ask(person)
    assert.equal(asked.heading, ASKED)
    assert.match(asked.html, /Your other devices stay as they are/)
    assert.deepEqual(await namesOf(person), ['Phone', 'Tablet'])

    const page = await lose(person)
    assert.deepEqual(changesOf(person), ['device_removed'])
    assert.deepEqual(await namesOf(person), ['Tablet'])
    server().advance(30)
    assert.match((await open.giveCode(phone.code())).errors.join(), /Incorrect/)
    assert.ok((await open.giveCode(tablet.code())).arrived)

    assert.equal(new URL(page.url).pathname, '/account/devices/add')
    assert.match(page.html, /“Phone” was removed, and its codes no longer work/)
    const setup = await person.browser.submit('/devices/add', { name: 'Phone', password: PASSWORD })
    const found = deviceOf(server(), 'Phone', keyOn(setup))
    await person.browser.submit('/setup', { code: found.code() })
    assert.deepEqual(await namesOf(person), ['Tablet', 'Phone'])
    await signIn(person.elsewhere(), shop, {}, found)
  })

  it('takes the sessions that it proved with it, and leads its own on by another code', async () => {
    const { person, phone, last: tablet } = await somebody(server(), 'Tablet')
    const thief = person.elsewhere()
    await signIn(thief, shop, {}, phone)
    await ask(thief)
    assert.equal(stepOf(await lose(thief)), 'code')
    assert.match((await thief.giveCode(phone.code(1))).errors.join(), /Incorrect/)
    const page = await answer(thief, thief.browser.page, tablet)
    assert.equal(new URL(page.url).pathname, '/account/devices/add')
  })

  for (const [what, fields, ended] of [
    ['ends the other sessions when it is asked to', { sessions: 'end' }, true],
    ['lets the other sessions be when it is not asked to', {}, false],
    ['lets them be at any other word', { sessions: 'keep' }, false],
  ] as const) {
    it(what, async () => {
      const { person, last: tablet } = await somebody(server(), 'Tablet')
      const others = [person.elsewhere(), person.elsewhere()]
      for (const other of others) await signIn(other, shop, {}, tablet)
      await ask(person)
      const page = await lose(person, fields)
      // These two, and the one in which the first device was added.
      assert.equal(page.html.includes('3 other sessions were ended.'), ended)
      for (const other of others) {
        const { page: seen } = await visit(other, shop)
        assert.equal(stepOf(seen), ended ? 'password' : undefined)
        assert.equal(seen.arrived?.has('code') ?? false, !ended)
      }
      assert.equal(await silently(person, shop), undefined)
      const removed = ['device_removed']
      assert.deepEqual(changesOf(person), ended ? [...removed, 'sessions_ended'] : removed)
    })
  }

  describe('of which was told what protects the account afterwards', () => {
    it('is asked about anew when something else does by now', async () => {
      const { person } = await somebody(server(), 'Tablet')
      // Proved by none of the devices, so that what becomes of them voids nothing.
      server().advance(301)
      assert.equal(stepOf(await ask(person)), 'password')
      assert.match((await byRecoveryCode(person)).html, /Your other devices stay as they are/)
      await server().authenticators.remove(person.account.id, await idOf(person, 'Tablet'))
      await unchanged(person, async () => {
        const again = await lose(person, { sessions: 'end' })
        assert.equal(again.heading, ASKED)
        assert.match(again.html, /Your recovery codes keep protecting your account/)
      })
      await lose(person)
      assert.deepEqual(await namesOf(person), [])
    })

    it('is asked about anew by a form that says something else, or nothing', async () => {
      const { person } = await somebody(server(), 'Tablet')
      await ask(person)
      const form = person.browser.form('?until=devices')
      const url = new URL(form.action, person.browser.page.url)
      await unchanged(person, async () => {
        for (const search of [
          '',
          '?until=',
          '?until=nothing',
          '?until=recovery_codes',
          '?until=DEVICES',
          '?until=devices&until=devices',
        ]) {
          const again = await person.browser.post(`${url.origin}${url.pathname}${search}`, {
            ...form.fields,
            sessions: 'end',
          })
          assert.equal(again.heading, ASKED, search)
          assert.ok(person.browser.form('?until=devices'))
        }
      })
    })
  })

  describe('that was the last one', () => {
    it('leaves the recovery codes, which go on protecting the account', async () => {
      const { person, phone } = await somebody(server())
      const before = await codesOf(person)
      assert.match((await ask(person)).html, /Your recovery codes keep protecting your account/)
      const asked = await lose(person)
      assert.deepEqual(await namesOf(person), [])
      assert.deepEqual(await codesOf(person), before)
      assert.deepEqual(changesOf(person), ['device_removed'])

      // What the lost device proved is void here too: a recovery code leads to the next one.
      assert.equal(stepOf(asked), 'recovery')
      const page = await byRecoveryCode(person)
      assert.equal(new URL(page.url).pathname, '/account/devices/add')

      const elsewhere = person.elsewhere()
      await visit(elsewhere, shop)
      assert.equal(stepOf(await elsewhere.givePassword()), 'recovery')
      const refused = await elsewhere.giveRecoveryCode(phone.code(1))
      assert.ok(!refused.arrived)
      await elsewhere.giveRecoveryCode(person.recoveryCodes[1] ?? '')
      assert.ok((await elsewhere.browser.submit('/continue')).arrived?.has('code'))
    })

    it('turns it off where no recovery code is left, and has said so before', async () => {
      const { person } = await somebody(server())
      await useUp(person)
      assert.match((await ask(person)).html, /so this turns two-factor authentication off/)
      const page = await lose(person)
      assert.match(page.html, /two-factor authentication is off until you have added another/)
      assert.deepEqual(changesOf(person), ['device_removed', 'second_factor_off'])
      const { claims } = await signIn(person.elsewhere(), shop)
      assert.equal(claims.acr, 'urn:step-up:1fa')
    })

    it('stays where everybody has to have one and nothing else is left, with the reason', async () => {
      const { person } = await somebody(required())
      await useUp(person)
      const path = await pathOf(person, 'Phone')
      await person.openAccount('/account/devices/add')
      const { fields } = person.browser.form('/devices/add')
      await unchanged(person, async () => {
        const shown = await person.openAccount(path)
        assert.deepEqual([shown.status, shown.heading], [403, STAYS_ON])
        assert.deepEqual(shown.forms, [])
        const url = `${required().configuration.issuer}${path}`
        const posted = await person.browser.post(`${url}?until=nothing`, fields)
        assert.deepEqual([posted.status, posted.heading], [403, STAYS_ON])
        for (const search of ['', '?until=devices', '?until=recovery_codes']) {
          assert.equal((await person.browser.post(`${url}${search}`, fields)).heading, STAYS_ON)
        }
      })
    })

    it('goes there while recovery codes are left', async () => {
      const { person } = await somebody(required())
      await ask(person)
      assert.equal(stepOf(await lose(person)), 'recovery')
      assert.deepEqual(await namesOf(person), [])
      assert.ok(await codesOf(person))
    })
  })
})
