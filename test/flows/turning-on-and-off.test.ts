import { strict as assert } from 'node:assert'
import type { Page } from '../support/browser.ts'
import { byRecoveryCode } from '../support/losing.ts'
import { Person, codesOn, type Device } from '../support/person.ts'
import { essentialAcr, relyingParty, type RelyingParty } from '../support/relying-party.ts'
import { PASSWORD, testServer, type TestServer } from '../support/test-server.ts'
import { deviceFor, forgetSession, trustHere } from '../support/trust.ts'
import { answer, signIn, stepOf, visit } from '../support/visit.ts'

const ONE_FACTOR = 'urn:step-up:1fa'
const TWO_FACTORS = 'urn:step-up:2fa'

/** What the audit trail holds of changes to somebody's second factors, from so many events on. */
const changesOf = (person: Person, from = 0): string[] =>
  person.server
    .audit()
    .filter((event) => 'accountId' in event && event.accountId === person.account.id)
    .map(({ type }) => type)
    .filter((type) => /^(device_(confirmed|removed)|recovery_codes|second_factor)/.test(type))
    .slice(from)

const devicesOf = (person: Person) => person.server.authenticators.list(person.account.id)
const codesOf = (person: Person) => person.server.recoveryCodes.find(person.account.id)

/** Somebody with devices, in whose browser the last code is fresh, and how many changes that took. */
async function somebody(
  server: TestServer,
  ...[first = 'Phone', ...others]: readonly string[]
): Promise<{ person: Person; devices: readonly Device[]; changes: number }> {
  const person = await Person.of(server)
  const devices = [await firstDevice(person, first)]
  for (const name of others) devices.push(await person.addDevice(name, devices[0]))
  return { person, devices, changes: changesOf(person).length }
}

/** Where everybody has to have one, the way to the account adds it. */
async function firstDevice(person: Person, name: string): Promise<Device> {
  if (!person.server.configuration.secondFactorRequired) return person.addDevice(name)
  await person.openAccount()
  await person.givePassword()
  return (await person.enrolHere(name)).device
}

const linksTo = (page: Page, path: string): boolean => page.html.includes(`href="${path}"`)

describe('turning two-factor authentication on', () => {
  const server = testServer()
  const withoutCodes = testServer({
    ladder: [
      { name: ONE_FACTOR, methods: ['password'] },
      { name: TWO_FACTORS, methods: ['password', 'totp'] },
    ],
  })

  /** As far as the first code, which is sent. */
  async function confirmFirst(person: Person): Promise<Page> {
    await person.addDevice('Phone')
    return person.browser.page
  }

  it('shows ten recovery codes to be saved, and then that it is on', async () => {
    const person = await Person.of(server())
    const saved = person.saveCodes.bind(person)
    let shown: Page | undefined
    person.saveCodes = (page) => saved((shown = page))
    const list = await confirmFirst(person)
    assert.ok(shown)
    assert.equal(shown.heading, 'Save your recovery codes')
    assert.equal(new URL(shown.url).pathname, '/account/recovery-codes')
    assert.equal(shown.headers.get('Cache-Control'), 'no-store')
    assert.equal(new Set(codesOn(shown)).size, 10)
    assert.match(list.html, /Turned on/)
    assert.match(list.html, /“Phone” was added/)
    assert.match(list.html, /10 of 10 codes are left/)
    assert.deepEqual(changesOf(person), ['device_confirmed', 'recovery_codes_issued'])
    for (const code of codesOn(shown)) assert.ok(!list.html.includes(code))
  })

  it('tells which apps work before one is needed', async () => {
    const person = await Person.of(server())
    await person.openAccount('/account/devices/add')
    await person.givePassword()
    const page = await person.browser.submit('/devices/add', { name: 'Phone', password: PASSWORD })
    assert.match(page.html, /Google Authenticator, Microsoft Authenticator, FreeOTP .*TOTP/)
  })

  it('gives no further codes with a further device', async () => {
    const { person, devices } = await somebody(server(), 'Phone')
    const before = await codesOf(person)
    await person.addDevice('Tablet', devices[0])
    assert.deepEqual(await codesOf(person), before)
    assert.equal(changesOf(person).filter((type) => type === 'recovery_codes_issued').length, 1)
  })

  it('gives none where no class takes them', async () => {
    const { person } = await somebody(withoutCodes(), 'Phone')
    const page = await person.openAccount()
    assert.match(page.html, /Turned on/)
    assert.doesNotMatch(page.html, /recovery/i)
    assert.equal(await codesOf(person), undefined)
    const asked = await person.openAccount('/account/recovery-codes/new')
    assert.equal(new URL(asked.url).pathname, '/account')
  })
})

