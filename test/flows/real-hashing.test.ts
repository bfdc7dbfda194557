import { strict as assert } from 'node:assert'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createPasswordHasher } from '../../src/methods/password/password-hasher.ts'
import { openSqliteStore } from '../../src/stores/sqlite/open-sqlite-store.ts'
import { Person } from '../support/person.ts'
import { relyingParty } from '../support/relying-party.ts'
import { openTestServer, PASSWORD, type TestServer } from '../support/test-server.ts'

/** The other tests hash with parameters that cost next to nothing. */
describe('with the parameters of production', () => {
  let server: TestServer
  let folder: string
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'oidc-step-up-'))
    server = await openTestServer({}, { folder, hasher: createPasswordHasher() })
  })
  after(async () => {
    await server.close()
    rmSync(folder, { recursive: true, force: true })
  })

  it('a password is kept as argon2id of 19 MiB in two passes, and alone signs in', async () => {
    const shop = await relyingParty(server)
    const person = await Person.of(server)
    const request = await shop.start()
    await person.browser.open(request.url)
    const refused = await person.givePassword(`${PASSWORD}!`)
    assert.equal(refused.arrived, undefined)
    assert.equal(refused.errors.length, 1)
    const { arrived } = await person.givePassword()
    assert.deepEqual((await request.finish(arrived)).claims.amr, ['pwd'])

    const store = openSqliteStore({ path: join(folder, 'oidc-step-up.sqlite') })
    const found = await store.accounts.findByLogin(person.account.login)
    store.close()
    assert.match(found?.passwordHash ?? '', /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  })
})
