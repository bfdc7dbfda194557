import { strict as assert } from 'node:assert'
import { deviceOf, keyOn } from '../support/person.ts'
import { PASSWORD } from '../support/test-server.ts'
import { answer, signIn, stepOf, visit, type Visit } from '../support/visit.ts'
import { TWO_FACTORS, at, recoveryScene, type Prepared } from './recovery-scene.ts'

describe('recovery codes', () => {
  const { server, shop, prepare, pastPassword, toRecovery, events } = recoveryScene()

  describe('after one was used', () => {
    async function used(parameters = {}): Promise<Prepared & { readonly visited: Visit }> {
      const prepared = await prepare()
      const visited = await pastPassword(prepared.person, parameters)
      await toRecovery(prepared.person)
      const page = await prepared.person.giveRecoveryCode(prepared.codes[0] ?? '')
      return { ...prepared, visited: { ...visited, page } }
    }

    it('offer to add a device there, which then signs in', async () => {
      const { person, visited } = await used()
      const { page } = visited
      assert.ok(page.html.includes(`href="${at(page)}/new-device"`))
      const named = await person.browser.open(`${page.url}/new-device`)
      assert.equal(named.heading, 'Add a device')
      assert.doesNotMatch(named.html, /Step 1 of/)
      const setup = await person.browser.submit('/device', { name: 'New phone' })
      const device = deviceOf(server(), 'New phone', keyOn(setup))
      // Reloading shows the same key.
      assert.equal(keyOn(await person.browser.open(setup.url)), keyOn(setup))
      const { arrived } = await person.browser.submit('/device/code', { code: device.code() })
      const { claims } = await visited.request.finish(arrived)
      assert.equal(claims.acr, TWO_FACTORS)
      assert.deepEqual(claims.amr, ['pwd', 'otp', 'mfa'])
      const tokens = await signIn(person.elsewhere(), shop(), {}, device)
      assert.equal(tokens.claims.acr, TWO_FACTORS)
      // The codes are the ones that were there: a second device brings no new ones.
      assert.equal(events(person, 'recovery_codes_issued').length, 1)
    })

    it('offer it to be left, at any step', async () => {
      for (const steps of [0, 1]) {
        const { person, visited } = await used()
        await person.browser.open(`${visited.page.url}/new-device`)
        if (steps === 1) await person.browser.submit('/device', { name: 'New phone' })
        const { arrived } = await person.browser.submit('/skip')
        await visited.request.finish(arrived)
        const devices = await server().authenticators.confirmed(person.account.id)
        assert.equal(devices.length, 1)
      }
    })

    it('tell what is wrong with the name or the code of the new device', async () => {
      const { person, visited } = await used()
      await person.browser.open(`${visited.page.url}/new-device`)
      const taken = await person.browser.submit('/device', { name: 'phone' })
      assert.match(taken.errors.join(), /has this name/)
      const setup = await person.browser.submit('/device', { name: 'New phone' })
      const device = deviceOf(server(), 'New phone', keyOn(setup))
      const wrong = device.code().replace(/^./, (digit) => String((Number(digit) + 5) % 10))
      assert.match(
        (await person.browser.submit('/device/code', { code: wrong })).errors.join(),
        /Incorrect/,
      )
      const { arrived } = await person.browser.submit('/device/code', { code: device.code() })
      await visited.request.finish(arrived)
    })

    it('bind no device to who proved no recovery code here', async () => {
      const { person, phone } = await prepare()
      await pastPassword(person)
      const code = person.browser.page
      assert.equal(stepOf(await person.browser.open(`${code.url}/new-device`)), 'code')
      const { csrf = '' } = person.browser.form('/code').fields
      const form = { csrf, name: 'Mine' }
      assert.equal(stepOf(await person.browser.post(`${code.url}/device`, form)), 'code')
      assert.equal((await server().authenticators.list(person.account.id)).length, 1)
      await person.browser.open(code.url)
      assert.ok((await person.giveCode(phone.code())).arrived?.has('code'))
    })

    describe('in a session whose password was given long ago', () => {
      /** Steps up by a recovery code, an hour after the sign-in. */
      async function steppedUp() {
        const prepared = await prepare()
        const { person, codes } = prepared
        const visited = await pastPassword(person)
        const { arrived } = await person.giveCode(prepared.phone.code())
        await visited.request.finish(arrived)
        server().advance(3600)
        const { request } = await visit(person, shop(), { max_age: '60', acr_values: TWO_FACTORS })
        await toRecovery(person)
        const page = await person.giveRecoveryCode(codes[0] ?? '')
        const count = async () => (await server().authenticators.list(person.account.id)).length
        return { ...prepared, request, page, count }
      }

      it('bind no device without it', async () => {
        const { person, page, count } = await steppedUp()
        const named = await person.browser.open(`${page.url}/new-device`)
        assert.match(named.html, /name="password"/)
        for (const password of ['', 'not my password']) {
          const refused = await person.browser.submit('/device', { name: 'Mine', password })
          assert.equal(refused.status, 422)
          assert.match(refused.errors.join(), /Incorrect password/)
          assert.match(refused.html, /value="Mine"/)
          assert.equal(await count(), 1)
        }
        const { csrf = '' } = person.browser.form('/device').fields
        await person.browser.post(`${page.url}/device`, { csrf, name: 'Mine' })
        assert.equal(await count(), 1)
      })

      it('bind one with it, and go on', async () => {
        const { person, request, page, count } = await steppedUp()
        await person.browser.open(`${page.url}/new-device`)
        const form = { name: 'New phone', password: PASSWORD }
        const setup = await person.browser.submit('/device', form)
        const device = deviceOf(server(), 'New phone', keyOn(setup))
        const { arrived } = await person.browser.submit('/device/code', { code: device.code() })
        const { claims } = await request.finish(arrived)
        assert.deepEqual(claims.amr, ['pwd', 'otp', 'mfa'])
        assert.equal(await count(), 2)
      })
    })

    it('ask for no password that was given in this very sign-in', async () => {
      const { person, visited } = await used()
      const named = await person.browser.open(`${visited.page.url}/new-device`)
      assert.doesNotMatch(named.html, /name="password"/)
    })

    it('ask for the password again where the sign-in was left open for ten minutes', async () => {
      const { person, visited } = await used()
      server().advance(601)
      const named = await person.browser.open(`${visited.page.url}/new-device`)
      assert.match(named.html, /name="password"/)
      const both = await person.browser.submit('/device', { name: ' ', password: 'not mine' })
      assert.equal(both.errors.length, 2)
      await person.browser.submit('/device', { name: 'Mine', password: 'not my password' })
      assert.equal((await server().authenticators.list(person.account.id)).length, 1)
      const form = { name: 'New phone', password: PASSWORD }
      const setup = await person.browser.submit('/device', form)
      const device = deviceOf(server(), 'New phone', keyOn(setup))
      const { arrived } = await person.browser.submit('/device/code', { code: device.code() })
      await visited.request.finish(arrived)
    })

    it('say what is wrong with the name, and take a right password once', async () => {
      const { person, visited } = await used()
      server().advance(601)
      await person.browser.open(`${visited.page.url}/new-device`)
      const named = await person.browser.submit('/device', { name: ' ', password: PASSWORD })
      assert.equal(named.errors.length, 1)
      assert.match(named.html, /id="name"[^>]*aria-invalid/)
      assert.doesNotMatch(named.html, /id="password"/)
      const setup = await person.browser.submit('/device', { name: 'New phone' })
      assert.equal(stepOf(setup), 'device/code')
    })

    it('bind none once the codes were replaced', async () => {
      const { person, visited } = await used()
      await server().recoveryCodes.regenerate(person.account.id)
      await person.browser.open(`${visited.page.url}/new-device`)
      assert.equal(stepOf(person.browser.page), 'code')
    })

    it('bind none any more when the page was left open for long', async () => {
      const { person, visited } = await used()
      server().advance(901)
      const page = await person.browser.open(`${visited.page.url}/new-device`)
      assert.equal(stepOf(page), 'continue')
      assert.doesNotMatch(page.html, /new-device/)
      const { csrf = '' } = person.browser.form('/continue').fields
      await person.browser.post(`${page.url}/device`, { csrf, name: 'Mine' })
      assert.equal((await server().authenticators.list(person.account.id)).length, 1)
      await person.browser.open(page.url)
      await visited.request.finish((await person.browser.submit('/continue')).arrived)
    })

    it('let nobody in who has not gone on, nor whom the decision lets in no more', async () => {
      const { person, visited } = await used()
      const { page } = await visit(person.inAnotherTab(), shop())
      assert.equal(stepOf(page), 'password')
      server().advance(1)
      await server().accounts.setPassword(person.account.id, 'another correct horse battery')
      await person.browser.open(visited.page.url)
      assert.equal(stepOf(person.browser.page), 'password')
      const { csrf = '' } = person.browser.form('/password').fields
      const refused = await person.browser.post(`${visited.page.url}/continue`, { csrf })
      assert.equal(refused.arrived, undefined)
      assert.equal(stepOf(refused), 'password')
    })

    it('tell it at a step-up too, and raise the class of the live session', async () => {
      const { person, phone, codes } = await prepare()
      await signIn(person, shop(), {}, phone)
      server().advance(400)
      const { request, page } = await visit(person, shop(), {
        acr_values: TWO_FACTORS,
        max_age: '300',
      })
      assert.equal(stepOf(page), 'code')
      await toRecovery(person)
      assert.equal(stepOf(await person.giveRecoveryCode(codes[0] ?? '')), 'continue')
      const { claims } = await request.finish((await person.browser.submit('/continue')).arrived)
      assert.equal(claims.acr, TWO_FACTORS)
      assert.equal(claims.auth_time, server().now() / 1000)
      assert.equal(events(person, 'stepped_up').length, 1)
    })
  })

  describe('with fewer than three left', () => {
    it('every sign-in says so, with the way to new ones; with three left none does', async () => {
      const { person, phone, codes } = await prepare()
      const { id } = person.account
      for (const code of codes.slice(0, 7)) await server().recoveryCodes.verify(id, code)
      assert.ok((await signIn(person.elsewhere(), shop(), {}, phone)).claims)
      server().advance(30)
      const quiet = person.elsewhere()
      await pastPassword(quiet)
      assert.ok((await quiet.giveCode(phone.code())).arrived)
      for (const [index, told] of [
        [7, 'You have 2 recovery codes left.'],
        [8, 'You have 1 recovery code left.'],
        [9, 'You have no recovery code left.'],
      ] as const) {
        await server().recoveryCodes.verify(id, codes[index] ?? '')
        server().advance(30)
        const visitor = person.elsewhere()
        const { request } = await pastPassword(visitor)
        const page = await visitor.giveCode(phone.code())
        assert.equal(page.heading, 'You are running out of recovery codes')
        assert.ok(page.html.includes(told))
        assert.ok(page.html.includes(`${server().configuration.issuer}/account/recovery-codes`))
        assert.doesNotMatch(page.html, /new-device/)
        const { claims } = await request.finish((await visitor.browser.submit('/continue')).arrived)
        assert.equal(claims.acr, TWO_FACTORS)
        assert.deepEqual(claims.amr, ['pwd', 'otp', 'mfa'])
      }
    })

    it('nothing is said within a live session, nor under prompt=none', async () => {
      const { person, phone, codes } = await prepare()
      for (const code of codes) await server().recoveryCodes.verify(person.account.id, code)
      server().advance(30)
      const first = await visit(person, shop())
      await answer(person, first.page, phone)
      assert.ok((await visit(person, shop())).page.arrived?.has('code'))
      assert.ok((await visit(person, shop(), { prompt: 'none' })).page.arrived?.has('code'))
    })
  })

  it('add no write to an ordinary sign-in by password and code', async () => {
    const { person, phone } = await prepare()
    const { provider } = server()
    const writes: string[] = []
    const { prototype } = provider.Interaction
    const save = Reflect.get(prototype, 'save')
    prototype.save = function counted(this: typeof prototype, ttl: number) {
      if (this.params['client_id'] === 'shop') writes.push(this.prompt.name)
      return save.call(this, ttl)
    }
    try {
      await pastPassword(person)
      assert.ok((await person.giveCode(phone.code())).arrived)
    } finally {
      prototype.save = save
    }
    // Begun, the password, and finished.
    assert.equal(writes.length, 3)
  })
})
