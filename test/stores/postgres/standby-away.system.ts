import { strict as assert } from 'node:assert'
import { setTimeout as sleep } from 'node:timers/promises'
import { locationOf } from '../../../src/server/store-location.ts'
import {
  openPostgresStore,
  type PostgresStore,
} from '../../../src/stores/postgres/open-postgres-store.ts'
import { createAccountId, createMailId, type AccountId } from '../../../src/kernel/ids.ts'
import { systemClock } from '../../../src/kernel/instant.ts'
import { Person } from '../../support/person.ts'
import { startPostgres, type PostgresServer } from '../../support/postgres-server.ts'
import { startStandby, waitForStandby } from '../../support/postgres-standby.ts'
import { relyingParty } from '../../support/relying-party.ts'
import { clientOf } from '../../support/shared-postgres.ts'
import { openTestServer } from '../../support/test-server.ts'
import { signIn, visit } from '../../support/visit.ts'

describe('while the standby that PostgreSQL waits for is away', function () {
  this.timeout(60_000)
  let primary: PostgresServer
  let standby: PostgresServer
  before(async () => {
    primary = await startPostgres()
    standby = await startStandby(primary)
    await waitForStandby(primary)
  })
  after(async () => {
    await standby.close()
    await primary.close()
  })

  it('a code is a 503 with its reason in the log, and nobody is let in before it is back', async () => {
    const server = await openTestServer({ store: locationOf(primary.url) })
    const account = await Person.of(server)
    const device = await account.addDevice('Phone')
    server.advance(30)
    const person = account.elsewhere()
    const party = await relyingParty(server)
    await visit(person, party)
    await person.givePassword()
    const form = person.browser.form('/code')
    const { href } = new URL(form.action, person.browser.page.url)
    const code = device.code()
    const send = () => person.browser.post(href, { ...form.fields, code })

    await standby.shutDown()
    const told = await send()
    assert.equal(told.status, 503)
    const reasons = JSON.stringify(server.log())
    assert.match(
      reasons,
      /has not said whether it has kept a change: no answer came in time.*standby/,
    )
    const readyz = async () => (await fetch(`${server.configuration.issuer}/readyz`)).status
    assert.equal(await readyz(), 503)

    await standby.restart()
    while ((await readyz()) !== 200) await sleep(50)
    // What was acknowledged to nobody stands on the primary's disk, and is true once the standby has it too.
    const again = await send()
    assert.equal(again.status, 422)
    assert.match(again.errors.join(), /just used/)
    server.advance(60)
    const { claims } = await signIn(account.elsewhere(), party, {}, device)
    assert.equal(claims.sub, person.account.id)
    await server.close()
  })

  it('a wait that an administrator ends, and PostgreSQL calls a success, is none', async () => {
    const store = await openPostgresStore({ url: primary.url, refuseVolatile: true })
    await standby.shutDown()
    for (const how of ['pg_cancel_backend', 'pg_terminate_backend']) {
      const id = createAccountId()
      await assert.rejects(
        ended(how, () => addAccount(store, id)),
        UNCERTAIN,
      )
      await assert.rejects(
        ended(how, () => store.activity.add(id, NOW, '{}')),
        UNCERTAIN,
      )
      await assert.rejects(
        ended(how, () => changeTogether(store, id)),
        UNCERTAIN,
      )
    }
    await standby.restart()
    await store.close()
  })

  async function ended<T>(how: string, work: () => Promise<T>): Promise<T> {
    const admin = await clientOf(primary.url)
    const working = work()
    // Looked at when the wait was ended.
    working.catch(() => {})
    const ending = `SELECT ${how}(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'`
    while ((await admin.query(ending)).rowCount === 0) await sleep(5)
    await admin.end()
    return working
  }
})

const NOW = systemClock()

const UNCERTAIN = {
  code: 'store_unavailable',
  status: 503,
  message: /has not said whether it has kept a change/,
}

const addAccount = (store: PostgresStore, id: AccountId): Promise<boolean> =>
  store.accounts.add({ id, login: id, displayName: '', createdAt: NOW })

const changeTogether = (store: PostgresStore, id: AccountId): Promise<void> =>
  store.together(id, async () => {
    await store.accounts.setEmail(id, `${id}@example.com`)
    await store.activity.add(id, NOW, '{}')
    const sealed = { keyId: 'key', bytes: Uint8Array.from([1]) }
    await store.outbox.add({ id: createMailId(), accountId: id, sealed, createdAt: NOW })
  })
