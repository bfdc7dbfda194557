import { strict as assert } from 'node:assert'
import { createHashingGate } from '../../src/methods/password/hashing-gate.ts'
import type { PasswordHasher } from '../../src/methods/password/password-hasher.ts'
import { DEFAULT_THROTTLE } from '../../src/kernel/throttle/attempt-store.ts'
import { Secret } from '../../src/kernel/secret.ts'
import { Person } from '../support/person.ts'
import { relyingParty, type RelyingParty } from '../support/relying-party.ts'
import { openSharedRedis, type SharedRedis } from '../support/shared-redis.ts'
import { PASSWORD, cheapHasher, openTestServer, type TestServer } from '../support/test-server.ts'
import { signIn, visit } from '../support/visit.ts'

/** Hashes one at a time, lets nobody wait, and is at work for as long as it is kept. */
function busyHasher() {
  const gate = createHashingGate(1, 0)
  let finish = () => {}
  const hasher: PasswordHasher = {
    ...cheapHasher,
    verify: (stored, password) => gate.run(() => cheapHasher.verify(stored, password)),
    verifyNothing: (password) => gate.run(() => cheapHasher.verifyNothing(password)),
  }
  return {
    hasher,
    keep() {
      const work = new Promise<void>((resolve) => (finish = resolve))
      void gate.run(() => work)
    },
    finish: () => {
      finish()
    },
  }
}

for (const kind of ['SQLite', 'Redis'] as const)
  describe(`a password that comes while too many hashes wait, on ${kind}`, () => {
    const busy = busyHasher()
    let redis: SharedRedis | undefined
    let server: TestServer
    let shop: RelyingParty
    before(async () => {
      redis = kind === 'Redis' ? await openSharedRedis() : undefined
      const store = redis && ({ kind: 'redis', url: new Secret(redis.url) } as const)
      server = await openTestServer(store ? { store } : {}, { hasher: busy.hasher })
      shop = await relyingParty(server)
    })
    after(async () => {
      busy.finish()
      await server.close()
      await redis?.close()
    })

    it('is answered by 503 and is no guess, at sign-in and in the account, however often', async () => {
      const person = await Person.of(server)
      const { request } = await visit(person, shop)
      await person.giveName()
      busy.keep()
      for (let time = 0; time < 2 * DEFAULT_THROTTLE.free; time += 1) {
        const { action, fields } = person.browser.form('/password')
        const sent = { ...fields, login: person.account.login, password: PASSWORD }
        const answer = await person.browser.send(
          new URL(action, server.configuration.issuer).href,
          {
            method: 'POST',
            body: new URLSearchParams(sent),
          },
        )
        assert.equal(answer.status, 503)
        assert.ok(answer.headers.get('Retry-After'))
      }
      busy.finish()
      const { arrived } = await person.givePassword()
      assert.ok((await request.finish(arrived)).claims.sub)

      await person.openAccount('/account/devices/add')
      const { action, fields } = person.browser.form('/devices/add')
      const url = new URL(action, server.configuration.issuer).href
      busy.keep()
      for (let time = 0; time < 2 * DEFAULT_THROTTLE.free; time += 1) {
        const sent = { ...fields, name: 'Phone', password: PASSWORD }
        const answer = await person.browser.send(url, {
          method: 'POST',
          body: new URLSearchParams(sent),
        })
        assert.equal(answer.status, 503)
      }
      busy.finish()
      const page = await person.browser.submit('/devices/add', {
        name: 'Phone',
        password: PASSWORD,
      })
      assert.deepEqual([page.status, page.errors], [200, []])
      await signIn(person.elsewhere(), shop)
    })
  })
