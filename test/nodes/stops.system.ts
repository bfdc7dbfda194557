import { strict as assert } from 'node:assert'
import { setTimeout as sleep } from 'node:timers/promises'
import { fleet } from '../support/fleet.ts'
import { assertExplained, assertKept, startLoad } from '../support/load.ts'

const PLACES = 4

/** Some seconds by itself; processes start slowly on a machine that has much to do. */
const TIMEOUT = 180_000

/** The long form of this is `test/chaos/nodes.chaos.ts`. */
describe('nodes that are stopped while people sign in', () => {
  const nodes = fleet()

  for (const [index, signal] of (['SIGTERM', 'SIGKILL'] as const).entries()) {
    it(`lose no sign-in that got its answer: ${signal}`, async () => {
      const load = await startLoad(nodes(), PLACES)
      await sleep(700)
      const stopped = Date.now()
      const ended = await nodes().nodes[index]!.stop(signal)
      assert.equal(ended, signal === 'SIGTERM' ? 0 : signal)
      await nodes().restart(index)
      await sleep(700)
      await load.stop()
      assert.ok(load.answered.length > PLACES, `${load.answered.length} sign-ins`)
      assertExplained(load.failed, [stopped])
      await assertKept(nodes(), load.answered)
    }).timeout(TIMEOUT)
  }

  it('are replaced one by one, and nobody notices, where the balancer is told first', async () => {
    const load = await startLoad(nodes(), PLACES)
    for (const [index, node] of nodes().nodes.entries()) {
      await nodes().nginx.leaveOut(node.port)
      assert.equal(await node.stop('SIGTERM'), 0)
      await nodes().restart(index)
      await nodes().nginx.leaveOut()
      await sleep(300)
    }
    await load.stop()
    assert.ok(load.answered.length > PLACES, `${load.answered.length} sign-ins`)
    assert.deepEqual(load.failed, [])
    await assertKept(nodes(), load.answered)
  }).timeout(TIMEOUT)
})
