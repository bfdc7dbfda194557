import { strict as assert } from 'node:assert'
import * as client from 'openid-client'
import { DEFAULT_THROTTLE, delayAfter } from '../../src/kernel/throttle/attempt-store.ts'
import type { Page } from '../support/browser.ts'
import { answerOf } from '../support/answer-of.ts'
import { Person } from '../support/person.ts'
import { relyingParty, type RelyingParty } from '../support/relying-party.ts'
import { keepSecret } from '../support/secrets-in-logs.ts'
import { testServer, type TestServer } from '../support/test-server.ts'
import { OFFLINE, signIn, silently, stepOf, visit } from '../support/visit.ts'

const NEW_PASSWORD = keepSecret('a completely different pass phrase')

/** Who an account lets in: its owner, and nobody who is not, or who is no longer. */
describe('the standing of an account', () => {
  const server = testServer()
  let shop: RelyingParty
  before(async () => {
    shop = await relyingParty(server())
  })

  describe('towards strangers', () => {
    it('is not told: known and unknown names get one answer, throttled or not', async () => {
      const known = await Person.of(server())
      const disabled = await Person.of(server())
      await server().accounts.disable(disabled.account.id)
      await known.addDevice('Phone')
      const logins = [known.account.login, disabled.account.login, 'nobody@example.com']
      for (let round = 0; round < DEFAULT_THROTTLE.free + 2; round += 1) {
        const answers = []
        for (const login of logins) {
          const stranger = known.elsewhere()
          await visit(stranger, shop)
          const page = await stranger.givePassword('wrong', { login })
          answers.push({ status: page.status, answer: answerOf(page, login) })
        }
        assert.equal(answers[0]?.status, round < DEFAULT_THROTTLE.free ? 422 : 429)
        assert.deepEqual(answers[1], answers[0])
        assert.deepEqual(answers[2], answers[0])
      }
    })

    it('does not depend on them: 100 wrong passwords leave the owner’s browser a way in', async () => {
      const owner = await Person.of(server())
      await signIn(owner, shop)
      const stranger = owner.elsewhere()
      await visit(stranger, shop)
      for (let failures = 0; failures < DEFAULT_THROTTLE.lockAt; failures += 1) {
        server().advance(delayAfter(failures, DEFAULT_THROTTLE))
        // The one after which none is looked at any more says so.
        const last = failures === DEFAULT_THROTTLE.lockAt - 1
        assert.equal((await stranger.givePassword('wrong')).status, last ? 423 : 422)
      }
      server().advance(86_400)
      const locked = await stranger.givePassword()
      assert.equal(locked.status, 423)
      assert.match(locked.errors.join(), /locked/)
      // The session is long over; what is left is the cookie that names the browser.
      const over = 'step_up_session=; Max-Age=0; Path=/'
      owner.browser.jar.setCookieSync(over, server().configuration.issuer)
      assert.equal((await visitAnew(owner)).arrived?.has('code'), true)
      // Knowing the browser opens nothing by itself, and its guesses are counted, too.
      await visit(owner, shop, { prompt: 'login' })
      for (let failures = 0; failures < DEFAULT_THROTTLE.free; failures += 1) {
        assert.equal((await owner.givePassword('wrong')).status, 422)
      }
      assert.equal((await owner.givePassword('wrong')).status, 429)
      assert.equal(await server().accounts.unlock(owner.account.login), true)
      assert.equal((await stranger.givePassword()).arrived?.has('code'), true)
    })

    async function visitAnew(person: Person): Promise<Page> {
      await visit(person, shop, { prompt: 'login' })
      return person.givePassword()
    }
  })

  it('ends with its being disabled: sessions, tokens and password are immediately worth nothing', async () => {
    const person = await Person.of(server())
    const phone = await person.addDevice('Phone')
    const { accessToken, refreshToken } = await signIn(person, shop, OFFLINE, phone)
    const open = person.elsewhere()
    await visit(open, shop)
    await open.givePassword()
    server().advance(30)
    await server().accounts.disable(person.account.id)

    assert.equal(await silently(person, shop), 'login_required')
    assert.equal(stepOf(await person.openAccount()), 'password')
    const interrupted = await open.giveCode(phone.code())
    assert.equal(interrupted.arrived, undefined)
    assert.equal(stepOf(interrupted), 'password')
    const refused = await open.givePassword()
    assert.match(refused.errors.join(), /Incorrect name or password/)
    await assert.rejects(client.refreshTokenGrant(shop.configuration, refreshToken ?? ''), {
      error: 'invalid_grant',
    })
    await assert.rejects(
      client.fetchUserInfo(shop.configuration, accessToken, person.account.id),
      /./,
    )

    await server().accounts.enable(person.account.id)
    assert.ok((await signIn(person.elsewhere(), shop, {}, phone)).idToken)
  })

  it('does not end with a password’s age', async () => {
    const person = await Person.of(server())
    server().advance(10 * 365 * 86_400)
    const { claims } = await signIn(person, shop)
    assert.equal(claims.sub, person.account.id)
  })

  it('is proved anew after a new password, and by the same device', async () => {
    const person = await Person.of(server())
    const phone = await person.addDevice('Phone')
    await signIn(person, shop, {}, phone)
    const open = person.elsewhere()
    await visit(open, shop)
    assert.equal(stepOf(await open.givePassword()), 'code')
    server().advance(30)
    await server().accounts.setPassword(person.account.id, NEW_PASSWORD)

    assert.equal(await silently(person, shop), 'login_required')
    const { page } = await visit(person, shop)
    assert.equal(stepOf(page), 'password')
    // Who gave the old password just before is not let through by the code.
    const late = await open.giveCode(phone.code())
    assert.equal(late.arrived, undefined)
    assert.equal(stepOf(late), 'password')
    assert.equal((await person.givePassword()).status, 422)
    assert.equal(stepOf(await person.givePassword(NEW_PASSWORD)), 'code')
    assert.ok((await person.giveCode(phone.code())).arrived?.has('code'))
  })

  it('ends with a session’s longest life, whatever keeps the session from being forgotten', async () => {
    const person = await Person.of(server())
    const phone = await person.addDevice('Phone')
    await signIn(person, shop, {}, phone)
    server().advance(server().configuration.sessions.lifetime - 60)
    const { request, page } = await visit(person, shop, { max_age: '60' })
    assert.equal(stepOf(page), 'code')
    assert.ok((await request.finish((await person.giveCode(phone.code())).arrived)).idToken)
    server().advance(61)
    // The code is fresh, and the password is not.
    assert.equal(await silently(person, shop), 'login_required')
    assert.equal(stepOf((await visit(person, shop)).page), 'password')
  })

  describe('after signing out', () => {
    const end = (at: TestServer): string => `${at.configuration.issuer}/session/end`

    it('is asked about first, and staying is a way out', async () => {
      const person = await Person.of(server())
      await signIn(person, shop)
      const page = await person.browser.open(end(server()))
      assert.equal(page.heading, 'Sign out?')
      assert.equal(await silently(person.inAnotherTab(), shop), undefined)
      await person.browser.submit('/session/end/confirm')
      assert.equal(await silently(person, shop), undefined)
    })

    it('is worth nothing afterwards, not for the account’s own pages either', async () => {
      const person = await Person.of(server())
      await signIn(person, shop)
      await person.browser.open(end(server()))
      const page = await person.browser.submit('/session/end/confirm', { logout: 'yes' })
      assert.equal(page.heading, 'You are signed out')
      assert.equal(await silently(person, shop), 'login_required')
      assert.equal(stepOf(await person.openAccount()), 'password')
    })

    it('leads back to the application that asked for it, with its state', async () => {
      const person = await Person.of(server())
      const { idToken } = await signIn(person, shop)
      const back = 'http://localhost:9/signed-out'
      const url = client.buildEndSessionUrl(shop.configuration, {
        id_token_hint: idToken,
        post_logout_redirect_uri: back,
        state: 'a state',
      })
      const page = await person.browser.open(url.href)
      assert.match(page.html, /Shop asks to sign you out/)
      const { action, fields } = person.browser.form('/session/end/confirm')
      const response = await person.browser.send(new URL(action, page.url).href, {
        method: 'POST',
        body: new URLSearchParams({ ...fields, logout: 'yes' }),
      })
      assert.equal(response.headers.get('Location'), `${back}?state=a+state`)
      assert.equal(await silently(person, shop), 'login_required')
    })

    it('leads to no address that the application did not register', async () => {
      const person = await Person.of(server())
      const { idToken } = await signIn(person, shop)
      const url = client.buildEndSessionUrl(shop.configuration, {
        id_token_hint: idToken,
        post_logout_redirect_uri: 'https://attacker.example/',
      })
      assert.equal((await person.browser.open(url.href)).status, 400)
    })
  })
})
