import { strict as assert } from 'node:assert'
import { rmSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { locationOf } from '../../src/server/store-location.ts'
import { Browser } from '../support/browser.ts'
import { Person } from '../support/person.ts'
import { essentialAcr, relyingParty } from '../support/relying-party.ts'
import { openRoundRobin, type RoundRobin } from '../support/round-robin.ts'
import { createTestClock } from '../support/test-clock.ts'
import { openTestServer, type TestServer } from '../support/test-server.ts'
import { signIn, silently, stepOf, visit } from '../support/visit.ts'

const ONE_FACTOR = 'urn:step-up:1fa'
const TWO_FACTORS = 'urn:step-up:2fa'

interface Shared {
  readonly url: string
  close(): Promise<void>
}

/** Describes two servers on one store, of which each answers every other request. */
export function describeTwoServers(name: string, open: () => Promise<Shared>): void {
  describe(`two servers that share ${name}, and take turns at each request`, () => {
    let shared: Shared
    let servers: readonly TestServer[] = []
    let balancer: RoundRobin
    const folder = mkdtempSync(join(tmpdir(), 'oidc-step-up-'))

    before(async () => {
      shared = await open()
      balancer = await openRoundRobin()
      const time = createTestClock()
      const settings = {
        issuer: balancer.url,
        store: locationOf(shared.url),
        secondFactorWhenEnrolled: false,
      } as const
      for (const _ of [0, 1]) {
        const server = await openTestServer(settings, { folder, time })
        servers = [...servers, server]
        balancer.add(server)
      }
    })
    after(async () => {
      await balancer.close()
      await Promise.all(servers.map((server) => server.close()))
      await shared.close()
      rmSync(folder, { recursive: true, force: true })
    })

    it('show a browser without a script the page that answers its form, whichever it asks', async () => {
      const [server] = servers
      assert.ok(server)
      const person = await Person.of(server)
      const { page } = await visit(person, await relyingParty(server))
      await person.giveName()
      const script = 'none'
      for (let round = 0; round < 2; round += 1) {
        const refused = await person.browser.submit('/password', { password: 'wrong', script })
        assert.deepEqual([refused.status, refused.errors], [422, ['Incorrect name or password.']])
        assert.deepEqual((await person.browser.open(page.url)).errors, [])
      }
    })

    it('sign out by the older of two pages that ask for it', async () => {
      const [server] = servers
      assert.ok(server)
      const person = await Person.of(server)
      const party = await relyingParty(server)
      await signIn(person, party)
      await person.openAccount('/session/end')
      await person.inAnotherTab().openAccount('/session/end')
      await person.browser.submit('/session/end/confirm', { logout: 'yes' })
      assert.equal(person.browser.page.heading, 'You are signed out')
      assert.equal(await silently(person, party), 'login_required')
    })

    it('sign somebody in, add a device, step up and sign out', async () => {
      const [server, other] = servers
      assert.ok(server && other)
      const person = await Person.of(server)
      const party = await relyingParty(server)
      const { claims } = await signIn(person, party)
      assert.equal(claims.acr, ONE_FACTOR)

      const phone = await person.addDevice('Phone')
      assert.deepEqual(
        (await other.authenticators.list(person.account.id)).map((device) => device.name),
        ['Phone'],
      )
      assert.equal(person.recoveryCodes.length, 10)

      const laptop = person.elsewhere()
      assert.equal((await signIn(laptop, party)).claims.acr, ONE_FACTOR)
      const raised = await signIn(laptop, party, essentialAcr(TWO_FACTORS), phone)
      assert.equal(raised.claims.acr, TWO_FACTORS)
      assert.ok(raised.claims.amr?.includes('otp'))
      assert.equal(raised.claims.sub, claims.sub)

      // The very code, at whichever server, signs nobody in again.
      const thief = person.elsewhere()
      await signIn(thief, party)
      await visit(thief, party, essentialAcr(TWO_FACTORS))
      const refused = await thief.giveCode(phone.code())
      assert.equal(stepOf(refused), 'code')
      assert.equal(refused.errors.length, 1)

      const { issuer } = server.configuration
      const planted = new Person(
        server,
        person.account,
        new Browser(await laptop.browser.jar.clone()),
      )
      assert.equal(await silently(planted, party), undefined)
      await laptop.browser.open(`${issuer}/session/end`)
      await laptop.browser.submit('/session/end/confirm', { logout: 'yes' })
      assert.equal(await silently(planted, party), 'login_required')
      assert.equal(await silently(laptop, party), 'login_required')
      assert.equal(await silently(person, party), undefined)
      assert.ok(balancer.served.every((count) => count > 10))
    })
  })
}
