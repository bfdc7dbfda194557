import { strict as assert } from 'node:assert'
import { fleet } from '../support/fleet.ts'
import { deviceOf, keyOn, Person } from '../support/person.ts'
import { essentialAcr, relyingParty, type RelyingParty } from '../support/relying-party.ts'
import { pastPassword, sendForm } from '../support/sent-at-once.ts'
import { keepSecret } from '../support/secrets-in-logs.ts'
import { PASSWORD } from '../support/test-server.ts'
import { signIn, silently, stepOf, visit } from '../support/visit.ts'

const TWO_FACTORS = 'urn:step-up:2fa'
const ROUNDS = 12

describe('a form that is sent twice, to two nodes', () => {
  const nodes = fleet(2)
  let shop: RelyingParty
  before(async () => {
    shop = await relyingParty(nodes())
  })

  /** Sends the form to both nodes at once; both answers have to lead on, and they say where. */
  async function clickTwice(
    person: Person,
    action: string,
    fields: Readonly<Record<string, string>>,
  ): Promise<string[]> {
    const responses = await Promise.all(
      nodes().nodes.map(({ url }) => sendForm(person, action, fields, url)),
    )
    return responses.map(({ status, headers }) => {
      assert.equal(status, 303, 'a click was refused')
      return headers.get('Location') ?? ''
    })
  }

  const accepted = (person: Person, type: string): number =>
    nodes()
      .audit()
      .filter(
        (event) =>
          event.type === type &&
          'accountId' in event &&
          event.accountId === person.account.id &&
          (!('outcome' in event) || event.outcome === 'accepted'),
      ).length

  it('is led on twice by one code, which counts once', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const { person, phone } = await nodes().somebody()
      const { request } = await visit(person, shop)
      await person.givePassword()
      const ways = await clickTwice(person, '/code', { code: phone.code() })
      assert.equal(accepted(person, 'code'), 1)
      // The browser shows the answer to the second click.
      const { arrived } = await person.browser.open(new URL(ways[round % 2]!, nodes().url).href)
      assert.equal((await request.finish(arrived)).claims.acr, TWO_FACTORS)
    }
  })

  it('is led on twice by one recovery code, which counts once', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const { person } = await nodes().somebody()
      const { codes } = await nodes().domain.recoveryCodes.issue(person.account.id)
      const { request, page } = await visit(person, shop)
      assert.equal(stepOf(page), 'password')
      await person.givePassword()
      await person.browser.open(`${person.browser.page.url}/recovery`)
      const typed = { recovery_code: codes[0]?.code.reveal() ?? '' }
      const ways = await clickTwice(person, '/recovery', typed)
      assert.equal(accepted(person, 'recovery_code'), 1)
      await person.browser.open(new URL(ways[round % 2]!, nodes().url).href)
      assert.equal(stepOf(person.browser.page), 'continue')
      const { arrived } = await person.browser.submit('/continue')
      assert.equal((await request.finish(arrived)).claims.acr, TWO_FACTORS)
    }
  })

  it('is led on twice by the first code of a new device', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const { person } = await nodes().somebody()
      await nodes().domain.authenticators.removeAll(person.account.id)
      const { request } = await visit(person, shop, essentialAcr(TWO_FACTORS))
      await person.givePassword()
      const setup = await person.browser.submit('/device', { name: 'Tablet' })
      const code = deviceOf(person.server, 'Tablet', keyOn(setup)).code()
      const ways = await clickTwice(person, '/device/code', { code })
      assert.equal(accepted(person, 'device_confirmed'), 1)
      const page = await person.browser.open(new URL(ways[round % 2]!, nodes().url).href)
      assert.equal(stepOf(page), 'continue', page.heading)
      const { arrived } = await person.browser.submit('/continue')
      assert.equal((await request.finish(arrived)).claims.acr, TWO_FACTORS)
    }
  })

  it('is answered alike by the first code of a first device in the account', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const person = await Person.of(nodes())
      await person.openAccount('/account/devices/add')
      assert.match((await person.givePassword()).url, /devices.add$/)
      const typed = { name: 'Tablet', password: PASSWORD }
      const setup = await person.browser.submit('/devices/add', typed)
      const code = deviceOf(person.server, 'Tablet', keyOn(setup)).code()
      const ways = await clickTwice(person, '/setup', { code })
      assert.deepEqual(ways, ['/account/recovery-codes', '/account/recovery-codes'])
      assert.equal(accepted(person, 'device_confirmed'), 1)
      assert.equal(await silently(person, shop, essentialAcr(TWO_FACTORS)), undefined)
    }
  })

  it('is refused where another sign-in has used the code, as soon as ever', async () => {
    const { person, phone } = await nodes().somebody()
    const [one, other] = await pastPassword(person, shop, 2)
    const code = phone.code()
    const first = await sendForm(one!, '/code', { code })
    assert.equal(first.status, 303)
    const second = await sendForm(other!, '/code', { code })
    assert.equal(second.status, 422)
    assert.equal(accepted(person, 'code'), 1)
  })
})

describe('a new password with a code, in a session of the password alone, sent twice, to two nodes', () => {
  const nodes = fleet(2, { secondFactorWhenEnrolled: false })

  it('is answered alike, and the browser goes on', async () => {
    const shop = await relyingParty(nodes())
    for (let round = 0; round < ROUNDS; round += 1) {
      const { person, phone } = await nodes().somebody()
      await signIn(person, shop)
      await person.openAccount('/account/password')
      const next = keepSecret(`an orchard of green apples ${round}`)
      const typed = { password: PASSWORD, new_password: next, code: phone.code() }
      const responses = await Promise.all(
        nodes().nodes.map(({ url }) => sendForm(person, '/account/password', typed, url)),
      )
      for (const { status, headers } of responses) {
        assert.equal(status, 303)
        assert.equal(headers.get('Location'), '/account/password')
      }
      assert.equal(await silently(person, shop, essentialAcr(TWO_FACTORS)), undefined)
    }
  })
})

describe('password and code on one page, sent twice, to two nodes', () => {
  const nodes = fleet(2, { signInPage: 'email-first-with-code' })

  it('are led on twice, and the code counts once', async () => {
    const shop = await relyingParty(nodes())
    for (let round = 0; round < ROUNDS; round += 1) {
      const { person, phone } = await nodes().somebody()
      const { request } = await visit(person, shop)
      await person.giveName()
      const { login } = person.account
      const typed = { login, password: PASSWORD, code: phone.code() }
      const responses = await Promise.all(
        nodes().nodes.map(({ url }) => sendForm(person, '/password', typed, url)),
      )
      assert.deepEqual(
        responses.map(({ status }) => status),
        [303, 303],
      )
      const way = responses[round % 2]?.headers.get('Location') ?? ''
      const { arrived } = await person.browser.open(new URL(way, nodes().url).href)
      assert.equal((await request.finish(arrived)).claims.acr, TWO_FACTORS)
    }
  })
})
