import { openSqliteStore, type SqliteStore } from '../../src/stores/sqlite/open-sqlite-store.ts'
import { databaseOf } from '../support/database-of.ts'
import { Person, type Device } from '../support/person.ts'
import { relyingParty, type RelyingParty } from '../support/relying-party.ts'
import { PASSWORD, testServer, type TestServer } from '../support/test-server.ts'
import { deviceFor, forgetSession, trustHere } from '../support/trust.ts'
import { stepOf, visit } from '../support/visit.ts'

export const ONE = 'urn:step-up:1fa'
export const TWO = 'urn:step-up:2fa'
export const DAY = 86_400

/** A server with two relying parties, for the `describe` that it is called in, and trusted browsers there. */
export function trustScene() {
  const server = testServer()
  let shop: RelyingParty
  let bank: RelyingParty
  before(async () => {
    shop = await relyingParty(server())
    bank = await relyingParty(server(), 'bank')
  })

  /** Somebody with a device, at a browser that is trusted, in no session. */
  async function trusting(at: TestServer = server()): Promise<{ person: Person; phone: Device }> {
    const person = await Person.of(at)
    const phone = await deviceFor(person)
    await trustHere(person, at === server() ? shop : await relyingParty(at), phone)
    forgetSession(person)
    return { person, phone }
  }

  /** The database, as another program sees it. */
  async function withStore<T>(look: (store: SqliteStore) => Promise<T>): Promise<T> {
    const store = openSqliteStore({ path: databaseOf(server().configuration) })
    try {
      return await look(store)
    } finally {
      store.close()
    }
  }

  /** What a sign-in with the password alone ends with: an answer, or a code that is asked for. */
  async function afterPassword(person: Person, password = PASSWORD, party = shop) {
    await visit(person, party)
    const page = await person.givePassword(password)
    return page.arrived?.has('code') ? 'signed in' : stepOf(page)
  }

  return { server, shop: () => shop, bank: () => bank, trusting, withStore, afterPassword }
}
