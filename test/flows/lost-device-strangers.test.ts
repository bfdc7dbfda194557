import { strict as assert } from 'node:assert'
import type { Page } from '../support/browser.ts'
import {
  ask,
  byRecoveryCode,
  changesOf,
  codesOf,
  idOf,
  lose,
  namesOf,
  pathOf,
  removeTogether,
  somebody,
  unchanged,
  useUp,
} from '../support/losing.ts'
import { Person } from '../support/person.ts'
import { relyingParty, type RelyingParty } from '../support/relying-party.ts'
import { testServer } from '../support/test-server.ts'
import { answer, signIn, stepOf, visit } from '../support/visit.ts'
import { ENROLLER } from '../support/enroller.ts'

const ASKED = 'Have you lost “Phone”?'
const OUTDATED = 'This form is out of date'

describe('a lost device is removed', () => {
  const server = testServer()
  const required = testServer({ secondFactorRequired: true })
  let shop: RelyingParty
  before(async () => {
    shop = await relyingParty(server())
  })

  const urlOf = ({ forms, url }: Page): string => new URL(forms[0]?.action ?? '', url).href

  it('by all factors in the last five minutes alone, and the way leads back to the question', async () => {
    const { person, last } = await somebody(server(), 'Tablet')
    await ask(person)
    // The password was given with the name of the last device, a time step before its code.
    server().advance(269)
    assert.equal((await ask(person)).heading, ASKED)
    server().advance(2)
    await unchanged(person, async () => {
      assert.equal(stepOf(await lose(person, { sessions: 'end' })), 'password')
      assert.equal(stepOf(await ask(person)), 'password')
    })
    const back = await answer(person, person.browser.page, last)
    assert.equal(back.heading, ASKED)
    assert.equal(new URL(back.url).pathname, await pathOf(person, 'Phone'))
    assert.deepEqual(await namesOf(person), ['Phone', 'Tablet'])
    await lose(person)
    assert.deepEqual(await namesOf(person), ['Tablet'])
  })

  it('by no session that proved the password alone', async () => {
    const person = await Person.of(server())
    await signIn(person, shop)
    const elsewhere = person.elsewhere()
    await elsewhere.addDevice('Phone')
    const asked = await ask(elsewhere)
    const { fields } = elsewhere.browser.form('?until=recovery_codes')
    await unchanged(person, async () => {
      assert.equal(stepOf(await ask(person)), 'code')
      assert.equal(stepOf(await person.browser.post(urlOf(asked), fields)), 'code')
    })
  })

  it('by a form of the same session alone, and not from another site', async () => {
    const { person, last } = await somebody(server(), 'Tablet')
    const { person: attacker } = await somebody(server(), 'Tablet')
    await ask(attacker)
    const foreign = attacker.browser.form('?until=devices').fields
    const elsewhere = person.elsewhere()
    await elsewhere.openAccount()
    await answer(elsewhere, elsewhere.browser.page, last)
    await ask(elsewhere)
    const ofOtherSession = elsewhere.browser.form('?until=devices').fields
    const url = urlOf(await ask(person))
    const own = person.browser.form('?until=devices').fields
    const end = { sessions: 'end' }
    await unchanged(person, async () => {
      for (const [fields, headers] of [
        [{}, {}],
        [{ csrf: 'guessed' }, {}],
        [foreign, {}],
        [ofOtherSession, {}],
        [own, { Origin: 'https://attacker.example' }],
        [own, { 'Sec-Fetch-Site': 'cross-site' }],
      ] as const) {
        const page = await person.browser.post(url, { ...fields, ...end }, headers)
        assert.deepEqual([page.status, page.heading], [403, OUTDATED])
      }
    })
    assert.equal(stepOf((await visit(elsewhere, shop)).page), undefined)
  })

  it('by its owner alone: to others it is none, as one that waits for its first code is', async () => {
    const { person } = await somebody(server(), 'Tablet')
    const { person: stranger } = await somebody(server(), 'Tablet')
    await ask(stranger)
    const { fields } = stranger.browser.form('?until=devices')
    const begun = await server().authenticators.begin(stranger.account.id, 'Waiting', ENROLLER)
    assert.equal(begun.outcome, 'begun')
    await unchanged(person, async () => {
      for (const id of [await idOf(person, 'Phone'), begun.id, 'never-was']) {
        const path = `/account/devices/${id}/lost`
        assert.equal((await stranger.openAccount(path)).status, 404)
        const url = `${server().configuration.issuer}${path}?until=devices`
        assert.equal((await stranger.browser.post(url, fields)).status, 404)
      }
    })
    assert.deepEqual(await namesOf(stranger), ['Phone', 'Tablet'])
  })

  describe('by several forms at once', () => {
    /**
     * Sends these forms at once, none of which is done before all were read; resolves where each leads. Of forms
     * that are alike one is worked on and the others wait for its answer: a field that nobody reads tells them apart.
     */
    const all = async (
      person: Person,
      forms: readonly { readonly url: string; readonly csrf: string }[],
    ): Promise<(string | null)[]> => {
      removeTogether(person.server, forms.length)
      const responses = await Promise.all(
        forms.map(({ url, csrf }, index) => {
          const body = new URLSearchParams({ csrf, apart: String(index) })
          return person.browser.send(url, { method: 'POST', body })
        }),
      )
      return responses.map(({ headers }) => headers.get('Location'))
    }

    const formOf = async (person: Person, device: string) => ({
      url: urlOf(await ask(person, device)),
      csrf: person.browser.form('?until=devices').fields['csrf'] ?? '',
    })

    for (const [what, codesLeft] of [
      ['with recovery codes', true],
      ['without a recovery code', false],
    ] as const) {
      it(`one of the last two stays, and is asked about anew, ${what}`, async () => {
        const { person } = await somebody(server(), 'Tablet')
        // Proved by neither, so that neither removal voids what the other one takes.
        server().advance(301)
        await ask(person)
        await byRecoveryCode(person)
        const forms = [await formOf(person, 'Phone'), await formOf(person, 'Tablet')]
        if (!codesLeft) await useUp(person)
        const locations = await all(person, forms)
        const [left = '', ...others] = await namesOf(person)
        assert.equal(others.length, 0)
        assert.deepEqual(changesOf(person), ['device_removed'])
        const question = await pathOf(person, left)
        assert.deepEqual(new Set(locations), new Set(['/account/devices/add', question]))
        assert.ok(await codesOf(person))
        const says = codesLeft ? /recovery codes keep protecting/ : /turns two-factor .* off/
        assert.match((await person.openAccount(question)).html, says)
        const elsewhere = person.elsewhere()
        await visit(elsewhere, shop)
        assert.equal(stepOf(await elsewhere.givePassword()), 'code')
      })
    }

    it('of three, one stays, whichever of them proved it', async () => {
      const { person } = await somebody(server(), 'Tablet', 'Laptop')
      const forms = []
      for (const name of ['Phone', 'Tablet', 'Laptop']) forms.push(await formOf(person, name))
      await all(person, [...forms, ...forms])
      assert.equal((await namesOf(person)).length, 1)
      assert.ok(!changesOf(person).includes('second_factor_off'))
    })

    it('once, though it is sent ten times, and turned off once where nothing is left', async () => {
      const { person } = await somebody(server())
      await useUp(person)
      const url = urlOf(await ask(person))
      const csrf = person.browser.form('?until=nothing').fields['csrf'] ?? ''
      await all(
        person,
        Array.from({ length: 10 }, () => ({ url, csrf })),
      )
      assert.deepEqual(changesOf(person), ['device_removed', 'second_factor_off'])
    })

    it('never the last one where everybody has to have it', async () => {
      const { person } = await somebody(required(), 'Tablet')
      required().advance(301)
      await ask(person)
      await byRecoveryCode(person)
      const forms = [await formOf(person, 'Phone'), await formOf(person, 'Tablet')]
      await useUp(person)
      await all(person, [...forms, ...forms])
      const [left = '', ...others] = await namesOf(person)
      assert.equal(others.length, 0)
      assert.equal((await person.openAccount(await pathOf(person, left))).status, 403)
    })
  })
})
