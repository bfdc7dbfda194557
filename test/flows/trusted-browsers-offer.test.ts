import { strict as assert } from 'node:assert'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Person } from '../support/person.ts'
import { essentialAcr, relyingParty } from '../support/relying-party.ts'
import { openTestServer, testServer } from '../support/test-server.ts'
import {
  deviceFor,
  forgetSession,
  giveCodeAndTrust,
  offerOn,
  trustCookies,
  trustHere,
} from '../support/trust.ts'
import { signIn, stepOf, visit } from '../support/visit.ts'
import { ONE, TWO, trustScene } from './trust-scene.ts'

describe('a trusted browser', () => {
  const { server, shop, bank, trusting, afterPassword } = trustScene()

  describe('is offered', () => {
    it('where the everyday code is asked for: unticked, with its time and a warning', async () => {
      const person = await Person.of(server())
      await deviceFor(person)
      await visit(person, shop())
      const page = await person.givePassword()
      assert.doesNotMatch(offerOn(page) ?? 'absent', /checked|absent/)
      assert.match(page.html, /Don’t ask for a code on this browser for 30 days/)
      assert.match(page.html, /Don’t choose this on a shared computer/)
    })

    it('and stays as it was chosen when the code was wrong', async () => {
      const person = await Person.of(server())
      await deviceFor(person)
      await visit(person, shop())
      await person.givePassword()
      const wrong = await person.browser.submit('/code', { code: '000000', trust: 'yes' })
      assert.match(offerOn(wrong) ?? '', / checked/)
      assert.deepEqual(trustCookies(person), [])
      assert.doesNotMatch(offerOn(await person.giveCode('000000')) ?? '', / checked/)
    })

    it('where an application asks besides, once the password is known', async () => {
      const person = await Person.of(server())
      const phone = await deviceFor(person)
      const { claims } = await trustHere(person, shop(), phone, essentialAcr(TWO))
      assert.deepEqual([claims.acr, claims.amr], [TWO, ['pwd', 'otp', 'mfa']])
    })

    it('in a session that has the password alone, as after it was forgotten', async () => {
      const { person, phone } = await trusting()
      assert.equal((await signIn(person, shop())).claims.acr, ONE)
      for (const { key } of trustCookies(person)) {
        person.browser.jar.setCookieSync(
          `${key}=; Max-Age=0; Path=/`,
          server().configuration.issuer,
        )
      }
      const { page } = await visit(person, shop())
      assert.ok(offerOn(page))
      assert.ok((await giveCodeAndTrust(person, phone)).arrived?.has('code'))
      assert.equal(trustCookies(person).length, 1)
    })

    it('not in a step-up, and is not had there by sending the field', async () => {
      const { person, phone } = await trusting()
      await signIn(person, shop())
      for (const [party, parameters] of [
        [shop(), essentialAcr(TWO)],
        [bank(), { max_age: '60' }],
        [shop(), { acr_values: TWO, max_age: '60' }],
      ] as const) {
        server().advance(120)
        const before = trustCookies(person).map(({ value }) => value)
        const { page } = await visit(person, party, parameters)
        assert.equal(stepOf(page), 'code')
        assert.equal(offerOn(page), undefined)
        assert.ok((await giveCodeAndTrust(person, phone)).arrived?.has('code'))
        assert.deepEqual(
          trustCookies(person).map(({ value }) => value),
          before,
        )
      }
    })

    it('not where only max_age finds the everyday code too old', async () => {
      const person = await Person.of(server())
      const phone = await deviceFor(person)
      await signIn(person, shop(), {}, phone)
      server().advance(120)
      const { page } = await visit(person, shop(), { max_age: '60' })
      assert.equal(stepOf(page), 'code')
      assert.equal(offerOn(page), undefined)
    })

    it('not without the box: a code alone trusts no browser', async () => {
      const person = await Person.of(server())
      const phone = await deviceFor(person)
      await signIn(person, shop(), {}, phone)
      assert.deepEqual(trustCookies(person), [])
      forgetSession(person)
      assert.equal(await afterPassword(person), 'code')
    })
  })

  describe('where every account has to have a second factor', () => {
    const strict = testServer({ secondFactorRequired: true })

    it('is offered and skipped likewise; whoever has none enrols, whatever the browser shows', async () => {
      const party = await relyingParty(strict())
      const { person } = await trusting(strict())
      assert.equal((await signIn(person, party)).claims.acr, ONE)
      const newcomer = new Person(strict(), await strict().addAccount(), person.browser.tab())
      forgetSession(person)
      await visit(newcomer, party)
      assert.equal(stepOf(await newcomer.givePassword()), 'device')
    })
  })

  describe('where no account is asked every day', () => {
    const lenient = testServer({ secondFactorWhenEnrolled: false })

    it('is not offered: there is nothing to spare', async () => {
      const party = await relyingParty(lenient())
      const person = await Person.of(lenient())
      const phone = await deviceFor(person)
      await visit(person, party, { acr_values: TWO })
      const page = await person.givePassword()
      assert.equal(stepOf(page), 'code')
      assert.equal(offerOn(page), undefined)
      assert.ok((await giveCodeAndTrust(person, phone)).arrived?.has('code'))
      assert.deepEqual(trustCookies(person), [])
    })
  })

  it('is none where the operator turns it off, and what was trusted before is none either', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'oidc-step-up-'))
    const on = await openTestServer({}, { folder })
    const { person, phone } = await trusting(on)
    await on.close()
    const off = await openTestServer({ trustedBrowsers: undefined }, { folder })
    try {
      const party = await relyingParty(off)
      const visitor = new Person(off, person.account, person.browser)
      await visit(visitor, party)
      const page = await visitor.givePassword()
      assert.equal(stepOf(page), 'code')
      assert.equal(offerOn(page), undefined)
      const before = trustCookies(visitor).map(({ value }) => value)
      off.advance(120)
      // The phone goes by the first server's clock.
      on.advance((off.now() - on.now()) / 1000 + 30)
      assert.ok((await giveCodeAndTrust(visitor, phone)).arrived?.has('code'))
      assert.deepEqual(
        trustCookies(visitor).map(({ value }) => value),
        before,
      )
      assert.doesNotMatch((await visitor.openAccount()).html, /account\/browsers/)
      for (const path of ['', '/forget', '/some-id/forget']) {
        assert.equal((await visitor.openAccount(`/account/browsers${path}`)).status, 404)
      }
    } finally {
      await off.close()
      rmSync(folder, { recursive: true, force: true })
    }
  })
})
