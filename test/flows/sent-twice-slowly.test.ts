import { strict as assert } from 'node:assert'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Secret } from '../../src/kernel/secret.ts'
import type { Browser, PageForm } from '../support/browser.ts'
import { Person } from '../support/person.ts'
import { relyingParty } from '../support/relying-party.ts'
import { keepSecret } from '../support/secrets-in-logs.ts'
import { openSharedRedis, type SharedRedis } from '../support/shared-redis.ts'
import { createTestClock } from '../support/test-clock.ts'
import { PASSWORD, cheapHasher, openTestServer, type TestServer } from '../support/test-server.ts'
import { signIn } from '../support/visit.ts'

const NEXT = keepSecret('an orchard of green apples')

/** Milliseconds: longer than anybody waits for what is not known to be at work. */
const LONG = 5000

for (const kind of ['SQLite', 'Redis'] as const)
  describe(`a form that is sent again while the first is at work, on two nodes and ${kind}`, () => {
    const folder = mkdtempSync(join(tmpdir(), 'oidc-step-up-'))
    let redis: SharedRedis | undefined
    let first: TestServer
    let second: TestServer
    let finish = () => {}
    let isAtWork = false
    before(async () => {
      redis = kind === 'Redis' ? await openSharedRedis() : undefined
      const store = redis && ({ kind: 'redis', url: new Secret(redis.url) } as const)
      const shared = { folder, time: createTestClock() }
      // A queue of hashes is as slow, where many sign in at once.
      const hasher = {
        ...cheapHasher,
        async hash(password: string) {
          if (password === NEXT) {
            await new Promise<void>((resolve) => {
              finish = resolve
              isAtWork = true
            })
          }
          return cheapHasher.hash(password)
        },
      }
      first = await openTestServer(store ? { store } : {}, { ...shared, hasher })
      const { issuer } = first.configuration
      second = await openTestServer({ issuer, ...(store ? { store } : {}) }, shared)
    })
    after(async () => {
      finish()
      await first.close()
      await second.close()
      await redis?.close()
      rmSync(folder, { recursive: true, force: true })
    })

    async function send(browser: Browser, node: TestServer, form: PageForm) {
      const response = await browser.send(`${node.url}/account/password`, {
        method: 'POST',
        body: new URLSearchParams({ ...form.fields, password: PASSWORD, new_password: NEXT }),
        headers: { Origin: first.configuration.issuer },
      })
      return { status: response.status, way: response.headers.get('Location') }
    }

    it('waits for it, is answered alike, and acts once', async () => {
      const person = await Person.of(first)
      await signIn(person, await relyingParty(first))
      await person.openAccount('/account/password')
      const form = person.browser.form('/account/password')
      const answer = send(person.browser.tab(), first, form)
      const begun = () => isAtWork
      while (!begun()) await sleep(10)
      const again = send(person.browser.tab(), second, form)
      await sleep(LONG)
      finish()
      const [one, other] = await Promise.all([answer, again])
      assert.deepEqual(one, { status: 303, way: '/account/password' })
      assert.deepEqual(other, one)
      const changes = [first, second]
        .flatMap((node) => node.audit())
        .filter(({ type }) => type === 'password_changed')
      assert.equal(changes.length, 1)
    })
  })
