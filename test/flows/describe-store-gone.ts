import { strict as assert } from 'node:assert'
import type { StoreLocation } from '../../src/server/config/configuration.ts'
import { Browser } from '../support/browser.ts'
import { ownTime } from '../support/own-time.ts'
import { Person } from '../support/person.ts'
import { relyingParty } from '../support/relying-party.ts'
import { PASSWORD, openTestServer, type TestServer } from '../support/test-server.ts'
import { silently, visit } from '../support/visit.ts'
import { STEPS, formOf, type Step } from './store-gone-steps.ts'

/** A store that can be taken away and come back. */
export interface Vanishing {
  readonly store: StoreLocation
  away(): Promise<void>
  back(): Promise<void>
  close(): Promise<void>
}

/** Milliseconds within which it works again, once the store does. */
const BACK = 5000

/** What somebody got while the store was away, and after how many milliseconds. */
interface Attempt {
  readonly response: Response
  readonly text: string
  readonly took: number
}

async function attempt(send: Step['send']): Promise<Attempt> {
  const passed = ownTime()
  const response = await send()
  const text = await response.text()
  return { response, text, took: passed() }
}

/** Somebody who has given a name, and has typed the password. */
async function almostIn(server: TestServer) {
  const person = await Person.of(server)
  const party = await relyingParty(server)
  await visit(person, party)
  await person.giveName()
  const fields = { login: person.account.login, password: PASSWORD }
  return { person, party, send: formOf(person, '/password', () => fields) }
}

/**
 * Describes what people and programs get while a store is away, and after it.
 *
 * @param manner what happens to it
 * @param told milliseconds within which they are told
 */
export function describeStoreGone(
  manner: string,
  told: number,
  open: () => Promise<Vanishing>,
): void {
  describe(`while ${manner}`, () => {
    let vanishing: Vanishing
    let server: TestServer
    let waiting: Awaited<ReturnType<typeof almostIn>>
    let proved: Attempt
    let backAfter: number
    const steps = new Map<string, Step>()
    const attempts = new Map<string, Attempt[]>()
    const withoutStore = new Map<string, number>()

    const at = (path: string): string => `${server.configuration.issuer}${path}`

    before(async () => {
      vanishing = await open()
      const { store } = vanishing
      const said: string[] = []
      server = await openTestServer({ store }, { say: (text) => void said.push(text) })
      for (const [name, prepare] of Object.entries(STEPS)) {
        steps.set(name, await prepare({ server, said }))
      }
      waiting = await almostIn(server)

      await vanishing.away()
      // At once: each of them finds out by itself. Those that come after know it.
      const first = [...steps].map(async ([name, { send }]) => {
        attempts.set(name, [await attempt(send)])
      })
      await Promise.all(first)
      for (const [name, { send }] of steps) attempts.get(name)?.push(await attempt(send))
      proved = await attempt(waiting.send)
      for (const path of ['/readyz', '/healthz', '/.well-known/openid-configuration']) {
        withoutStore.set(path, (await fetch(at(path))).status)
      }
      withoutStore.set('/', (await new Browser().open(at('/'))).status)

      await vanishing.back()
      const passed = ownTime()
      while ((await fetch(at('/readyz'))).status !== 200) {
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
      backAfter = passed()
    })
    after(async () => {
      await server.close()
      await vanishing.close()
    })

    for (const name of Object.keys(STEPS)) {
      it(`${name}: 503 within ${told / 1000} seconds, and done when it is back`, async () => {
        const step = steps.get(name)
        assert.ok(step)
        assert.equal(attempts.get(name)?.length, 2)
        for (const { response, text, took } of attempts.get(name) ?? []) {
          assert.ok(took < told, `it took ${took} ms`)
          assert.equal(response.status, 503, text)
          assert.equal(response.headers.get('Retry-After'), '5')
          assert.equal(response.headers.get('Location'), null)
          assert.equal(response.headers.get('Set-Cookie'), null)
          if (step.isCalled) assert.equal(JSON.parse(text).error, 'temporarily_unavailable')
          else assert.match(text, /<h1[^>]*>We cannot sign you in right now<\/h1>/)
        }
        await step.worked(await step.send())
      })
    }

    it('nobody is let in, whatever was proved before', async () => {
      assert.equal(proved.response.status, 503)
      assert.equal(await silently(waiting.person, waiting.party), 'login_required')
    })

    it('is alive, not ready, and still shows what needs no store', () => {
      assert.deepEqual(Object.fromEntries(withoutStore), {
        '/readyz': 503,
        '/healthz': 200,
        '/.well-known/openid-configuration': 200,
        '/': 200,
      })
    })

    it('is in service again by itself', () => {
      assert.ok(backAfter < BACK, `after ${backAfter} ms`)
    })
  })
}
