import { strict as assert } from 'node:assert'
import { HOTP, Secret as OtpSecret } from 'otpauth'
import { locationOf } from '../../src/server/store-location.ts'
import { keyOn, Person } from '../support/person.ts'
import { relyingParty, type RelyingParty } from '../support/relying-party.ts'
import { keepSecret } from '../support/secrets-in-logs.ts'
import { openSharedRedis, type SharedRedis } from '../support/shared-redis.ts'
import { openTestServer, PASSWORD, type TestServer } from '../support/test-server.ts'
import { visit } from '../support/visit.ts'

const STORES: Readonly<Record<string, () => Promise<SharedRedis | undefined>>> = {
  SQLite: async () => undefined,
  Redis: openSharedRedis,
}

for (const [name, openStore] of Object.entries(STORES)) {
  describe(`a device whose clock is slow, on ${name}`, () => {
    let redis: SharedRedis | undefined
    let server: TestServer
    let shop: RelyingParty

    before(async () => {
      redis = await openStore()
      server = await openTestServer(redis ? { store: locationOf(redis.url) } : {})
      shop = await relyingParty(server)
    })
    after(async () => {
      await server.close()
      await redis?.close()
    })

    /** Signs in at a moment of its own, in a browser of its own; tells after how many refused codes. */
    async function signIn(person: Person, code: () => string): Promise<number> {
      server.advance(86_417)
      const visitor = person.elsewhere()
      await visit(visitor, shop)
      await visitor.givePassword()
      for (let refused = 0; refused < 3; refused += 1) {
        if ((await visitor.giveCode(code())).arrived) return refused
        server.advance(30)
      }
      return assert.fail('it gets in no more')
    }

    it('gets in, and its owner reads so until the clock is set', async () => {
      const person = await Person.of(server)
      await person.openAccount('/account/devices/add')
      await person.givePassword()
      const page = await person.browser.submit('/devices/add', {
        name: 'Phone',
        password: PASSWORD,
      })
      const secret = OtpSecret.fromBase32(keyOn(page))
      let slow = 0
      const code = () => {
        const counter = Math.floor((server.now() / 1000 - slow) / 30)
        return keepSecret(HOTP.generate({ secret, counter }))
      }
      await person.saveCodes(await person.browser.submit('/setup', { code: code() }))
      assert.doesNotMatch((await person.openAccount()).html, /Its clock is/)

      const refused: number[] = []
      for (slow = 0; slow < 40; slow += 4) refused.push(await signIn(person, code))
      for (let time = 0; time < 8; time += 1) refused.push(await signIn(person, code))
      assert.ok(Math.max(...refused) <= 1, refused.join())
      assert.deepEqual(refused.slice(-4), [0, 0, 0, 0])
      const told = /Its clock is about .?[2-6]0 seconds.? slow/
      const seen = person.elsewhere()
      await seen.openAccount()
      await seen.givePassword()
      server.advance(60)
      await seen.giveCode(code())
      assert.match((await seen.openAccount()).html, told)

      slow = 0
      const after: number[] = []
      for (let time = 0; time < 14; time += 1) after.push(await signIn(person, code))
      assert.ok(Math.max(...after) <= 1, after.join())
      await seen.openAccount()
      await seen.givePassword()
      server.advance(60)
      await seen.giveCode(code())
      assert.doesNotMatch((await seen.openAccount()).html, /Its clock is/)
    })
  })
}
