import { strict as assert } from 'node:assert'
import { DatabaseSync } from 'node:sqlite'
import type { Page } from '../support/browser.ts'
import { databaseOf } from '../support/database-of.ts'
import { Person } from '../support/person.ts'
import { relyingParty, type RelyingParty } from '../support/relying-party.ts'
import { keepSecret } from '../support/secrets-in-logs.ts'
import { PASSWORD, testServer } from '../support/test-server.ts'
import { deviceFor } from '../support/trust.ts'
import { signIn, stepOf } from '../support/visit.ts'

const NEXT = keepSecret('an orchard of green apples')

describe('the answer to a form that was sent before', () => {
  const server = testServer()
  let shop: RelyingParty
  before(async () => {
    shop = await relyingParty(server())
  })

  const at = (path: string): string => `${server().configuration.issuer}${path}`

  /** Somebody who has changed their password, and all that was sent. */
  async function changed() {
    const person = await Person.of(server())
    await signIn(person, shop)
    const page = await person.openAccount('/account/password')
    const { fields } = person.browser.form('/account/password')
    const sent = { ...fields, password: PASSWORD, new_password: NEXT }
    assert.match((await person.browser.post(page.url, sent)).html, /password was changed/)
    return { person, sent }
  }

  const again = (person: Person, sent: Readonly<Record<string, string>>): Promise<Page> =>
    person.browser.post(at('/account/password'), sent)

  it('is given to nobody without the session, whoever has the whole form', async () => {
    const { person, sent } = await changed()
    const nobody = person.elsewhere()
    assert.equal(stepOf(await again(nobody, sent)), 'password')
    const stranger = await Person.of(server())
    await signIn(stranger, shop)
    assert.equal((await again(stranger, sent)).status, 403)
    // Nor to another session of the very account.
    await person.openAccount()
    const elsewhere = person.elsewhere()
    await elsewhere.openAccount()
    await elsewhere.givePassword(NEXT)
    assert.equal((await again(elsewhere, sent)).status, 403)
  })

  it('nor when the session is over', async () => {
    const { person, sent } = await changed()
    await person.browser.open(at('/session/end'))
    await person.browser.submit('/session/end/confirm', { logout: 'yes' })
    assert.equal(stepOf(await again(person, sent)), 'password')
  })

  it('nor to a form from another site', async () => {
    const { person, sent } = await changed()
    const headers = { Origin: 'https://evil.example' }
    const page = await person.browser.post(at('/account/password'), sent, headers)
    assert.equal(page.status, 403)
  })

  it('is none to another content, nor to the same content on another page', async () => {
    const person = await Person.of(server())
    const phone = await deviceFor(person)
    await signIn(person, shop, {}, phone)
    const [{ id } = { id: '' }] = await server().authenticators.list(person.account.id)
    const path = `/account/devices/${id}/rename`
    const renames = () =>
      server()
        .audit()
        .flatMap((event) => (event.type === 'device_renamed' ? [event.name] : []))
    const since = renames().length
    await person.openAccount(path)
    const { fields } = person.browser.form('/rename')
    await person.browser.post(at(path), { ...fields, name: 'One' })
    await person.browser.post(at(path), { ...fields, name: 'Two' })
    await person.openAccount(path)
    await person.browser.submit('/rename', { name: 'One' })
    assert.deepEqual(renames().slice(since), ['One', 'Two', 'One'])
  })

  it('is none where it said "too many for now"', async () => {
    const person = await Person.of(server())
    await signIn(person, shop)
    const page = await person.openAccount('/account/password')
    const { fields } = person.browser.form('/account/password')
    const sent = { ...fields, password: PASSWORD, new_password: NEXT }
    for (let guess = 0; guess < 5; guess += 1) {
      const wrong = { ...sent, password: `${PASSWORD} ${guess}` }
      assert.equal((await person.browser.post(page.url, wrong)).status, 422)
    }
    assert.equal((await person.browser.post(page.url, sent)).status, 429)
    server().advance(5)
    assert.match((await person.browser.post(page.url, sent)).html, /password was changed/)
  })

  it('counts a wrong password once, however often the form is sent', async () => {
    const person = await Person.of(server())
    await signIn(person, shop)
    const page = await person.openAccount('/account/password')
    const { fields } = person.browser.form('/account/password')
    const wrong = { ...fields, password: `not ${PASSWORD}`, new_password: NEXT }
    for (let time = 0; time < 8; time += 1) {
      const { errors } = await person.browser.post(page.url, wrong)
      assert.deepEqual(errors, ['Incorrect password. Try again.'])
    }
    const rejected = server()
      .audit()
      .filter(
        (event) =>
          event.type === 'password' &&
          event.outcome === 'rejected' &&
          event.accountId === person.account.id,
      )
    assert.equal(rejected.length, 1)
  })

  it('lies in the store for a minute, sealed by what stands nowhere there', async () => {
    const { sent } = await changed()
    const database = new DatabaseSync(databaseOf(server().configuration), { readOnly: true })
    const rows = database
      .prepare(`SELECT id, payload, expires_at FROM artefacts WHERE model = 'FormAnswer'`)
      .all()
    database.close()
    assert.ok(rows.length > 0)
    for (const { id, payload, expires_at: until } of rows) {
      assert.ok(Number(until) <= Date.now() + 61_000)
      assert.deepEqual(Object.keys(JSON.parse(String(payload)) as object), ['sealed'])
      const text = `${String(id)} ${String(payload)}`
      for (const secret of Object.values(sent)) assert.ok(!text.includes(secret))
    }
  })

  it('is kept for a former id of a session by a digest of the form, for half a minute', async () => {
    const person = await Person.of(server())
    await signIn(person, shop)
    await person.addDevice('Phone')
    const database = new DatabaseSync(databaseOf(server().configuration), { readOnly: true })
    const rows = database
      .prepare(`SELECT id, payload, expires_at FROM artefacts WHERE model = 'FormerForm'`)
      .all()
    database.close()
    assert.ok(rows.length > 0)
    for (const { id, payload, expires_at: until } of rows) {
      assert.ok(Number(until) <= Date.now() + 31_000)
      assert.deepEqual(Object.keys(JSON.parse(String(payload)) as object).toSorted(), [
        'form',
        'uid',
      ])
      assert.match(String(id), /^[\w-]{43}$/)
    }
  })
})
