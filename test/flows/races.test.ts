import { strict as assert } from 'node:assert'
import { delayAfter, DEFAULT_THROTTLE } from '../../src/kernel/throttle/attempt-store.ts'
import { eventually } from '../support/key-rotation.ts'
import { Person, type Device } from '../support/person.ts'
import { relyingParty, type RelyingParty } from '../support/relying-party.ts'
import { openServerProcess, type ServerProcess } from '../support/server-process.ts'
import { testServer } from '../support/test-server.ts'
import { stepOf, visit } from '../support/visit.ts'

const { free, lockAt } = DEFAULT_THROTTLE

describe('races of guesses, on two nodes', () => {
  const server = testServer()
  let second: ServerProcess
  let shop: RelyingParty
  before(async () => {
    shop = await relyingParty(server())
    second = await openServerProcess(server())
  })
  after(() => second.close())

  async function advance(seconds: number): Promise<void> {
    server().advance(seconds)
    await second.followClock()
  }

  /** Browsers of one account, each in an interaction of its own that is past the password. */
  async function pastPassword(person: Person, count: number): Promise<Person[]> {
    const visitors: Person[] = []
    for (let index = 0; index < count; index += 1) {
      const visitor = person.elsewhere()
      await visit(visitor, shop)
      assert.equal(stepOf(await visitor.givePassword()), 'code')
      visitors.push(visitor)
    }
    return visitors
  }

  /** Sends a code to one of the two nodes, and reads nothing but the outcome. */
  async function send(visitor: Person, code: string, node: number): Promise<Response> {
    const { action, fields } = visitor.browser.form('/code')
    const base = node % 2 === 0 ? server().url : second.url
    const response = await visitor.browser.send(new URL(action, base).href, {
      method: 'POST',
      body: new URLSearchParams({ ...fields, code }),
      headers: { Origin: server().configuration.issuer },
    })
    await response.text()
    return response
  }

  /** A code that no device shows now, before or next. */
  function wrongCodes(devices: readonly Device[], count: number): string[] {
    const right = new Set(devices.flatMap((device) => [-1, 0, 1].map((step) => device.code(step))))
    const codes = Array.from({ length: count + right.size }, (_, index) =>
      String(index * 997).padStart(6, '0'),
    )
    return codes.filter((code) => !right.has(code)).slice(0, count)
  }

  const statuses = (responses: readonly Response[], status: number): number =>
    responses.filter((response) => response.status === status).length

  /** How often each outcome was recorded: of so many codes, for what the second node says arrives after its answers. */
  async function outcomesOf(person: Person, count: number): Promise<Record<string, number>> {
    const outcomes = (): string[] =>
      [...server().audit(), ...second.audit()].flatMap((event) =>
        event.type === 'code' && event.accountId === person.account.id ? [event.outcome] : [],
      )
    await eventually(() => outcomes().length >= count)
    const counts: Record<string, number> = {}
    for (const outcome of outcomes()) counts[outcome] = (counts[outcome] ?? 0) + 1
    return counts
  }

  it('of 50 parallel posts of one code exactly one signs in', async () => {
    const person = await Person.of(server())
    const phone = await person.addDevice('Phone')
    const visitors = await pastPassword(person, 50)
    await advance(60)
    const code = phone.code()
    const responses = await Promise.all(
      visitors.map((visitor, index) => send(visitor, code, index)),
    )
    const winners = responses.filter(({ status }) => status === 303)
    assert.equal(winners.length, 1)
    assert.match(winners[0]?.headers.get('Location') ?? '', /\/auth\//)
    assert.ok(responses.every(({ status }) => [303, 422, 429].includes(status)))
    assert.equal((await outcomesOf(person, 50))['accepted'], 1)
    // Nor does any other of them get through afterwards.
    const losers = visitors.filter((_, index) => responses[index]?.status !== 303)
    for (const visitor of losers.slice(0, 3)) {
      const { page } = await visit(visitor, shop)
      assert.equal(stepOf(page), 'password')
    }
  })

  it('of 1,000 parallel guesses only as many are looked at as the account may miss', async () => {
    const person = await Person.of(server())
    const phone = await person.addDevice('Phone')
    // Two devices do not give twice the guesses.
    const tablet = await person.addDevice('Tablet', phone)
    const visitors = await pastPassword(person, 10)
    const responses = await Promise.all(
      wrongCodes([phone, tablet], 1000).map((code, index) =>
        send(visitors[index % visitors.length]!, code, index),
      ),
    )
    assert.equal(statuses(responses, 422), free)
    assert.equal(statuses(responses, 429), 1000 - free)
    assert.deepEqual(await outcomesOf(person, 1000), { mismatch: free, throttled: 1000 - free })
    // Another browser, interaction and node have no budget of their own, not even for the right code.
    await advance(delayAfter(free, DEFAULT_THROTTLE) - 1)
    const [other] = await pastPassword(person, 1)
    assert.equal((await send(other!, phone.code(), 1)).status, 429)
    await advance(1)
    assert.equal((await send(other!, phone.code(1), 1)).status, 303)
  })

  it('the wait grows, 100 failures lock the account’s codes, and an operator unlocks them', async () => {
    const person = await Person.of(server())
    const phone = await person.addDevice('Phone')
    const visitors = await pastPassword(person, 2)
    let failures = 0
    let sent = 0
    while (failures < lockAt) {
      await advance(delayAfter(failures, DEFAULT_THROTTLE))
      const responses = await Promise.all(
        // Others each time: a form that is sent again is the same guess.
        wrongCodes([phone], sent + 2)
          .slice(sent)
          .map((code, index) => send(visitors[index]!, code, index)),
      )
      sent += responses.length
      // The one that locks is told so, as is every one after it.
      const locks = failures === lockAt - 1 && statuses(responses, 423) === responses.length
      const evaluated = locks ? 1 : statuses(responses, 422)
      assert.ok(evaluated === 1 || failures < free, `${evaluated} after ${failures}`)
      failures += evaluated
      const refused = responses.find(({ status }) => status === 429)
      if (refused && failures < lockAt) {
        const wait = delayAfter(failures, DEFAULT_THROTTLE)
        assert.equal(refused.headers.get('Retry-After'), String(wait))
      }
    }
    assert.equal(failures, lockAt)
    assert.equal((await outcomesOf(person, sent))['mismatch'], lockAt)

    await advance(30 * 86_400)
    const [visitor] = await pastPassword(person, 1)
    const page = await visitor!.giveCode(phone.code())
    assert.equal(page.status, 423)
    assert.match(page.errors.join(), /locked.*administrator can unlock/)
    assert.equal(await server().authenticators.unlock(person.account.id), true)
    assert.ok((await visitor!.giveCode(phone.code())).arrived?.has('code'))
  })

  it('of 200 parallel passwords only as many are looked at as the name may miss', async () => {
    const person = await Person.of(server())
    const visitors = [person.elsewhere(), person.elsewhere()]
    for (const visitor of visitors) {
      await visit(visitor, shop)
      await visitor.giveName()
    }
    const responses = await Promise.all(
      Array.from({ length: 200 }, async (_, index) => {
        const { browser } = visitors[index % 2]!
        const { action, fields } = browser.form('/password')
        const base = index % 4 < 2 ? server().url : second.url
        return browser.send(new URL(action, base).href, {
          method: 'POST',
          body: new URLSearchParams({
            ...fields,
            login: person.account.login,
            password: `guess number ${index}`,
          }),
          headers: { Origin: server().configuration.issuer },
        })
      }),
    )
    assert.equal(statuses(responses, 422), free)
    assert.equal(statuses(responses, 429), 200 - free)
  })
})
