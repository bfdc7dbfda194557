import { strict as assert } from 'node:assert'
import { DatabaseSync } from 'node:sqlite'
import { databaseOf } from '../support/database-of.ts'
import { Person } from '../support/person.ts'
import { essentialAcr, relyingParty, type RelyingParty } from '../support/relying-party.ts'
import { testServer } from '../support/test-server.ts'
import { visit } from '../support/visit.ts'

/** Lets no interaction be finished: what it is written with fails. */
const BROKEN = `CREATE TRIGGER unfinished BEFORE UPDATE ON artefacts
  WHEN NEW.model = 'Interaction' AND json_extract(NEW.payload, '$.result') IS NOT NULL
  BEGIN SELECT RAISE(FAIL, 'no space left'); END`

describe('a sign-in that cannot be saved', () => {
  const server = testServer()
  let shop: RelyingParty
  before(async () => {
    shop = await relyingParty(server())
  })

  const told = (person: Person) =>
    server()
      .audit()
      .flatMap((event) =>
        (event.type === 'signed_in' || event.type === 'stepped_up') &&
        event.accountId === person.account.id
          ? [event.type]
          : [],
      )

  /** The same in the account's history. */
  const kept = (person: Person) => {
    const database = new DatabaseSync(databaseOf(server().configuration))
    const rows = database
      .prepare('SELECT entry FROM activity WHERE account_id = ? ORDER BY rowid')
      .all(person.account.id)
    database.close()
    return rows.flatMap(({ entry }) => {
      const { type } = JSON.parse(String(entry)) as { type: string }
      return type === 'signed_in' || type === 'stepped_up' ? [type] : []
    })
  }

  async function broken<T>(work: () => Promise<T>): Promise<T> {
    const database = new DatabaseSync(databaseOf(server().configuration))
    database.exec(BROKEN)
    try {
      return await work()
    } finally {
      database.exec('DROP TRIGGER unfinished')
      database.close()
    }
  }

  it('is recorded nowhere, and once it is saved once', async () => {
    const person = await Person.of(server())
    await visit(person, shop)
    await person.giveName()
    const failed = await broken(() => person.givePassword())
    assert.equal(failed.status, 503)
    assert.deepEqual([told(person), kept(person)], [[], []])

    const { request } = await visit(person, shop)
    await person.giveName()
    await request.finish((await person.givePassword()).arrived)
    assert.deepEqual([told(person), kept(person)], [['signed_in'], ['signed_in']])
  })

  it('is recorded nowhere as a step-up either', async () => {
    const person = await Person.of(server())
    const phone = await person.addDevice('Phone')
    server().advance(60)
    const before = [told(person), kept(person)]
    await visit(person, shop, { ...essentialAcr('urn:step-up:2fa'), max_age: '10' })
    const failed = await broken(() => person.giveCode(phone.code()))
    assert.equal(failed.status, 503)
    assert.deepEqual([told(person), kept(person)], before)
  })
})
