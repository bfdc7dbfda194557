import { strict as assert } from 'node:assert'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { databaseOf } from '../../support/database-of.ts'
import { ownTime } from '../../support/own-time.ts'
import { Person } from '../../support/person.ts'
import { relyingParty } from '../../support/relying-party.ts'
import { openTestServer } from '../../support/test-server.ts'
import { signIn } from '../../support/visit.ts'

describe('a SQLite file that somebody else has locked', () => {
  it('is waited for once; from then on 503 is answered at once, and service resumes when it is free', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'oidc-step-up-'))
    const server = await openTestServer({}, { folder })
    const party = await relyingParty(server)
    const person = await Person.of(server)
    const { url } = await party.start()
    const other = new DatabaseSync(databaseOf(server.configuration))
    other.exec('BEGIN IMMEDIATE')

    const first = await fetch(url)
    assert.equal(first.status, 503)
    const passed = ownTime()
    for (let attempt = 0; attempt < 10; attempt += 1) {
      const response = await fetch(url)
      assert.equal(response.status, 503)
      assert.equal(response.headers.get('Retry-After'), '5')
    }
    assert.equal((await fetch(`${server.url}/readyz`)).status, 503)
    const took = passed()
    assert.ok(took < 4000, `it took ${took} ms`)

    other.exec('COMMIT')
    other.close()
    assert.equal((await fetch(`${server.url}/readyz`)).status, 200)
    await signIn(person, party)
    await server.close()
    rmSync(folder, { recursive: true, force: true })
  })
})
