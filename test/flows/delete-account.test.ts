import { strict as assert } from 'node:assert'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { Secret } from '../../src/kernel/secret.ts'
import { openStore } from '../../src/server/open-store.ts'
import type { Store } from '../../src/stores/store.ts'
import { eventually } from '../support/key-rotation.ts'
import { openMailSink, type MailSink } from '../support/mail-sink.ts'
import { Person } from '../support/person.ts'
import { relyingParty, type RelyingParty } from '../support/relying-party.ts'
import { openSharedRedis, type SharedRedis } from '../support/shared-redis.ts'
import { createTestClock } from '../support/test-clock.ts'
import { PASSWORD, openTestServer, type TestServer } from '../support/test-server.ts'
import { answer, signIn, silently, stepOf, visit } from '../support/visit.ts'

const DAY = 86_400
const LOOK = 25

const DELETED = 'Your account was deleted'
const LEAVING = 'Your account will be deleted'
const STAYS = 'Your account stays'

for (const kind of ['sqlite', 'redis'] as const) {
  describe(`an account that its owner deletes, on ${kind}`, () => {
    const folder = mkdtempSync(join(tmpdir(), 'oidc-step-up-'))
    const time = createTestClock()
    let redis: SharedRedis | undefined
    let sink: MailSink
    /** Another process's hands on the same. */
    let hands: Store
    let issuer: string | undefined
    let servers: TestServer[] = []
    let shop: RelyingParty

    async function startNode(): Promise<TestServer> {
      const store = redis && ({ kind: 'redis', url: new Secret(redis.url) } as const)
      const server = await openTestServer(
        {
          mail: { url: sink.url },
          secondFactorWhenEnrolled: false,
          ...(store ? { store } : {}),
          ...(issuer === undefined ? {} : { issuer }),
        },
        { folder, time, mailInterval: LOOK, removalInterval: LOOK },
      )
      issuer ??= server.configuration.issuer
      servers.push(server)
      return server
    }
    const server = (): TestServer => servers[0]!

    before(async () => {
      if (kind === 'redis') redis = await openSharedRedis()
      sink = await openMailSink()
      await startNode()
      hands = await openStore(server().configuration, {})
      shop = await relyingParty(server())
    })
    after(async () => {
      await hands.close()
      await Promise.all(servers.map((each) => each.close()))
      await sink.stop()
      await redis?.close()
      rmSync(folder, { recursive: true, force: true })
    })

    const opens = async ({ account }: Person): Promise<boolean> =>
      (await server().accounts.authenticate(account.login, PASSWORD)).outcome === 'accepted'

    const subjectsFor = ({ account }: Person): (string | undefined)[] =>
      sink.mails
        .filter((mail) => JSON.stringify(mail.to).includes(account.login))
        .map(({ subject }) => subject)
        .filter((subject) => !subject?.includes('device'))

    /**
     * What was mailed about the account itself, when the last of it has arrived. A mail leaves the outbox a moment later:
     * where a day passes before, it is due again.
     */
    async function mailedTo(person: Person, last: string): Promise<(string | undefined)[]> {
      await eventually(() => subjectsFor(person).includes(last))
      await eventually(async () => (await hands.outbox.waitingFor(person.account.id)) === 0)
      // A second one would come now.
      await setTimeout(6 * LOOK)
      return subjectsFor(person)
    }

    /** Somebody with a device, who has asked for it. */
    async function leaver(): Promise<Person> {
      const person = await Person.of(server())
      await person.addDevice('Phone')
      await person.openAccount('/account/delete')
      const page = await person.browser.submit('/account/delete')
      assert.equal(page.heading, LEAVING)
      assert.deepEqual(await mailedTo(person, LEAVING), [LEAVING])
      return person
    }

    const untilGone = ({ account }: Person): Promise<void> =>
      eventually(async () => (await server().accounts.find(account.id)) === undefined)

    it('is asked for after all factors, on a page that says what goes and what is kept', async () => {
      const person = await Person.of(server())
      const phone = await person.addDevice('Phone')
      time.advance(301)
      const asked = await person.openAccount('/account/delete')
      assert.equal(stepOf(asked), 'password')
      const page = await answer(person, asked, phone)
      assert.equal(page.heading, 'Delete your account?')
      assert.match(page.html, /change your mind for 7 days/)
      assert.match(
        page.html,
        /This deletes your name, password, devices, recovery codes and sessions/,
      )
      assert.match(page.html, /kept for 180 days/)
      assert.doesNotMatch(page.html, /id="password"/)
      assert.equal((await server().accounts.find(person.account.id))?.leavesAt, undefined)

      time.advance(301)
      assert.equal(stepOf(await person.browser.submit('/account/delete')), 'password')
      assert.equal((await server().accounts.find(person.account.id))?.leavesAt, undefined)
    })

    it('or with the password, where there is no second factor', async () => {
      const person = await Person.of(server())
      await signIn(person, shop)
      await person.openAccount('/account/delete')
      const refused = await person.browser.submit('/account/delete', { password: 'not mine' })
      assert.deepEqual(refused.errors, ['Incorrect password. Try again.'])
      const page = await person.browser.submit('/account/delete', { password: PASSWORD })
      assert.equal(page.heading, LEAVING)
      const [mail] = await sink.taken(1, person.account.login)
      assert.equal(mail?.subject, LEAVING)
      assert.match(mail?.text ?? '', /choose “Keep my account”/)
    })

    it('is told at each sign-in, which goes on to the application, or takes it back', async () => {
      const person = await leaver()
      const elsewhere = person.elsewhere()
      const warned = await visit(elsewhere, shop)
      assert.equal((await elsewhere.givePassword()).heading, LEAVING)
      const on = await elsewhere.browser.submit('/continue')
      assert.ok((await warned.request.finish(on.arrived)).claims)
      assert.match((await person.openAccount()).html, new RegExp(LEAVING))

      const third = person.elsewhere()
      const kept = await visit(third, shop)
      await third.givePassword()
      const { arrived } = await third.browser.submit('/stay')
      assert.ok((await kept.request.finish(arrived)).claims)
      assert.doesNotMatch((await person.openAccount()).html, new RegExp(LEAVING))
      assert.deepEqual(await mailedTo(person, STAYS), [LEAVING, STAYS])

      time.advance(8 * DAY)
      await setTimeout(4 * LOOK)
      assert.equal(await opens(person), true)
    })

    it('is taken back by one button in the account, on the last day too', async () => {
      const begun = await leaver()
      time.advance(6 * DAY)
      // By then the browser has forgotten the session, as no clock but its own makes it.
      const person = begun.elsewhere()
      await person.openAccount()
      assert.equal((await person.givePassword()).heading, LEAVING)
      await person.browser.submit('/continue')
      const page = await person.browser.submit('/account/delete/stay')
      assert.match(page.html, /role="status"[\s\S]*Your account stays\. Nothing was deleted\./)
      assert.equal((await server().accounts.find(person.account.id))?.leavesAt, undefined)
      assert.match((await person.openAccount()).html, /href="\/account\/delete"/)
    })

    it('is over after seven days, and removed and mailed once, whichever node does it', async () => {
      const nodes = [await startNode(), await startNode()]
      const person = await leaver()
      const since = servers.map((each) => each.log().length)
      assert.equal(await silently(person, shop), undefined)
      time.advance(7 * DAY)
      // Whether or not a node has been there.
      assert.equal(await opens(person), false)
      assert.equal(await silently(person, shop), 'login_required')
      assert.equal(await server().accounts.stay(person.account.id), false)

      time.advance(61)
      await untilGone(person)
      assert.deepEqual(await mailedTo(person, DELETED), [LEAVING, DELETED])
      await setTimeout(10 * LOOK)
      assert.deepEqual(await mailedTo(person, DELETED), [LEAVING, DELETED])
      const told = servers.flatMap((each, index) =>
        each
          .log()
          .slice(since[index])
          .filter((entry) => JSON.stringify(entry).includes('"type":"account_removed"')),
      )
      assert.equal(told.length, 1)
      assert.deepEqual(await server().authenticators.list(person.account.id), [])
      // Whoever takes the name next begins with nothing.
      const next = await Person.of(server(), person.account.login)
      assert.notEqual(next.account.id, person.account.id)
      assert.equal(await opens(next), true)
      for (const node of nodes) await node.close()
      servers = servers.filter((each) => !nodes.includes(each))
    })

    it('is over also where no node runs on that day', async () => {
      const person = await leaver()
      const { port } = server().configuration
      assert.ok(port > 0)
      await Promise.all(servers.map((each) => each.close()))
      servers = []
      time.advance(9 * DAY)
      await startNode()
      assert.equal(await opens(person), false)
      await untilGone(person)
      assert.deepEqual(await mailedTo(person, DELETED), [LEAVING, DELETED])
    })
  })
}