describe('turning two-factor authentication off', () => {
  const server = testServer()
  const required = testServer({ secondFactorRequired: true })
  const byPassword = testServer({ turnOffWith: 'password' })
  const lenient = testServer({ turnOffWith: 'password', secondFactorWhenEnrolled: false })
  let shop: RelyingParty
  before(async () => {
    shop = await relyingParty(server())
  })

  const unchanged = async (person: Person, action: () => Promise<unknown>): Promise<void> => {
    const before = [await devicesOf(person), await codesOf(person), changesOf(person)]
    await action()
    assert.deepEqual([await devicesOf(person), await codesOf(person), changesOf(person)], before)
  }

  it('is asked, says what it means, removes everything, and says that it is off', async () => {
    const { person, devices, changes } = await somebody(server(), 'Phone', 'Tablet')
    await person.openAccount('/account/devices/add')
    const fields = { name: 'Waiting', password: PASSWORD }
    const waiting = await person.browser.submit('/devices/add', fields)
    assert.ok(linksTo(await person.openAccount(), '/account/turn-off'))
    const asked = await person.openAccount('/account/turn-off')
    assert.match(asked.html, /Only your password will protect your account/)
    const page = await person.browser.submit('/turn-off')
    assert.doesNotMatch(page.html, /Waiting/)
    assert.match(page.html, /Two-factor authentication is off/)
    assert.match(page.html, /Turned off/)
    assert.ok(!linksTo(page, '/account/turn-off'))
    assert.ok(!linksTo(page, '/account/recovery-codes'))
    assert.deepEqual(await devicesOf(person), [])
    assert.equal(await codesOf(person), undefined)
    const removed = Array.from({ length: 2 }, () => 'device_removed')
    assert.deepEqual(changesOf(person, changes), [...removed, 'second_factor_off'])

    assert.equal((await person.browser.open(waiting.url)).status, 404)
    // The password alone opens the account, and what stood before proves nothing any more.
    const { claims } = await signIn(person.elsewhere(), shop)
    assert.equal(claims.acr, ONE_FACTOR)
    const again = person.elsewhere()
    await visit(again, shop, essentialAcr(TWO_FACTORS))
    assert.equal(stepOf(await again.givePassword()), 'device')
    assert.equal(devices.length, 2)
  })

  it('takes all factors of the last five minutes, and changes nothing before', async () => {
    const { person, devices } = await somebody(server(), 'Phone')
    await person.openAccount('/account/turn-off')
    server().advance(301)
    await unchanged(person, async () => {
      assert.equal(stepOf(await person.browser.submit('/turn-off')), 'password')
    })
    // The way leads back to the question, not past it.
    const back = await answer(person, person.browser.page, devices[0])
    assert.equal(new URL(back.url).pathname, '/account/turn-off')
    assert.equal((await devicesOf(person)).length, 1)
    await person.browser.submit('/turn-off')
    assert.deepEqual(await devicesOf(person), [])
  })

  it('is nothing for a session that proved the password alone', async () => {
    const person = await Person.of(server())
    await signIn(person, shop)
    const elsewhere = person.elsewhere()
    await elsewhere.addDevice('Phone')
    const form = await elsewhere.openAccount('/account/turn-off')
    const { fields } = elsewhere.browser.form('/turn-off')
    await unchanged(person, async () => {
      assert.equal(stepOf(await person.openAccount('/account/turn-off')), 'code')
      assert.equal(stepOf(await person.browser.post(form.url, fields)), 'code')
    })
  })

  it('is nothing for a form of another site or session', async () => {
    const { person } = await somebody(server(), 'Phone')
    const { person: attacker } = await somebody(server(), 'Phone')
    await attacker.openAccount('/account/turn-off')
    const foreign = attacker.browser.form('/turn-off').fields
    const { url } = await person.openAccount('/account/turn-off')
    const own = person.browser.form('/turn-off').fields
    await unchanged(person, async () => {
      const pages = [
        await person.browser.post(url, {}),
        await person.browser.post(url, foreign),
        await person.browser.post(url, own, { Origin: 'https://attacker.example' }),
        await person.browser.post(url, own, { 'Sec-Fetch-Site': 'cross-site' }),
      ]
      assert.deepEqual(
        pages.map(({ status }) => status),
        [403, 403, 403, 403],
      )
    })
  })

  it('leads back where there is nothing to turn off', async () => {
    const person = await Person.of(server())
    await signIn(person, shop)
    const page = await person.openAccount('/account/turn-off')
    assert.equal(new URL(page.url).pathname, '/account')
    assert.ok(!linksTo(page, '/account/turn-off'))
  })

  it('is recorded once, though it is asked for twice at the same time', async () => {
    const { person, changes } = await somebody(server(), 'Phone', 'Tablet')
    await person.openAccount('/account/turn-off')
    const { fields } = person.browser.form('/turn-off')
    const url = `${server().configuration.issuer}/account/turn-off`
    const responses = await Promise.all(
      Array.from({ length: 10 }, () =>
        person.browser.send(url, { method: 'POST', body: new URLSearchParams(fields) }),
      ),
    )
    for (const { status } of responses) assert.equal(status, 303)
    const removed = ['device_removed', 'device_removed']
    assert.deepEqual(changesOf(person, changes), [...removed, 'second_factor_off'])
  })

  describe('by removing the last device', () => {
    it('is asked and told in the same words, and removes the recovery codes too', async () => {
      const { person, changes } = await somebody(server(), 'Phone')
      const [device] = await devicesOf(person)
      const asked = await person.openAccount(`/account/devices/${device?.id}/remove`)
      assert.match(asked.html, /“Phone” is your only device/)
      assert.match(asked.html, /Only your password will protect your account/)
      const page = await person.browser.submit('/turn-off')
      assert.match(page.html, /Two-factor authentication is off/)
      assert.equal(await codesOf(person), undefined)
      assert.deepEqual(changesOf(person, changes), ['device_removed', 'second_factor_off'])
    })

    it('is not done by removing the two last at the same time: one stays, and it is asked', async () => {
      const { person, changes } = await somebody(server(), 'Phone', 'Tablet')
      // Proved by neither, so that neither removal voids what the other one takes.
      server().advance(301)
      await person.openAccount('/account/turn-off')
      await byRecoveryCode(person)
      const [phone, tablet] = await devicesOf(person)
      const ids = [phone?.id, tablet?.id]
      const { issuer } = server().configuration
      const page = await person.openAccount(`/account/devices/${phone?.id}/remove`)
      assert.equal(page.heading, 'Remove “Phone”?')
      const { fields } = person.browser.form('/remove')
      const responses = await Promise.all(
        ids.map((id) =>
          person.browser.send(`${issuer}/account/devices/${id}/remove`, {
            method: 'POST',
            body: new URLSearchParams(fields),
          }),
        ),
      )
      const [left, ...others] = await devicesOf(person)
      assert.equal(others.length, 0)
      assert.ok(await codesOf(person))
      assert.deepEqual(changesOf(person, changes), ['device_removed'])
      const locations = responses.map(({ headers }) => headers.get('Location'))
      assert.deepEqual(
        new Set(locations),
        new Set(['/account', `/account/devices/${left?.id}/remove`]),
      )
      const again = await person.openAccount(`/account/devices/${left?.id}/remove`)
      assert.match(again.html, /is your only device/)
    })
  })

  describe('where everybody has to have it', () => {
    it('is no link but a reason', async () => {
      const { person, devices } = await somebody(required(), 'Phone')
      const [phone] = await devicesOf(person)
      const page = await person.openAccount()
      assert.match(page.html, /Two-factor authentication is required here/)
      assert.ok(!linksTo(page, '/account/turn-off'))
      assert.ok(!linksTo(page, `/account/devices/${phone?.id}/remove`))
      // With another one there is something to remove.
      await person.addDevice('Tablet', devices[0])
      assert.ok(linksTo(await person.openAccount(), `/account/devices/${phone?.id}/remove`))
    })

    it('is refused with the reason, and changes nothing', async () => {
      const { person } = await somebody(required(), 'Phone')
      const [phone] = await devicesOf(person)
      await person.openAccount('/account/devices/add')
      const { fields } = person.browser.form('/devices/add')
      const { issuer } = required().configuration
      await unchanged(person, async () => {
        for (const path of ['turn-off', `devices/${phone?.id}/remove`]) {
          const page = await person.openAccount(`/account/${path}`)
          assert.equal(page.status, 403)
          assert.equal(page.heading, 'Two-factor authentication stays on')
          assert.deepEqual(page.forms, [])
          const posted = await person.browser.post(`${issuer}/account/${path}`, fields)
          assert.equal(posted.heading, 'Two-factor authentication stays on')
        }
      })
    })
  })

  describe('where the password does', () => {
    it('takes it in the form itself, and no code however old the last one is', async () => {
      const { person, changes } = await somebody(byPassword(), 'Phone')
      byPassword().advance(3600)
      const asked = await person.openAccount('/account/turn-off')
      assert.match(asked.html, /name="password"/)
      await unchanged(person, async () => {
        for (const password of ['', 'not my password']) {
          const wrong = await person.browser.submit('/turn-off', { password })
          assert.equal(wrong.status, 422)
          assert.match(wrong.errors.join(), /Incorrect password/)
        }
      })
      const page = await person.browser.submit('/turn-off', { password: PASSWORD })
      assert.match(page.html, /Two-factor authentication is off/)
      assert.deepEqual(changesOf(person, changes), ['device_removed', 'second_factor_off'])
    })

    it('still takes a session that signed in with a code', async () => {
      const { person } = await somebody(byPassword(), 'Phone')
      const visitor = person.elsewhere()
      assert.equal(stepOf(await visitor.openAccount('/account/turn-off')), 'password')
      assert.equal(stepOf(await visitor.givePassword()), 'code')
    })

    it('takes it also where no code is asked for at routine sign-ins', async () => {
      const { person } = await somebody(lenient(), 'Phone')
      const bank = await relyingParty(lenient(), 'bank')
      const intruder = person.elsewhere()
      assert.equal((await signIn(intruder, await relyingParty(lenient()))).claims.acr, ONE_FACTOR)
      const [phone] = await devicesOf(person)
      await unchanged(person, async () => {
        for (const path of [
          'turn-off',
          `devices/${phone?.id}/remove`,
          `devices/${phone?.id}/lost`,
        ]) {
          const page = await intruder.openAccount(`/account/${path}`)
          assert.equal(stepOf(page), 'code', path)
        }
        const own = await person.openAccount('/account/turn-off')
        const { fields } = person.browser.form('/turn-off')
        const posted = await intruder.browser.post(own.url, { ...fields, password: PASSWORD })
        assert.equal(stepOf(posted), 'code')
      })
      const { page } = await visit(intruder, bank)
      assert.equal(stepOf(page), 'code')
    })

    it('takes no new code there, however old the session’s last one is', async () => {
      const { person, changes } = await somebody(lenient(), 'Phone')
      lenient().advance(3600)
      assert.match((await person.openAccount('/account/turn-off')).html, /name="password"/)
      await person.browser.submit('/turn-off', { password: PASSWORD })
      assert.deepEqual(changesOf(person, changes), ['device_removed', 'second_factor_off'])
    })

    it('takes it from a session whose device is gone', async () => {
      const { person } = await somebody(lenient(), 'Phone', 'Tablet')
      const form = await person.openAccount('/account/turn-off')
      const { fields } = person.browser.form('/turn-off')
      const [phone] = await devicesOf(person)
      await lenient().authenticators.remove(person.account.id, phone?.id as never)
      // The last code was the first device's.
      await unchanged(person, async () => {
        const posted = await person.browser.post(form.url, { ...fields, password: PASSWORD })
        assert.equal(stepOf(posted), 'code')
      })
    })

    it('and is not spared that code by a trusted browser', async () => {
      const person = await Person.of(byPassword())
      const phone = await deviceFor(person)
      const party = await relyingParty(byPassword())
      await trustHere(person, party, phone)
      forgetSession(person)
      assert.equal((await signIn(person, party)).claims.acr, 'urn:step-up:1fa')
      assert.equal(stepOf(await person.openAccount('/account/turn-off')), 'code')
      byPassword().advance(30)
      assert.match((await person.giveCode(phone.code())).html, /name="password"/)
    })
  })
})
