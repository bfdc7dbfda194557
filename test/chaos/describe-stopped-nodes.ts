import { strict as assert } from 'node:assert'
import { randomInt } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { fleet } from '../support/fleet.ts'
import { assertExplained, assertKept, startLoad } from '../support/load.ts'
import { relyingParty } from '../support/relying-party.ts'
import { pastPassword, sendCode } from '../support/sent-at-once.ts'
import { stepOf, visit } from '../support/visit.ts'

/** How many people sign in at a time; how often each node is stopped; codes and devices that are fought over. */
const AMOUNTS = {
  chaos: { places: 4, rounds: 1, codes: 6, devices: 12 },
  long: { places: 8, rounds: 4, codes: 12, devices: 60 },
} as const

const TIMEOUT = 600_000

export function describeStoppedNodes(lane: keyof typeof AMOUNTS): void {
  const { places, rounds, codes, devices } = AMOUNTS[lane]

  describe('three nodes behind nginx on one Redis', () => {
    const nodes = fleet()

    it('lose no sign-in that got its answer, whichever node is stopped, however', async () => {
      const load = await startLoad(nodes(), places)
      const stops: number[] = []
      for (let round = 0; round < rounds; round += 1) {
        for (const [index, node] of nodes().nodes.entries()) {
          await sleep(randomInt(500, 2500))
          const signal = (round + index) % 2 === 0 ? 'SIGTERM' : 'SIGKILL'
          stops.push(Date.now())
          assert.equal(await node.stop(signal), signal === 'SIGTERM' ? 0 : signal)
          await nodes().restart(index)
        }
      }
      await load.stop()
      assert.ok(load.answered.length > places, `${load.answered.length} sign-ins`)
      console.log(
        `      ${load.answered.length} sign-ins, ${load.failed.length} interrupted by ${stops.length} stops`,
      )
      assertExplained(load.failed, stops)
      await assertKept(nodes(), load.answered)
    }).timeout(TIMEOUT)

    it('are replaced one by one, again and again, and nobody notices', async () => {
      const load = await startLoad(nodes(), places)
      for (let round = 0; round < rounds; round += 1) {
        for (const [index, node] of nodes().nodes.entries()) {
          await nodes().nginx.leaveOut(node.port)
          assert.equal(await node.stop('SIGTERM'), 0)
          await nodes().restart(index)
          await nodes().nginx.leaveOut()
        }
      }
      await load.stop()
      assert.ok(load.answered.length > places, `${load.answered.length} sign-ins`)
      assert.deepEqual(load.failed, [])
      await assertKept(nodes(), load.answered)
    }).timeout(TIMEOUT)

    it('take one code once, though a node is killed in the midst of it', async () => {
      const shop = await relyingParty(nodes())
      for (let round = 0; round < codes; round += 1) {
        const { person, phone } = await nodes().somebody()
        const visitors = await pastPassword(person, shop, 9)
        const code = phone.code()
        const victim = nodes().nodes[round % 3]!
        const sending = visitors.map((visitor) => sendCode(visitor, code))
        await sleep(randomInt(15))
        victim.kill('SIGKILL')
        const responses = await Promise.all(sending)
        const winners = responses.filter(({ status }) => status === 303)
        assert.ok(winners.length <= 1, `${winners.length} signed in`)
        assert.ok(responses.every(({ status }) => [303, 422, 429, 502].includes(status)))
        await nodes().restart(round % 3)
        // Used it is, or (where nobody had got so far) it is not: never a second time after a first.
        const [late] = await pastPassword(person, shop, 1)
        const again = await sendCode(late!, code)
        const last = await sendCode((await pastPassword(person, shop, 1))[0]!, code)
        if (winners.length === 1) assert.notEqual(again.status, 303)
        assert.notEqual(last.status, 303)
      }
    }).timeout(TIMEOUT)

    it('bring no removed device back, wherever a node stood when it was removed', async () => {
      const shop = await relyingParty(nodes())
      for (let round = 0; round < devices; round += 1) {
        const { person, phone } = await nodes().somebody()
        const [device] = await nodes().domain.authenticators.list(person.account.id)
        const [visitor] = await pastPassword(person, shop, 1)
        const frozen = nodes().nodes[round % 3]!
        const sent = sendCode(visitor!, phone.code(), frozen.url)
        await sleep(randomInt(20))
        frozen.kill('SIGSTOP')
        await nodes().domain.authenticators.remove(person.account.id, device!.id)
        frozen.kill('SIGCONT')
        assert.ok([303, 422].includes((await sent).status))
        assert.deepEqual(await nodes().domain.authenticators.list(person.account.id), [])
        const again = person.elsewhere()
        assert.equal(stepOf((await visit(again, shop)).page), 'password')
        assert.ok((await again.givePassword()).arrived?.has('code'))
      }
    }).timeout(TIMEOUT)
  })
}
