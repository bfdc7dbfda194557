import { strict as assert } from 'node:assert'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { Secret } from '../../src/kernel/secret.ts'
import { openRedisStore } from '../../src/stores/redis/open-redis-store.ts'
import { openSqliteStore } from '../../src/stores/sqlite/open-sqlite-store.ts'
import type { OutboxStore } from '../../src/mail/outbox-store.ts'
import { databaseOf } from '../support/database-of.ts'
import { FROM, MAIL_INTERVAL } from '../support/mail-bench.ts'
import { openMailSink, type MailSink } from '../support/mail-sink.ts'
import { Person, type Device } from '../support/person.ts'
import { relyingParty, type RelyingParty } from '../support/relying-party.ts'
import { openSharedRedis } from '../support/shared-redis.ts'
import { createTestClock } from '../support/test-clock.ts'
import { PASSWORD, openTestServer, type TestServer } from '../support/test-server.ts'
import { GUESSED, MISTYPED } from '../support/told.ts'
import { signIn, stepOf, visit } from '../support/visit.ts'

const STRANGER = GUESSED.en[0]
const MISTAKE = MISTYPED.en[0]

/** Seconds for which the mail waits. */
const HELD = 600

for (const kind of ['SQLite', 'Redis'] as const) {
  describe(`${kind}: a mail about wrong codes waits for what comes next`, () => {
    const time = createTestClock()
    const folder = mkdtempSync(join(tmpdir(), 'oidc-step-up-'))
    let sink: MailSink
    let redis: Awaited<ReturnType<typeof openSharedRedis>> | undefined
    let server: TestServer
    let outbox: OutboxStore
    let closeStore: () => Promise<void> | void
    let shop: RelyingParty

    const open = (port?: number) =>
      openTestServer(
        {
          mail: { url: sink.url, from: FROM },
          ...(redis ? { store: { kind: 'redis', url: new Secret(redis.url) } as const } : {}),
          ...(port === undefined ? {} : { port }),
        },
        { folder, time, mailInterval: MAIL_INTERVAL },
      )

    before(async () => {
      sink = await openMailSink()
      if (kind === 'Redis') redis = await openSharedRedis()
      server = await open()
      const { clock } = time
      const store = redis
        ? await openRedisStore({ url: redis.url })
        : openSqliteStore({ path: databaseOf(server.configuration), clock })
      outbox = store.outbox
      closeStore = () => store.close()
      shop = await relyingParty(server)
    })
    after(async () => {
      await closeStore()
      await server.close()
      await sink.stop()
      await redis?.close()
      rmSync(folder, { recursive: true, force: true })
    })

    /** Somebody whose mails about other things are out. */
    async function somebody(): Promise<{ owner: Person; phone: Device }> {
      const owner = await Person.of(server)
      const phone = await owner.addDevice('Phone')
      await sent()
      sink.clear()
      return { owner, phone }
    }

    const waiting = async () => (await outbox.waiting(time.clock())).mails

    /** When nothing waits any more. */
    async function sent(): Promise<readonly (string | undefined)[]> {
      while ((await waiting()) > 0) await setTimeout(MAIL_INTERVAL)
      return sink.mails.map(({ subject }) => subject)
    }

    async function wrong(person: Person, phone: Device, times: number): Promise<void> {
      for (let count = 0; count < times; count += 1) {
        time.advance(30)
        assert.equal(stepOf(await person.giveCode(phone.code(count + 100))), 'code')
      }
    }

    /** Signed in a moment ago, and signing in again. */
    async function again(person: Person, phone: Device): Promise<void> {
      await signIn(person, shop, {}, phone)
      await visit(person, shop, { prompt: 'login' })
      await person.givePassword()
    }

    it('and is withdrawn by a right code from the same browser', async () => {
      const { owner, phone } = await somebody()
      await again(owner, phone)
      await wrong(owner, phone, 3)
      assert.equal(await waiting(), 1)
      assert.deepEqual(sink.mails, [])
      time.advance(30)
      await owner.giveCode(phone.code())
      assert.equal(await waiting(), 0)
      time.advance(HELD)
      assert.deepEqual(await sent(), [])
    })

    it('by a right code in another sign-in, or a recovery code, of the same browser', async () => {
      const { owner, phone } = await somebody()
      await visit(owner, shop, { prompt: 'login' })
      await owner.givePassword()
      await wrong(owner, phone, 3)
      await signIn(owner, shop, { prompt: 'login' }, phone)
      assert.equal(await waiting(), 0)

      await visit(owner, shop, { prompt: 'login' })
      const { html, url } = await owner.givePassword()
      await wrong(owner, phone, 3)
      assert.equal(await waiting(), 1)
      const [, href = ''] = /href="([^"]*\/recovery)"/.exec(html) ?? []
      await owner.browser.open(new URL(href, url).href)
      await owner.giveRecoveryCode(owner.recoveryCodes[0] ?? '')
      assert.ok(!(await sent()).some((subject) => subject === STRANGER || subject === MISTAKE))
    })

    it('and calls nobody a stranger who has given a right code in that browser before', async () => {
      const { owner, phone } = await somebody()
      await again(owner, phone)
      await wrong(owner, phone, 3)
      time.advance(HELD - 1)
      await setTimeout(3 * MAIL_INTERVAL)
      assert.deepEqual(sink.mails, [])
      time.advance(2)
      assert.deepEqual(await sent(), [MISTAKE])
    })

    it('but not since the account has another password', async () => {
      const { owner, phone } = await somebody()
      await again(owner, phone)
      time.advance(1)
      assert.equal(
        (await server.accounts.setPassword(owner.account.id, PASSWORD)).outcome,
        'changed',
      )
      await visit(owner, shop)
      await owner.givePassword()
      await wrong(owner, phone, 3)
      time.advance(HELD)
      assert.ok((await sent()).includes(STRANGER))
    })

    it('and is not withdrawn from another browser: of a stranger it warns', async () => {
      const { owner, phone } = await somebody()
      const stranger = owner.elsewhere()
      await visit(stranger, shop)
      await stranger.givePassword()
      await wrong(stranger, phone, 3)
      await again(owner, phone)
      assert.equal(await waiting(), 1)
      time.advance(HELD)
      assert.deepEqual(await sent(), [STRANGER])
    })

    it('not where some of the wrong codes came from another browser', async () => {
      const { owner, phone } = await somebody()
      const stranger = owner.elsewhere()
      await again(owner, phone)
      await visit(stranger, shop)
      await stranger.givePassword()
      await wrong(stranger, phone, 2)
      await wrong(owner, phone, 1)
      time.advance(30)
      await owner.giveCode(phone.code())
      time.advance(HELD)
      assert.deepEqual(await sent(), [STRANGER])
    })

    it('not where the browser’s own errors were another account’s', async () => {
      const { owner, phone } = await somebody()
      const { owner: other, phone: tablet } = await somebody()
      await again(owner, phone)
      const stranger = owner.elsewhere()
      await visit(stranger, shop)
      await stranger.givePassword()
      await wrong(stranger, phone, 2)
      // The same browser serves a family.
      const relative = new Person(server, other.account, owner.browser.tab())
      await visit(relative, shop, { prompt: 'login' })
      await relative.givePassword()
      await wrong(relative, tablet, 2)
      await visit(owner, shop, { prompt: 'login' })
      await owner.givePassword()
      await wrong(owner, phone, 1)
      time.advance(30)
      await owner.giveCode(phone.code())
      time.advance(HELD)
      assert.deepEqual(await sent(), [STRANGER])
    })

    it('and what its owner mistypes hides no stranger within the hour', async () => {
      const { owner, phone } = await somebody()
      await again(owner, phone)
      await wrong(owner, phone, 3)
      time.advance(HELD)
      assert.deepEqual(await sent(), [MISTAKE])
      const stranger = owner.elsewhere()
      await visit(stranger, shop)
      await stranger.givePassword()
      await wrong(stranger, phone, 1)
      time.advance(HELD)
      assert.deepEqual(await sent(), [MISTAKE, STRANGER])
    })

    it('and one that was withdrawn holds up none of the next', async () => {
      const { owner, phone } = await somebody()
      const stranger = owner.elsewhere()
      await visit(stranger, shop)
      await stranger.givePassword()
      await wrong(stranger, phone, 3)
      time.advance(30)
      await stranger.giveCode(phone.code())
      const other = owner.elsewhere()
      await visit(other, shop)
      await other.givePassword()
      await wrong(other, phone, 3)
      time.advance(HELD)
      assert.deepEqual(await sent(), [STRANGER])
    })

    it('through a restart: it is sent by the server that comes after, or withdrawn there', async () => {
      const one = await somebody()
      const other = await somebody()
      for (const { owner, phone } of [one, other]) {
        await again(owner, phone)
        await wrong(owner, phone, 3)
      }
      assert.equal(await waiting(), 2)
      const { port } = new URL(server.configuration.issuer)
      await server.close()
      server = await open(Number(port))
      time.advance(30)
      await other.owner.giveCode(other.phone.code())
      assert.equal(await waiting(), 1)
      time.advance(HELD)
      assert.deepEqual(await sent(), [MISTAKE])
      assert.equal(
        sink.mails[0]?.to && 'text' in sink.mails[0].to && sink.mails[0].to.text,
        one.owner.account.login,
      )
    })
  })
}
