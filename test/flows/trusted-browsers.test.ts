import { strict as assert } from 'node:assert'
import { readFileSync } from 'node:fs'
import { databaseOf } from '../support/database-of.ts'
import { essentialAcr, relyingParty } from '../support/relying-party.ts'
import { forgetSession, offerOn, trustCookies } from '../support/trust.ts'
import { signIn, silently, stepOf, visit } from '../support/visit.ts'
import { DAY, ONE, TWO, trustScene } from './trust-scene.ts'

describe('a trusted browser', () => {
  const { server, shop, bank, trusting, withStore, afterPassword } = trustScene()

  it('skips the routine code, and the claims say that there was none', async () => {
    const { person } = await trusting()
    const { claims } = await signIn(person, shop())
    assert.deepEqual([claims.acr, claims.amr], [ONE, ['pwd']])
    assert.equal(claims.auth_time, server().now() / 1000)
    assert.equal(await afterPassword(person.elsewhere()), 'code')
  })

  it('skips the routine code when all is asked for again', async () => {
    const { person } = await trusting()
    await signIn(person, shop())
    for (const again of [{ prompt: 'login' }, { max_age: '0' }]) {
      server().advance(1)
      const { request, page } = await visit(person, shop(), again)
      assert.equal(stepOf(page), 'password')
      const { claims } = await request.finish((await person.givePassword()).arrived)
      assert.deepEqual([claims.acr, claims.amr], [ONE, ['pwd']])
      assert.equal(claims.auth_time, server().now() / 1000)
      const named = await visit(person, shop(), { ...again, acr_values: TWO })
      assert.equal(stepOf(named.page), 'password')
      assert.equal(stepOf(await person.givePassword()), 'code')
    }
  })

  it('is known by a cookie that no script reads, which ends with the trust', async () => {
    const { person } = await trusting()
    const [cookie, ...others] = trustCookies(person)
    assert.ok(cookie)
    assert.equal(others.length, 0)
    assert.deepEqual(
      [cookie.httpOnly, cookie.sameSite, cookie.path, cookie.secure, cookie.hostOnly],
      [true, 'lax', '/', false, true],
    )
    assert.equal(Number(cookie.expiryTime()), server().now() + 30 * DAY * 1000)
    assert.ok(!cookie.key.includes(person.account.id))
  })

  it('has a secret that stands nowhere in the database', async () => {
    const { person } = await trusting()
    const [id = '', secret = ''] = trustCookies(person)[0]?.value.split('.') ?? []
    const path = databaseOf(server().configuration)
    const stored = [path, `${path}-wal`].map((file) => readFileSync(file).toString('latin1')).join()
    assert.ok(stored.includes(id))
    assert.ok(!stored.includes(secret))
    assert.ok(!stored.includes(Buffer.from(secret, 'base64url').toString('latin1')))
  })

  it('is written into the audit trail, without its secret', async () => {
    const { person } = await trusting()
    const [id = '', secret = ''] = trustCookies(person)[0]?.value.split('.') ?? []
    const event = server()
      .audit()
      .find((one) => one.type === 'browser_trusted' && one.accountId === person.account.id)
    assert.ok(event?.type === 'browser_trusted')
    assert.equal(event.browser, id)
    assert.ok(!JSON.stringify(server().audit()).includes(secret))
  })

  describe('spares nothing but the everyday code:', () => {
    for (const [what, clientId, parameters] of [
      ['acr_values', 'shop', { acr_values: TWO }],
      ['an essential acr', 'shop', essentialAcr(TWO)],
      ['the client’s floor', 'bank', {}],
      ['the client’s default acr_values', 'club', {}],
      ['the floor, whatever the request says', 'bank', { acr_values: ONE }],
      ['the floor under prompt=login', 'bank', { prompt: 'login' }],
    ] as const) {
      it(`${what}: at a sign-in and in its session`, async () => {
        const { person, phone } = await trusting()
        const party = await relyingParty(server(), clientId)
        const { request } = await visit(person, party, parameters)
        const page = await person.givePassword()
        assert.equal(stepOf(page), 'code')
        assert.equal(offerOn(page), undefined)
        server().advance(30)
        const { claims } = await request.finish((await person.giveCode(phone.code())).arrived)
        assert.deepEqual([claims.acr, claims.amr], [TWO, ['pwd', 'otp', 'mfa']])

        forgetSession(person)
        assert.equal((await signIn(person, shop())).claims.acr, ONE)
        const again = await visit(person, party, parameters)
        const asked = stepOf(again.page) === 'password' ? await person.givePassword() : again.page
        assert.equal(stepOf(asked), 'code')
      })
    }

    it('max_age, where the second class is demanded', async () => {
      const { person, phone } = await trusting()
      await signIn(person, shop(), essentialAcr(TWO), phone)
      server().advance(120)
      const asked = { ...essentialAcr(TWO), max_age: '60' }
      assert.equal(await silently(person, shop(), asked), 'login_required')
      assert.equal(stepOf((await visit(person, shop(), asked)).page), 'code')
    })

    it('max_age and nothing else: the password, which is all that was proved', async () => {
      const { person } = await trusting()
      await signIn(person, shop())
      server().advance(120)
      const { request, page } = await visit(person, shop(), { max_age: '60' })
      assert.equal(stepOf(page), 'password')
      const { claims } = await request.finish((await person.givePassword()).arrived)
      assert.deepEqual([claims.acr, claims.auth_time], [ONE, server().now() / 1000])
    })

    it('the password, under prompt=login too', async () => {
      const { person } = await trusting()
      await signIn(person, shop())
      const { request, page } = await visit(person, shop(), { prompt: 'login' })
      assert.equal(stepOf(page), 'password')
      assert.equal((await person.givePassword('wrong')).status, 422)
      const { claims } = await request.finish((await person.givePassword()).arrived)
      assert.deepEqual([claims.acr, claims.amr], [ONE, ['pwd']])
    })

    it('what the account’s own pages take to change it', async () => {
      const { person } = await trusting()
      assert.equal(stepOf(await person.openAccount()), 'password')
      assert.equal((await person.givePassword()).heading, 'Security')
      const [device] = await server().authenticators.list(person.account.id)
      for (const path of ['add', `${device?.id}/rename`, `${device?.id}/remove`]) {
        const page = await person.openAccount(`/account/devices/${path}`)
        assert.equal(stepOf(page), 'code', path)
        assert.equal(offerOn(page), undefined)
      }
    })
  })

  it('answers prompt=none in its session, to those who do not ask for more', async () => {
    const { person } = await trusting()
    await signIn(person, shop())
    assert.equal(await silently(person, shop()), undefined)
    assert.equal(await silently(person, shop(), { acr_values: ONE }), undefined)
    assert.equal(await silently(person, shop(), essentialAcr(TWO)), 'interaction_required')
    assert.equal(await silently(person, bank()), 'interaction_required')
    // The session is worth no more than it is: not in a browser that is not trusted.
    const session = person.browser.cookie('step_up_session', server().configuration.issuer) ?? ''
    const signature =
      person.browser.cookie('step_up_session.sig', server().configuration.issuer) ?? ''
    const elsewhere = person.elsewhere()
    for (const [name, value] of [
      ['step_up_session', session],
      ['step_up_session.sig', signature],
    ]) {
      const cookie = `${name}=${value}; Path=/`
      elsewhere.browser.jar.setCookieSync(cookie, server().configuration.issuer)
    }
    assert.equal(await silently(elsewhere, shop()), 'interaction_required')
  })

  it('tells when it was last used: a sign-in counts once, its session no more', async () => {
    const { person } = await trusting()
    const lastUsed = () =>
      withStore(async ({ trustedBrowsers }) => {
        const known = await trustedBrowsers.list(person.account.id, server().now())
        return known.map(({ lastUsedAt }) => lastUsedAt)
      })
    server().advance(600)
    await signIn(person, shop())
    const used = server().now()
    assert.deepEqual(await lastUsed(), [used])
    server().advance(600)
    assert.equal(await silently(person, shop()), undefined)
    assert.ok((await visit(person, shop())).page.arrived)
    await person.openAccount()
    assert.deepEqual(await lastUsed(), [used])
    forgetSession(person)
    await visit(person, bank())
    await person.givePassword()
    // What was spared nothing was not used.
    assert.deepEqual(await lastUsed(), [used])
  })
})
