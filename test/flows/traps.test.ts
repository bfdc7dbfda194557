import { strict as assert } from 'node:assert'
import { removeSecondFactor } from '../../src/people/remove-second-factor.ts'
import { Person } from '../support/person.ts'
import { essentialAcr, relyingParty, type RelyingParty } from '../support/relying-party.ts'
import { testServer } from '../support/test-server.ts'
import { answer, signIn, silently, stepOf, visit } from '../support/visit.ts'

const ONE_FACTOR = 'urn:step-up:1fa'
const TWO_FACTORS = 'urn:step-up:2fa'

/** The traps of step-up on this library, one after the other. */
describe('traps', () => {
  const server = testServer()
  const lenient = testServer({ secondFactorWhenEnrolled: false })
  const shortLived = testServer({
    ladder: [
      { name: ONE_FACTOR, methods: ['password'] },
      { name: TWO_FACTORS, methods: ['password', 'totp'], maxAge: 300 },
    ],
  })
  let shop: RelyingParty
  before(async () => {
    shop = await relyingParty(server())
  })

  describe('trap 1: the session after a password opens nothing for an account with a device', () => {
    it('in another tab', async () => {
      const person = await Person.of(server())
      await person.addDevice('Phone')
      const visitor = person.elsewhere()
      await visit(visitor, shop)
      assert.equal(stepOf(await visitor.givePassword()), 'code')
      const { page } = await visit(visitor.inAnotherTab(), shop)
      assert.equal(stepOf(page), 'password')
    })

    it('through prompt=none, before and after the code page is cancelled', async () => {
      const person = await Person.of(server())
      await person.addDevice('Phone')
      const visitor = person.elsewhere()
      await visit(visitor, shop)
      await visitor.givePassword()
      assert.equal(await silently(visitor.inAnotherTab(), shop), 'login_required')
      const { arrived } = await visitor.browser.submit('/cancel')
      assert.equal(arrived?.get('error'), 'access_denied')
      assert.equal(await silently(visitor, shop), 'login_required')
    })

    it('by going to the resume address past the code page', async () => {
      const person = await Person.of(server())
      await person.addDevice('Phone')
      const visitor = person.elsewhere()
      await visit(visitor, shop)
      const page = await visitor.givePassword()
      const uid = new URL(page.url).pathname.split('/')[2]
      const jumped = await visitor.browser.open(`${server().configuration.issuer}/auth/${uid}`)
      assert.equal(jumped.arrived, undefined)
      assert.equal(stepOf(jumped), 'password')
    })

    it('when the session is older than the device', async () => {
      const person = await Person.of(server())
      await signIn(person, shop)
      await person.elsewhere().addDevice('Phone')
      assert.equal(await silently(person, shop), 'interaction_required')
      const { page } = await visit(person, shop)
      assert.equal(stepOf(page), 'code')
      assert.equal(await silently(person.inAnotherTab(), shop), 'interaction_required')
    })
  })

  it('trap 2: a second factor grows old inside a session that lives on', async () => {
    const party = await relyingParty(shortLived())
    const person = await Person.of(shortLived())
    const phone = await person.addDevice('Phone')
    const first = await signIn(person, party, {}, phone)
    assert.equal(first.claims.acr, TWO_FACTORS)
    shortLived().advance(300)
    assert.equal(await silently(person, party), undefined)
    shortLived().advance(1)
    assert.equal(await silently(person, party), 'login_required')
    const { request, page } = await visit(person, party, { acr_values: TWO_FACTORS })
    assert.equal(stepOf(page), 'code')
    const { claims } = await request.finish((await answer(person, page, phone)).arrived)
    assert.equal(claims.auth_time, shortLived().now() / 1000)
  })

  it('trap 3: a session holds no acr or amr beside its evidence', async () => {
    const { provider, configuration } = server()
    const person = await Person.of(server())
    const phone = await person.addDevice('Phone')
    await signIn(person, shop, {}, phone)
    const id = person.browser.cookie('step_up_session', configuration.issuer)
    const session = await provider.Session.find(id ?? '')
    assert.equal(session?.accountId, person.account.id)
    assert.equal(session?.acr, undefined)
    assert.equal(session?.amr, undefined)
  })

  it('trap 3: what is answered follows the account’s devices immediately', async () => {
    const person = await Person.of(server())
    await person.addDevice('Phone')
    const before = await signIn(person, shop)
    assert.equal(before.claims.acr, TWO_FACTORS)
    await removeSecondFactor(server(), person.account.id)
    const { claims } = await signIn(person, shop, { prompt: 'none' })
    assert.equal(claims.acr, ONE_FACTOR)
    assert.deepEqual(claims.amr, ['pwd'])
  })

  it('trap 4: a session is kept as long after a step-up as it was before', async () => {
    const { provider, configuration } = server()
    const person = await Person.of(server())
    for (const parameters of [{}, { acr_values: TWO_FACTORS }]) {
      const { page } = await visit(person, shop, parameters)
      const asked = stepOf(page) === 'password' ? await person.givePassword() : page
      if (stepOf(asked) === 'device') await person.enrolHere('Phone')
      const cookies = person.browser.jar.getCookiesSync(configuration.issuer)
      const cookie = cookies.find(({ key }) => key === 'step_up_session')
      assert.ok(cookie?.expires instanceof Date)
      assert.equal((await provider.Session.find(cookie.value))?.transient, undefined)
    }
  })

  for (const [client, parameters] of [
    ['shop', { acr_values: ONE_FACTOR }],
    ['kiosk', {}],
  ] as const) {
    it(`trap 5: an essential acr outweighs ${client === 'shop' ? 'acr_values' : 'a default'}`, async () => {
      const party = await relyingParty(server(), client)
      const person = await Person.of(server())
      await signIn(person, party, parameters)
      const essential = { ...essentialAcr(TWO_FACTORS), ...parameters }
      assert.equal(await silently(person, party, essential), 'interaction_required')
      const { request, page } = await visit(person, party, essential)
      assert.equal(stepOf(page), 'device')
      const { arrived } = await person.enrolHere('Phone')
      assert.equal((await request.finish(arrived)).claims.acr, TWO_FACTORS)
    })
  }

  it('trap 6: a stale password page, finished late, takes nothing away', async () => {
    const party = await relyingParty(lenient())
    const person = await Person.of(lenient())
    const phone = await person.addDevice('Phone')
    const visitor = person.elsewhere()
    const stale = visitor.inAnotherTab()
    const { request } = await visit(stale, party)
    await signIn(visitor, party, essentialAcr(TWO_FACTORS), phone)
    const { arrived } = await stale.givePassword()
    assert.equal((await request.finish(arrived)).claims.acr, TWO_FACTORS)
    assert.equal(await silently(visitor, party, essentialAcr(TWO_FACTORS)), undefined)
  })

  describe('trap 7: a form never says whose code it is', () => {
    it('refuses another account’s code, whatever account the form names', async () => {
      const [victim, attacker] = [await Person.of(server()), await Person.of(server())]
      await victim.addDevice('Phone')
      const own = await attacker.addDevice('Phone')
      const visitor = victim.elsewhere()
      await visit(visitor, shop)
      await visitor.givePassword()
      server().advance(30)
      const page = await visitor.browser.submit('/code', {
        code: own.code(),
        login: attacker.account.login,
        accountId: attacker.account.id,
      })
      assert.equal(page.arrived, undefined)
      assert.deepEqual(page.errors, ['Incorrect code. Enter the one that your app shows now.'])
    })

    it('gives nobody the evidence of another account in the same browser', async () => {
      const [first, second] = [await Person.of(server()), await Person.of(server())]
      const phone = await first.addDevice('Phone')
      await signIn(first, shop, {}, phone)
      const other = new Person(server(), second.account, first.browser)
      const { request, page } = await visit(other, shop, { prompt: 'login' })
      assert.equal(stepOf(page), 'password')
      let shown = await other.givePassword()
      // The library ends the first account's session by a form that sends itself.
      if (!shown.arrived) shown = await other.browser.submit('/session/end/confirm')
      const { claims } = await request.finish(shown.arrived)
      assert.equal(claims.sub, second.account.id)
      assert.equal(claims.acr, ONE_FACTOR)
      assert.deepEqual(claims.amr, ['pwd'])
    })
  })

  it('trap 8: who must use a second factor and has none is led to add one', async () => {
    const person = await Person.of(server())
    const bank = await relyingParty(server(), 'bank')
    const { request } = await visit(person, bank)
    assert.equal(stepOf(await person.givePassword()), 'device')
    const { arrived } = await person.enrolHere('Phone')
    const { claims } = await request.finish(arrived)
    assert.equal(claims.acr, TWO_FACTORS)
    assert.deepEqual(claims.amr, ['pwd', 'otp', 'mfa'])
  })
})
