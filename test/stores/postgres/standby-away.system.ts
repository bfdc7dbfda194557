import { strict as assert } from 'node:assert'
import { setTimeout as sleep } from 'node:timers/promises'
import { locationOf } from '../../../src/server/store-location.ts'
import { Person } from '../../support/person.ts'
import { startPostgres, type PostgresServer } from '../../support/postgres-server.ts'
import { startStandby, waitForStandby } from '../../support/postgres-standby.ts'
import { relyingParty } from '../../support/relying-party.ts'
import { openTestServer } from '../../support/test-server.ts'
import { signIn, visit } from '../../support/visit.ts'

describe('while the standby that PostgreSQL waits for is away', function () {
  this.timeout(120_000)
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
})
