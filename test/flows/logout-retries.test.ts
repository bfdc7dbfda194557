import { strict as assert } from 'node:assert'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decodeJwt } from 'jose'
import { createLogoutNoticeId } from '../../src/kernel/ids.ts'
import { plusSeconds } from '../../src/kernel/instant.ts'
import { openSource } from '../../src/cli/transfer.ts'
import { Secret } from '../../src/kernel/secret.ts'
import { openStore } from '../../src/server/open-store.ts'
import { openLogoutReceiver, type LogoutReceiver } from '../support/logout-receiver.ts'
import { Person } from '../support/person.ts'
import { relyingParty } from '../support/relying-party.ts'
import { openRoundRobin, type RoundRobin } from '../support/round-robin.ts'
import { openSharedRedis, type SharedRedis } from '../support/shared-redis.ts'
import { createTestClock, type TestClock } from '../support/test-clock.ts'
import { clientsWith, openTestServer, type TestServer } from '../support/test-server.ts'
import { eventually } from '../support/key-rotation.ts'
import { signIn } from '../support/visit.ts'

const PATH = '/account/sessions'
/** Milliseconds: often, so that nothing is waited for. */
const LOOKS = 20

for (const [kind, start] of Object.entries({ SQLite: undefined, Redis: openSharedRedis }))
  describe(`a logout token that was not taken, from two nodes on ${kind}`, () => {
    const folder = mkdtempSync(join(tmpdir(), 'oidc-step-up-'))
    let redis: SharedRedis | undefined
    let balancer: RoundRobin
    let receiver: LogoutReceiver
    let time: TestClock
    let nodes: TestServer[] = []
    /** Of nodes that were closed. */
    let earlier: TestServer[] = []

    const store = () =>
      redis
        ? ({ kind: 'redis', url: new Secret(redis.url) } as const)
        : ({ kind: 'sqlite', path: join(folder, 'shared.sqlite') } as const)

    async function openNode(): Promise<void> {
      const clients = clientsWith({ shop: { backchannel_logout_uri: receiver.uri } })
      const node = await openTestServer(
        { issuer: balancer.url, clients, store: store() },
        { folder, time, logoutInterval: LOOKS },
      )
      nodes.push(node)
      balancer.add(node)
    }

    beforeEach(async () => {
      redis = await start?.()
      balancer = await openRoundRobin()
      time = createTestClock()
      receiver = await openLogoutReceiver(() => balancer.url, 'shop', 'fails')
      await openNode()
      await openNode()
    })
    afterEach(async () => {
      await balancer.close()
      await Promise.all(nodes.map((node) => node.close()))
      await receiver.close()
      await redis?.close()
      ;[nodes, earlier] = [[], []]
      rmSync(join(folder, 'shared.sqlite'), { force: true })
    })
    after(() => rmSync(folder, { recursive: true, force: true }))

    const node = (): TestServer => {
      const [first] = nodes
      assert.ok(first)
      return first
    }

    const failures = () =>
      [...earlier, ...nodes]
        .flatMap((each) => each.log())
        .filter((line) => line['msg'] === 'back-channel logout failed')

    const attempts = () =>
      failures()
        .map((line) => Number(line['attempt']))
        .toSorted((one, other) => one - other)

    /** A session of the shop is ended from another browser. Its name at the shop. */
    async function endOne(): Promise<unknown> {
      const person = await Person.of(node())
      const other = person.elsewhere()
      const shop = await relyingParty(node())
      const { idToken } = await signIn(other, shop)
      await person.openAccount(PATH)
      await person.givePassword()
      await person.browser.submit('/sessions/end')
      return decodeJwt(idToken)['sid']
    }

    /** How many have been taken by nobody yet, whoever sends them. */
    async function waiting(): Promise<number> {
      const whole = await openSource(node().configuration.store, node().configuration)
      try {
        let count = 0
        for await (const batch of whole.read()) {
          count += batch.filter(({ kind: record }) => record === 'logout').length
        }
        return count
      } finally {
        await whole.close()
      }
    }

    /** Both nodes have looked some times. */
    const aWhile = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 10 * LOOKS))

    it('is tried again three times, later each time, with a new token, by one of them', async () => {
      const sid = await endOne()
      await eventually(async () => attempts().length === 1)
      for (const [delay, count] of [
        [10, 2],
        [60, 3],
        [600, 4],
      ] as const) {
        time.advance(delay - 1)
        await aWhile()
        assert.equal(attempts().length, count - 1)
        time.advance(1)
        await eventually(async () => attempts().length === count)
      }
      time.advance(7200)
      await aWhile()
      assert.deepEqual(attempts(), [1, 2, 3, 4])
      assert.equal(receiver.received.length, 4)
      assert.deepEqual(receiver.refused, [])
      assert.equal(new Set(receiver.received.map(({ jti }) => jti)).size, 4)
      assert.deepEqual(new Set(receiver.received.map((token) => token['sid'])), new Set([sid]))
      for (const line of failures()) {
        assert.deepEqual([line['clientId'], line['reason']], ['shop', 'status 500'])
        assert.equal(line['givenUp'] === true, line['attempt'] === 4)
      }
    })

    it('is sent no more when it was taken', async () => {
      await endOne()
      await eventually(async () => attempts().length === 1)
      receiver.behave('answers')
      time.advance(10)
      await receiver.until(2)
      // It was received, and is known to be taken a moment later: until then it would be due again.
      await eventually(async () => (await waiting()) === 0)
      time.advance(7200)
      await aWhile()
      assert.equal(receiver.received.length, 2)
    })

    it('survives a restart', async () => {
      await endOne()
      await eventually(async () => attempts().length === 1)
      await Promise.all(nodes.map((each) => each.close()))
      ;[earlier, nodes] = [nodes, []]
      receiver.behave('answers')
      time.advance(3600)
      await openNode()
      await receiver.until(2)
      assert.deepEqual(receiver.refused, [])
    })

    it('is sent by another node when the one that was sending it has died', async () => {
      receiver.behave('answers')
      const opened = await openStore(node().configuration, {})
      try {
        const now = time.now()
        const notice = {
          id: createLogoutNoticeId(),
          clientId: 'shop',
          accountId: (await node().addAccount()).id,
          sid: 'a-session',
          createdAt: now,
        }
        await opened.logouts.add(notice, plusSeconds(now, 60))
        time.advance(59)
        await aWhile()
        assert.equal(receiver.received.length, 0)
        time.advance(1)
        await receiver.until(1)
        assert.equal(receiver.received[0]?.['sid'], 'a-session')
        await aWhile()
        assert.equal(receiver.received.length, 1)
      } finally {
        await opened.close()
      }
    })

    it('holds nobody’s application up that is not there any more, or is a day late', async () => {
      receiver.behave('answers')
      const opened = await openStore(node().configuration, {})
      try {
        const now = time.now()
        const notice = {
          accountId: (await node().addAccount()).id,
          sid: 'a-session',
          createdAt: now,
        }
        await opened.logouts.add({ ...notice, id: createLogoutNoticeId(), clientId: 'gone' })
        await opened.logouts.add({ ...notice, id: createLogoutNoticeId(), clientId: 'kiosk' })
        const old = plusSeconds(now, -86_401)
        await opened.logouts.add({
          ...notice,
          id: createLogoutNoticeId(),
          clientId: 'shop',
          createdAt: old,
        })
        await aWhile()
        time.advance(86_400)
        await aWhile()
        assert.equal(await opened.logouts.claim(time.now(), time.now()), undefined)
        assert.equal(receiver.received.length, 0)
      } finally {
        await opened.close()
      }
    })

    it('is logged with what the application said, in a line, and without the token', async () => {
      receiver.behave('refuses')
      await endOne()
      await eventually(async () => attempts().length === 1)
      const [line] = failures()
      assert.equal(line?.['reason'], 'status 400')
      const said = String(line?.['answer'])
      assert.match(said, /^invalid_request: no such session in …/)
      assert.ok(said.length <= 200)
      assert.ok(!/eyJ/.test(said))
    })

    it('is named on the page that tells of a sign-out', async () => {
      const person = await Person.of(node())
      await signIn(person, await relyingParty(node()))
      await person.openAccount('/session/end')
      const { html } = await person.browser.submit('/session/end/confirm', { logout: 'yes' })
      assert.match(html, /Not signed out:<[^]*Shop|Not signed out: <strong>Shop/)
    })
  })
