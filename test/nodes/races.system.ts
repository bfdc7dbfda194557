import { strict as assert } from 'node:assert'
import { setTimeout as sleep } from 'node:timers/promises'
import { DEFAULT_THROTTLE } from '../../src/kernel/throttle/attempt-store.ts'
import { fleet } from '../support/fleet.ts'
import { Person, deviceOf, keyOn } from '../support/person.ts'
import { relyingParty, type RelyingParty } from '../support/relying-party.ts'
import { pastPassword, sendCode, sendForm } from '../support/sent-at-once.ts'
import { postSlowly } from '../support/slow-request.ts'
import { PASSWORD } from '../support/test-server.ts'
import { signIn, silently, stepOf, visit } from '../support/visit.ts'

const { free } = DEFAULT_THROTTLE

describe('races over three nodes behind nginx', () => {
  const nodes = fleet(3)
  let shop: RelyingParty
  before(async () => {
    shop = await relyingParty(nodes())
  })

  /** Does it, and asserts that every node had its part in the forms that were sent to this address. */
  async function everywhere<T>(address: string, work: () => Promise<T>): Promise<T> {
    const before = nodes().nginx.passedOn().length
    const result = await work()
    const met = (): number =>
      new Set(
        nodes()
          .nginx.passedOn()
          .slice(before)
          .filter(({ method, path }) => method === 'POST' && path.endsWith(address))
          .flatMap(({ ports }) => ports),
      ).size
    // nginx writes its log when an answer is out, and nobody waits for that.
    for (let looks = 0; looks < 100 && met() < nodes().nodes.length; looks += 1) await sleep(50)
    assert.equal(met(), nodes().nodes.length)
    return result
  }

  const statuses = (responses: readonly Response[]) =>
    Object.fromEntries(
      [...Map.groupBy(responses, ({ status }) => status)].map(([status, all]) => [
        status,
        all.length,
      ]),
    )

  const outcomes = (type: 'code' | 'recovery_code', person: Person): string[] =>
    nodes()
      .audit()
      .flatMap((event) =>
        event.type === type && event.accountId === person.account.id ? [event.outcome] : [],
      )

  it('of 30 parallel posts of one code exactly one signs in', async () => {
    const { person, phone } = await nodes().somebody()
    const visitors = await pastPassword(person, shop, 30)
    const code = phone.code()
    const responses = await everywhere('/code', () =>
      Promise.all(visitors.map((visitor) => sendCode(visitor, code))),
    )
    const { 303: winners = 0, ...others } = statuses(responses)
    assert.equal(winners, 1)
    assert.ok(Object.keys(others).every((status) => ['422', '429'].includes(status)))
    assert.equal(outcomes('code', person).filter((outcome) => outcome === 'accepted').length, 1)
  })

  it('of 30 posts of one recovery code at once exactly one signs in', async () => {
    const { person } = await nodes().somebody()
    const made = await nodes().domain.recoveryCodes.issue(person.account.id)
    const code = made.codes[0]?.code.reveal() ?? ''
    const visitors = await pastPassword(person, shop, 30)
    for (const visitor of visitors) {
      await visitor.browser.open(`${visitor.browser.page.url}/recovery`)
    }
    const responses = await everywhere('/recovery', () =>
      Promise.all(
        visitors.map((visitor) => sendForm(visitor, '/recovery', { recovery_code: code })),
      ),
    )
    assert.equal(statuses(responses)[303], 1)
    const accepted = outcomes('recovery_code', person).filter((outcome) => outcome === 'accepted')
    assert.equal(accepted.length, 1)
    const left = await nodes().domain.recoveryCodes.find(person.account.id)
    assert.equal(left?.used.size, 1)
  })

  it('of 1,000 parallel guesses no more are looked at than the account may miss', async () => {
    const { person, phone } = await nodes().somebody()
    const right = new Set([-1, 0, 1, 2].map((steps) => phone.code(steps)))
    const wrong = Array.from({ length: 1004 }, (_, index) => String(index * 997).padStart(6, '0'))
      .filter((code) => !right.has(code))
      .slice(0, 1000)
    const visitors = await pastPassword(person, shop, 10)
    const responses = await everywhere('/code', () =>
      Promise.all(wrong.map((code, index) => sendCode(visitors[index % 10]!, code))),
    )
    const { 422: judged = 0, 429: refused = 0 } = statuses(responses)
    assert.equal(judged + refused, 1000)
    // The clocks are real: a wait of five seconds may run out while so many are under way, and then one
    // more is looked at, after which the wait doubles.
    assert.ok(judged >= free && judged <= free + 3, `${judged} were looked at`)
    const mismatches = outcomes('code', person).filter((outcome) => outcome === 'mismatch')
    assert.equal(mismatches.length, judged)
  })

  it('of 12 posts of one first code at once exactly one adds the device', async () => {
    const { person } = await nodes().somebody()
    const [owner] = await signedIn(person, 1)
    assert.ok(owner)
    const before = (await nodes().domain.authenticators.list(person.account.id)).length
    await owner.openAccount('/account/devices/add')
    const fields = { name: 'Laptop', password: PASSWORD }
    const page = await owner.browser.submit('/devices/add', fields)
    const code = deviceOf(nodes(), 'Laptop', keyOn(page)).code()
    const responses = await everywhere('/setup', () =>
      Promise.all(Array.from({ length: 12 }, () => sendForm(owner, '/setup', { code }))),
    )
    // Each is answered as the first was.
    assert.deepEqual(statuses(responses), { 303: 12 })
    const devices = await nodes().domain.authenticators.list(person.account.id)
    assert.equal(devices.length, before + 1)
  })

  it('a session that was ended stays ended, whatever another node had under way', async () => {
    const { person, phone } = await nodes().somebody()
    await signIn(person, shop, {}, phone)
    const planted = new Person(person.server, person.account)
    const { issuer } = person.server.configuration
    for (const cookie of person.browser.jar.getCookiesSync(issuer)) {
      await planted.browser.jar.setCookie(cookie.toString(), issuer)
    }
    // A form over a slow line: the node has read the session, and will write it when the rest has come.
    await planted.browser.open(`${issuer}/session/end`)
    const { action, fields } = planted.browser.form('/session/end/confirm')
    const slow = await Promise.all(
      nodes().nodes.map((node) =>
        postSlowly(
          planted.browser,
          new URL(new URL(action, issuer).pathname, node.url).href,
          fields,
        ),
      ),
    )
    assert.equal(await silently(planted, shop), undefined)
    await person.browser.open(`${issuer}/session/end`)
    await person.browser.submit('/session/end/confirm', { logout: 'yes' })
    for (const request of slow) assert.ok(((await request.finish()).statusCode ?? 0) < 500)
    for (const _ of nodes().nodes) {
      assert.equal(await silently(planted, shop), 'login_required')
      assert.equal(await silently(person, shop), 'login_required')
    }
  })

  it('a device that was removed stays removed, whatever other nodes had under way', async () => {
    for (let round = 0; round < 6; round += 1) {
      const { person, phone } = await nodes().somebody()
      const id = (await nodes().domain.authenticators.list(person.account.id))[0]!.id
      const [visitor] = await pastPassword(person, shop, 1)
      const frozen = nodes().nodes[round % 3]!
      // Wherever in its work the node stands: it goes on when the device has gone.
      const sent = sendCode(visitor!, phone.code(), frozen.url)
      await new Promise((resolve) => setTimeout(resolve, round * 3))
      frozen.kill('SIGSTOP')
      assert.equal(await nodes().domain.authenticators.remove(person.account.id, id), true)
      frozen.kill('SIGCONT')
      assert.ok([303, 422].includes((await sent).status))
      assert.deepEqual(await nodes().domain.authenticators.list(person.account.id), [])
      const again = person.elsewhere()
      const { page } = await visit(again, shop)
      assert.equal(stepOf(page), 'password')
      assert.equal(stepOf(await again.givePassword()), undefined)
    }
  })

  /** Browsers of one account that are all signed in, with a code each. */
  async function signedIn(person: Person, count: number): Promise<Person[]> {
    const first = person.elsewhere()
    const device = await nodes().addDevice(person.account.id, 'Watch')
    await first.openAccount()
    await first.givePassword()
    await first.giveCode(device.code())
    const { issuer } = person.server.configuration
    return Promise.all(
      Array.from({ length: count }, async () => {
        const browser = person.elsewhere()
        for (const cookie of first.browser.jar.getCookiesSync(issuer)) {
          await browser.browser.jar.setCookie(cookie.toString(), issuer)
        }
        return browser
      }),
    )
  }
})
