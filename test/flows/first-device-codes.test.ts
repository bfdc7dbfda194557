import { strict as assert } from 'node:assert'
import { DatabaseSync } from 'node:sqlite'
import { Secret } from '../../src/kernel/secret.ts'
import type { Page } from '../support/browser.ts'
import { databaseOf } from '../support/database-of.ts'
import { Person, codesOn, deviceOf, keyOn } from '../support/person.ts'
import { openRedisProxy } from '../support/redis-proxy.ts'
import { openSharedRedis, type SharedRedis } from '../support/shared-redis.ts'
import { essentialAcr, relyingParty, type RelyingParty } from '../support/relying-party.ts'
import { sendForm } from '../support/sent-at-once.ts'
import { PASSWORD, openTestServer, testServer, type TestServer } from '../support/test-server.ts'
import { signIn, visit } from '../support/visit.ts'

const TWO_FACTORS = 'urn:step-up:2fa'
const SAVE = 'Save your recovery codes'

/** Up to the first code of a first device: the form, and the code that is right. */
type Way = (person: Person, shop: RelyingParty) => Promise<{ form: string; code: string }>

const WAYS: Readonly<Record<string, Way>> = {
  async 'in the account'(person, shop) {
    await signIn(person, shop)
    await person.openAccount('/account/devices/add')
    const page = await person.browser.submit('/devices/add', { name: 'Phone', password: PASSWORD })
    return { form: '/setup', code: deviceOf(person.server, 'Phone', keyOn(page)).code() }
  },
  async 'inside of a sign-in'(person, shop) {
    await visit(person, shop, essentialAcr(TWO_FACTORS))
    await person.givePassword()
    const page = await person.browser.submit('/device', { name: 'Phone' })
    return { form: '/device/code', code: deviceOf(person.server, 'Phone', keyOn(page)).code() }
  },
}

/** What the account has: `[devices, recovery codes]`. */
const haveOf = async (server: TestServer, { account }: Person) =>
  [
    (await server.authenticators.confirmed(account.id)).length,
    (await server.recoveryCodes.find(account.id))?.count ?? 0,
  ] as const

describe('a first device and its recovery codes, where the disk refuses the codes', () => {
  const server = testServer()
  let shop: RelyingParty
  let disk: DatabaseSync
  before(async () => {
    shop = await relyingParty(server())
    disk = new DatabaseSync(databaseOf(server().configuration))
  })
  after(() => disk.close())

  const refuse = () =>
    disk.exec(`CREATE TRIGGER refuse BEFORE UPDATE ON documents
      WHEN new.document LIKE '%"recoveryCodes"%' BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END`)
  const relent = () => disk.exec('DROP TRIGGER IF EXISTS refuse')
  afterEach(relent)

  for (const [name, way] of Object.entries(WAYS)) {
    it(`${name}: neither stands, and the same code does when there is room`, async () => {
      const person = await Person.of(server())
      const { form, code } = await way(person, shop)
      const shown = person.browser.page
      refuse()
      assert.equal((await person.browser.submit(form, { code })).status, 503)
      assert.deepEqual(await haveOf(server(), person), [0, 0])
      relent()
      await person.browser.open(shown.url)
      const page: Page = await person.browser.submit(form, { code })
      assert.equal(page.heading, SAVE)
      assert.equal(codesOn(page).length, 10)
      assert.deepEqual(await haveOf(server(), person), [1, 10])
    })
  }
})

/** More than confirming a first device waits for. */
const ANSWERS = 20

describe('a first device and its recovery codes, where Redis goes silent', () => {
  let redis: SharedRedis
  before(async () => {
    redis = await openSharedRedis()
  })
  after(() => redis.close())

  /** Somebody with a form to send, whose Redis can go silent. */
  async function prepare() {
    const proxy = await openRedisProxy(redis)
    const server = await openTestServer({ store: { kind: 'redis', url: new Secret(proxy.url) } })
    const person = await Person.of(server)
    const { form, code } = await WAYS['in the account']!(person, await relyingParty(server))
    return { proxy, server, person, form, code }
  }

  /** What somebody has whose Redis went silent after so many answers, and what the form was answered. */
  async function silentAfter(answers: number, prepared: Awaited<ReturnType<typeof prepare>>) {
    const { proxy, server, person, form, code } = prepared
    proxy.loseAfter(answers)
    const { status } = await sendForm(person, form, { code })
    proxy.heal()
    const have = String(await until(() => haveOf(server, person)))
    await server.close()
    await proxy.close()
    return { have, status }
  }

  it('after whichever answer: both stand, or neither', async () => {
    // One after the other: on a busy machine twenty at once would wait for longer than a server waits for its Redis.
    const prepared = []
    while (prepared.length < ANSWERS) prepared.push(await prepare())
    // At once: each waits for an answer that does not come.
    const all = await Promise.all(prepared.map((one, index) => silentAfter(index + 1, one)))
    for (const [index, { have }] of all.entries()) {
      assert.match(have, /^(0,0|1,10)$/, `after ${index + 1} answers`)
    }
    assert.deepEqual([...new Set(all.map(({ have }) => have))], ['0,0', '1,10'])
    assert.deepEqual([all[0]?.status, all.at(-1)?.status], [503, 303], 'it went silent after each')
  })

  /** The server finds Redis again by itself. */
  async function until<T>(read: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await read()
      } catch {
        await new Promise((resolve) => setImmediate(resolve))
      }
    }
  }
})
